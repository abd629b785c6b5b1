"""Products cut so small that BLAS multiplies their operands where they lie.

BLAS lays out both operands of a product anew before it multiplies, which pays for large ones only.
For processors with AVX-512, OpenBLAS has kernels that do without, up to a million multiply-adds.
They are the fastest there are, even for the parts of a large product: 49 × 512 → 2048 runs at 47
MAC/ns instead of 35, 784 × 64 → 256 at 56 instead of 48, 1824 × 17 → 96 at 50 instead of 38 (AMD
Zen 4, SkylakeX kernels). `np.matmul` makes all parts in one call, as matrices of a stack.

For such parts the weights of a layer lie in panels: some columns each, of all rows.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import numpy as np

from engine.kernels import binding, scratch
from engine.kernels.activation import Calls, as_step
from engine.kernels.matmul import multiply
from engine.kernels.windows import strided

PANEL, WIDEST_PANEL, VECTOR, FEW_ROWS = 64, 160, 16, 12
"""Columns of weights that these kernels multiply at a time, in vectors of 16. Where they are no
multiple of 64, panels are as wide as vectors make them, up to that width, and that many rows still
are a small product: 52 × 960 → 160 runs at 54 MAC/ns in two panels, at 49 in one."""
AT_A_TIME = 4
"""Rows that these kernels multiply at a time."""
MOST_PARTS = 64


def lay_out(weights: np.ndarray) -> np.ndarray:
    """Return weights (…, K, M) as panels (…, count, K, M / count), copied only if that pays.

    Read from rows of all columns, 52 × 2048 → 512 takes three times as long.
    """
    k, m = weights.shape[-2:]
    return np.ascontiguousarray(_cut(weights, m // panel_width(k, m)))


def panel_width(k: int, m: int, *, whole: bool = True) -> int:
    """Return how many of the columns of weights (K, M) lie together.

    With `whole`, they divide M; else there may be zeros at the end of the last panel.
    """
    limit = binding.current().direct
    if m % PANEL == 0:
        return PANEL if limit >= FEW_ROWS * PANEL else m
    most = min(limit // (FEW_ROWS * max(k, 1)), WIDEST_PANEL)
    if m <= most:
        return m
    rest = m if whole or m < PANEL or limit < FEW_ROWS * PANEL else PANEL
    return max((n for n in range(VECTOR, most + 1, VECTOR) if m % n == 0), default=rest)


def columns(panels: np.ndarray, part: int, parts: int) -> np.ndarray:
    """Return one of so many equal parts of the columns; they, or the panels, can be so divided."""
    axis = -1 if panels.shape[-3] == 1 else -3
    size = panels.shape[axis] // parts
    place = slice(part * size, (part + 1) * size)
    return panels[..., place] if axis == -1 else panels[..., place, :, :]


def multiply_few_rows(a: np.ndarray, b: np.ndarray, out: np.ndarray) -> Callable[[], object]:
    """Return the call that writes a @ b to `out`, some columns at a time.

    For 6 × 6 times 43008 columns, 45 instead of 121 µs.

    Parameters
    ----------
    a : (rows, K) array, both few
    b : (…, K, many) array
    out : (…, rows, many) array
    """
    limit, length = binding.current().direct // a.size, b.shape[-1]
    few = range(1, MOST_PARTS + 1)
    parts = next((n for n in few if length % n == 0 and length // n <= limit), 1)
    return multiply(a, b, out) if parts == 1 else multiply_panels(a, _cut(b, parts), out)


def _cut(b: np.ndarray, parts: int) -> np.ndarray:
    """Return a view (…, parts, K, columns / parts) of an array (…, K, columns)."""
    *outer, row, column = b.strides
    width = b.shape[-1] // parts
    return strided(
        b, (*b.shape[:-2], parts, b.shape[-2], width), (*outer, width * column, row, column)
    )


def multiply_panels(a: np.ndarray, panels: np.ndarray, out: np.ndarray) -> Callable[[], object]:
    """Return the call that writes a @ weights to `out`.

    Parameters
    ----------
    a : (…, rows, K) array
    panels : as `lay_out` returns weights (…, K, M); they may end with columns that are not wanted
    out : (…, rows, M) array
    """
    count, k, width = panels.shape[-3:]
    last = out.shape[-1] - (count - 1) * width
    if last < width:
        return as_step(
            [
                multiply_panels(a, panels[..., :-1, :, :], out[..., :-last]),
                multiply_panels(a, panels[..., -1:, :, :last], out[..., -last:]),
            ]
        )
    rows, limit = a.shape[-2], binding.current().direct
    least = min(rows, AT_A_TIME) * width
    if width <= PANEL and limit >= FEW_ROWS * width and least * k > limit:
        return _sum_of_parts(a, panels, out, math.ceil(FEW_ROWS * k * width / limit))
    at_once = _rows(rows, k, width)
    if count == 1 and at_once == rows:
        return multiply(a, panels[..., 0, :, :], out)
    whole = rows // at_once * at_once
    return as_step(
        [
            partial(
                np.matmul,
                _in_blocks(a[..., part, :], height, k, repeat=True),
                panels[..., :, None, :, :],
                _in_blocks(out[..., part, :], height, width, repeat=False),
            )
            for part, height in ((slice(0, whole), at_once), (slice(whole, rows), rows - whole))
            if height
        ]
    )


def _sum_of_parts(
    a: np.ndarray, panels: np.ndarray, out: np.ndarray, parts: int
) -> Callable[[], object]:
    """Return the call that writes the sum of so many products, each of some of the rows of weights.

    For rows so long that even four of them are too much: 52 × 4609 → 512 takes 2.4 instead of
    3.8 ms.
    """
    k = a.shape[-1]
    ends = [k * (part + 1) // parts for part in range(parts)]
    more = scratch.take(out.shape, out.dtype)
    calls: Calls = []
    for start, end in zip([0, *ends[:-1]], ends, strict=True):
        target = more if start else out
        calls.append(multiply_panels(a[..., start:end], panels[..., start:end, :], target))
        if start:
            calls.append(partial(np.add, out, more, out))
    return as_step(calls)


def _rows(rows: int, k: int, width: int) -> int:
    """Return how many rows make a product that is small enough: about as many each time."""
    most = binding.current().direct // max(1, k * width) // AT_A_TIME * AT_A_TIME
    if most < AT_A_TIME or rows <= most:
        return rows
    even = math.ceil(rows / math.ceil(rows / most))
    return even + -even % AT_A_TIME


def whole_parts(rows: int, k: int, width: int) -> int:
    """Return how many rows make equal parts where so many are wanted: one call less."""
    at_once = _rows(rows, k, width)
    return math.ceil(rows / at_once) * at_once


def _in_blocks(x: np.ndarray, height: int, width: int, *, repeat: bool) -> np.ndarray:
    """Return a view (…, across, down, height, width) of an array (…, rows, columns).

    With `repeat` there is one block across, to be used for all of another array.
    """
    *outer, row, column = x.strides
    down, across = x.shape[-2] // height, 1 if repeat else x.shape[-1] // width
    return strided(
        x,
        (*x.shape[:-2], across, down, height, width),
        (*outer, width * column, height * row, row, column),
    )
