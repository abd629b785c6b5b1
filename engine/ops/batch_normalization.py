"""Normalisation by statistics that were learnt: of batches."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.errors import ShapeError, UnsupportedError
from engine.kernels import normalization as kernel
from engine.kernels import scratch
from engine.kernels.activation import Activation
from engine.ops import spatial as layout
from engine.ops.kinds import floats
from engine.ops.registry import Work, is_constant, onnx_op, same_as_first


def _wide(x: np.ndarray) -> np.ndarray:
    """Return float16 as float32, which its squares need."""
    return x.astype(np.float32) if x.dtype == np.float16 else x


def _factor_and_addend(
    x: np.ndarray, statistics: tuple[np.ndarray, ...], epsilon: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return what x is multiplied by and what is added then, channels last."""
    scale, bias, mean, variance = statistics
    shape = scale.shape
    for name, array in (("bias", bias), ("mean", mean), ("variance", variance)):
        if array.shape != shape:
            raise ShapeError(f"the {name} must have the scale's shape {shape}, got {array.shape}.")
    if x.ndim < 2 or shape not in ((x.shape[1],), x.shape[1:]):
        raise ShapeError(f"there must be one scale for each channel of {x.shape}, got {shape}.")
    deviation = np.sqrt(_wide(variance) + np.float32(epsilon))
    factor = _wide(scale) / deviation
    addend = _wide(bias) - _wide(mean) * factor
    dtype = np.float32 if x.dtype == np.float16 else x.dtype
    return (
        np.moveaxis(factor, 0, -1).astype(dtype, copy=False),
        np.moveaxis(addend, 0, -1).astype(dtype, copy=False),
    )


def _batch_normalization(
    x: np.ndarray, statistics: tuple[np.ndarray, ...], epsilon: float
) -> np.ndarray:
    with np.errstate(all="ignore"):
        factor, addend = _factor_and_addend(x, statistics, epsilon)
    out = layout.empty_feature_maps(len(x), x.shape[1], x.shape[2:], x.dtype)
    scratch.run(_prepare(x, factor, addend, out))
    return out


def _prepare(
    x: np.ndarray,
    factor: np.ndarray,
    addend: np.ndarray,
    out: np.ndarray,
    end: Activation | None = None,
) -> Work:
    return kernel.prepare_affine(
        layout.channels_last(x), factor, addend, layout.channels_last(out), end or Activation()
    )


def _bind(
    x: np.ndarray,
    statistics: tuple[np.ndarray, ...],
    out: np.ndarray,
    epsilon: float,
    end: Activation | None = None,
) -> Work | None:
    if isinstance(out, tuple) or not all(is_constant(array) for array in statistics):
        return None
    return _prepare(x, *_factor_and_addend(x, statistics, epsilon), out, end)


def _refuse_training(training: bool) -> None:
    if training:
        raise UnsupportedError(
            "it is set to learn its statistics, which a trained network does not do.",
            remedy="Export the model in evaluation mode.",
        )


@onnx_op("BatchNormalization", since=1, shape=same_as_first, channels_last=True, in_place=True)
@floats
def old_batch_normalization(
    x: np.ndarray,
    scale: np.ndarray,
    bias: np.ndarray,
    mean: np.ndarray,
    variance: np.ndarray,
    *,
    epsilon: float = 1e-5,
    momentum: float = 0.9,
    spatial: int = 1,
    is_test: int = 0,
    consumed_inputs: Sequence[int] | None = None,
    n_outputs: int = 1,
) -> np.ndarray:
    """Return (x − mean) / √(variance + epsilon) · scale + bias, with the statistics as given.

    Parameters
    ----------
    x : (N, C, …) array
    scale, bias, mean, variance : (C,) arrays; with `spatial` 0, arrays of the shape of x[0]
    momentum, is_test, consumed_inputs : of training only; whether a node trains shows in its
        number of outputs, for files that train say the same `is_test` as many that do not

    Raises
    ------
    UnsupportedError
        If the node has outputs that exist in training only.

    Notes
    -----
    ONNX BatchNormalization-9, https://onnx.ai/onnx/operators/onnx__BatchNormalization.html
    """
    _refuse_training(n_outputs > 1)
    return _batch_normalization(x, (scale, bias, mean, variance), epsilon)


@old_batch_normalization.bind
@floats
def _bind_old(
    x: np.ndarray,
    scale: np.ndarray,
    bias: np.ndarray,
    mean: np.ndarray,
    variance: np.ndarray,
    *,
    out: np.ndarray,
    epsilon: float = 1e-5,
    n_outputs: int = 1,
    **_: Any,
) -> Work | None:
    _refuse_training(n_outputs > 1)
    return _bind(x, (scale, bias, mean, variance), out, epsilon)


@onnx_op("BatchNormalization", since=14, shape=same_as_first, channels_last=True, in_place=True)
@floats
def batch_normalization(
    x: np.ndarray,
    scale: np.ndarray,
    bias: np.ndarray,
    mean: np.ndarray,
    variance: np.ndarray,
    *,
    epsilon: float = 1e-5,
    momentum: float = 0.9,
    training_mode: int = 0,
    n_outputs: int = 1,
) -> np.ndarray:
    """Return (x − mean) / √(variance + epsilon) · scale + bias, with the statistics as given.

    Parameters
    ----------
    x : (N, C, …) array
    scale, bias, mean, variance : (C,) arrays

    Raises
    ------
    UnsupportedError
        If the node is set to train.

    Notes
    -----
    ONNX BatchNormalization-15, https://onnx.ai/onnx/operators/onnx__BatchNormalization.html
    """
    _refuse_training(bool(training_mode) or n_outputs > 1)
    return _batch_normalization(x, (scale, bias, mean, variance), epsilon)


@batch_normalization.bind
@floats
def _bind_current(
    x: np.ndarray,
    scale: np.ndarray,
    bias: np.ndarray,
    mean: np.ndarray,
    variance: np.ndarray,
    *,
    out: np.ndarray,
    epsilon: float = 1e-5,
    momentum: float = 0.9,
    training_mode: int = 0,
    n_outputs: int = 1,
) -> Work | None:
    _refuse_training(bool(training_mode) or n_outputs > 1)
    return _bind(x, (scale, bias, mean, variance), out, epsilon)


@onnx_op(
    "BatchNormalization",
    since=1,
    domain="convolens",
    shape=same_as_first,
    channels_last=True,
    in_place=True,
)
@floats
def fused_batch_normalization(
    x: np.ndarray,
    scale: np.ndarray,
    bias: np.ndarray,
    mean: np.ndarray,
    variance: np.ndarray,
    *,
    epsilon: float = 1e-5,
    momentum: float = 0.9,
    spatial: int = 1,
    is_test: int = 0,
    training_mode: int = 0,
    consumed_inputs: Sequence[int] | None = None,
    activation: str = "",
    low: float = -math.inf,
    high: float = math.inf,
    slope: float = 0.01,
    offset: float = 0.5,
) -> np.ndarray:
    """Return a batch normalization with an activation, as passes write it.

    Parameters
    ----------
    x, scale, bias, mean, variance, epsilon : as for `batch_normalization`
    activation, low, high, slope, offset : one of `engine.kernels.activation.FUSED`, its numbers
    """
    _refuse_training(bool(training_mode))
    statistics = (scale, bias, mean, variance)
    out = layout.empty_feature_maps(len(x), x.shape[1], x.shape[2:], x.dtype)
    end = Activation(activation, low, high, slope, offset)
    scratch.run(_prepare(x, *_factor_and_addend(x, statistics, epsilon), out, end))
    return out


@fused_batch_normalization.bind
@floats
def _bind_fused(
    x: np.ndarray,
    scale: np.ndarray,
    bias: np.ndarray,
    mean: np.ndarray,
    variance: np.ndarray,
    *,
    out: np.ndarray,
    epsilon: float = 1e-5,
    training_mode: int = 0,
    activation: str = "",
    low: float = -math.inf,
    high: float = math.inf,
    slope: float = 0.01,
    offset: float = 0.5,
    **_: Any,
) -> Work | None:
    _refuse_training(bool(training_mode))
    end = Activation(activation, low, high, slope, offset)
    return _bind(x, (scale, bias, mean, variance), out, epsilon, end)
