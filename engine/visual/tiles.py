"""Feature maps as pictures: one map, all of them on a contact sheet, a vector as a strip."""

from __future__ import annotations

import math

import numpy as np

from engine.visual import colormap
from engine.visual.normalize import Limit, Scale, normalize
from engine.visual.normalize import limits as limits_of

_GROUND = 0xF8, 0xF9, 0xFB
_INK = 0x57, 0x60, 0x6A
_TILE = 64
_CELL = 12
_MOST_PIXELS = 2**24
_DIGIT_ROWS = 5
# Digits of 3 × 5 dots, a row in each of five octal numbers.
_DIGITS = ("75557", "26227", "71747", "71717", "55711", "74717", "74757", "71111", "75757", "75717")


def colorize(maps: np.ndarray, low: Limit, high: Limit, cmap: str) -> np.ndarray:
    """Return the colours of one map or several.

    Parameters
    ----------
    maps : (H, W) or (C, H, W) array
    low, high : the values of the darkest and the brightest colour, or one of each for each map
    cmap : name of a colour map

    Returns
    -------
    (…, H, W, 3) uint8 RGB
    """
    return colormap.table(cmap).take(levels(maps, low, high), axis=0)


def levels(maps: np.ndarray, low: Limit, high: Limit) -> np.ndarray:
    """Return for each value which of the 256 colours of a colour map it has.

    Parameters
    ----------
    maps, low, high : as for `colorize`

    Returns
    -------
    uint8 array of the shape of `maps`
    """
    unit = normalize(maps, low, high)
    unit *= np.float32(255)
    unit += np.float32(0.5)
    return unit.astype(np.uint8)


def scaled(maps: np.ndarray, scale: Scale, cmap: str | None) -> tuple[Limit, Limit, str]:
    """Return limits and colour map for some maps; `cmap` of None is chosen by their sign.

    Polar's dark middle is zero, so with Polar both limits are equally far from it.
    """
    low, high = limits_of(maps, scale)
    name = cmap or colormap.suggest(float(np.min(low, initial=0)))
    if name == "polar":
        high = np.maximum(np.abs(low), np.abs(high))
        low = -high
    return low, high, name


def sheet(
    maps: np.ndarray,
    *,
    scale: Scale = "layer",
    cmap: str | None = None,
    columns: int | None = None,
    gap: int = 4,
    zoom: int | None = None,
    numbers: bool = False,
    limits: tuple[Limit, Limit] | None = None,
) -> np.ndarray:
    """Return a contact sheet of all maps of a layer, row by row.

    Parameters
    ----------
    maps : (C, H, W) array
    scale : one range of values for the 'layer', for each 'map', or 'symmetric' about 0
    cmap : name of a colour map; by the values' sign where not given
    columns : tiles in a row; about as many as rows where not given
    gap : pixels between tiles and around them
    zoom : pixels of the sheet for one of a map; where not given, as many as make a small map
        some 64 pixels wide
    numbers : write its channel below each tile
    limits : the values of the darkest and the brightest colour, instead of those of `scale`

    Returns
    -------
    (H, W, 3) uint8 RGB
    """
    count, height, width = maps.shape
    if not maps.size:
        return _ground(max(gap, 1), max(gap, 1))
    zoom = _fitting_zoom(maps.shape) if zoom is None else zoom
    low, high, name = scaled(maps, scale, cmap)
    pictures = colorize(maps, *(limits or (low, high)), name)
    pictures = pictures.repeat(zoom, 1).repeat(zoom, 2)
    caption = _DIGIT_ROWS + 4 if numbers else 0
    tall, wide = height * zoom, width * zoom
    columns = columns or max(1, round(math.sqrt(count * (tall + gap + caption) / (wide + gap))))
    columns = min(columns, count)
    rows = -(-count // columns)
    result = _ground(rows * (tall + gap + caption) + gap, columns * (wide + gap) + gap)
    for channel, picture in enumerate(pictures):
        row, column = divmod(channel, columns)
        top, left = gap + row * (tall + gap + caption), gap + column * (wide + gap)
        result[top : top + tall, left : left + wide] = picture
        if numbers:
            _write(result, top + tall + 2, left, str(channel), wide)
    return result


def strip(
    values: np.ndarray,
    *,
    scale: Scale = "layer",
    cmap: str | None = None,
    columns: int = 64,
    cell: int = _CELL,
) -> np.ndarray:
    """Return a vector as rows of coloured cells.

    Parameters
    ----------
    values : array of numbers, read in C order
    columns : most cells in a row
    cell : pixels of one cell's edge

    Returns
    -------
    (H, W, 3) uint8 RGB
    """
    flat = np.ravel(values)
    if not flat.size:
        return _ground(cell, cell)
    columns = min(columns, flat.size)
    rows = -(-flat.size // columns)
    cell = max(1, min(cell, math.isqrt(_MOST_PIXELS // (rows * columns) or 1)))
    low, high, name = scaled(
        flat.reshape(1, 1, -1), "symmetric" if scale == "symmetric" else "layer", cmap
    )
    cells = _ground(rows, columns).reshape(-1, 3)
    cells[: flat.size] = colorize(flat[None], low, high, name)[0]
    return cells.reshape(rows, columns, 3).repeat(cell, 0).repeat(cell, 1)


def picture_of(array: np.ndarray, *, scale: Scale = "layer", cmap: str | None = None) -> np.ndarray:
    """Return the picture of any activation: a sheet of its maps, or a strip.

    Parameters
    ----------
    array : (N, C, H, W) feature maps, of which the first image is drawn; anything else is a vector

    Returns
    -------
    (H, W, 3) uint8 RGB
    """
    if array.ndim == 4 and array.shape[0] and array.shape[2] * array.shape[3] > 1:
        return sheet(array[0], scale=scale, cmap=cmap)
    return strip(array, scale=scale, cmap=cmap)


def _fitting_zoom(shape: tuple[int, ...]) -> int:
    wanted = max(1, round(_TILE / max(shape[1:])))
    return max(1, min(wanted, math.isqrt(_MOST_PIXELS // math.prod(shape) or 1)))


def _ground(height: int, width: int) -> np.ndarray:
    return np.full((height, width, 3), _GROUND, np.uint8)


def _write(picture: np.ndarray, top: int, left: int, text: str, width: int) -> None:
    """Write digits that fit into `width` pixels."""
    for place, digit in enumerate(text):
        if 4 * place + 3 > width:
            return
        dots = np.array([[int(row) >> bit & 1 for bit in (2, 1, 0)] for row in _DIGITS[int(digit)]])
        area = picture[top : top + _DIGIT_ROWS, left + 4 * place : left + 4 * place + 3]
        area[dots.astype(bool)] = _INK
