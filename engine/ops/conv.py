"""Convolution."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.errors import ShapeError
from engine.kernels import conv as kernel
from engine.kernels import scratch
from engine.kernels.activation import Activation
from engine.kernels.layer import Layer
from engine.kernels.windows import Geometry, Sizes
from engine.ops import spatial
from engine.ops.kinds import floats
from engine.ops.registry import Spec, Work, is_constant, onnx_op


def conv_geometry(
    x: np.ndarray | Spec,
    w: np.ndarray | Spec,
    kernel_shape: Sequence[int] | None = None,
    strides: Sequence[int] | None = None,
    dilations: Sequence[int] | None = None,
    pads: Sequence[int] | None = None,
    auto_pad: str = "NOTSET",
) -> Geometry:
    """Return where the windows of a convolution lie."""
    sizes = spatial.check_spatial(x)
    if w.ndim != x.ndim:
        raise ShapeError(f"the weights must have {x.ndim} axes, got shape {w.shape}.")
    if kernel_shape is not None and tuple(kernel_shape) != tuple(w.shape[2:]):
        raise ShapeError(
            f"kernel_shape is {tuple(kernel_shape)}, but the weights have {tuple(w.shape[2:])}."
        )
    return spatial.geometry(sizes, w.shape[2:], strides, dilations, pads, auto_pad)


def _conv_shape(
    x: np.ndarray | Spec,
    w: np.ndarray | Spec,
    b: np.ndarray | Spec | None = None,
    residual: np.ndarray | Spec | None = None,
    *,
    auto_pad: str = "NOTSET",
    dilations: Sequence[int] | None = None,
    group: int = 1,
    kernel_shape: Sequence[int] | None = None,
    pads: Sequence[int] | None = None,
    strides: Sequence[int] | None = None,
    activation: str = "",
    low: float = -math.inf,
    high: float = math.inf,
    slope: float = 0.01,
    offset: float = 0.5,
) -> Spec:
    geometry = conv_geometry(x, w, kernel_shape, strides, dilations, pads, auto_pad)
    return Spec((x.shape[0], w.shape[0], *geometry.out), x.dtype)


@onnx_op("Conv", since=1, shape=_conv_shape, channels_last=True)
@floats
def conv(
    x: np.ndarray,
    w: np.ndarray,
    b: np.ndarray | None = None,
    *,
    auto_pad: str = "NOTSET",
    dilations: Sequence[int] | None = None,
    group: int = 1,
    kernel_shape: Sequence[int] | None = None,
    pads: Sequence[int] | None = None,
    strides: Sequence[int] | None = None,
) -> np.ndarray:
    """Return the cross-correlation of feature maps with kernels.

    Parameters
    ----------
    x : (N, C, *spatial) array, one to three spatial axes
    w : (M, C / group, *kernel) array, not flipped
    b : (M,) array, added to each map
    kernel_shape, strides, dilations : one number for each spatial axis, in pixels
    pads : begins, then ends, in pixels of zeros
    auto_pad : NOTSET, or SAME_UPPER, SAME_LOWER, VALID instead of `pads`

    Returns
    -------
    (N, M, *out) array, dtype of `x`

    Raises
    ------
    ShapeError
        If channels, groups or sizes do not fit.

    Notes
    -----
    ONNX Conv-22, https://onnx.ai/onnx/operators/onnx__Conv.html
    """
    geometry = conv_geometry(x, w, kernel_shape, strides, dilations, pads, auto_pad)
    out = spatial.empty_feature_maps(x.shape[0], w.shape[0], geometry.out, x.dtype)
    scratch.run(_prepare(x, w, b, None, out, geometry, group, Activation()))
    return out


@conv.bind
@floats
def _bind_conv(
    x: np.ndarray,
    w: np.ndarray,
    b: np.ndarray | None = None,
    *,
    out: np.ndarray,
    auto_pad: str = "NOTSET",
    dilations: Sequence[int] | None = None,
    group: int = 1,
    kernel_shape: Sequence[int] | None = None,
    pads: Sequence[int] | None = None,
    strides: Sequence[int] | None = None,
) -> Work | None:
    if not is_constant(w) or not (b is None or is_constant(b)):
        return None
    geometry = conv_geometry(x, w, kernel_shape, strides, dilations, pads, auto_pad)
    return _prepare(x, w, b, None, out, geometry, group, Activation())


@onnx_op("Conv", since=1, domain="convolens", shape=_conv_shape, channels_last=True)
@floats
def fused_conv(
    x: np.ndarray,
    w: np.ndarray,
    b: np.ndarray | None = None,
    residual: np.ndarray | None = None,
    *,
    auto_pad: str = "NOTSET",
    dilations: Sequence[int] | None = None,
    group: int = 1,
    kernel_shape: Sequence[int] | None = None,
    pads: Sequence[int] | None = None,
    strides: Sequence[int] | None = None,
    activation: str = "",
    low: float = -math.inf,
    high: float = math.inf,
    slope: float = 0.01,
    offset: float = 0.5,
) -> np.ndarray:
    """Return activation(x * w + b + residual), as passes write it.

    Parameters
    ----------
    x, w, b, auto_pad, dilations, group, kernel_shape, pads, strides : as for `conv`
    residual : array of the output's shape
    activation, low, high, slope, offset : one of `engine.kernels.activation.FUSED`, its numbers
    """
    geometry = conv_geometry(x, w, kernel_shape, strides, dilations, pads, auto_pad)
    out = spatial.empty_feature_maps(x.shape[0], w.shape[0], geometry.out, x.dtype)
    end = Activation(activation, low, high, slope, offset)
    scratch.run(_prepare(x, w, b, residual, out, geometry, group, end))
    return out


@fused_conv.bind
@floats
def _bind_fused_conv(
    x: np.ndarray,
    w: np.ndarray,
    b: np.ndarray | None = None,
    residual: np.ndarray | None = None,
    *,
    out: np.ndarray,
    auto_pad: str = "NOTSET",
    dilations: Sequence[int] | None = None,
    group: int = 1,
    kernel_shape: Sequence[int] | None = None,
    pads: Sequence[int] | None = None,
    strides: Sequence[int] | None = None,
    activation: str = "",
    low: float = -math.inf,
    high: float = math.inf,
    slope: float = 0.01,
    offset: float = 0.5,
) -> Work | None:
    if not is_constant(w) or not (b is None or is_constant(b)):
        return None
    geometry = conv_geometry(x, w, kernel_shape, strides, dilations, pads, auto_pad)
    end = Activation(activation, low, high, slope, offset)
    return _prepare(x, w, b, residual, out, geometry, group, end)


@conv.wants_margin
@fused_conv.wants_margin
def conv_margin(
    x: np.ndarray | Spec,
    w: np.ndarray | Spec,
    b: np.ndarray | Spec | None = None,
    residual: np.ndarray | Spec | None = None,
    *,
    auto_pad: str = "NOTSET",
    dilations: Sequence[int] | None = None,
    group: int = 1,
    kernel_shape: Sequence[int] | None = None,
    pads: Sequence[int] | None = None,
    strides: Sequence[int] | None = None,
    **_: Any,
) -> tuple[Sizes, Sizes] | None:
    """Return the zeros that a convolution wants before and after its input."""
    geometry = conv_geometry(x, w, kernel_shape, strides, dilations, pads, auto_pad)
    return kernel.margin(geometry, x.shape[0], x.shape[1], w.shape[0], group, x.dtype)


def _prepare(
    x: np.ndarray,
    w: np.ndarray,
    b: np.ndarray | None,
    residual: np.ndarray | None,
    out: np.ndarray,
    geometry: Geometry,
    group: int,
    activation: Activation,
) -> Work:
    layer = Layer(
        spatial.channels_last(x),
        w,
        b,
        spatial.channels_last(out),
        geometry,
        group,
        activation,
        None if residual is None else spatial.channels_last(residual),
    )
    return kernel.prepare(layer)
