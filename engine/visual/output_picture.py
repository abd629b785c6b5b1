"""Outputs that are pictures: super-resolution, style, depth, masks and maps of classes."""

from __future__ import annotations

from typing import Literal

import numpy as np

Reading = Literal["0..1", "0..255", "-1..1", "stretched", "classes"]
"""How numbers became colours: from a usual range, from their own, or a colour for each class."""

_LEAST = 8
"""Pixels of the shorter side; what is smaller is hardly meant to be looked at."""
_MOST_SAMPLES = 2**16
_SLACK = 0.1
"""How far, in parts of a range, a network may overshoot it."""


def output_picture(array: np.ndarray, layout: str = "NCHW") -> tuple[np.ndarray, Reading] | None:
    """Return what a network puts out as a picture, and how its numbers were read.

    One channel is grey and three are RGB. Whole numbers other than uint8 in one channel are
    classes; of any other number of channels, at each pixel the largest is the class. Numbers that
    fit no usual range are stretched: their smallest is black, their largest white.

    Parameters
    ----------
    array : (N, C, H, W), (N, H, W, C) or (1, H, W) numbers; the first picture of a batch is read
    layout : 'NCHW' or 'NHWC', what holds where both are possible

    Returns
    -------
    picture : (H, W, 3) uint8 RGB
    reading : how the numbers were read

    None where the array is no picture: of another rank or type, or less than 8 pixels high or wide.
    """
    pixels = _pixels(array, layout)
    if pixels is None:
        return None
    classes = _classes(pixels)
    if classes is not None:
        return class_colours()[classes % 256], "classes"
    levels, reading = _levels(pixels)
    return np.broadcast_to(levels, (*levels.shape[:2], 3)).copy(), reading


def class_map(array: np.ndarray, layout: str = "NCHW") -> np.ndarray | None:
    """Return the class of each pixel, (H, W) integers, where `output_picture` colours classes."""
    pixels = _pixels(array, layout)
    return None if pixels is None else _classes(pixels)


def _classes(pixels: np.ndarray) -> np.ndarray | None:
    """Return the class of each pixel of (H, W, C) numbers, or None where they are none."""
    count = pixels.shape[2]
    if count not in (1, 3):
        classes: np.ndarray = np.argmax(pixels, 2)
        return classes
    if count == 1 and pixels.dtype.kind in "iu" and pixels.dtype != np.uint8:
        return pixels[:, :, 0]
    return None


def _pixels(array: np.ndarray, layout: str) -> np.ndarray | None:
    """Return the numbers of the first picture, (H, W, C), or None where it is no picture."""
    if array.dtype.kind not in "biuf" or not array.size:
        return None
    if array.ndim == 3 and array.shape[0] == 1:
        found: np.ndarray | None = array[0, :, :, None]
    else:
        found = _as_hwc(array, layout)
    return found if found is not None and min(found.shape[:2]) >= _LEAST else None


def class_colours() -> np.ndarray:
    """Return a colour for each class, (256, 3) uint8 RGB; class 0, mostly the ground, is black.

    The bits of a class's number go in turn to red, green and blue, highest first, as in the
    Pascal VOC data set: neighbours differ strongly.
    """
    number = np.arange(256)[:, None]
    colours = np.zeros((256, 3), np.uint8)
    for step in range(8):
        bits = number >> (3 * step) + np.arange(3) & 1
        colours |= (bits << 7 - step).astype(np.uint8)
    return colours


def _as_hwc(array: np.ndarray, layout: str) -> np.ndarray | None:
    """Return the first picture of a batch, channels last."""
    if array.ndim != 4:
        return None
    first = array[0]
    views = {"NCHW": first.transpose(1, 2, 0), "NHWC": first}
    asked = views.pop(layout)
    other = next(iter(views.values()))
    fits = [view for view in (asked, other) if view.shape[2] in (1, 3)]
    # A network fed channels last may still put channels first out, and the other way round.
    found: np.ndarray = next((view for view in fits if min(view.shape[:2]) >= _LEAST), asked)
    return found


def _levels(picture: np.ndarray) -> tuple[np.ndarray, Reading]:
    """Return a picture of any numbers as uint8 of the same shape."""
    if picture.dtype == np.uint8:
        return picture, "0..255"
    values = picture.astype(np.float32)
    values[np.isnan(values)] = 0
    low, high, reading = _limits(values)
    unit = np.clip((values - low) * np.float32(1 / (high - low)), 0, 1)
    return np.rint(unit * 255).astype(np.uint8), reading


def _limits(values: np.ndarray) -> tuple[float, float, Reading]:
    known = values[np.isfinite(values)]
    if not known.size:
        return 0.0, 1.0, "0..1"
    some = known[:: max(1, known.size // _MOST_SAMPLES)]
    # A few pixels may lie far outside without changing what range was meant.
    low, high = (float(value) for value in np.quantile(some, (0.01, 0.99)))
    if low >= -_SLACK and high <= 1 + _SLACK:
        return 0.0, 1.0, "0..1"
    if low >= -1 - 2 * _SLACK and high <= 1 + 2 * _SLACK:
        return -1.0, 1.0, "-1..1"
    if low >= -255 * _SLACK and 64 <= high <= 255 * (1 + _SLACK):
        return 0.0, 255.0, "0..255"
    low, high = float(known.min()), float(known.max())
    return low, high if high > low else low + 1.0, "stretched"
