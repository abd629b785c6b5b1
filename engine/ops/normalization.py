"""Normalisation by the data itself: of instances, layers, groups, neighbours and vectors."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import stopping
from engine.errors import ShapeError
from engine.kernels import normalization as kernel
from engine.ops.elementwise import check_broadcast
from engine.ops.kinds import floats
from engine.ops.registry import Spec, before_axis, onnx_op, same_as_first


def _wide(x: np.ndarray) -> np.ndarray:
    """Return float16 as float32, which its squares need."""
    return x.astype(np.float32) if x.dtype == np.float16 else x


def _check_elements(x: np.ndarray) -> None:
    if not x.size:
        raise ShapeError(f"the input must have elements to take a mean of, got shape {x.shape}.")


def _by_channel(x: np.ndarray, array: np.ndarray, name: str) -> np.ndarray:
    """Return one number for each channel, as it broadcasts to `x`."""
    if array.shape != (x.shape[1],):
        raise ShapeError(f"the {name} must have shape ({x.shape[1]},), got {array.shape}.")
    return _wide(array).reshape(-1, *(1,) * (x.ndim - 2))


def _standardize(x: np.ndarray, axis: int, epsilon: float) -> np.ndarray:
    """Return x with mean 0 and variance 1 over all axes from one on, in float32 at least."""
    _check_elements(x)
    rows = x.reshape(math.prod(x.shape[:axis]), -1)
    result = np.empty(rows.shape, _wide(x[:0]).dtype)
    for part in stopping.pieces(len(rows), rows.size):
        wide = _wide(rows[part])
        centred = wide - wide.mean(axis=1, keepdims=True)
        variance = np.square(centred).mean(axis=1, keepdims=True)
        np.divide(centred, np.sqrt(variance + wide.dtype.type(epsilon)), out=result[part])
    return result.reshape(x.shape)


@onnx_op("InstanceNormalization", since=1, shape=same_as_first)
@floats
def instance_normalization(
    x: np.ndarray,
    scale: np.ndarray,
    bias: np.ndarray,
    *,
    epsilon: float = 1e-5,
    consumed_inputs: Sequence[int] | None = None,
) -> np.ndarray:
    """Return each feature map with mean 0 and variance 1, times scale, plus bias.

    Parameters
    ----------
    x : (N, C, *spatial) array
    scale, bias : (C,) arrays

    Notes
    -----
    ONNX InstanceNormalization-22,
    https://onnx.ai/onnx/operators/onnx__InstanceNormalization.html
    """
    if x.ndim < 3:
        raise ShapeError(f"the input must have spatial axes, got shape {x.shape}.")
    result = _standardize(x, 2, epsilon)
    result *= _by_channel(x, scale, "scale")
    result += _by_channel(x, bias, "bias")
    return np.asarray(result, x.dtype)


def _layer_normalization_shape(
    x: Spec | np.ndarray,
    scale: Spec | np.ndarray,
    bias: Spec | np.ndarray | None = None,
    *,
    axis: int = -1,
    n_outputs: int = 1,
    **_: Any,
) -> Spec | tuple[Spec | None, ...]:
    y = Spec(tuple(x.shape), x.dtype)
    if n_outputs == 1:
        return y
    first = axis % x.ndim
    moments = Spec((*x.shape[:first], *(1,) * (x.ndim - first)), np.dtype(np.float32))
    return (y, moments, moments)[:n_outputs]


# ONNX has it from opset 17 on; ONNX Runtime's optimizer writes it into older files too.
@onnx_op("LayerNormalization", since=1, shape=_layer_normalization_shape, cut=before_axis)
@floats
def layer_normalization(
    x: np.ndarray,
    scale: np.ndarray,
    bias: np.ndarray | None = None,
    *,
    axis: int = -1,
    epsilon: float = 1e-5,
    stash_type: int = 1,
    n_outputs: int = 1,
) -> np.ndarray | tuple[np.ndarray, ...]:
    """Return x with mean 0 and variance 1 over all axes from `axis` on, times scale, plus bias.

    Parameters
    ----------
    x : array
    scale, bias : arrays that broadcast to x
    stash_type : the dtype of the moments, which are float32 or that of x here

    Returns
    -------
    y : array like x
    mean, inverse_deviation : float32, with axes of size 1 from `axis` on; where asked for

    Notes
    -----
    ONNX LayerNormalization-17,
    https://onnx.ai/onnx/operators/onnx__LayerNormalization.html
    """
    if not -x.ndim <= axis < x.ndim:
        raise ShapeError(f"axis must lie between {-x.ndim} and {x.ndim - 1}, got {axis}.")
    _check_elements(x)
    given = [scale] if bias is None else [scale, bias]
    if check_broadcast(x, *given) != x.shape:
        raise ShapeError(f"scale and bias must broadcast to {x.shape}, got {scale.shape}.")
    axes = tuple(range(axis % x.ndim, x.ndim))
    wide = _wide(x)
    mean = wide.mean(axis=axes, keepdims=True)
    centred = wide - mean
    variance = np.square(centred).mean(axis=axes, keepdims=True)
    inverse = 1 / np.sqrt(variance + wide.dtype.type(epsilon))
    y = centred * inverse * _wide(scale)
    if bias is not None:
        y = y + _wide(bias)
    moments = (mean.astype(np.float32), inverse.astype(np.float32))
    y = y.astype(x.dtype, copy=False)
    return y if n_outputs == 1 else (y, *moments)[:n_outputs]


def _standardize_groups(x: np.ndarray, num_groups: int, epsilon: float) -> np.ndarray:
    """Return (N, num_groups, values) with mean 0 and variance 1 in each group."""
    c = x.shape[1] if x.ndim > 1 else 0
    if num_groups < 1 or c < 1 or c % num_groups:
        raise ShapeError(f"{c} channels cannot be divided into {num_groups} groups.")
    _check_elements(x)
    return _standardize(x.reshape(len(x), num_groups, -1), 2, epsilon)


@onnx_op("GroupNormalization", since=18, shape=same_as_first)
@floats
def group_normalization_by_group(
    x: np.ndarray,
    scale: np.ndarray,
    bias: np.ndarray,
    *,
    num_groups: int,
    epsilon: float = 1e-5,
) -> np.ndarray:
    """Return groups of channels with mean 0 and variance 1, times scale, plus bias.

    Parameters
    ----------
    x : (N, C, …) array
    scale, bias : (num_groups,) arrays

    Notes
    -----
    ONNX GroupNormalization-18, https://onnx.ai/onnx/operators/onnx__GroupNormalization.html
    """
    result = _standardize_groups(x, num_groups, epsilon)
    result = result * _by_channel(result, scale, "scale") + _by_channel(result, bias, "bias")
    return np.asarray(result.reshape(x.shape), x.dtype)


@onnx_op("GroupNormalization", since=21, shape=same_as_first)
@floats
def group_normalization(
    x: np.ndarray,
    scale: np.ndarray,
    bias: np.ndarray,
    *,
    num_groups: int,
    epsilon: float = 1e-5,
    stash_type: int = 1,
) -> np.ndarray:
    """Return groups of channels with mean 0 and variance 1, times scale, plus bias.

    Parameters
    ----------
    x : (N, C, …) array
    scale, bias : (C,) arrays

    Notes
    -----
    ONNX GroupNormalization-21, https://onnx.ai/onnx/operators/onnx__GroupNormalization.html
    """
    result = _standardize_groups(x, num_groups, epsilon).reshape(x.shape)
    result = result * _by_channel(x, scale, "scale") + _by_channel(x, bias, "bias")
    return np.asarray(result, x.dtype)


@onnx_op("LRN", since=1, shape=same_as_first)
@floats
def lrn(
    x: np.ndarray, *, size: int, alpha: float = 1e-4, beta: float = 0.75, bias: float = 1.0
) -> np.ndarray:
    """Return x / (bias + alpha / size · the sum of squares over `size` channels around)^beta.

    Parameters
    ----------
    x : (N, C, …) array

    Notes
    -----
    ONNX LRN-13, https://onnx.ai/onnx/operators/onnx__LRN.html
    """
    if x.ndim < 2 or size < 1:
        raise ShapeError(f"size must be at least 1 and channels exist, got {size}, {x.shape}.")
    _check_elements(x)
    wide = _wide(x)
    kind = wide.dtype.type
    squares = np.square(wide).reshape(*x.shape[:2], -1)
    sums = kernel.sums_of_neighbours(squares, min(size, 2 * x.shape[1])).reshape(x.shape)
    sums *= kind(alpha / size)
    sums += kind(bias)
    np.power(sums, kind(-beta), out=sums)
    sums *= wide
    return np.asarray(sums, x.dtype)


@onnx_op("LpNormalization", since=1, shape=same_as_first)
@floats
def lp_normalization(x: np.ndarray, *, axis: int = -1, p: int = 2) -> np.ndarray:
    """Return x divided by its 1-norm or 2-norm along an axis; 0 where that is 0.

    Notes
    -----
    ONNX LpNormalization-22, https://onnx.ai/onnx/operators/onnx__LpNormalization.html
    """
    if not -x.ndim <= axis < x.ndim:
        raise ShapeError(f"axis must lie between {-x.ndim} and {x.ndim - 1}, got {axis}.")
    wide = _wide(x)
    if p == 1:
        norm = np.abs(wide).sum(axis=axis, keepdims=True)
    else:
        norm = np.sqrt(np.square(wide).sum(axis=axis, keepdims=True))
    quotient = np.divide(wide, norm, out=np.zeros_like(wide), where=norm != 0)
    return np.asarray(quotient, x.dtype)


@onnx_op("MeanVarianceNormalization", since=9, shape=same_as_first)
@floats
def mean_variance_normalization(x: np.ndarray, *, axes: Sequence[int] = (0, 2, 3)) -> np.ndarray:
    """Return x with mean 0 and deviation 1 over some axes.

    Notes
    -----
    ONNX MeanVarianceNormalization-13, whose 1e-9 is added to the deviation,
    https://onnx.ai/onnx/operators/onnx__MeanVarianceNormalization.html
    """
    if any(not -x.ndim <= axis < x.ndim for axis in axes):
        raise ShapeError(f"axes must lie between {-x.ndim} and {x.ndim - 1}, got {tuple(axes)}.")
    _check_elements(x)
    wide = _wide(x)
    over = tuple({axis % x.ndim for axis in axes})
    centred = wide - wide.mean(axis=over, keepdims=True)
    deviation = np.sqrt(np.square(centred).mean(axis=over, keepdims=True))
    return np.asarray(centred / (deviation + wide.dtype.type(1e-9)), x.dtype)
