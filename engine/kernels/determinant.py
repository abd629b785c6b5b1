"""Determinants in parts.

`numpy.linalg.det` holds Python's lock from its beginning to its end, and with it all that the
program does: half an hour for a matrix of 16,384 rows. So it gets small matrices, a few at a time,
and large ones are eliminated here, by products, which leave the lock alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

PANEL = 64
"""Columns that are eliminated before a product brings the rest up to date."""
AT_ONCE = 1 << 22
"""Multiply-adds of small matrices in one call of NumPy: some 10 ms."""
ROWS = 1 << 11


def determinants(matrices: np.ndarray, check: Callable[[], None]) -> np.ndarray:
    """Return the determinant of each matrix, (…,) in their dtype.

    Parameters
    ----------
    matrices : (…, n, n) float32 or float64
    check : called often; may raise
    """
    side = matrices.shape[-1]
    stack = matrices.reshape(math.prod(matrices.shape[:-2]), side, side)
    result = np.empty(len(stack), matrices.dtype)
    if side > 2 * PANEL:
        for index, matrix in enumerate(stack):
            result[index] = _determinant(matrix.copy(), check)
    else:
        step = max(1, AT_ONCE // max(side, 1) ** 3)
        for start in range(0, len(stack), step):
            check()
            with np.errstate(all="ignore"):  # NaN is a result like others
                result[start : start + step] = np.linalg.det(stack[start : start + step])
    return result.reshape(matrices.shape[:-2])


def _determinant(a: np.ndarray, check: Callable[[], None]) -> float:
    """Return the determinant of a matrix, which is overwritten: the product of its pivots.

    Gaussian elimination with partial pivoting, a panel of columns at a time (Golub and Van Loan,
    Matrix Computations, section 3.4). Logarithms of the pivots are added: their product may leave
    the range of floats on the way.
    """
    side = len(a)
    sign, logarithm = 1.0, 0.0
    for start in range(0, side, PANEL):
        end = min(start + PANEL, side)
        for column in range(start, end):
            check()
            best = column + int(np.argmax(np.abs(a[column:, column])))
            if best != column:
                a[[column, best]] = a[[best, column]]
                sign = -sign
            pivot = float(a[column, column])
            if pivot == 0:
                return 0.0
            if not math.isfinite(pivot):
                return math.nan
            sign = math.copysign(sign, sign * pivot)
            logarithm += math.log(abs(pivot))
            factors = a[column + 1 :, column]
            factors /= pivot
            a[column + 1 :, column + 1 : end] -= np.outer(factors, a[column, column + 1 : end])
        lower = np.tril(a[start:end, start:end], -1) + np.eye(end - start, dtype=a.dtype)
        a[start:end, end:] = np.linalg.inv(lower) @ a[start:end, end:]
        for row in range(end, side, ROWS):
            check()
            a[row : row + ROWS, end:] -= a[row : row + ROWS, start:end] @ a[start:end, end:]
    return sign * (math.exp(logarithm) if logarithm < 709 else math.inf)
