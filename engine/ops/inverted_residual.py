"""1×1, depthwise and 1×1 convolution as one operator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from engine.kernels import inverted_residual as kernel
from engine.kernels import scratch
from engine.kernels.activation import Activation
from engine.kernels.inverted_residual import Block, Part
from engine.kernels.windows import Geometry
from engine.ops import spatial
from engine.ops.conv import conv_geometry
from engine.ops.kinds import floats
from engine.ops.registry import Spec, Work, is_constant, onnx_op

Ends = Sequence[Mapping[str, Any]]


def _shape(
    x: np.ndarray | Spec,
    expand: np.ndarray | Spec,
    expand_bias: Any,
    depth: np.ndarray | Spec,
    depth_bias: Any,
    project: np.ndarray | Spec,
    project_bias: Any = None,
    residual: Any = None,
    *,
    ends: Ends,
    strides: Sequence[int] | None = None,
    pads: Sequence[int] | None = None,
    auto_pad: str = "NOTSET",
) -> Spec:
    geometry = conv_geometry(x, depth, None, strides, None, pads, auto_pad)
    return Spec((x.shape[0], project.shape[0], *geometry.out), x.dtype)


@onnx_op("InvertedResidual", since=1, domain="convolens", shape=_shape, channels_last=True)
@floats
def inverted_residual(
    x: np.ndarray,
    expand: np.ndarray,
    expand_bias: np.ndarray | None,
    depth: np.ndarray,
    depth_bias: np.ndarray | None,
    project: np.ndarray,
    project_bias: np.ndarray | None = None,
    residual: np.ndarray | None = None,
    *,
    ends: Ends,
    strides: Sequence[int] | None = None,
    pads: Sequence[int] | None = None,
    auto_pad: str = "NOTSET",
) -> np.ndarray:
    """Return x * expand * depth * project + residual, as passes write it.

    Parameters
    ----------
    x : (N, C, H, W) array
    expand, depth, project : weights (E, C, 1, 1), (E, 1, k_h, k_w) and (M, E, 1, 1), each with its
        bias (E,), (E,) and (M,)
    residual : array of the output's shape, added before the last activation
    ends : for each of the three the activation it ends with: `activation`, `low`, `high`, `slope`,
        `offset` as for the convolution with an activation
    strides, pads, auto_pad : of the depthwise convolution, as for `conv`
    """
    geometry = conv_geometry(x, depth, None, strides, None, pads, auto_pad)
    out = spatial.empty_feature_maps(x.shape[0], project.shape[0], geometry.out, x.dtype)
    weights = (expand, expand_bias), (depth, depth_bias), (project, project_bias)
    scratch.run(_prepare(x, weights, residual, out, geometry, ends))
    return out


@inverted_residual.bind
@floats
def _bind(
    x: np.ndarray,
    expand: np.ndarray,
    expand_bias: np.ndarray | None,
    depth: np.ndarray,
    depth_bias: np.ndarray | None,
    project: np.ndarray,
    project_bias: np.ndarray | None = None,
    residual: np.ndarray | None = None,
    *,
    out: np.ndarray,
    ends: Ends,
    strides: Sequence[int] | None = None,
    pads: Sequence[int] | None = None,
    auto_pad: str = "NOTSET",
) -> Work | None:
    given = (expand, depth, project, expand_bias, depth_bias, project_bias)
    if not all(array is None or is_constant(array) for array in given):
        return None
    geometry = conv_geometry(x, depth, None, strides, None, pads, auto_pad)
    weights = (expand, expand_bias), (depth, depth_bias), (project, project_bias)
    return _prepare(x, weights, residual, out, geometry, ends)


def _prepare(
    x: np.ndarray,
    weights: Sequence[tuple[np.ndarray, np.ndarray | None]],
    residual: np.ndarray | None,
    out: np.ndarray,
    geometry: Geometry,
    ends: Ends,
) -> Work:
    last = spatial.channels_last
    expand, depth, project = (
        Part(w, bias, _activation(**end)) for (w, bias), end in zip(weights, ends, strict=True)
    )
    skip = None if residual is None else last(residual)
    return kernel.prepare(Block(last(x), expand, depth, project, last(out), geometry, skip))


def _activation(activation: str = "", **numbers: float) -> Activation:
    return Activation(activation, **numbers)
