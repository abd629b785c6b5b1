"""What is assumed where nothing is stated; always shown to the person as an assumption."""

from __future__ import annotations

import math
from typing import Any

from engine.graph import Dimension, Value
from engine.metadata.denotation import denoted_layout

_PICTURE_CHANNELS = (1, 3)
_LARGEST_DRAWING = 32
"""Side in pixels; MNIST has 28, USPS 16, padded MNIST 32."""


def assumed_recipe(value: Value | None) -> dict[str, Any]:
    """Return layout, channels, size and range guessed from an input's shape and dtype.

    The axis denoted as channels is the channels, else the one of size 1 or 3. An input of whole
    numbers takes 0..255 as a camera gives it, any other 0..1, which most exporters use. Small grey
    pictures are taken for drawings as in MNIST and its relatives: light strokes on a dark ground.
    """
    shape = value.shape if value is not None else None
    whole = value is not None and value.dtype.kind in "iu"
    recipe: dict[str, Any] = {"range": (0.0, 255.0) if whole else (0.0, 1.0)}
    if shape is None:
        return recipe
    if len(shape) == 2:
        return recipe | _flat(shape[1])
    axes = shape[-3:] if len(shape) >= 3 else ()
    if len(axes) != 3:
        return recipe
    first, last = axes[0], axes[2]
    if len(shape) == 3 and first not in _PICTURE_CHANNELS and last not in _PICTURE_CHANNELS:
        return recipe | {"channels": "L", **_size(shape[1], shape[2])}
    behind = first not in _PICTURE_CHANNELS and last in _PICTURE_CHANNELS
    behind = {"NHWC": True, "NCHW": False}.get(denoted_layout(value) or "", behind)
    channels, height, width = (last, first, axes[1]) if behind else (first, axes[1], last)
    recipe["layout"] = "NHWC" if behind else "NCHW"
    recipe["channels"] = "L" if channels == 1 else "RGB"
    size = _size(height, width)
    if channels == 1 and size and max(size["size"]) <= _LARGEST_DRAWING:
        recipe["ink"] = "light"
    return recipe | size


def _flat(length: Dimension) -> dict[str, Any]:
    """Return the size of a square grey or colour picture laid out as one row of numbers."""
    if isinstance(length, int):
        for channels, name in ((1, "L"), (3, "RGB")):
            side = math.isqrt(max(length, 0) // channels)
            if side > 1 and side * side * channels == length:
                return {"channels": name, "size": (side, side)}
    return {}


def _size(height: Dimension, width: Dimension) -> dict[str, Any]:
    """Return the size where the input fixes it."""
    fixed = isinstance(height, int) and isinstance(width, int) and height > 0 and width > 0
    return {"size": (height, width)} if fixed else {}
