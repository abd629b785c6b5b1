"""A convolution and the max-pooling of its result, as one operator for small maps."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from engine.kernels import pooled_conv, scratch
from engine.kernels.activation import Activation
from engine.kernels.layer import Layer
from engine.kernels.windows import Geometry, Sizes
from engine.ops import spatial
from engine.ops.conv import conv_geometry, conv_margin
from engine.ops.kinds import floats
from engine.ops.registry import Spec, Work, is_constant, onnx_op


def geometries(
    x: np.ndarray | Spec, w: np.ndarray | Spec, attributes: Mapping[str, Any]
) -> tuple[Geometry, Geometry]:
    """Return where the windows of the convolution lie, and those of the pooling of its result."""
    conv, pool = {}, {}
    for name, value in attributes.items():
        if name.startswith("pool_"):
            pool[name.removeprefix("pool_")] = value
        elif name not in ("group", "activation", "low", "high", "slope", "offset"):
            conv[name] = value
    geometry = conv_geometry(x, w, **conv)
    pool["ceil"] = bool(pool.pop("ceil_mode", 0))
    return geometry, spatial.geometry(geometry.out, **pool)


def _shape(x: np.ndarray | Spec, w: np.ndarray | Spec, b: Any = None, **attributes: Any) -> Spec:
    _, pool = geometries(x, w, attributes)
    return Spec((x.shape[0], w.shape[0], *pool.out), x.dtype)


@onnx_op("ConvMaxPool", since=1, domain="convolens", shape=_shape, channels_last=True)
@floats
def conv_max_pool(
    x: np.ndarray,
    w: np.ndarray,
    b: np.ndarray | None = None,
    *,
    pool_kernel_shape: Sequence[int],
    pool_strides: Sequence[int] | None = None,
    pool_pads: Sequence[int] | None = None,
    pool_dilations: Sequence[int] | None = None,
    pool_auto_pad: str = "NOTSET",
    pool_ceil_mode: int = 0,
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
    """Return activation(max_pool(x * w + b)), as passes write it.

    Parameters
    ----------
    x, w, b, auto_pad, dilations, group, kernel_shape, pads, strides : as for `conv`
    pool_… : as for `max_pool`
    activation, low, high, slope, offset : one of `engine.kernels.activation.FUSED`, its numbers
    """
    attributes = {
        "auto_pad": auto_pad,
        "dilations": dilations,
        "kernel_shape": kernel_shape,
        "pads": pads,
        "strides": strides,
        "pool_kernel_shape": pool_kernel_shape,
        "pool_strides": pool_strides,
        "pool_pads": pool_pads,
        "pool_dilations": pool_dilations,
        "pool_auto_pad": pool_auto_pad,
        "pool_ceil_mode": pool_ceil_mode,
    }
    geometry, pool = geometries(x, w, attributes)
    out = spatial.empty_feature_maps(x.shape[0], w.shape[0], pool.out, x.dtype)
    end = Activation(activation, low, high, slope, offset)
    scratch.run(_prepare(x, w, b, out, geometry, pool, group, end))
    return out


@conv_max_pool.bind
@floats
def _bind(
    x: np.ndarray,
    w: np.ndarray,
    b: np.ndarray | None = None,
    *,
    out: np.ndarray,
    group: int = 1,
    activation: str = "",
    low: float = -math.inf,
    high: float = math.inf,
    slope: float = 0.01,
    offset: float = 0.5,
    **attributes: Any,
) -> Work | None:
    if not is_constant(w) or not (b is None or is_constant(b)):
        return None
    geometry, pool = geometries(x, w, attributes)
    end = Activation(activation, low, high, slope, offset)
    return _prepare(x, w, b, out, geometry, pool, group, end)


@conv_max_pool.wants_margin
def _margin(
    x: np.ndarray | Spec, w: np.ndarray | Spec, b: Any = None, **attributes: Any
) -> tuple[Sizes, Sizes] | None:
    given = {name: value for name, value in attributes.items() if not name.startswith("pool_")}
    return conv_margin(x, w, **given)


def _prepare(
    x: np.ndarray,
    w: np.ndarray,
    b: np.ndarray | None,
    out: np.ndarray,
    geometry: Geometry,
    pool: Geometry,
    group: int,
    activation: Activation,
) -> Work:
    last = spatial.channels_last
    layer = Layer(last(x), w, b, last(out), geometry, group, activation)
    return pooled_conv.prepare(layer, pool)
