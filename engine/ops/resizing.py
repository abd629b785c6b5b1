"""What Resize and Upsample share: the new sizes, and the work of filling them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from engine import budget
from engine.errors import ShapeError, UnsupportedError
from engine.kernels.resample import resample
from engine.ops.arguments import axes_of, integers, same_count
from engine.ops.registry import Spec
from engine.ops.sampling import Axis, Sampling, positions, taps

Axes = dict[int, Axis]
"""The axes to resize, by number."""


def _numbers(array: np.ndarray | Spec | None) -> np.ndarray | None:
    """Return the values of an optional list of floats; None where it is left out or empty."""
    if not isinstance(array, np.ndarray) or array.size == 0:
        return None
    return array.reshape(-1)


def _scaled(shape: Sequence[int], scales: np.ndarray, named: Sequence[int]) -> Axes:
    same_count(scales, named, "scales and axes")
    if not (np.isfinite(scales).all() and (scales > 0).all()):
        raise ShapeError(f"scales must be positive numbers, got {scales.tolist()}.")
    return {
        axis: Axis(shape[axis], _times(shape[axis], scale), float(np.float32(scale)))
        for axis, scale in zip(named, scales, strict=True)
    }


def _times(size: int, *factors: float) -> int:
    """Return a size multiplied and rounded down.

    In float32, as runtimes multiply: 10 × 0.7 is 7 there, and 6.99… in float64.
    """
    with np.errstate(all="ignore"):
        product = np.prod(np.array([size, *factors], np.float32))
    if not np.isfinite(product):
        raise ShapeError(f"size {size} cannot be multiplied by {factors}.")
    return max(math.floor(product), 0)


def _sized(shape: Sequence[int], sizes: Sequence[int], named: Sequence[int], policy: str) -> Axes:
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


def _cropped(axes: Axes, roi: np.ndarray, scaled: bool) -> Axes:
    """Return the axes with the region that tf_crop_and_resize reads."""
    if roi.size != 2 * len(axes):
        raise ShapeError(f"roi must hold {2 * len(axes)} numbers, got {roi.size}.")
    regions = {}
    for place, (number, axis) in enumerate(axes.items()):
        start, end = float(roi[place]), float(roi[place + len(axes)])
        if not (math.isfinite(start) and math.isfinite(end)):
            raise ShapeError(f"roi must hold finite numbers, got {roi.tolist()}.")
        new = _times(axis.old, end - start, axis.scale) if scaled else axis.new
        regions[number] = Axis(axis.old, new, axis.scale, start, end)
    return regions


def resize_axes(
    x: np.ndarray | Spec,
    roi: np.ndarray | Spec | None,
    scales: np.ndarray | Spec | None,
    sizes: np.ndarray | Spec | None,
    axes: Sequence[int] | None,
    policy: str,
    crops: bool,
) -> Axes:
    """Return the axes that Resize's inputs and attributes name, with their new sizes.

    Parameters
    ----------
    roi, scales, sizes, axes, policy : as Resize takes them
    crops : whether the region `roi` is read

    Raises
    ------
    ShapeError
        If the lists do not fit the axes, or not exactly one of scales and sizes is given.
    """
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


def new_shape(x: np.ndarray | Spec, axes: Axes) -> tuple[int, ...]:
    """Return the shape of the result, checked against the budget."""
    sizes = list(x.shape)
    for number, axis in axes.items():
        if axis.new and not axis.old:
            raise ShapeError(f"axis {number} of {tuple(x.shape)} is empty and cannot grow.")
        sizes[number] = axis.new
    return budget.check_elements(sizes, "Resize's result")


def resize_work(
    x: np.ndarray, axes: Axes, sampling: Sampling, extrapolation: float, out: np.ndarray
) -> list[Callable[[], object]]:
    """Return the work of resizing `x` into `out`; `extrapolation` fills what is cropped outside."""
    if out.size == 0:
        return []
    # Copies keep every type; sums need floats with more than the eleven bits of float16.
    exact = sampling.mode == "nearest" or x.dtype in (np.float32, np.float64)
    source = x if exact else np.empty_like(x, np.float32)
    target = out if exact else np.empty_like(out, np.float32)
    work: list[Callable[[], object]] = [] if exact else [partial(_convert, source, x)]
    work += resample(
        source, {number: taps(axis, sampling) for number, axis in axes.items()}, target
    )
    if not exact:
        work.append(partial(_convert, out, target))
    if sampling.coordinates == "tf_crop_and_resize":
        with np.errstate(invalid="ignore"):
            filling = np.array(extrapolation).astype(out.dtype)
        for number, axis in axes.items():
            at = positions(axis, sampling)
            outside = np.flatnonzero((at < 0) | (at > axis.old - 1))
            if outside.size:
                index = (slice(None),) * number + (outside,)
                work.append(partial(out.__setitem__, index, filling))
    return work


def _convert(target: np.ndarray, source: np.ndarray) -> None:
    if target.dtype.kind in "iu":
        limits = np.iinfo(target.dtype)
        np.clip(source, limits.min, limits.max, out=source)
    np.copyto(target, source, casting="unsafe")


def resized(x: np.ndarray, axes: Axes, sampling: Sampling, extrapolation: float) -> np.ndarray:
    """Return `x` with new sizes."""
    result = np.empty(new_shape(x, axes), x.dtype)
    work = resize_work(x, axes, sampling, extrapolation, result)
    with np.errstate(all="ignore"):
        for step in work:
            step()
    return result
