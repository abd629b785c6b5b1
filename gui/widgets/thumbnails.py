"""The small pictures on the cards of the strip: a layer's three most varied maps."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QImage

from engine.visual import normalize
from gui.qimage import packed_image
from gui.widgets.forms import form_of, vector_of
from gui.widgets.map_tiles import cut_corners, nearest, paint_maps
from gui.widgets.scaling import limits_and_colours

EDGE = 38
GAP = 3
COUNT = 3
SIZE = QSize(COUNT * EDGE + (COUNT - 1) * GAP, EDGE)
"""Of a card's picture, in logical pixels."""

_SAMPLES = 2**17
_RADIUS = 2


def variances(maps: np.ndarray) -> np.ndarray:
    """Return how varied each map of (C, H, W) is, (C,); large layers are sampled."""
    step = max(1, int(np.ceil(np.sqrt(maps.size / _SAMPLES))))
    rows, columns = (min(step, max(1, size // 4)) for size in maps.shape[1:])
    sample = np.asarray(maps[:, ::rows, ::columns], np.float32)
    return np.nan_to_num(sample.var(axis=(1, 2)), nan=0, posinf=0, neginf=0)


def choose(maps: np.ndarray, kept: tuple[int, ...] = ()) -> tuple[int, ...]:
    """Return the channels of the most varied maps, in order.

    `kept`, the choice for the numbers before, stays while it still shows something: while a
    person draws, no card jumps from map to map.
    """
    varied = variances(maps)
    wanted = min(COUNT, len(maps))
    known = len(kept) == wanted and max(kept) < len(maps)
    if known and varied[list(kept)].min() >= varied.max() / 10:
        return kept
    best = np.argsort(-varied, kind="stable")[:wanted]
    return tuple(sorted(best.tolist()))


def picture(
    array: np.ndarray,
    channels: tuple[int, ...],
    scale: normalize.Scale,
    colours: str,
    ratio: float,
) -> QImage:
    """Return the picture of a card, `SIZE` logical pixels; of what is no picture, its values.

    Without a painter, so that any thread may make it.

    Parameters
    ----------
    array : what a layer put out, any shape and kind
    channels : which maps to show
    ratio : device pixels to a logical one
    """
    device = SIZE * ratio
    pixels = np.zeros((device.height(), device.width()), np.uint32)
    form = form_of(array)
    if form == "maps":
        # Of large maps every pixel would be read for a picture as small as this.
        step = max(1, int(max(array.shape[2:]) / (2 * EDGE * ratio)))
        maps = np.stack([array[0, channel, ::step, ::step] for channel in channels])
        _paint_three(pixels, maps, scale, colours, ratio)
    elif array.size and array.dtype.kind in "fiub":
        values = vector_of(array)[0] if form == "vector" else array.reshape(-1)
        pixels[...] = _stripes(values, pixels.shape, scale, colours, ratio)
    return packed_image(pixels, ratio)


def _paint_three(
    pixels: np.ndarray, maps: np.ndarray, scale: normalize.Scale, colours: str, ratio: float
) -> None:
    low, high, name = limits_and_colours(maps, scale, colours)
    boxes = _boxes(*maps.shape[1:])
    device = boxes[0].size() * ratio
    pictures = paint_maps(maps, low, high, name, device.height(), device.width())
    for each, box in zip(cut_corners(pictures, _RADIUS * ratio), boxes, strict=False):
        top, left = round(box.top() * ratio), round(box.left() * ratio)
        place = pixels[top : top + device.height(), left : left + device.width()]
        place[...] = each[: place.shape[0], : place.shape[1]]


def _boxes(rows: int, columns: int) -> list[QRect]:
    """Return where three maps stand: side by side, or wide ones below each other."""
    lower = (EDGE - (COUNT - 1) * GAP) // COUNT
    beside = min(EDGE / columns, EDGE / rows)
    below = min(SIZE.width() / columns, lower / rows)
    scale = max(beside, below)
    size = QSize(max(2, round(columns * scale)), max(2, round(rows * scale)))
    boxes = []
    for number in range(COUNT):
        if below > beside:
            box = QRect(0, number * (lower + GAP), SIZE.width(), lower)
        else:
            box = QRect(number * (EDGE + GAP), 0, EDGE, EDGE)
        place = QRect(QPoint(0, 0), size)
        place.moveCenter(box.center())
        boxes.append(place)
    return boxes


def _stripes(
    values: np.ndarray,
    size: tuple[int, int],
    scale: normalize.Scale,
    colours: str,
    ratio: float,
) -> np.ndarray:
    """Return values as upright stripes side by side; where too many, evenly picked ones."""
    height, width = size
    row = np.asarray(values, np.float32).reshape(1, 1, -1)
    low, high, name = limits_and_colours(row, scale, colours)
    picked = row[:, :, nearest(width, row.shape[2])]
    return cut_corners(paint_maps(picked, low, high, name, height, width), _RADIUS * ratio)[0]
