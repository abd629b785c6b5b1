"""Resize and Upsample: another number of pixels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.errors import ShapeError
from engine.ops.registry import Spec, Work, onnx_op
from engine.ops.resizing import Axes, new_shape, resize_axes, resize_work, resized
from engine.ops.sampling import Sampling


def _old_axes(x: np.ndarray | Spec, scales: np.ndarray | Spec) -> Axes:
    return resize_axes(x, None, scales, None, None, "stretch", crops=False)


def _old_sampling(mode: str) -> Sampling:
    """Return what the operators do that have no coordinate modes."""
    return Sampling("linear" if mode == "bilinear" else mode, "asymmetric", "simple")


def _old_spec(x: np.ndarray | Spec, scales: Any, *, mode: str = "nearest") -> Spec:
    return Spec(new_shape(x, _old_axes(x, scales)), x.dtype)


def _old_resized(x: np.ndarray, scales: np.ndarray, mode: str) -> np.ndarray:
    return resized(x, _old_axes(x, scales), _old_sampling(mode), 0.0)


def _bind_old(x: np.ndarray, scales: np.ndarray, *, mode: str = "nearest", out: np.ndarray) -> Work:
    return resize_work(x, _old_axes(x, scales), _old_sampling(mode), 0.0, out)


@onnx_op("Upsample", since=1)
def upsample_1(
    x: np.ndarray, *, height_scale: float, width_scale: float, mode: str = "nearest"
) -> np.ndarray:
    """Return (N, C, H, W) maps with more pixels; mode nearest or bilinear.

    Notes
    -----
    ONNX Upsample-1, https://onnx.ai/onnx/operators/onnx__Upsample.html
    """
    if x.ndim != 4:
        raise ShapeError(f"needs (N, C, H, W), got shape {x.shape}.")
    return _old_resized(x, np.array([1, 1, height_scale, width_scale]), mode)


@onnx_op("Upsample", since=7)
def upsample_7(x: np.ndarray, *, scales: Sequence[float], mode: str = "nearest") -> np.ndarray:
    """Return `x` with the size of each axis multiplied; mode nearest or linear.

    Notes
    -----
    ONNX Upsample-7, https://onnx.ai/onnx/operators/onnx__Upsample.html
    """
    return _old_resized(x, np.asarray(scales), mode)


@upsample_7.bind
def _bind_upsample_7(
    x: np.ndarray, *, scales: Sequence[float], mode: str = "nearest", out: np.ndarray
) -> Work:
    return _bind_old(x, np.asarray(scales), mode=mode, out=out)


@onnx_op("Upsample", since=9, shape=_old_spec, shape_from=("scales",))
def upsample(x: np.ndarray, scales: np.ndarray, *, mode: str = "nearest") -> np.ndarray:
    """Return `x` with the size of each axis multiplied; mode nearest or linear.

    Notes
    -----
    ONNX Upsample-9, https://onnx.ai/onnx/operators/onnx__Upsample.html
    """
    return _old_resized(x, scales, mode)


@onnx_op("Resize", since=10, shape=_old_spec, shape_from=("scales",))
def resize_10(x: np.ndarray, scales: np.ndarray, *, mode: str = "nearest") -> np.ndarray:
    """Return `x` with the size of each axis multiplied; mode nearest or linear.

    Notes
    -----
    ONNX Resize-10, https://onnx.ai/onnx/operators/onnx__Resize.html
    """
    return _old_resized(x, scales, mode)


upsample.bind(_bind_old)
resize_10.bind(_bind_old)


def _prepared(
    x: np.ndarray | Spec,
    roi: Any = None,
    scales: Any = None,
    sizes: Any = None,
    *,
    antialias: int = 0,
    axes: Sequence[int] | None = None,
    coordinate_transformation_mode: str = "half_pixel",
    cubic_coeff_a: float = -0.75,
    exclude_outside: int = 0,
    extrapolation_value: float = 0.0,
    keep_aspect_ratio_policy: str = "stretch",
    mode: str = "nearest",
    nearest_mode: str = "round_prefer_floor",
) -> tuple[Axes, Sampling]:
    """Return what all of Resize's inputs and attributes come down to."""
    sampling = Sampling(
        mode,
        coordinate_transformation_mode,
        nearest_mode,
        cubic_coeff_a,
        bool(exclude_outside) and mode == "cubic",
        bool(antialias),
    )
    crops = coordinate_transformation_mode == "tf_crop_and_resize"
    return resize_axes(x, roi, scales, sizes, axes, keep_aspect_ratio_policy, crops), sampling


def _spec(x: np.ndarray | Spec, *inputs: Any, **attributes: Any) -> Spec:
    axes, _ = _prepared(x, *inputs, **attributes)
    return Spec(new_shape(x, axes), x.dtype)


@onnx_op("Resize", since=11, shape=_spec, shape_from=("roi", "scales", "sizes"))
def resize(
    x: np.ndarray,
    roi: np.ndarray | None = None,
    scales: np.ndarray | None = None,
    sizes: np.ndarray | None = None,
    *,
    antialias: int = 0,
    axes: Sequence[int] | None = None,
    coordinate_transformation_mode: str = "half_pixel",
    cubic_coeff_a: float = -0.75,
    exclude_outside: int = 0,
    extrapolation_value: float = 0.0,
    keep_aspect_ratio_policy: str = "stretch",
    mode: str = "nearest",
    nearest_mode: str = "round_prefer_floor",
) -> np.ndarray:
    """Return `x` with other sizes.

    Parameters
    ----------
    x : any array
    roi : starts, then ends of the region that tf_crop_and_resize reads, as shares of each axis
    scales, sizes : by how much, or to what size; exactly one of them
    antialias : when shrinking, let the filter cover all the pixels that one becomes
    axes : the axes meant, all where not given
    coordinate_transformation_mode : where in `x` a pixel of the result lies
    cubic_coeff_a : the slope of the cubic filter at distance 1
    exclude_outside : give pixels outside no weight, instead of the border's value; cubic only
    extrapolation_value : what tf_crop_and_resize puts where the region leaves `x`
    keep_aspect_ratio_policy : stretch, or one scale that makes all axes not_larger or not_smaller
    mode : nearest, linear or cubic
    nearest_mode : how nearest rounds

    Raises
    ------
    ShapeError, LimitError
        If the lists do not fit the axes, or the result is too large.

    Notes
    -----
    ONNX Resize-19, https://onnx.ai/onnx/operators/onnx__Resize.html
    """
    prepared = _prepared(
        x,
        roi,
        scales,
        sizes,
        antialias=antialias,
        axes=axes,
        coordinate_transformation_mode=coordinate_transformation_mode,
        cubic_coeff_a=cubic_coeff_a,
        exclude_outside=exclude_outside,
        keep_aspect_ratio_policy=keep_aspect_ratio_policy,
        mode=mode,
        nearest_mode=nearest_mode,
    )
    return resized(x, *prepared, extrapolation_value)


@resize.bind
def _bind_resize(
    x: np.ndarray, *inputs: np.ndarray | None, out: np.ndarray, **attributes: Any
) -> Work:
    axes, sampling = _prepared(x, *inputs, **attributes)
    return resize_work(x, axes, sampling, attributes.get("extrapolation_value", 0.0), out)
