"""Matrix products into memory that is there already."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import numpy as np

from engine.kernels import binding, scratch
from engine.kernels.activation import Activation, as_step, finish
from engine.kernels.windows import flat_rows

MULTIPLY_ADDS = 1 << 28
"""Of one call at most: some 10 ms, so that a run can be stopped."""

LONG, COLUMNS = 1 << 14, 256
"""One row of that many numbers times columns from main memory: so many of them at a time take 0.9
of the time that all at once take, for 25088 × 4096."""

FROM_MEMORY, SHORT = 500_000, 1 << 12
"""One row of at most so many numbers times so many weights, which no cache keeps till the next run:
a dot product for each column takes 0.7 of the time of a matrix times a vector (1280 × 1000: 317 →
220 µs, 512 × 1000: 163 → 97), whichever kernels BLAS has; where the cache keeps them, 1.4."""

AT_A_TIME, MANY_WEIGHTS = 4, 1 << 14
"""Rows that OpenBLAS multiplies at a time. A rest of one takes longer than four: 49 rows take 1.04
of the time of 52, 51 take 1.16, 27 take 1.26 of 28; with fewer weights nothing is gained."""


def even_rows(rows: int, weights: int) -> int:
    """Return how many rows to multiply with so many weights where only `rows` are wanted.

    Where nothing is laid out anew (see `direct`), as many.
    """
    if weights < MANY_WEIGHTS or binding.current().direct:
        return rows
    return -(-rows // AT_A_TIME) * AT_A_TIME


def multiply(a: np.ndarray, b: np.ndarray, out: np.ndarray) -> Callable[[], object]:
    """Return the call that writes a @ b to `out`.

    The method `dot` costs 0.5 µs to call and `np.matmul` 1.2, but `dot` wants two axes and a
    C-contiguous result, and takes the two names that a 64-bit integer has for different types;
    `np.matmul` hands rows with gaps between them to BLAS as well.
    """
    if a.ndim == b.ndim == 2 and out.flags.c_contiguous and out.dtype.kind == "f":
        if len(a) == 1 and len(b) <= SHORT and b.size >= FROM_MEMORY and b.flags.f_contiguous:
            return partial(np.vecdot, b.T, a[0], out[0])
        return partial(a.dot, b, out)
    return partial(np.matmul, a, b, out)


def prepare(
    a: np.ndarray,
    b: np.ndarray,
    out: np.ndarray,
    activation: Activation | None = None,
    *addends: np.ndarray | None,
) -> list[Callable[[], object]]:
    """Return the work of activation(a @ b + addends) → out.

    `a` and `b` are as `np.matmul` takes them; addends broadcast to `out`.
    """
    if not out.size:
        return []
    if out.dtype == np.float16:
        return _prepare_in_float32(a, b, out, activation, addends)
    if a.ndim > 2 and b.ndim == 2:
        flat, flat_out = flat_rows(a), flat_rows(out)
        if flat is not None and flat_out is not None and not addends:
            a, out = flat, flat_out
    end, spare = activation or Activation(), scratch.Spare()
    steps: list[Callable[[], object]] = []
    for rows, columns in _parts(a, b):
        left = a[..., rows, :] if a.ndim > 1 else a
        right = b[..., columns] if b.ndim > 1 else b
        place = (..., *((rows,) if a.ndim > 1 else ()), *((columns,) if b.ndim > 1 else ()))
        target = out[place]
        given = [
            np.broadcast_to(addend, out.shape)[place] for addend in addends if addend is not None
        ]
        steps.append(
            as_step([multiply(left, right, target), *finish(target, target, end, spare, *given)])
        )
    return steps


def _parts(a: np.ndarray, b: np.ndarray) -> list[tuple[slice, slice]]:
    """Return pieces of rows and columns whose product is a bounded number of multiply-adds."""
    rows, inner = a.shape[-2] if a.ndim > 1 else 1, a.shape[-1]
    columns = b.shape[-1] if b.ndim > 1 else 1
    batch = max(math.prod(a.shape[:-2]), math.prod(b.shape[:-2]))
    # Columns first: few rows are the common case, and each column of weights is read once.
    wide = max(1, min(columns, MULTIPLY_ADDS // max(1, inner * batch)))
    if rows == batch == 1 and inner > LONG and b.flags.f_contiguous:
        wide = min(wide, COLUMNS)
    tall = max(1, min(rows, MULTIPLY_ADDS // max(1, inner * batch * wide)))
    binding.current().count_pieces(-(-columns // wide) * -(-rows // tall))
    return [
        (slice(top, top + tall), slice(left, left + wide))
        for left in range(0, columns, wide)
        for top in range(0, rows, tall)
    ]


def _prepare_in_float32(
    a: np.ndarray,
    b: np.ndarray,
    out: np.ndarray,
    activation: Activation | None,
    addends: tuple[np.ndarray | None, ...],
) -> list[Callable[[], object]]:
    steps: list[Callable[[], object]] = []

    def wide(array: np.ndarray) -> np.ndarray:
        if not array.flags.writeable:
            return array.astype(np.float32)
        result = scratch.take(array.shape, np.float32)
        steps.append(scratch.copy(array, result))
        return result

    given = [wide(addend) for addend in addends if addend is not None]
    left, right = wide(a), wide(b)
    product = scratch.take(out.shape, np.float32)
    return [
        *steps,
        *prepare(left, right, product, activation, *given),
        scratch.copy(product, out),
    ]
