"""Picture → what the network reads: crop, resize, grey, ink, range, mean, std, layout."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine import budget
from engine.drawing import draw_centred, ink_of
from engine.errors import ShapeError
from engine.graph import Value
from engine.images import Picture, grey, resize
from engine.metadata.recipe import Preprocess

DEFAULT_SIDE = 224
"""Side in pixels where neither the model nor its preprocessing says one."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Prepared:
    """A picture ready for a network.

    Attributes
    ----------
    tensor : (1, C, H, W) or (1, H, W, C) as the layout says, in the dtype of the input (float32
        as a rule), C-contiguous; another rank only where the input itself has another, and
        several times the same where the input takes no other number of pictures
    seen : (H, W, 3) RGB or (H, W) grey uint8: what the network sees, before range, mean and std
    crop : left, top, right, bottom in pixels of the picture: the part that `seen` shows. It may
        reach beyond the picture, where `seen` was filled. None where `seen` shows all of it
    picture : where it came from
    preprocess : how it was made
    """

    tensor: np.ndarray
    seen: np.ndarray
    crop: Box | None
    picture: Picture
    preprocess: Preprocess

    @property
    def part(self) -> Box:
        """Left, top, right, bottom in pixels of the picture: the part that `seen` shows."""
        return self.crop or (0.0, 0.0, float(self.picture.width), float(self.picture.height))


def prepare(picture: Picture, preprocess: Preprocess, input_value: Value) -> Prepared:
    """Return `picture` as the network behind `input_value` wants it.

    Raises
    ------
    ShapeError
        If the input is no picture of one or three channels.
    LimitError
        If it is larger than any picture may be.
    """
    channels, size = _wanted(preprocess, input_value)
    if preprocess.ink or preprocess.centre:
        seen, crop = _drawing(picture, preprocess, size)
    else:
        colours = picture.pixels
        if channels == 1 or preprocess.channels == "L":
            colours = grey(colours)
        seen, crop = _fitted(colours, preprocess, size)
    tensor = _numbers(seen, preprocess, channels)
    return Prepared(_shaped(tensor, input_value), seen, crop, picture, preprocess)


def _wanted(preprocess: Preprocess, input_value: Value) -> tuple[int, tuple[int, int]]:
    """Return the number of channels and the (height, width) that the network reads."""
    one = 1 if preprocess.channels == "L" else 3
    shape = input_value.shape
    if shape is None or len(shape) != 4:
        shape = (1, one, None, None) if preprocess.layout == "NCHW" else (1, None, None, one)
    if preprocess.layout == "NCHW":
        channels, height, width = shape[1:]
    else:
        height, width, channels = shape[1:]
    channels = channels if isinstance(channels, int) and channels > 0 else one
    if channels not in (1, 3):
        raise ShapeError(
            f"input {input_value.name!r} has {channels} channels; a picture has 1 or 3.",
            remedy="Check the layout (NCHW or NHWC), or give arrays to model.run.",
        )
    asked = preprocess.size or (DEFAULT_SIDE, DEFAULT_SIDE)
    fixed = [
        length if isinstance(length, int) and length > 0 else other
        for length, other in zip((height, width), asked, strict=True)
    ]
    budget.check("The picture that this network reads", fixed[0] * fixed[1], "image_pixels")
    return channels, (fixed[0], fixed[1])


def _drawing(
    picture: Picture, preprocess: Preprocess, size: tuple[int, int]
) -> tuple[np.ndarray, Box | None]:
    """Return a drawing as (H, W) uint8 in the network's polarity, and the part it shows."""
    ink = ink_of(grey(picture.pixels))
    crop: Box | None
    if preprocess.centre:
        field, crop = draw_centred(ink, size, preprocess.centre, preprocess.resample)
    else:
        field, crop = _fitted(ink, preprocess, size)
    levels = np.rint(np.clip(field, 0, 1) * 255).astype(np.uint8)
    return (255 - levels if preprocess.ink == "dark" else levels), _scaled_box(crop, ink, picture)


def _scaled_box(crop: Box | None, ink: np.ndarray, picture: Picture) -> Box | None:
    """Return a box in pixels of the ink as one in pixels of the (perhaps larger) picture."""
    if crop is None:
        return None
    x, y = picture.width / ink.shape[1], picture.height / ink.shape[0]
    return crop[0] * x, crop[1] * y, crop[2] * x, crop[3] * y


def _fitted(
    image: np.ndarray, preprocess: Preprocess, size: tuple[int, int]
) -> tuple[np.ndarray, Box | None]:
    """Return `image` at `size` by the recipe's `fit`, and the part of it that is shown."""
    height, width = image.shape[:2]
    if preprocess.fit == "stretch":
        return resize(image, size, preprocess.resample), None
    if preprocess.fit == "pad":
        return _padded(image, preprocess, size)
    if preprocess.fit == "crop":
        scale = preprocess.crop_fraction * min(height / size[0], width / size[1])
        crop_h, crop_w = (max(1, int(scale * side)) for side in size)
        top, left = (height - crop_h) // 2, (width - crop_w) // 2
        part = image[top : top + crop_h, left : left + crop_w]
        return resize(part, size, preprocess.resample), (left, top, left + crop_w, top + crop_h)
    edge = preprocess.edge or round(min(size) * 8 / 7)
    box = _middle_of_resized(height, width, size, edge)
    return resize(image, size, preprocess.resample, box), box


def _middle_of_resized(height: int, width: int, size: tuple[int, int], edge: int) -> Box:
    """Return the part that a centre crop to `size` keeps after the shorter side became `edge`.

    Only that part is then resized: a strip of 1 × 65,535 pixels would first become gigantic.
    """
    edge = max(edge, *size)
    shorter = min(height, width)
    rows, columns = edge * height // shorter, edge * width // shorter
    top, left = (rows - size[0]) // 2, (columns - size[1]) // 2
    x, y = width / columns, height / rows
    return left * x, top * y, (left + size[1]) * x, (top + size[0]) * y


def _padded(
    image: np.ndarray, preprocess: Preprocess, size: tuple[int, int]
) -> tuple[np.ndarray, Box]:
    """Return the whole image in the middle of a plain field of `size`."""
    height, width = image.shape[:2]
    scale = min(size[0] / height, size[1] / width)
    inner = (max(1, round(height * scale)), max(1, round(width * scale)))
    top, left = (size[0] - inner[0]) // 2, (size[1] - inner[1]) // 2
    fill = preprocess.pad_value if image.dtype == np.uint8 else 0.0
    field = np.full((*size, *image.shape[2:]), fill, image.dtype)
    field[top : top + inner[0], left : left + inner[1]] = resize(image, inner, preprocess.resample)
    x, y = width / inner[1], height / inner[0]
    return field, (-left * x, -top * y, (size[1] - left) * x, (size[0] - top) * y)


def _numbers(seen: np.ndarray, preprocess: Preprocess, channels: int) -> np.ndarray:
    """Return `seen` as (1, C, H, W) or (1, H, W, C) float32 after range, mean and std."""
    image = seen[:, :, None] if seen.ndim == 2 else seen
    if image.shape[2] != channels:
        image = np.broadcast_to(image, (*image.shape[:2], channels))
    elif preprocess.channels == "BGR":
        image = image[:, :, ::-1]
    low, high = preprocess.range
    mean, std = _each(preprocess.mean, channels), _each(preprocess.std, channels)
    # One multiplication and one addition; in float64 until they are known.
    scale = ((high - low) / 255 / std).astype(np.float32)
    shift = ((low - mean) / std).astype(np.float32)
    values = image.astype(np.float32) * scale + shift
    if preprocess.layout == "NCHW":
        values = values.transpose(2, 0, 1)
    return np.ascontiguousarray(values[None])


def _each(values: tuple[float, ...], channels: int) -> np.ndarray:
    """Return one float64 a channel; a grey channel takes the average of three."""
    array = np.asarray(values, np.float64)
    if array.size not in (1, channels):
        array = array.mean(keepdims=True)
    return np.broadcast_to(array, channels)


def _shaped(tensor: np.ndarray, input_value: Value) -> np.ndarray:
    """Return `tensor` in the dtype of the input, and in its rank where that is not four."""
    dtype, shape = input_value.dtype, input_value.shape
    if dtype.kind in "iu":
        limits = np.iinfo(dtype)
        tensor = np.clip(np.rint(tensor), limits.min, limits.max)
    tensor = np.ascontiguousarray(tensor, dtype=dtype)
    if shape is None or len(shape) == 4:
        batch = shape[0] if shape else 1
        if not isinstance(batch, int) or batch <= 1:
            return tensor
        # A network that was frozen for several pictures gets the same one several times.
        return np.repeat(
            tensor, budget.check_elements((batch, *tensor.shape[1:]), "The input")[0], 0
        )
    fixed = [length if isinstance(length, int) and length > 0 else 1 for length in shape]
    if math.prod(fixed) == tensor.size and len(fixed) <= budget.MOST_AXES:
        return tensor.reshape(fixed)
    raise ShapeError(
        f"input {input_value.name!r} has the shape {shape}, which is no picture.",
        remedy="Give arrays to model.run.",
    )
