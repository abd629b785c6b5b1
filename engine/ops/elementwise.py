"""Arithmetic between arrays that broadcast."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine import budget
from engine.errors import ShapeError
from engine.kernels import elementwise as kernel
from engine.kernels import scratch
from engine.kernels.activation import Activation
from engine.ops.kinds import numbers
from engine.ops.registry import Spec, Work, anywhere, onnx_op

Arithmetic = Callable[[np.ndarray, np.ndarray], np.ndarray]


def check_broadcast(*arrays: np.ndarray | Spec) -> tuple[int, ...]:
    """Return the shape that arrays broadcast to.

    Raises
    ------
    ShapeError
        If they do not.
    LimitError
        If that is too large: (1, N) and (N, 1) make N × N.
    """
    try:
        shape = np.broadcast_shapes(*(array.shape for array in arrays))
    except ValueError as error:
        shapes = " and ".join(str(array.shape) for array in arrays)
        raise ShapeError(f"the shapes must broadcast to one, got {shapes}.") from error
    return budget.check_elements(shape, "The result")


def broadcast(*arrays: np.ndarray | Spec, **_: Any) -> Spec:
    """Shape rule of arithmetic between arrays of one dtype."""
    return Spec(check_broadcast(*arrays), arrays[0].dtype)


def _checked(a: np.ndarray, b: np.ndarray) -> None:
    check_broadcast(a, b)
    if a.dtype != b.dtype:
        raise ShapeError(f"both inputs must have one dtype, got {a.dtype} and {b.dtype}.")


def along_axis(
    a: np.ndarray | Spec, b: np.ndarray | Spec, broadcast: int, axis: int | None
) -> tuple[int, ...]:
    """Return the shape that `b` takes before opset 7, where its axes start at `axis` of `a`."""
    if not broadcast:
        if b.shape != a.shape:
            raise ShapeError(
                f"without broadcast=1 the shapes must be equal, got {a.shape} and {b.shape}."
            )
        return b.shape
    first = a.ndim - b.ndim if axis is None else axis % max(a.ndim, 1)
    if first < 0 or first + b.ndim > a.ndim:
        raise ShapeError(f"{b.shape} does not fit into {a.shape} from axis {axis} on.")
    shape = (*b.shape, *(1,) * (a.ndim - first - b.ndim))
    if check_broadcast(a, Spec(shape, b.dtype)) != a.shape:
        raise ShapeError(f"{b.shape} must broadcast to {a.shape} from axis {axis} on.")
    return shape


def _old_shape(
    a: np.ndarray | Spec,
    b: np.ndarray | Spec,
    *,
    broadcast: int = 0,
    axis: int | None = None,
    **_: Any,
) -> Spec:
    along_axis(a, b, broadcast, axis)
    return Spec(tuple(a.shape), a.dtype)


def _register_arithmetic(op: str, calculate: Arithmetic, ufunc: np.ufunc | None) -> None:
    """Register both meanings of an operator: opset 7, and the one before with its attributes."""

    @onnx_op(op, since=7, shape=broadcast, cut=anywhere, in_place=True)
    @numbers
    @functools.wraps(calculate)
    def current(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        _checked(a, b)
        return calculate(a, b)

    @onnx_op(op, since=1, shape=_old_shape)
    @numbers
    def old(
        a: np.ndarray,
        b: np.ndarray,
        *,
        axis: int | None = None,
        broadcast: int = 0,
        consumed_inputs: Sequence[int] | None = None,
    ) -> np.ndarray:
        return calculate(a, b.reshape(along_axis(a, b, broadcast, axis)))

    old.__doc__ = f"{calculate.__doc__} Before opset 7: b's axes start at `axis` of a."
    if ufunc is None:
        return

    @current.bind
    @numbers
    def bind_current(a: np.ndarray, b: np.ndarray, *, out: np.ndarray) -> Work | None:
        _checked(a, b)
        if ufunc is np.divide and a.dtype.kind != "f":
            return None
        return kernel.prepare(ufunc, a, b, out)


def _add(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return a + b. ONNX Add-14."""
    return np.asarray(np.add(a, b))


def _sub(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return a − b. ONNX Sub-14."""
    return np.asarray(np.subtract(a, b))


def _mul(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return a · b. ONNX Mul-14."""
    return np.asarray(np.multiply(a, b))


def _div(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return a / b, of integers truncated towards zero. ONNX Div-14."""
    if a.dtype.kind == "f":
        return np.asarray(np.divide(a, b))
    quotient = np.asarray(np.floor_divide(a, b))
    if a.dtype.kind == "i":
        quotient += ((a < 0) != (b < 0)) & (quotient * b != a) & (b != 0)
    return quotient


def _power(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return a to the power b, in the dtype of a. ONNX Pow-15."""
    if a.dtype.kind in "iu" and (b.dtype.kind == "f" or np.any(b < 0)):
        return np.asarray(np.power(a.astype(np.float64), b)).astype(a.dtype)
    return np.asarray(np.power(a, b)).astype(a.dtype, copy=False)


_register_arithmetic("Add", _add, np.add)
_register_arithmetic("Sub", _sub, np.subtract)
_register_arithmetic("Mul", _mul, np.multiply)
_register_arithmetic("Div", _div, np.divide)


@onnx_op("Pow", since=7, shape=broadcast, cut=anywhere)
@numbers
def power(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return a to the power b, in the dtype of a. ONNX Pow-15."""
    check_broadcast(a, b)
    return _power(a, b)


@onnx_op("Pow", since=1, shape=_old_shape)
@numbers
def old_power(
    a: np.ndarray, b: np.ndarray, *, axis: int | None = None, broadcast: int = 0
) -> np.ndarray:
    """Return a to the power b; b's axes start at `axis` of a. ONNX Pow-1."""
    return _power(a, b.reshape(along_axis(a, b, broadcast, axis)))


@onnx_op("Add", since=1, domain="convolens", shape=broadcast, in_place=True)
@numbers
def fused_add(
    a: np.ndarray,
    b: np.ndarray,
    *,
    activation: str = "",
    low: float = -math.inf,
    high: float = math.inf,
    slope: float = 0.01,
    offset: float = 0.5,
) -> np.ndarray:
    """Return activation(a + b), as passes write it.

    Parameters
    ----------
    activation, low, high, slope, offset : one of `engine.kernels.activation.FUSED`, its numbers
    """
    _checked(a, b)
    out = np.empty(check_broadcast(a, b), a.dtype)
    end = Activation(activation, low, high, slope, offset)
    scratch.run(kernel.prepare_add(a, b, out, end))
    return out


@fused_add.bind
@numbers
def _bind_fused_add(
    a: np.ndarray,
    b: np.ndarray,
    *,
    out: np.ndarray,
    activation: str = "",
    low: float = -math.inf,
    high: float = math.inf,
    slope: float = 0.01,
    offset: float = 0.5,
) -> Work:
    _checked(a, b)
    return kernel.prepare_add(a, b, out, Activation(activation, low, high, slope, offset))


@onnx_op("Mod", since=10, shape=broadcast, cut=anywhere)
@numbers
def mod(a: np.ndarray, b: np.ndarray, *, fmod: int = 0) -> np.ndarray:
    """Return the remainder of a / b, with the sign of b; with that of a if `fmod`. ONNX Mod-13."""
    _checked(a, b)
    return np.asarray(np.fmod(a, b) if fmod else np.mod(a, b))


def _reduce(combine: np.ufunc, arrays: tuple[np.ndarray, ...]) -> np.ndarray:
    if not arrays:
        raise ShapeError("at least one input is needed.")
    check_broadcast(*arrays)
    return functools.reduce(lambda a, b: np.asarray(combine(a, b)), arrays)


@onnx_op("Sum", since=1, shape=broadcast, cut=anywhere)
@numbers
def sum_of(*arrays: np.ndarray, consumed_inputs: Sequence[int] | None = None) -> np.ndarray:
    """Return the sum of all inputs, which broadcast. ONNX Sum-13."""
    return _reduce(np.add, arrays)


@onnx_op("Mean", since=1, shape=broadcast, cut=anywhere)
@numbers
def mean_of(*arrays: np.ndarray, consumed_inputs: Sequence[int] | None = None) -> np.ndarray:
    """Return the mean of all inputs, which broadcast. ONNX Mean-13."""
    total = _reduce(np.add, arrays)
    return np.asarray(total / total.dtype.type(len(arrays)))


@onnx_op("Max", since=1, shape=broadcast, cut=anywhere)
@numbers
def max_of(*arrays: np.ndarray, consumed_inputs: Sequence[int] | None = None) -> np.ndarray:
    """Return the largest of all inputs, which broadcast. ONNX Max-13."""
    return _reduce(np.maximum, arrays)


@onnx_op("Min", since=1, shape=broadcast, cut=anywhere)
@numbers
def min_of(*arrays: np.ndarray, consumed_inputs: Sequence[int] | None = None) -> np.ndarray:
    """Return the smallest of all inputs, which broadcast. ONNX Min-13."""
    return _reduce(np.minimum, arrays)
