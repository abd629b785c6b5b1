"""Softmax, its logarithm, and its hard form: along one axis, or over rows before opset 13."""

from __future__ import annotations

import math

import numpy as np

from engine.errors import ShapeError
from engine.kernels import softmax as kernel
from engine.ops.kinds import floats
from engine.ops.registry import Spec, Work, beside_axis, onnx_op, same_as_first


def _axis(x: np.ndarray | Spec, axis: int) -> int:
    if not -x.ndim <= axis < x.ndim:
        raise ShapeError(f"axis must lie between {-x.ndim} and {x.ndim - 1}, got {axis}.")
    return axis % x.ndim


def _flat(x: np.ndarray, axis: int) -> np.ndarray:
    """Return x as the rows that opsets before 13 meant: all axes from `axis` on are one."""
    if axis == x.ndim:
        return x.reshape(-1, 1)
    first = _axis(x, axis)
    return x.reshape(math.prod(x.shape[:first]), math.prod(x.shape[first:]))


@onnx_op("Softmax", since=1, shape=same_as_first)
@floats
def softmax_of_rows(x: np.ndarray, *, axis: int = 1) -> np.ndarray:
    """Return exp(x) / sum exp(x) over all axes from `axis` on together. ONNX Softmax-11."""
    return kernel.softmax(_flat(x, axis), 1).reshape(x.shape)


@softmax_of_rows.bind
@floats
def _bind_softmax_of_rows(x: np.ndarray, *, out: np.ndarray, axis: int = 1) -> Work | None:
    if axis % x.ndim != x.ndim - 1:
        return None
    return kernel.prepare(x, out, x.ndim - 1)


@onnx_op("Softmax", since=13, shape=same_as_first, cut=beside_axis)
@floats
def softmax(x: np.ndarray, *, axis: int = -1) -> np.ndarray:
    """Return exp(x) / sum exp(x) along one axis. ONNX Softmax-13."""
    return kernel.softmax(x, _axis(x, axis))


@softmax.bind
@floats
def _bind_softmax(x: np.ndarray, *, out: np.ndarray, axis: int = -1) -> Work:
    return kernel.prepare(x, out, _axis(x, axis))


@onnx_op("LogSoftmax", since=1, shape=same_as_first)
@floats
def log_softmax_of_rows(x: np.ndarray, *, axis: int = 1) -> np.ndarray:
    """Return the logarithm of softmax over all axes from `axis` on. ONNX LogSoftmax-11."""
    return kernel.log_softmax(_flat(x, axis), 1).reshape(x.shape)


@onnx_op("LogSoftmax", since=13, shape=same_as_first, cut=beside_axis)
@floats
def log_softmax(x: np.ndarray, *, axis: int = -1) -> np.ndarray:
    """Return the logarithm of softmax along one axis. ONNX LogSoftmax-13."""
    return kernel.log_softmax(x, _axis(x, axis))


def _first_largest(x: np.ndarray, axis: int) -> np.ndarray:
    if not x.size:
        return x.copy()
    places = np.expand_dims(np.argmax(x, axis=axis), axis)
    out = np.zeros_like(x)
    np.put_along_axis(out, places, 1, axis=axis)
    return out


@onnx_op("Hardmax", since=1, shape=same_as_first)
@floats
def hardmax_of_rows(x: np.ndarray, *, axis: int = 1) -> np.ndarray:
    """Return 1 at the first largest of all axes from `axis` on, else 0. ONNX Hardmax-11."""
    return np.asarray(_first_largest(_flat(x, axis), 1).reshape(x.shape))


@onnx_op("Hardmax", since=13, shape=same_as_first, cut=beside_axis)
@floats
def hardmax(x: np.ndarray, *, axis: int = -1) -> np.ndarray:
    """Return 1 at the first largest along one axis, else 0. ONNX Hardmax-13."""
    return _first_largest(x, _axis(x, axis))
