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

from engine.kernels import pool, scratch
from engine.kernels.activation import Activation, Calls, as_step
from engine.kernels.direct import lay_out, multiply_panels, whole_parts
from engine.kernels.layer import COLUMNS_BYTES, Layer
from engine.kernels.windows import Geometry, strided

Steps = list[Callable[[], object]]

MOST_WIDTH = 64
"""Pixels of a row; longer rows are copied well enough one by one."""
LONG_ROW = 1 << 10
"""Numbers of a row that are as well pooled with those of the next row alone."""
MOST_WASTE = 0.3
"""Share of the sums that nobody looks at."""


def applies(layer: Layer) -> bool:
    """Return whether a convolution is of this kind: planes, stride 1, no groups, small."""
    geometry = layer.geometry
    if layer.groups > 1 or len(geometry.sizes) != 2 or geometry.strides != (1, 1):
        return False
    if not lies_by_channel(layer.x) or min(*geometry.begins, *geometry.ends) < 0:
        return False
    width, out_w = geometry.padded_sizes[1], geometry.out[1]
    columns = math.prod(layer.w.shape[1:]) * _length(layer) * layer.x.itemsize
    return width <= MOST_WIDTH and width - out_w <= MOST_WASTE * width and columns <= COLUMNS_BYTES


def prepare(layer: Layer, windows: Geometry | None = None) -> Steps:
    """Return the work of a convolution of pictures (N, C, H, W) in memory.

    Parameters
    ----------
    windows : for max-pooling the result of one picture before the activation; `layer.out` is pooled
    """
    geometry, c, m = layer.geometry, layer.x.shape[-1], layer.w.shape[0]
    (k_h, k_w), (d_h, d_w) = geometry.kernel, geometry.dilations
    height, width = geometry.padded_sizes
    taps, length = c * k_h * k_w, _length(layer)
    has_bias = layer.bias is not None
    # Sums lie as the result does: each channel in a row, or the channels of each pixel together.
    by_channel = lies_by_channel(layer.out)
    whole = length if by_channel else whole_parts(length, taps + has_bias, m)
    columns = scratch.keep((taps + has_bias, whole), layer.x.dtype, 1)
    weights = layer.w.reshape(m, taps)
    if layer.bias is not None:
        # The last row of the columns stays 1 and carries the bias.
        weights = np.concatenate([weights, layer.bias[:, None]], axis=1)
    panels = lay_out(weights.T)
    sources, steps = padded_planes(layer)
    item = layer.x.itemsize
    sums = scratch.take((m, whole) if by_channel else (whole, m), layer.x.dtype)
    of_channel, of_pixel = (whole, 1) if by_channel else (1, m)
    strides = (0, width * of_pixel * item, of_pixel * item, of_channel * item)
    spare = scratch.Spare()
    for image, source in enumerate(sources):
        place = (slice(image, image + 1), slice(None), slice(None))
        seen = strided(
            source,
            (c, k_h, k_w, length),
            (height * width * item, d_h * width * item, d_w * item, item),
        )
        products = strided(sums, (1, *geometry.out, m), strides)
        parts: Calls = [
            scratch.copy(seen, columns[:taps, :length].reshape(seen.shape)),
            multiply_panels(weights, columns[None], sums)
            if by_channel
            else multiply_panels(columns.T, panels, sums),
        ]
        if windows is None:
            parts += layer.finish(products, place, spare, bias=False)
        elif windows.are_pairs and products[0, 0].size < LONG_ROW:
            parts += _pool_pairs(products, sums, windows, layer.out[place], layer.activation)
        else:
            parts += pool.prepare_max_and_end(products, layer.out[place], windows, layer.activation)
        steps.append(as_step(parts))
    return steps


def _pool_pairs(
    products: np.ndarray, sums: np.ndarray, windows: Geometry, out: np.ndarray, end: Activation
) -> Calls:
    """Return the calls that pool products by pairs, then end with an activation.

    Each row with the next one, all in one run of memory: more than half of the results are of no
    use, but short runs take longer. Then each pixel with the next one.

    Parameters
    ----------
    products : view (1, H, W, M) of the sums
    """
    flat = sums.reshape(-1)
    image, row, pixel, channel = products.strides
    width = row // sums.itemsize
    larger = scratch.take((flat.size - width,), sums.dtype)
    first, second = (
        strided(
            larger[x * pixel // sums.itemsize :],
            (1, *windows.out, products.shape[-1]),
            (image, 2 * row, 2 * pixel, channel),
        )
        for x in (0, 1)
    )
    pooled, calls = pool.before_end(out, end)
    return [
        partial(np.maximum, flat[:-width], flat[width:], out=larger),
        partial(np.maximum, first, second, out=pooled),
        *calls,
    ]


def lies_by_channel(x: np.ndarray) -> bool:
    """Return whether an array (N, H, W, C) lies in memory plane by plane."""
    return _planes(x).flags.c_contiguous


def _planes(x: np.ndarray) -> np.ndarray:
    return x.transpose(0, 3, 1, 2)


def _length(layer: Layer) -> int:
    """Return how many sums there are: rows of the padded input, the last one cut."""
    out_h, out_w = layer.geometry.out
    return (out_h - 1) * layer.geometry.padded_sizes[1] + out_w


def padded_planes(layer: Layer) -> tuple[np.ndarray, Steps]:
    """Return the padded input (N, C, H, W), C-contiguous, and the work that fills it."""
    planes, geometry = _planes(layer.x), layer.geometry
    if not geometry.is_padded:
        return planes, []
    padded = scratch.keep((*planes.shape[:2], *geometry.padded_sizes), planes.dtype)
    (top, left), (h, w) = geometry.begins, geometry.sizes
    return padded, [scratch.copy(planes, padded[:, :, top : top + h, left : left + w])]
