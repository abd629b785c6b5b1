"""Scaling and shifting of feature maps with channels last."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.kernels import pool, scratch
from engine.kernels.activation import BLOCK, as_step
from engine.kernels.windows import Geometry, pieces


def prepare_affine(
    x: np.ndarray, factor: np.ndarray, addend: np.ndarray, out: np.ndarray
) -> list[Callable[[], object]]:
    """Return the work of x · factor + addend → out.

    Parameters
    ----------
    x, out : (N, *spatial, C) arrays
    factor, addend : arrays that broadcast to x[0]
    """
    if not x.size:
        return []
    if factor.ndim > 1:
        return [_affine(x, factor, addend, out)]
    limit = max(1, BLOCK // max(1, x.shape[-1]))
    return [_affine(x[part], factor, addend, out[part]) for part in pieces(x.shape[:-1], limit)]


def _affine(
    x: np.ndarray, factor: np.ndarray, addend: np.ndarray, out: np.ndarray
) -> Callable[[], object]:
    if out.dtype == np.float16:
        wide = np.float32

        def exact() -> None:
            out[...] = x.astype(wide) * factor + addend

        return exact
    return as_step([lambda: np.multiply(x, factor, out=out), lambda: np.add(out, addend, out=out)])


def sums_of_neighbours(x: np.ndarray, size: int) -> np.ndarray:
    """Return for each channel the sum over `size` channels around it, one more after than before.

    Parameters
    ----------
    x : (N, C, anything) array

    Returns
    -------
    array of the shape of `x`; channels that do not exist count as 0
    """
    before = (size - 1) // 2
    window = Geometry((x.shape[1],), (size,), (1,), (1,), (before,), (size - 1 - before,))
    out = np.empty(x.shape, x.dtype)
    scratch.run(pool.prepare_sum(x, out, window, None))
    return out
