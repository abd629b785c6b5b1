"""Convolution whose rows are max-pooled in pairs, by Winograd's F(2, 2) along y.

With kernels two rows high, g and h, the rows x, y, z of a picture give two rows of the result:

    x·g + y·h = (x − y)·g + y·(g + h)
    y·g + z·h = (y − z)·(−h) + y·(g + h)

So three products stand for four, and the larger of both needs their common part once.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import numpy as np

from engine.kernels import binding, planes, pool, scratch
from engine.kernels.activation import Calls, as_step
from engine.kernels.layer import Layer
from engine.kernels.windows import Geometry, strided

Steps = list[Callable[[], object]]

LINE = 16
"""Rows start at lines of the cache, of 16 numbers: to subtract takes 3.4 instead of 5.6 µs."""
APART = 64
"""Numbers between arrays of which one is read while another is written: a multiple of 4096 bytes
between them takes half as long again."""


def applies(layer: Layer, windows: Geometry) -> bool:
    """Return whether small planes are of this kind, and the product of one row small enough.

    What is subtracted costs as much as is gained where BLAS lays out each operand anew.
    """
    geometry, current = layer.geometry, binding.current()
    adds = windows.out[-1] * 2 * math.prod(layer.w.shape[:2]) * geometry.kernel[-1]
    return (
        windows.are_pairs
        and (geometry.kernel[0], geometry.dilations) == (2, (1, 1))
        and not planes.lies_by_channel(layer.out)
        and not current.strict
        and adds <= current.direct
    )


def prepare(layer: Layer, windows: Geometry) -> Steps:
    """Return the work of a convolution of one picture, max-pooled before its activation.

    Parameters
    ----------
    layer : `out` is pooled; the picture lies in memory plane by plane
    """
    c, m = layer.x.shape[-1], len(layer.w)
    height, width = layer.geometry.padded_sizes
    k_w, (pairs, pixels) = layer.geometry.kernel[1], (windows.out[0], 2 * windows.out[1])
    taps, dtype, item = c * k_w, layer.x.dtype, layer.x.itemsize
    (source,), steps = planes.padded_planes(layer)
    # What a tap sees of all rows but the last is one run of each plane.
    whole = (2 * pairs - 1) * width + pixels
    common = whole - width
    seen = (height * width * item, item, item)
    upper, lower, middle = (
        strided(source[:, row:], (c, k_w, length), seen)
        for row, length in ((0, whole), (1, whole), (1, common))
    )
    line = whole + -whole % LINE
    differences = scratch.take((taps, line), dtype)
    rows = scratch.keep((taps + 1, line), dtype, 1)
    upper_w, lower_w = layer.w.transpose(2, 1, 3, 0).reshape(2, taps, m)
    bias = np.zeros(m, dtype) if layer.bias is None else layer.bias
    size = pairs * pixels * m
    memory = scratch.take((3, size + APART), dtype)[:, :size]
    first, second, sums = memory
    by_pair = memory.reshape(3, pairs, pixels, m)
    assert np.may_share_memory(by_pair, memory)
    along = 2 * width * item, item
    pair = by_pair[2].reshape(1, pairs, pixels // 2, 2, m)
    pooled, end = pool.before_end(layer.out, layer.activation)
    calls: Calls = [
        partial(np.subtract, upper, lower, _by_plane(differences, upper)),
        scratch.copy(middle, _by_plane(rows[:-1], middle)),
        partial(
            np.matmul,
            strided(differences, (2, pairs, pixels, taps), (width * item, *along, line * item)),
            np.stack([upper_w, -lower_w])[:, None],
            by_pair[:2],
        ),
        partial(
            np.matmul,
            strided(rows, (pairs, pixels, taps + 1), (*along, line * item)),
            np.concatenate([upper_w + lower_w, bias[None]]),
            by_pair[2],
        ),
        partial(np.maximum, first, second, out=first),
        partial(np.add, first, sums, sums),
        partial(np.maximum, pair[..., 0, :], pair[..., 1, :], out=pooled),
        *end,
    ]
    return [*steps, as_step(calls)]


def _by_plane(rows: np.ndarray, like: np.ndarray) -> np.ndarray:
    """Return the starts of rows (C · k_w, …) in the shape (C, k_w, length) of a view of planes."""
    view = rows[:, : like.shape[-1]].reshape(like.shape)
    assert np.may_share_memory(view, rows)
    return view
