"""Where a resized axis reads the old one: ONNX Resize's coordinates, neighbours and weights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from engine import budget
from engine.errors import UnsupportedError
from engine.kernels.resample import Taps


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis to resize: its old and new size, the scale between them, and the region read.

    `scale` is the one that the coordinates use, which need not be `new / old`; `start` and `end`
    are shares of the old axis, for tf_crop_and_resize alone.
    """

    old: int
    new: int
    scale: float
    start: float = 0.0
    end: float = 1.0


@dataclass(frozen=True, slots=True)
class Sampling:
    """The attributes of Resize that decide where values come from."""

    mode: str = "nearest"
    coordinates: str = "half_pixel"
    nearest_mode: str = "round_prefer_floor"
    cubic_coeff_a: float = -0.75
    exclude_outside: bool = False
    antialias: bool = False

    def __post_init__(self) -> None:
        for value, known, what in (
            (self.mode, _MODES, "mode"),
            (self.coordinates, _COORDINATES, "coordinate_transformation_mode"),
            (self.nearest_mode, _NEAREST, "nearest_mode"),
        ):
            if value not in known:
                raise UnsupportedError(
                    f"{what} {value!r} is not known; known: {', '.join(known)}.", attribute=what
                )


def _align_corners(axis: Axis, x: np.ndarray) -> np.ndarray:
    # "length_resized as the length of the resized tensor", says the specification: a whole number,
    # so that the last pixel falls on the last one. Two cases of the `onnx` package take scale ×
    # old instead (onnx/onnx#2462), which need not be whole. PyTorch writes such scales, means
    # whole lengths, and so does ONNX Runtime: 33 pixels by 0.5 would miss the last one by one.
    return x * ((axis.old - 1) / (axis.new - 1)) if axis.new > 1 else x * 0.0


def _pytorch_half_pixel(axis: Axis, x: np.ndarray) -> np.ndarray:
    return (x + 0.5) / axis.scale - 0.5 if axis.new > 1 else x * 0.0


def _half_pixel_symmetric(axis: Axis, x: np.ndarray) -> np.ndarray:
    # The size was rounded: what that cuts off is cut from both ends alike.
    adjustment = axis.new / (axis.scale * axis.old)
    return axis.old / 2 * (1 - adjustment) + (x + 0.5) / axis.scale - 0.5


def _crop(axis: Axis, x: np.ndarray) -> np.ndarray:
    if axis.new > 1:
        step = (axis.end - axis.start) * (axis.old - 1) / (axis.new - 1)
        return axis.start * (axis.old - 1) + x * step
    return x * 0.0 + 0.5 * (axis.start + axis.end) * (axis.old - 1)


_COORDINATES: dict[str, Callable[[Axis, np.ndarray], np.ndarray]] = {
    "half_pixel": lambda axis, x: (x + 0.5) / axis.scale - 0.5,
    "half_pixel_symmetric": _half_pixel_symmetric,
    "pytorch_half_pixel": _pytorch_half_pixel,
    "align_corners": _align_corners,
    "asymmetric": lambda axis, x: x / axis.scale,
    # It would move even an axis that keeps its size; no runtime does so.
    "tf_half_pixel_for_nn": lambda axis, x: (x + 0.5) / axis.scale if axis.scale != 1 else x,
    "tf_crop_and_resize": _crop,
}
_NEAREST: dict[str, Callable[[Axis, np.ndarray], np.ndarray]] = {
    "round_prefer_floor": lambda _, x: np.ceil(x - 0.5),
    "round_prefer_ceil": lambda _, x: np.floor(x + 0.5),
    "floor": lambda _, x: np.floor(x),
    "ceil": lambda _, x: np.ceil(x),
    # Before opset 11 there was no nearest_mode; runtimes rounded so.
    "simple": lambda axis, x: np.ceil(x) if axis.scale < 1 else np.floor(x),
}


def _triangle(distance: np.ndarray, _: float) -> np.ndarray:
    weight: np.ndarray = np.clip(1 - distance, 0, None)
    return weight


def _cubic(distance: np.ndarray, a: float) -> np.ndarray:
    """Keys, "Cubic convolution interpolation for digital image processing", 1981, eq. 15."""
    near = ((a + 2) * distance - (a + 3)) * distance**2 + 1
    far = ((distance - 5) * distance + 8) * distance * a - 4 * a
    return np.where(distance <= 1, near, np.where(distance < 2, far, 0))


# The filter of each mode and how many old pixels it reaches to each side.
_FILTERS: dict[str, tuple[Callable[[np.ndarray, float], np.ndarray], int]] = {
    "linear": (_triangle, 1),
    "cubic": (_cubic, 2),
}
_MODES = ("nearest", *_FILTERS)


def positions(axis: Axis, sampling: Sampling) -> np.ndarray:
    """Return for each new place of an axis where in the old one it lies, float64.

    Nearest counts in float32 as other runtimes do: with a scale of 0.6, 1.5 / 0.6 − 0.5 is 2
    there, while float64 sees that the file holds 0.60000002 and falls just short of it.
    """
    real = np.float32 if sampling.mode == "nearest" else np.float64
    rounded = replace(axis, scale=float(real(axis.scale)))
    at = _COORDINATES[sampling.coordinates](rounded, np.arange(axis.new, dtype=real))
    return at.astype(np.float64)


def taps(axis: Axis, sampling: Sampling) -> Taps:
    """Return which old places each new place reads, and with which weights."""
    at = positions(axis, sampling)
    last = axis.old - 1
    if sampling.mode == "nearest":
        nearest = _NEAREST[sampling.nearest_mode](axis, at)
        return Taps(np.clip(nearest, 0, last).astype(np.intp)[:, None])
    weigh, reach = _FILTERS[sampling.mode]
    # Shrinking with antialias stretches the filter over all the pixels that one becomes.
    stretch = 1 / axis.scale if sampling.antialias and axis.scale < 1 else 1.0
    if sampling.mode == "linear" and stretch == 1.0:
        at = np.clip(at, 0, last)
    first = 1 - int(np.ceil(reach * stretch))
    budget.check_elements((axis.new, 2 - 2 * first), "Resize's weights")
    places = np.floor(at)[:, None] + np.arange(first, 2 - first)
    weights = weigh(np.abs(places - at[:, None]) / stretch, sampling.cubic_coeff_a)
    if sampling.exclude_outside:
        weights[(places < 0) | (places > last)] = 0
    if sampling.exclude_outside or stretch != 1.0:
        total = weights.sum(axis=1, keepdims=True)
        weights = np.divide(weights, total, out=np.zeros_like(weights), where=total != 0)
    return Taps(np.clip(places, 0, last).astype(np.intp), weights)
