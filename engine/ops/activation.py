"""Activation functions of each element by itself.

It is one thing, though long: each states its attributes, and those that decide speed state them
twice.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.errors import ShapeError
from engine.kernels import activation as kernel
from engine.kernels import scratch, special
from engine.kernels.activation import Activation
from engine.ops.kinds import floats, numbers
from engine.ops.registry import Work, anywhere, is_constant, onnx_op, same_as_first


def _run(activation: Activation, x: np.ndarray) -> np.ndarray:
    out = np.empty_like(x, subok=False)
    scratch.run(kernel.prepare(activation, x, out))
    return out


@onnx_op("Relu", since=1, shape=same_as_first, in_place=True)
@numbers
def relu(x: np.ndarray, *, consumed_inputs: Sequence[int] | None = None) -> np.ndarray:
    """Return x where it is positive, else 0. ONNX Relu-14."""
    return _run(Activation("Relu"), x)


@relu.bind
@numbers
def _bind_relu(x: np.ndarray, *, out: np.ndarray, **_: Any) -> Work:
    return kernel.prepare(Activation("Relu"), x, out)


@onnx_op("LeakyRelu", since=1, shape=same_as_first, in_place=True)
@floats
def leaky_relu(
    x: np.ndarray, *, alpha: float = 0.01, consumed_inputs: Sequence[int] | None = None
) -> np.ndarray:
    """Return x where it is positive, else alpha·x. ONNX LeakyRelu-16."""
    return _run(Activation("LeakyRelu", slope=alpha), x)


@leaky_relu.bind
@floats
def _bind_leaky_relu(x: np.ndarray, *, out: np.ndarray, alpha: float = 0.01, **_: Any) -> Work:
    return kernel.prepare(Activation("LeakyRelu", slope=alpha), x, out)


@onnx_op("Clip", since=1, shape=same_as_first, in_place=True)
@floats
def clip_by_attributes(
    x: np.ndarray,
    *,
    min: float = -math.inf,
    max: float = math.inf,
    consumed_inputs: Sequence[int] | None = None,
) -> np.ndarray:
    """Return x, no smaller than `min` and no larger than `max`. ONNX Clip-6."""
    return _run(Activation("Clip", min, max), x)


@clip_by_attributes.bind
@floats
def _bind_clip_by_attributes(
    x: np.ndarray, *, out: np.ndarray, min: float = -math.inf, max: float = math.inf, **_: Any
) -> Work:
    return kernel.prepare(Activation("Clip", min, max), x, out)


@onnx_op("Clip", since=11, shape=same_as_first, in_place=True)
@numbers
def clip(x: np.ndarray, min: np.ndarray | None = None, max: np.ndarray | None = None) -> np.ndarray:
    """Return x, no smaller than the scalar `min` and no larger than `max`. ONNX Clip-13."""
    return _run(Activation("Clip", _scalar(min, -math.inf), _scalar(max, math.inf)), x)


def _scalar(bound: np.ndarray | None, missing: float) -> float:
    if bound is None:
        return missing
    if bound.size != 1:
        raise ShapeError(f"min and max must be scalars, got shape {bound.shape}.")
    value: float = bound.item()
    return value


@clip.bind
@numbers
def _bind_clip(
    x: np.ndarray,
    min: np.ndarray | None = None,
    max: np.ndarray | None = None,
    *,
    out: np.ndarray,
) -> Work | None:
    if not all(bound is None or is_constant(bound) for bound in (min, max)):
        return None
    bounds = _scalar(min, -math.inf), _scalar(max, math.inf)
    return kernel.prepare(Activation("Clip", *bounds), x, out)


@onnx_op("Sigmoid", since=1, shape=same_as_first, in_place=True)
@floats
def sigmoid(x: np.ndarray, *, consumed_inputs: Sequence[int] | None = None) -> np.ndarray:
    """Return 1 / (1 + exp(−x)). ONNX Sigmoid-13."""
    return _run(Activation("Sigmoid"), x)


@sigmoid.bind
@floats
def _bind_sigmoid(x: np.ndarray, *, out: np.ndarray, **_: Any) -> Work:
    return kernel.prepare(Activation("Sigmoid"), x, out)


@onnx_op("HardSigmoid", since=1, shape=same_as_first, in_place=True)
@floats
def hard_sigmoid(
    x: np.ndarray,
    *,
    alpha: float = 0.2,
    beta: float = 0.5,
    consumed_inputs: Sequence[int] | None = None,
) -> np.ndarray:
    """Return alpha·x + beta, between 0 and 1. ONNX HardSigmoid-22."""
    return _run(Activation("HardSigmoid", slope=alpha, offset=beta), x)


@hard_sigmoid.bind
@floats
def _bind_hard_sigmoid(
    x: np.ndarray, *, out: np.ndarray, alpha: float = 0.2, beta: float = 0.5, **_: Any
) -> Work:
    return kernel.prepare(Activation("HardSigmoid", slope=alpha, offset=beta), x, out)


@onnx_op("HardSwish", since=14, shape=same_as_first, in_place=True)
@floats
def hard_swish(x: np.ndarray) -> np.ndarray:
    """Return x · min(max(x / 6 + 1 / 2, 0), 1). ONNX HardSwish-22."""
    return _run(Activation("HardSwish"), x)


@hard_swish.bind
@floats
def _bind_hard_swish(x: np.ndarray, *, out: np.ndarray) -> Work:
    return kernel.prepare(Activation("HardSwish"), x, out)


@onnx_op("Tanh", since=1, shape=same_as_first, in_place=True)
@floats
def tanh(x: np.ndarray, *, consumed_inputs: Sequence[int] | None = None) -> np.ndarray:
    """Return the hyperbolic tangent. ONNX Tanh-13."""
    return _run(Activation("Tanh"), x)


@tanh.bind
@floats
def _bind_tanh(x: np.ndarray, *, out: np.ndarray, **_: Any) -> Work:
    return kernel.prepare(Activation("Tanh"), x, out)


@onnx_op("Swish", since=24, shape=same_as_first, in_place=True)
@floats
def swish(x: np.ndarray, *, alpha: float = 1.0) -> np.ndarray:
    """Return x · sigmoid(alpha·x). ONNX Swish-24."""
    return _run(Activation("Swish", slope=alpha), x)


@swish.bind
@floats
def _bind_swish(x: np.ndarray, *, out: np.ndarray, alpha: float = 1.0) -> Work:
    return kernel.prepare(Activation("Swish", slope=alpha), x, out)


def _slope(x: np.ndarray, slope: np.ndarray) -> np.ndarray:
    """Return slopes that broadcast as opset 7 does: from the last axis on, or to it."""
    fits = (
        size in (1, wanted) for size, wanted in zip(slope.shape[::-1], x.shape[::-1], strict=False)
    )
    if slope.ndim > x.ndim or not all(fits):
        raise ShapeError(f"the slope must broadcast to {x.shape}, got shape {slope.shape}.")
    return slope


def _channel_slope(x: np.ndarray, slope: np.ndarray) -> np.ndarray:
    """Return slopes as they were before opset 7: one for all, or one for each channel."""
    if slope.size == 1:
        return slope.reshape(())
    if slope.size != (x.shape[1] if x.ndim > 1 else 1):
        raise ShapeError(f"there must be one slope for each channel of {x.shape}.")
    return slope.reshape(-1, *(1,) * (x.ndim - 2))


def _prelu(x: np.ndarray, slope: np.ndarray) -> np.ndarray:
    return np.where(x < 0, x * slope, x).astype(x.dtype, copy=False)


@onnx_op("PRelu", since=1, shape=same_as_first, in_place=True)
@numbers
def prelu_by_channel(
    x: np.ndarray, slope: np.ndarray, *, consumed_inputs: Sequence[int] | None = None
) -> np.ndarray:
    """Return x where it is positive, else slope·x, a slope for each channel. ONNX PRelu-6."""
    return _prelu(x, _channel_slope(x, slope))


@prelu_by_channel.bind
@numbers
def _bind_prelu_by_channel(
    x: np.ndarray, slope: np.ndarray, *, out: np.ndarray, **_: Any
) -> Work | None:
    if x.dtype.kind != "f":
        return None
    return kernel.prepare_prelu(x, _channel_slope(x, slope), out)


@onnx_op("PRelu", since=7, shape=same_as_first, in_place=True, cut=anywhere)
@numbers
def prelu(x: np.ndarray, slope: np.ndarray) -> np.ndarray:
    """Return x where it is positive, else slope·x; slope broadcasts to x. ONNX PRelu-16."""
    return _prelu(x, _slope(x, slope))


@prelu.bind
@numbers
def _bind_prelu(x: np.ndarray, slope: np.ndarray, *, out: np.ndarray) -> Work | None:
    if x.dtype.kind != "f":
        return None
    return kernel.prepare_prelu(x, _slope(x, slope), out)


def _negative_exponential(x: np.ndarray, alpha: float) -> np.ndarray:
    """Return x where it is positive, else alpha·(exp(x) − 1)."""
    return np.where(x > 0, x, x.dtype.type(alpha) * np.expm1(np.minimum(x, 0)))


@onnx_op("Elu", since=1, shape=same_as_first, in_place=True, cut=anywhere)
@floats
def elu(
    x: np.ndarray, *, alpha: float = 1.0, consumed_inputs: Sequence[int] | None = None
) -> np.ndarray:
    """Return x where it is positive, else alpha·(exp(x) − 1). ONNX Elu-22."""
    return _negative_exponential(x, alpha)


@onnx_op("Selu", since=1, shape=same_as_first, in_place=True, cut=anywhere)
@floats
def selu(
    x: np.ndarray,
    *,
    alpha: float = 1.67326319217681884765625,
    gamma: float = 1.05070102214813232421875,
    consumed_inputs: Sequence[int] | None = None,
) -> np.ndarray:
    """Return gamma·x where x is positive, else gamma·alpha·(exp(x) − 1). ONNX Selu-22."""
    return np.asarray(x.dtype.type(gamma) * _negative_exponential(x, alpha))


@onnx_op("Celu", since=12, shape=same_as_first, in_place=True, cut=anywhere)
@floats
def celu(x: np.ndarray, *, alpha: float = 1.0) -> np.ndarray:
    """Return x where it is positive, else alpha·(exp(x / alpha) − 1). ONNX Celu-12."""
    kind = x.dtype.type
    return np.where(x > 0, x, kind(alpha) * np.expm1(np.minimum(x, 0) / kind(alpha)))


@onnx_op("ThresholdedRelu", since=10, shape=same_as_first, in_place=True, cut=anywhere)
@floats
def thresholded_relu(x: np.ndarray, *, alpha: float = 1.0) -> np.ndarray:
    """Return x where it is above alpha, else 0. ONNX ThresholdedRelu-22."""
    return np.where(x > x.dtype.type(alpha), x, x.dtype.type(0))


@onnx_op("Shrink", since=9, shape=same_as_first, in_place=True, cut=anywhere)
@floats
def shrink(x: np.ndarray, *, bias: float = 0.0, lambd: float = 0.5) -> np.ndarray:
    """Return x + bias below −lambd, x − bias above lambd, 0 between. ONNX Shrink-9."""
    kind = x.dtype.type
    middle = np.where(x > lambd, x - kind(bias), kind(0))
    return np.asarray(np.where(x < -lambd, x + kind(bias), middle))


def _softplus(x: np.ndarray) -> np.ndarray:
    return np.asarray(np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x))))


@onnx_op("Softplus", since=1, shape=same_as_first, in_place=True, cut=anywhere)
@floats
def softplus(x: np.ndarray) -> np.ndarray:
    """Return log(1 + exp(x)). ONNX Softplus-22."""
    return _softplus(x)


@onnx_op("Softsign", since=1, shape=same_as_first, in_place=True, cut=anywhere)
@floats
def softsign(x: np.ndarray) -> np.ndarray:
    """Return x / (1 + |x|). ONNX Softsign-22."""
    return np.asarray(x / (1 + np.abs(x)))


@onnx_op("Mish", since=18, shape=same_as_first, in_place=True, cut=anywhere)
@floats
def mish(x: np.ndarray) -> np.ndarray:
    """Return x · tanh(log(1 + exp(x))). ONNX Mish-22."""
    return np.asarray(x * np.tanh(_softplus(x)))


@onnx_op("Gelu", since=20, shape=same_as_first, in_place=True, cut=anywhere)
@floats
def gelu(x: np.ndarray, *, approximate: str = "none") -> np.ndarray:
    """Return x · Φ(x), the normal distribution's Φ by erf, or by tanh as asked. ONNX Gelu-20."""
    kind = x.dtype.type
    if approximate == "tanh":
        inner = kind(math.sqrt(2 / math.pi)) * (x + kind(0.044715) * x**3)
        return np.asarray(kind(0.5) * x * (1 + np.tanh(inner)))
    return np.asarray(kind(0.5) * x * (1 + special.erf(x * kind(math.sqrt(0.5)))))


@onnx_op("Erf", since=9, shape=same_as_first, in_place=True, cut=anywhere)
@floats
def erf(x: np.ndarray) -> np.ndarray:
    """Return the error function. ONNX Erf-13."""
    return special.erf(x)
