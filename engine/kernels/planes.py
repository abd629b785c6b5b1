"""Convolution of small pictures that lie in memory plane by plane, (C, H, W).

Over whole rows, what one tap of the kernels sees is a single run of each plane: all taps are
copied by one call, in runs as long as the picture. The sums at the end of each row that mix two
rows are computed, and not looked at. For tiny networks the number of calls and the shortness of
runs decide, not the multiplications.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import numpy as np

from engine.kernels import scratch
from engine.kernels.activation import Calls, as_step
from engine.kernels.layer import COLUMNS_BYTES, Layer
from engine.kernels.matmul import multiply
from engine.kernels.windows import strided

Steps = list[Callable[[], object]]

MOST_WIDTH = 64
"""Pixels of a row; longer rows are copied well enough one by one."""
MOST_WASTE = 0.3
"""Share of the sums that nobody looks at."""


def applies(layer: Layer) -> bool:
    """Return whether a convolution is of this kind: planes, stride 1, no groups, small."""
    geometry = layer.geometry
    if layer.groups > 1 or len(geometry.sizes) != 2 or geometry.strides != (1, 1):
        return False
    if not _planes(layer.x).flags.c_contiguous or min(*geometry.begins, *geometry.ends) < 0:
        return False
    width, out_w = geometry.padded_sizes[1], geometry.out[1]
    columns = math.prod(layer.w.shape[1:]) * _length(layer) * layer.x.itemsize
    return width <= MOST_WIDTH and width - out_w <= MOST_WASTE * width and columns <= COLUMNS_BYTES


def prepare(layer: Layer) -> Steps:
    """Return the work of a convolution of pictures (N, C, H, W) in memory."""
    geometry, c, m = layer.geometry, layer.x.shape[-1], layer.w.shape[0]
    (k_h, k_w), (d_h, d_w) = geometry.kernel, geometry.dilations
    height, width = geometry.padded_sizes
    taps, length = c * k_h * k_w, _length(layer)
    has_bias = layer.bias is not None
    columns = scratch.take((taps + has_bias, length), layer.x.dtype)
    weights = layer.w.reshape(m, taps)
    if layer.bias is not None:
        # A row of ones carries the bias.
        weights = np.concatenate([weights, layer.bias[:, None]], axis=1)
    sources, steps = _padded(layer)
    if has_bias:
        steps.append(partial(columns[-1].fill, 1))
    item = layer.x.itemsize
    # Sums lie as the result does: each channel in a row, or the channels of each pixel together.
    by_channel = _planes(layer.out).flags.c_contiguous
    sums = scratch.take((m, length) if by_channel else (length, m), layer.x.dtype)
    of_channel, of_pixel = (length, 1) if by_channel else (1, m)
    strides = (0, width * of_pixel * item, of_pixel * item, of_channel * item)
    spare = scratch.Spare()
    for image, source in enumerate(sources):
        place = (slice(image, image + 1), slice(None), slice(None))
        seen = strided(
            source,
            (c, k_h, k_w, length),
            (height * width * item, d_h * width * item, d_w * item, item),
        )
        products = strided(sums, layer.out[place].shape, strides)
        parts: Calls = [
            scratch.copy(seen, columns[:taps].reshape(seen.shape)),
            multiply(weights, columns, sums)
            if by_channel
            else multiply(columns.T, weights.T, sums),
            *layer.finish(products, place, spare, bias=False),
        ]
        steps.append(as_step(parts))
    return steps


def _planes(x: np.ndarray) -> np.ndarray:
    return x.transpose(0, 3, 1, 2)


def _length(layer: Layer) -> int:
    """Return how many sums there are: rows of the padded input, the last one cut."""
    out_h, out_w = layer.geometry.out
    return (out_h - 1) * layer.geometry.padded_sizes[1] + out_w


def _padded(layer: Layer) -> tuple[np.ndarray, Steps]:
    """Return the padded input (N, C, H, W), C-contiguous, and the work that fills it."""
    planes, geometry = _planes(layer.x), layer.geometry
    if not geometry.is_padded:
        return planes, []
    padded = scratch.keep((*planes.shape[:2], *geometry.padded_sizes), planes.dtype)
    (top, left), (h, w) = geometry.begins, geometry.sizes
    return padded, [scratch.copy(planes, padded[:, :, top : top + h, left : left + w])]
