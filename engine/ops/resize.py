"""Resize and Upsample: another number of pixels."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from engine import budget
from engine.errors import ShapeError, UnsupportedError
from engine.kernels.resample import resample
from engine.ops.arguments import axes_of, integers, same_count
from engine.ops.registry import Spec, Work, onnx_op
from engine.ops.sampling import Axis, Sampling, positions, taps

_Axes = dict[int, Axis]


def _numbers(array: np.ndarray | Spec | None) -> np.ndarray | None:
    """Return the values of an optional list of floats; None where it is left out or empty."""
    if not isinstance(array, np.ndarray) or array.size == 0:
        return None
    return array.reshape(-1)


def _scaled(shape: Sequence[int], scales: np.ndarray, named: Sequence[int]) -> _Axes:
    same_count(scales.tolist(), named, "scales and axes")
    if not (np.isfinite(scales).all() and (scales > 0).all()):
        raise ShapeError(f"scales must be positive numbers, got {scales.tolist()}.")
    # In float32, as runtimes multiply: 10 × 0.7 is 7 there, and 6.99… in float64.
    single = scales.astype(np.float32)
    return {
        axis: Axis(shape[axis], math.floor(np.float32(shape[axis]) * scale), float(scale))
        for axis, scale in zip(named, single, strict=True)
    }


def _sized(shape: Sequence[int], sizes: Sequence[int], named: Sequence[int], policy: str) -> _Axes:
    same_count(sizes, named, "sizes and axes")
    if any(size < 0 for size in sizes):
        raise ShapeError(f"sizes must not be negative, got {list(sizes)}.")
    ratios = [size / max(shape[axis], 1) for size, axis in zip(sizes, named, strict=True)]
    if policy == "stretch" or not ratios:
        return {
            axis: Axis(shape[axis], size, ratio or 1.0)
            for axis, size, ratio in zip(named, sizes, ratios, strict=True)
        }
    if policy not in ("not_larger", "not_smaller"):
        raise UnsupportedError(
            f"keep_aspect_ratio_policy {policy!r} is not known; "
            "known: stretch, not_larger, not_smaller.",
            attribute="keep_aspect_ratio_policy",
        )
    scale = min(ratios) if policy == "not_larger" else max(ratios)
    return {
        axis: Axis(shape[axis], math.floor(scale * shape[axis] + 0.5), scale or 1.0)
        for axis in named
    }


def _cropped(axes: _Axes, roi: np.ndarray, scaled: bool) -> _Axes:
    """Return the axes with the region that tf_crop_and_resize reads."""
    if roi.size != 2 * len(axes):
        raise ShapeError(f"roi must hold {2 * len(axes)} numbers, got {roi.size}.")
    regions = {}
    for place, (number, axis) in enumerate(axes.items()):
        start, end = float(roi[place]), float(roi[place + len(axes)])
        if not (math.isfinite(start) and math.isfinite(end)):
            raise ShapeError(f"roi must hold finite numbers, got {roi.tolist()}.")
        share = np.float32(axis.old) * np.float32(end - start) * np.float32(axis.scale)
        new = max(math.floor(share), 0) if scaled else axis.new
        regions[number] = Axis(axis.old, new, axis.scale, start, end)
    return regions


def _axes(
    x: np.ndarray | Spec,
    roi: np.ndarray | Spec | None,
    scales: np.ndarray | Spec | None,
    sizes: np.ndarray | Spec | None,
    axes: Sequence[int] | None,
    policy: str,
    crops: bool,
) -> _Axes:
    rank = len(x.shape)
    named = tuple(range(rank)) if axes is None else axes_of(axes, rank)
    factors, wanted = _numbers(scales), _numbers(sizes)
    if (factors is None) == (wanted is None):
        raise ShapeError("needs either scales or sizes.")
    if factors is not None:
        result = _scaled(x.shape, factors, named)
    else:
        assert wanted is not None
        result = _sized(x.shape, integers(wanted, "sizes"), named, policy)
    if crops:
        region = _numbers(roi)
        if region is None:
            raise ShapeError("coordinate_transformation_mode 'tf_crop_and_resize' needs a roi.")
        result = _cropped(result, region, factors is not None)
    return result


def _new_shape(x: np.ndarray | Spec, axes: _Axes) -> tuple[int, ...]:
    sizes = list(x.shape)
    for number, axis in axes.items():
        if axis.new and not axis.old:
            raise ShapeError(f"axis {number} of {tuple(x.shape)} is empty and cannot grow.")
        sizes[number] = axis.new
    return budget.check_elements(sizes, "Resize's result")


def _work(
    x: np.ndarray, axes: _Axes, sampling: Sampling, extrapolation: float, out: np.ndarray
) -> list[Callable[[], None]]:
    if out.size == 0:
        return []
    # Copies keep every type; sums need floats with more than the eleven bits of float16.
    exact = sampling.mode == "nearest" or x.dtype in (np.float32, np.float64)
    source = x if exact else np.empty_like(x, np.float32)
    target = out if exact else np.empty_like(out, np.float32)
    work: list[Callable[[], None]] = [] if exact else [partial(_convert, source, x)]
    work += resample(
        source, {number: taps(axis, sampling) for number, axis in axes.items()}, target
    )
    if not exact:
        work.append(partial(_convert, out, target))
    if sampling.coordinates == "tf_crop_and_resize":
        for number, axis in axes.items():
            at = positions(axis, sampling)
            outside = np.flatnonzero((at < 0) | (at > axis.old - 1))
            if outside.size:
                index = (slice(None),) * number + (outside,)
                work.append(partial(out.__setitem__, index, extrapolation))
    return work


def _convert(target: np.ndarray, source: np.ndarray) -> None:
    if target.dtype.kind in "iu":
        limits = np.iinfo(target.dtype)
        np.clip(source, limits.min, limits.max, out=source)
    np.copyto(target, source, casting="unsafe")


def _resized(x: np.ndarray, axes: _Axes, sampling: Sampling, extrapolation: float) -> np.ndarray:
    result = np.empty(_new_shape(x, axes), x.dtype)
    work = _work(x, axes, sampling, extrapolation, result)
    with np.errstate(all="ignore"):
        for step in work:
            step()
    return result


def _old_axes(x: np.ndarray | Spec, scales: np.ndarray | Spec) -> _Axes:
    return _axes(x, None, scales, None, None, "stretch", crops=False)


def _old_sampling(mode: str) -> Sampling:
    """Return what the operators do that have no coordinate modes."""
    return Sampling("linear" if mode == "bilinear" else mode, "asymmetric", "simple")


def _old_spec(x: np.ndarray | Spec, scales: Any, *, mode: str = "nearest") -> Spec:
    return Spec(_new_shape(x, _old_axes(x, scales)), x.dtype)


def _old_resized(x: np.ndarray, scales: np.ndarray, mode: str) -> np.ndarray:
    return _resized(x, _old_axes(x, scales), _old_sampling(mode), 0.0)


def _bind_old(x: np.ndarray, scales: np.ndarray, *, mode: str = "nearest", out: np.ndarray) -> Work:
    return _work(x, _old_axes(x, scales), _old_sampling(mode), 0.0, out)


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
) -> tuple[_Axes, Sampling]:
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
    return _axes(x, roi, scales, sizes, axes, keep_aspect_ratio_policy, crops), sampling


def _spec(x: np.ndarray | Spec, *inputs: Any, **attributes: Any) -> Spec:
    axes, _ = _prepared(x, *inputs, **attributes)
    return Spec(_new_shape(x, axes), x.dtype)


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
    return _resized(x, *prepared, extrapolation_value)


@resize.bind
def _bind_resize(
    x: np.ndarray, *inputs: np.ndarray | None, out: np.ndarray, **attributes: Any
) -> Work:
    axes, sampling = _prepared(x, *inputs, **attributes)
    return _work(x, axes, sampling, attributes.get("extrapolation_value", 0.0), out)
