"""What goes into each input of a network: the picture, and what its other inputs ask for.

Detectors of PaddlePaddle and others want the size of the picture and its scale besides the picture;
what else there is (first states, thresholds) is set to 0. It is said in `Model.warnings`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from engine import budget
from engine.errors import LimitError, ShapeError
from engine.graph import Value
from engine.images import Picture
from engine.metadata import Preprocess
from engine.preprocess import Prepared, prepare

_SIZE = re.compile(r"(shape|size)s?$", re.IGNORECASE)
_SCALE = re.compile(r"(scale|ratio|factor)s?$", re.IGNORECASE)


def usual_shape(value: Value, is_picture: bool, preprocess: Preprocess) -> tuple[int, ...]:
    """Return the shape an input has for a picture, or with 1 for each size left open."""
    if is_picture:
        blank = Picture(np.zeros((8, 8, 3), np.uint8), "blank", "array", None)
        try:
            return prepare(blank, preprocess, value).tensor.shape
        except (ShapeError, LimitError):
            pass  # no picture goes in here; the network can still be run on arrays
    return tuple(size if isinstance(size, int) and size > 0 else 1 for size in value.shape or ())


def filled(value: Value, shape: Sequence[int], prepared: Prepared) -> np.ndarray:
    """Return what goes into an input beside the picture.

    Parameters
    ----------
    shape : that the input shall have

    Returns
    -------
    the size of the picture as the network gets it, along the last axis, where the name ends in
    `shape` or `size` (height, width and, if there is room, 1); ones where it ends in `scale`,
    `ratio` or `factor`; else zeros
    """
    array = budget.allocate(shape, value.dtype, 0, f"Input {value.name!r}")
    if _SCALE.search(value.name):
        array[...] = 1
    elif _SIZE.search(value.name) and array.ndim and array.shape[-1] in (2, 3):
        height, width = prepared.seen.shape[:2]
        array[...] = [height, width, 1][: array.shape[-1]]
    return array
