"""Softmax, computed so that no exponential overflows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.kernels import scratch


def prepare(x: np.ndarray, out: np.ndarray, axis: int) -> list[Callable[[], object]]:
    """Return the work of softmax along one axis."""
    if x.dtype == np.float16:
        wide, result = scratch.take(x.shape, np.float32), scratch.take(x.shape, np.float32)
        return [scratch.copy(x, wide), *prepare(wide, result, axis), scratch.copy(result, out)]
    shape = (*x.shape[:axis], 1, *x.shape[axis + 1 :])
    reduced = scratch.take(shape, x.dtype)

    def step() -> None:
        np.max(x, axis=axis, keepdims=True, out=reduced)
        np.subtract(x, reduced, out=out)
        np.exp(out, out=out)
        np.sum(out, axis=axis, keepdims=True, out=reduced)
        np.divide(out, reduced, out=out)

    return [step] if x.size else []


def softmax(x: np.ndarray, axis: int) -> np.ndarray:
    """Return exp(x) / sum exp(x) along an axis."""
    out = np.empty_like(x, subok=False)
    scratch.run(prepare(x, out, axis))
    return out


def log_softmax(x: np.ndarray, axis: int) -> np.ndarray:
    """Return x − log sum exp(x) along an axis."""
    if not x.size:
        return x.copy()
    wide = x.astype(np.float32) if x.dtype == np.float16 else x
    shifted = wide - wide.max(axis=axis, keepdims=True)
    result: np.ndarray = shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))
    return result.astype(x.dtype, copy=False)
