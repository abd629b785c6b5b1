"""Operators that make arrays: constants, fills, ranges, unit matrices, one-hot rows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import budget
from engine.errors import ShapeError, UnsupportedError
from engine.ops.arguments import axis_of, element_type, integers, scalar, whole
from engine.ops.registry import onnx_op


@onnx_op("Constant", since=1)
def constant(
    *,
    value: np.ndarray | None = None,
    sparse_value: Any = None,
    value_float: float | None = None,
    value_floats: Sequence[float] | None = None,
    value_int: int | None = None,
    value_ints: Sequence[int] | None = None,
    value_string: str | None = None,
    value_strings: Sequence[str] | None = None,
) -> np.ndarray:
    """Return the one value that is given: float32, int64, or strings as objects.

    Raises
    ------
    UnsupportedError
        If the value is sparse, or there is not exactly one.

    Notes
    -----
    ONNX Constant-25, https://onnx.ai/onnx/operators/onnx__Constant.html
    """
    if sparse_value is not None:
        raise UnsupportedError("sparse constants are not supported.", attribute="sparse_value")
    typed: tuple[tuple[Any, Any], ...] = (
        (value, None),
        (value_float, np.float32),
        (value_floats, np.float32),
        (value_int, np.int64),
        (value_ints, np.int64),
        (value_string, object),
        (value_strings, object),
    )
    given = [(content, dtype) for content, dtype in typed if content is not None]
    if len(given) != 1:
        raise UnsupportedError(f"exactly one value must be given, got {len(given)}.")
    return np.asarray(given[0][0], given[0][1])


@onnx_op("ConstantOfShape", since=9, shape_from=("shape",))
def constant_of_shape(shape: np.ndarray, *, value: np.ndarray | None = None) -> np.ndarray:
    """Return an array of that shape, filled with `value` (a float32 zero if not given).

    Raises
    ------
    ShapeError, LimitError
        If a size is negative, or there are too many elements.

    Notes
    -----
    ONNX ConstantOfShape-25, https://onnx.ai/onnx/operators/onnx__ConstantOfShape.html
    """
    fill = np.zeros(1, np.float32) if value is None else np.asarray(value)
    return budget.allocate(
        integers(shape, "shape"), fill.dtype, scalar(fill, "value"), "ConstantOfShape's result"
    )


@onnx_op("EyeLike", since=9)
def eye_like(x: np.ndarray, *, dtype: int | None = None, k: int = 0) -> np.ndarray:
    """Return a matrix of the shape of `x` with ones on diagonal `k`, zeros elsewhere.

    Notes
    -----
    ONNX EyeLike-22, https://onnx.ai/onnx/operators/onnx__EyeLike.html
    """
    if x.ndim != 2:
        raise ShapeError(f"needs a matrix, got shape {x.shape}.")
    rows, columns = x.shape
    inside = max(-rows, min(k, columns))  # NumPy overflows on a huge diagonal
    return np.eye(rows, columns, inside, x.dtype if dtype is None else element_type(dtype))


@onnx_op("Range", since=11, shape_from=("start", "limit", "delta"))
def range_of(start: np.ndarray, limit: np.ndarray, delta: np.ndarray) -> np.ndarray:
    """Return the numbers from `start` up to, not including, `limit` in steps of `delta`.

    Raises
    ------
    ShapeError, LimitError
        If `delta` is 0 or one of them no number, or there are too many.

    Notes
    -----
    ONNX Range-11, https://onnx.ai/onnx/operators/onnx__Range.html
    """
    first, end, step = scalar(start, "start"), scalar(limit, "limit"), scalar(delta, "delta")
    if step == 0 or not all(math.isfinite(number) for number in (first, end, step)):
        raise ShapeError(f"needs finite numbers and a delta, got {first}, {end}, {step}.")
    if start.dtype.kind in "iu":
        count = max(-((first - end) // step), 0)
    else:
        span = (end - first) / step
        count = max(math.ceil(span), 0) if math.isfinite(span) else 10**300
    budget.check_elements([count], "Range's result")
    steps = np.arange(count).astype(start.dtype)
    return np.asarray(start.reshape(()) + steps * delta.reshape(()), start.dtype)


@onnx_op("OneHot", since=9, shape_from=("depth",))
def one_hot(
    indices: np.ndarray, depth: np.ndarray, values: np.ndarray, *, axis: int = -1
) -> np.ndarray:
    """Return an array with a new axis of size `depth`, on at each index and off elsewhere.

    Parameters
    ----------
    indices : any array of whole numbers; a negative one counts from the end, one out of range
        is off everywhere
    values : off and on

    Notes
    -----
    ONNX OneHot-11, https://onnx.ai/onnx/operators/onnx__OneHot.html
    """
    size = whole(depth, "depth")
    if values.shape != (2,):
        raise ShapeError(f"values must hold off and on, got shape {values.shape}.")
    place = axis_of(axis, indices.ndim + 1)
    sizes = (*indices.shape[:place], size, *indices.shape[place:])
    result = budget.allocate(sizes, values.dtype, values[0], "OneHot's result")
    with np.errstate(invalid="ignore"):
        chosen = indices.astype(np.int64)
    chosen = np.where(chosen < 0, chosen + size, chosen)
    result[np.expand_dims(chosen, place) == _along(np.arange(size), place, result.ndim)] = values[1]
    return result


def _along(values: np.ndarray, axis: int, rank: int) -> np.ndarray:
    """Return a list shaped so that it broadcasts along one axis of an array of that rank."""
    return values.reshape([-1 if position == axis else 1 for position in range(rank)])
