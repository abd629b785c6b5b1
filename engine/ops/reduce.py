"""Operators that reduce axes to one number: sums, means, extremes, norms."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from engine.errors import ShapeError
from engine.ops.arguments import axes_of, axis_of, integers
from engine.ops.registry import Work, onnx_op

_Reduction = Callable[[np.ndarray, tuple[int, ...]], Any]
"""Takes an array and axes, returns it with those axes at size 1."""
_INPUT_AXES = 18
"""From this opset on, axes are an input; for ReduceSum from 13 on."""


def _wide(x: np.ndarray) -> np.ndarray:
    """Return `x` in a type in which sums stay exact enough: float16 keeps only eleven bits."""
    return x.astype(np.float32) if x.dtype == np.float16 else x


def _sum(x: np.ndarray, axes: tuple[int, ...]) -> Any:
    wide = _wide(x)
    return np.add.reduce(wide, axes, dtype=wide.dtype, keepdims=True)


def _mean(x: np.ndarray, axes: tuple[int, ...]) -> Any:
    count = math.prod(x.shape[axis] for axis in axes)
    if x.dtype.kind == "f":
        return _sum(x, axes) / count
    return np.trunc(np.add.reduce(x, axes, dtype=np.float64, keepdims=True) / count)


def _prod(x: np.ndarray, axes: tuple[int, ...]) -> Any:
    wide = _wide(x)
    return np.multiply.reduce(wide, axes, dtype=wide.dtype, keepdims=True)


def _edge(dtype: np.dtype[Any], highest: bool) -> Any:
    """Return the value that every other of its type beats."""
    if dtype.kind == "f":
        return -np.inf if highest else np.inf
    if dtype.kind == "b":
        return not highest
    return np.iinfo(dtype).min if highest else np.iinfo(dtype).max


def _max(x: np.ndarray, axes: tuple[int, ...]) -> Any:
    return np.max(x, axes, keepdims=True, initial=_edge(x.dtype, True))


def _min(x: np.ndarray, axes: tuple[int, ...]) -> Any:
    return np.min(x, axes, keepdims=True, initial=_edge(x.dtype, False))


def _l1(x: np.ndarray, axes: tuple[int, ...]) -> Any:
    return _sum(np.abs(x), axes)


def _sum_square(x: np.ndarray, axes: tuple[int, ...]) -> Any:
    return _sum(np.square(_wide(x)), axes)


def _l2(x: np.ndarray, axes: tuple[int, ...]) -> Any:
    wide = x if x.dtype.kind == "f" else x.astype(np.float64)
    return np.sqrt(_sum_square(wide, axes))


def _log_sum(x: np.ndarray, axes: tuple[int, ...]) -> Any:
    return np.log(_sum(x, axes))


def _log_sum_exp(x: np.ndarray, axes: tuple[int, ...]) -> Any:
    wide = _wide(x) if x.dtype.kind == "f" else x.astype(np.float64)
    # exp overflows from 89 on; what is subtracted is added again after the logarithm.
    highest = _max(wide, axes)
    highest = np.where(np.isfinite(highest), highest, 0)
    return np.log(_sum(np.exp(wide - highest), axes)) + highest


def _reduced(
    x: np.ndarray,
    axes: Sequence[int] | None,
    keepdims: int,
    noop_with_empty_axes: int,
    reduction: _Reduction,
) -> np.ndarray:
    if not axes:
        named = () if noop_with_empty_axes else tuple(range(x.ndim))
    else:
        named = axes_of(axes, x.ndim)
    # A logarithm of 0 is −∞ and a mean of nothing NaN: results, not accidents.
    with np.errstate(all="ignore"):
        result = np.asarray(reduction(x, named)).astype(x.dtype, copy=False)
    return result if keepdims else result.squeeze(named)


def _register(op: str, reduction: _Reduction, sentence: str, *, input_axes: int) -> None:
    """Register both forms of a reduction: `axes` as an attribute, later as an input."""

    def with_attribute(
        x: np.ndarray,
        *,
        axes: Sequence[int] | None = None,
        keepdims: int = 1,
    ) -> np.ndarray:
        return _reduced(x, axes, keepdims, 0, reduction)

    def with_input(
        x: np.ndarray,
        axes: np.ndarray | None = None,
        *,
        keepdims: int = 1,
        noop_with_empty_axes: int = 0,
    ) -> np.ndarray:
        named = None if axes is None else integers(axes, "axes")
        return _reduced(x, named, keepdims, noop_with_empty_axes, reduction)

    address = f"https://onnx.ai/onnx/operators/onnx__{op}.html"
    text = f"{sentence}\n\n    Notes\n    -----\n    ONNX {op}, {address}\n    "
    with_attribute.__doc__ = with_input.__doc__ = text
    onnx_op(op, since=1)(with_attribute)
    onnx_op(op, since=input_axes, shape_from=("axes",))(with_input)


_register("ReduceSum", _sum, "Return the sum over `axes`.", input_axes=13)
_register("ReduceProd", _prod, "Return the product over `axes`.", input_axes=_INPUT_AXES)
_register("ReduceMax", _max, "Return the largest value over `axes`.", input_axes=_INPUT_AXES)
_register("ReduceMin", _min, "Return the smallest value over `axes`.", input_axes=_INPUT_AXES)
_register("ReduceL1", _l1, "Return the sum of magnitudes over `axes`.", input_axes=_INPUT_AXES)
_register("ReduceL2", _l2, "Return the Euclidean length over `axes`.", input_axes=_INPUT_AXES)
_register(
    "ReduceSumSquare", _sum_square, "Return the sum of squares over `axes`.", input_axes=_INPUT_AXES
)
_register(
    "ReduceLogSum", _log_sum, "Return the logarithm of the sum over `axes`.", input_axes=_INPUT_AXES
)
_register(
    "ReduceLogSumExp",
    _log_sum_exp,
    "Return the logarithm of the sum of exponentials over `axes`, safe for large values.",
    input_axes=_INPUT_AXES,
)


@onnx_op("ReduceMean", since=1)
def reduce_mean_1(
    x: np.ndarray, *, axes: Sequence[int] | None = None, keepdims: int = 1
) -> np.ndarray:
    """Return the mean over `axes`; over all of them where none is named.

    Notes
    -----
    ONNX ReduceMean-13, https://onnx.ai/onnx/operators/onnx__ReduceMean.html
    """
    return _reduced(x, axes, keepdims, 0, _mean)


@onnx_op("ReduceMean", since=_INPUT_AXES, shape_from=("axes",))
def reduce_mean(
    x: np.ndarray,
    axes: np.ndarray | None = None,
    *,
    keepdims: int = 1,
    noop_with_empty_axes: int = 0,
) -> np.ndarray:
    """Return the mean over `axes`; over all of them where none is named.

    Parameters
    ----------
    x : any array
    axes : integers; negative ones count from the end
    keepdims : whether the axes stay, with size 1
    noop_with_empty_axes : whether no axes means none of them, and not all

    Notes
    -----
    ONNX ReduceMean-18, https://onnx.ai/onnx/operators/onnx__ReduceMean.html
    """
    named = None if axes is None else integers(axes, "axes")
    return _reduced(x, named, keepdims, noop_with_empty_axes, _mean)


def _bind_mean(
    x: np.ndarray, axes: Sequence[int] | None, keepdims: int, out: np.ndarray
) -> Work | None:
    """Bind the mean over all pixels, (N, C, *spatial) in any memory order, to one matrix product.

    On 64 × 112² a product with a row of ones takes a fifth of the time of NumPy's own sum.
    """
    named = tuple(range(x.ndim)) if not axes else axes_of(axes, x.ndim)
    spatial = tuple(range(2, x.ndim))
    if x.dtype != np.float32 or x.ndim < 3 or tuple(sorted(named)) != spatial or x.size == 0:
        return None
    last = np.moveaxis(x, 1, -1)
    if not last.flags.c_contiguous:
        return None
    pixels = math.prod(x.shape[2:])
    rows = last.reshape(x.shape[0], pixels, x.shape[1])
    weights = np.full((1, pixels), 1 / pixels, np.float32)
    means = np.empty((x.shape[0], 1, x.shape[1]), np.float32)
    target = out.reshape(x.shape[:2], copy=False)
    return [
        partial(np.matmul, weights, rows, out=means),
        partial(np.copyto, target, means[:, 0]),
    ]


@reduce_mean_1.bind
def _bind_reduce_mean_1(
    x: np.ndarray, *, axes: Sequence[int] | None = None, keepdims: int = 1, out: np.ndarray
) -> Work | None:
    return _bind_mean(x, axes, keepdims, out)


@reduce_mean.bind
def _bind_reduce_mean(
    x: np.ndarray,
    axes: np.ndarray | None = None,
    *,
    keepdims: int = 1,
    noop_with_empty_axes: int = 0,
    out: np.ndarray,
) -> Work | None:
    return None if axes is None else _bind_mean(x, integers(axes, "axes"), keepdims, out)


def _extreme(
    x: np.ndarray,
    axis: int,
    keepdims: int,
    select_last_index: int,
    position: Callable[..., np.ndarray],
) -> np.ndarray:
    place = axis_of(axis, x.ndim)
    if x.shape[place] == 0:
        raise ShapeError(f"axis {place} of {x.shape} is empty, so nothing is the extreme.")
    if select_last_index:
        result = x.shape[place] - 1 - position(np.flip(x, place), place)
    else:
        result = position(x, place)
    result = np.asarray(result, np.int64)
    return np.expand_dims(result, place) if keepdims else result


@onnx_op("ArgMax", since=1)
def arg_max(
    x: np.ndarray, *, axis: int = 0, keepdims: int = 1, select_last_index: int = 0
) -> np.ndarray:
    """Return where along `axis` the largest value stands, as int64; the first of equal ones.

    Notes
    -----
    ONNX ArgMax-13, https://onnx.ai/onnx/operators/onnx__ArgMax.html
    """
    return _extreme(x, axis, keepdims, select_last_index, np.argmax)


@onnx_op("ArgMin", since=1)
def arg_min(
    x: np.ndarray, *, axis: int = 0, keepdims: int = 1, select_last_index: int = 0
) -> np.ndarray:
    """Return where along `axis` the smallest value stands, as int64; the first of equal ones.

    Notes
    -----
    ONNX ArgMin-13, https://onnx.ai/onnx/operators/onnx__ArgMin.html
    """
    return _extreme(x, axis, keepdims, select_last_index, np.argmin)
