"""Pooling: one number for each window, or for each feature map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.errors import ShapeError
from engine.kernels import pool as kernel
from engine.kernels import scratch
from engine.kernels.windows import Geometry
from engine.ops import spatial
from engine.ops.kinds import floats, numbers
from engine.ops.registry import Spec, Work, onnx_op


def _geometry(
    x: np.ndarray | Spec,
    kernel_shape: Sequence[int],
    strides: Sequence[int] | None = None,
    pads: Sequence[int] | None = None,
    dilations: Sequence[int] | None = None,
    auto_pad: str = "NOTSET",
    ceil_mode: int = 0,
    **_: Any,
) -> Geometry:
    return spatial.geometry(
        spatial.check_spatial(x),
        kernel_shape,
        strides,
        dilations,
        pads,
        auto_pad,
        ceil=bool(ceil_mode),
    )


def _pool_shape(
    x: np.ndarray | Spec, *, n_outputs: int = 1, **attributes: Any
) -> Spec | tuple[Spec | None, ...]:
    values = Spec((*x.shape[:2], *_geometry(x, **attributes).out), x.dtype)
    if n_outputs == 1:
        return values
    return values, Spec(values.shape, np.dtype(np.int64))


def _global_shape(x: np.ndarray | Spec, **_: Any) -> Spec:
    return Spec((*x.shape[:2], *(1,) * (x.ndim - 2)), x.dtype)


@onnx_op("MaxPool", since=1, shape=_pool_shape, channels_last=True)
@numbers
def max_pool(
    x: np.ndarray,
    *,
    kernel_shape: Sequence[int],
    strides: Sequence[int] | None = None,
    pads: Sequence[int] | None = None,
    dilations: Sequence[int] | None = None,
    auto_pad: str = "NOTSET",
    ceil_mode: int = 0,
    storage_order: int = 0,
    n_outputs: int = 1,
) -> np.ndarray | tuple[np.ndarray, np.ndarray]:
    """Return the largest value in each window of each feature map, and where it stood.

    Parameters
    ----------
    x : (N, C, *spatial) array, one to three spatial axes
    kernel_shape, strides, dilations : one number for each spatial axis, in pixels
    pads : begins, then ends, in pixels; a padded pixel never wins
    auto_pad : NOTSET, or SAME_UPPER, SAME_LOWER, VALID instead of `pads`
    ceil_mode : whether a window that reaches past the end counts
    storage_order : 1 counts the positions of `indices` with the first spatial axis fastest

    Returns
    -------
    values : (N, C, *out) array, dtype of `x`
    indices : (N, C, *out) int64, flat positions in `x`; only if the node has two outputs

    Raises
    ------
    ShapeError
        If the number of spatial axes differs from `kernel_shape`, or no window fits.

    Notes
    -----
    ONNX MaxPool-22, https://onnx.ai/onnx/operators/onnx__MaxPool.html
    """
    geometry = _geometry(x, kernel_shape, strides, pads, dilations, auto_pad, ceil_mode)
    if n_outputs > 1:
        return _max_pool_with_indices(x, geometry, storage_order)
    out = spatial.empty_feature_maps(x.shape[0], x.shape[1], geometry.out, x.dtype)
    scratch.run(kernel.prepare_max(spatial.channels_last(x), spatial.channels_last(out), geometry))
    return out


def _max_pool_with_indices(
    x: np.ndarray, geometry: Geometry, storage_order: int
) -> tuple[np.ndarray, np.ndarray]:
    values, positions = kernel.first_largest(spatial.channels_last(x), geometry)
    if storage_order == 1:
        axes = np.unravel_index(positions, geometry.sizes)
        positions = np.ravel_multi_index(axes, geometry.sizes, order="F")
    n, c = x.shape[:2]
    maps = np.arange(n * c).reshape(n, *(1,) * len(geometry.sizes), c)
    positions = positions + maps * int(np.prod(geometry.sizes))
    return spatial.channels_first(values), spatial.channels_first(positions)


@max_pool.bind
@numbers
def _bind_max_pool(
    x: np.ndarray,
    *,
    out: np.ndarray | tuple[np.ndarray | None, ...],
    n_outputs: int = 1,
    storage_order: int = 0,
    **attributes: Any,
) -> Work | None:
    if isinstance(out, tuple):
        return None
    geometry = _geometry(x, **attributes)
    return kernel.prepare_max(spatial.channels_last(x), spatial.channels_last(out), geometry)


@onnx_op("AveragePool", since=1, shape=_pool_shape, channels_last=True)
@floats
def average_pool(
    x: np.ndarray,
    *,
    kernel_shape: Sequence[int],
    strides: Sequence[int] | None = None,
    pads: Sequence[int] | None = None,
    dilations: Sequence[int] | None = None,
    auto_pad: str = "NOTSET",
    ceil_mode: int = 0,
    count_include_pad: int = 0,
) -> np.ndarray:
    """Return the mean of each window of each feature map.

    Parameters
    ----------
    x : (N, C, *spatial) float array, one to three spatial axes
    kernel_shape, strides, dilations : one number for each spatial axis, in pixels
    pads : begins, then ends, in pixels
    auto_pad : NOTSET, or SAME_UPPER, SAME_LOWER, VALID instead of `pads`
    ceil_mode : whether a window that reaches past the end counts
    count_include_pad : whether padded pixels count as zeros, or not at all

    Returns
    -------
    (N, C, *out) array, dtype of `x`

    Raises
    ------
    ShapeError
        If the number of spatial axes differs from `kernel_shape`, or no window fits.

    Notes
    -----
    ONNX AveragePool-22, https://onnx.ai/onnx/operators/onnx__AveragePool.html
    """
    geometry = _geometry(x, kernel_shape, strides, pads, dilations, auto_pad, ceil_mode)
    out = spatial.empty_feature_maps(x.shape[0], x.shape[1], geometry.out, x.dtype)
    scratch.run(_prepare_mean(x, out, geometry, count_include_pad))
    return out


def _prepare_mean(
    x: np.ndarray, out: np.ndarray, geometry: Geometry, count_include_pad: int
) -> Work:
    weights = kernel.mean_weights(geometry, x.dtype, count_padding=bool(count_include_pad))
    return kernel.prepare_sum(
        spatial.channels_last(x), spatial.channels_last(out), geometry, weights
    )


@average_pool.bind
@floats
def _bind_average_pool(
    x: np.ndarray, *, out: np.ndarray, count_include_pad: int = 0, **attributes: Any
) -> Work:
    return _prepare_mean(x, out, _geometry(x, **attributes), count_include_pad)


def _powers(x: np.ndarray, p: float) -> np.ndarray:
    if not p > 0:
        raise ShapeError(f"p must be above 0, got {p}.")
    return np.asarray(np.abs(x) ** x.dtype.type(p))


@onnx_op("LpPool", since=1, shape=_pool_shape, channels_last=True)
@floats
def lp_pool(
    x: np.ndarray,
    *,
    kernel_shape: Sequence[int],
    strides: Sequence[int] | None = None,
    pads: Sequence[int] | None = None,
    dilations: Sequence[int] | None = None,
    auto_pad: str = "NOTSET",
    ceil_mode: int = 0,
    p: float = 2,
) -> np.ndarray:
    """Return the p-norm of each window of each feature map, (sum |x|^p)^(1/p).

    Parameters
    ----------
    x : (N, C, *spatial) float array, one to three spatial axes
    kernel_shape, strides, pads, dilations, auto_pad, ceil_mode : as for `average_pool`

    Notes
    -----
    ONNX LpPool-22, https://onnx.ai/onnx/operators/onnx__LpPool.html
    """
    geometry = _geometry(x, kernel_shape, strides, pads, dilations, auto_pad, ceil_mode)
    out = spatial.empty_feature_maps(x.shape[0], x.shape[1], geometry.out, x.dtype)
    powers = spatial.channels_last(_powers(x, p))
    scratch.run(kernel.prepare_sum(powers, spatial.channels_last(out), geometry, None))
    np.power(out, x.dtype.type(1 / p), out=out)
    return out


def _check_pixels(x: np.ndarray) -> None:
    if 0 in spatial.check_spatial(x):
        raise ShapeError(f"the feature maps must have pixels, got shape {x.shape}.")


@onnx_op("GlobalAveragePool", since=1, shape=_global_shape, channels_last=True)
@floats
def global_average_pool(x: np.ndarray) -> np.ndarray:
    """Return the mean of each feature map, (N, C, 1, …).

    Notes
    -----
    ONNX GlobalAveragePool-22, https://onnx.ai/onnx/operators/onnx__GlobalAveragePool.html
    """
    _check_pixels(x)
    out = spatial.empty_feature_maps(x.shape[0], x.shape[1], (1,) * (x.ndim - 2), x.dtype)
    scratch.run(_prepare_global_mean(x, out))
    return out


def _prepare_global_mean(x: np.ndarray, out: np.ndarray) -> Work:
    return kernel.prepare_global_mean(spatial.channels_last(x), out.reshape(x.shape[:2]))


@global_average_pool.bind
@floats
def _bind_global_average_pool(x: np.ndarray, *, out: np.ndarray) -> Work:
    return _prepare_global_mean(x, out)


@onnx_op("GlobalMaxPool", since=1, shape=_global_shape, channels_last=True)
@floats
def global_max_pool(x: np.ndarray) -> np.ndarray:
    """Return the largest value of each feature map, (N, C, 1, …).

    Notes
    -----
    ONNX GlobalMaxPool-22, https://onnx.ai/onnx/operators/onnx__GlobalMaxPool.html
    """
    _check_pixels(x)
    largest: np.ndarray = x.max(axis=tuple(range(2, x.ndim)), keepdims=True)
    return largest


@onnx_op("GlobalLpPool", since=1, shape=_global_shape, channels_last=True)
@floats
def global_lp_pool(x: np.ndarray, *, p: float = 2) -> np.ndarray:
    """Return the p-norm of each feature map, (N, C, 1, …).

    Notes
    -----
    ONNX GlobalLpPool-22, https://onnx.ai/onnx/operators/onnx__GlobalLpPool.html
    """
    _check_pixels(x)
    sums = _powers(x, p).sum(axis=tuple(range(2, x.ndim)), keepdims=True)
    return np.asarray(np.power(sums, x.dtype.type(1 / p)))
