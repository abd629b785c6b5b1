"""Scaling and shifting of feature maps with channels last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from engine.kernels import lanes, pool, scratch
from engine.kernels.activation import BLOCK, Activation, Calls, as_step, calls
from engine.kernels.windows import Geometry, pieces

ELEMENT = 20
"""Multiply-adds that take as long as the passes over one number."""


def prepare_affine(
    x: np.ndarray,
    factor: np.ndarray,
    addend: np.ndarray,
    out: np.ndarray,
    activation: Activation,
) -> list[Callable[[], object]]:
    """Return the work of activation(x · factor + addend) → out.

    Parameters
    ----------
    x, out : (N, *spatial, C) arrays
    factor, addend : arrays that broadcast to x[0]
    """
    if not x.size:
        return []
    if out.dtype == np.float16:
        wide = scratch.take(x.shape, np.float32)
        steps = prepare_affine(x, factor, addend, wide, activation)
        return [*steps, scratch.copy(wide, out)]
    if factor.ndim > 1:
        return [as_step(_affine(x, factor, addend, out, activation, scratch.Spare()))]
    rows = max(1, BLOCK // max(1, x.shape[-1]))

    def bind(tiles: Sequence[tuple[slice, ...]]) -> list[Callable[[], object]]:
        spare = scratch.Spare()
        return [
            as_step(_affine(x[tile], factor, addend, out[tile], activation, spare))
            for tile in tiles
        ]

    return lanes.spread(list(pieces(x.shape[:-1], rows)), bind, ELEMENT * x.size)


def _affine(
    x: np.ndarray,
    factor: np.ndarray,
    addend: np.ndarray,
    out: np.ndarray,
    activation: Activation,
    spare: scratch.Spare,
) -> Calls:
    return [
        partial(np.multiply, x, factor, out),
        partial(np.add, out, addend, out),
        *(calls(activation, out, out, spare) if activation.name else []),
    ]


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
