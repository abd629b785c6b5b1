"""Operators that write elements to positions."""

from __future__ import annotations

import numpy as np

from engine.errors import ShapeError, UnsupportedError
from engine.ops.arguments import axis_of
from engine.ops.places import elementwise_index, parts_of, tuple_index
from engine.ops.registry import onnx_op, same_as_first

_REDUCTIONS = {"add": np.add, "mul": np.multiply, "max": np.maximum, "min": np.minimum}


def _written(
    x: np.ndarray, index: tuple[np.ndarray, ...], updates: np.ndarray, reduction: str
) -> np.ndarray:
    if reduction != "none" and reduction not in _REDUCTIONS:
        known = ", ".join(("none", *_REDUCTIONS))
        raise UnsupportedError(f"reduction {reduction!r} is not known; known: {known}.")
    if updates.dtype != x.dtype:
        raise ShapeError(f"updates must be {x.dtype} as the input, got {updates.dtype}.")
    result = x.copy()
    for place, part in parts_of(index, updates.size):
        if reduction == "none":
            result[part] = updates[place]
        else:
            # `at` lets several updates meet in one place; `+=` would keep the last of them.
            _REDUCTIONS[reduction].at(result, part, updates[place])
    return result


@onnx_op("ScatterND", since=11, shape=same_as_first)
def scatter_nd(
    x: np.ndarray, indices: np.ndarray, updates: np.ndarray, *, reduction: str = "none"
) -> np.ndarray:
    """Return `x` with the slices that the rows of `indices` name replaced by `updates`.

    Parameters
    ----------
    x : (*sizes, *slice) array
    indices : (…, number of sizes) integers
    updates : (…, *slice) array
    reduction : none replaces; add, mul, max and min combine with what is there

    Raises
    ------
    ShapeError
        If the shapes do not fit, or an index is out of range.

    Notes
    -----
    ONNX ScatterND-18, https://onnx.ai/onnx/operators/onnx__ScatterND.html
    """
    index = tuple_index(x, indices)
    wanted = indices.shape[:-1] + x.shape[indices.shape[-1] :]
    if updates.shape != wanted:
        raise ShapeError(f"updates must have shape {wanted}, got {updates.shape}.")
    return _written(x, index, updates, reduction)


def _scattered(
    x: np.ndarray, indices: np.ndarray, updates: np.ndarray, axis: int, reduction: str
) -> np.ndarray:
    index = elementwise_index(x, indices, axis_of(axis, x.ndim))
    if updates.shape != indices.shape:
        raise ShapeError(f"updates must have shape {indices.shape}, got {updates.shape}.")
    return _written(x, index, updates, reduction)


@onnx_op("Scatter", since=9, shape=same_as_first)
def scatter(
    x: np.ndarray, indices: np.ndarray, updates: np.ndarray, *, axis: int = 0
) -> np.ndarray:
    """Return `x` with elements replaced, as ScatterElements does.

    Notes
    -----
    ONNX Scatter-11, https://onnx.ai/onnx/operators/onnx__Scatter.html
    """
    return _scattered(x, indices, updates, axis, "none")


@onnx_op("ScatterElements", since=11, shape=same_as_first)
def scatter_elements(
    x: np.ndarray,
    indices: np.ndarray,
    updates: np.ndarray,
    *,
    axis: int = 0,
    reduction: str = "none",
) -> np.ndarray:
    """Return `x` with each element of `updates` written at its index along `axis`.

    Parameters
    ----------
    x : any array
    indices, updates : arrays of one shape, not larger than `x` in the other axes
    reduction : none replaces; add, mul, max and min combine with what is there

    Raises
    ------
    ShapeError
        If the shapes do not fit, or an index is out of range.

    Notes
    -----
    ONNX ScatterElements-18, https://onnx.ai/onnx/operators/onnx__ScatterElements.html
    """
    return _scattered(x, indices, updates, axis, reduction)
