"""Sizes behind layers that slide over a picture, as Theano counts them."""

from __future__ import annotations

from typing import TypeVar

import numpy as np

from engine.errors import FormatError
from engine.formats.architecture import Conv, Layer, Pool


def padding(conv: Conv, kernel: int, axis: int) -> int:
    """Return how many pixels of zeros lie at each side of one axis.

    Raises
    ------
    FormatError
        For `same` with an even kernel, whose halves differ.
    """
    if isinstance(conv.border_mode, tuple):
        return conv.border_mode[axis]
    match conv.border_mode:
        case "full":
            return kernel - 1
        case "half":
            return kernel // 2
        case "same":
            if kernel % 2 == 0:
                raise FormatError(
                    f"border_mode 'same' needs kernels of odd size, got {kernel}; 'half' takes any."
                )
            return kernel // 2
    return 0


Size = TypeVar("Size", int, np.ndarray)


def layer_size(layer: Layer, size: Size, kernel: int, axis: int) -> Size:
    """Return the size of one axis behind a layer, 0 or less where it does not fit.

    An array of sizes gives an array.
    """
    if isinstance(layer, Conv):
        return (size + 2 * padding(layer, kernel, axis) - kernel) // layer.stride[axis] + 1
    if isinstance(layer, Pool):
        window, stride = layer.size[axis], (layer.stride or layer.size)[axis]
        padded = size + 2 * layer.pad[axis]
        if layer.ignore_border:
            return (padded - window) // stride + 1
        if stride >= window:
            return (padded - 1) // stride + 1
        steps = -((window - padded) // stride)
        return steps * (steps > 0) + 1
    return size
