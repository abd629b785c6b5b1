"""Pictures to take away: maps with their name, their colours and the values these stand for."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from engine.activations import Activations
from engine.errors import CancelledError
from engine.images import resize
from engine.layers import Layer
from engine.lettering import lettered, text_width
from engine.visual import colormap
from engine.visual.normalize import Scale
from engine.visual.tiles import picture_of, scaled, sheet

_MARGIN = 16
_BAR = 14
_HEAD = 40
_CELL = 240
_FEW = 16
_TILE = 56
_WIDEST = 16_000
"""A PNG of more columns is opened by few programs."""
_QUIET = (0x57, 0x60, 0x6A)


def number_text(value: float) -> str:
    """Return a number with four digits that matter and a true minus."""
    return f"{value:.4g}".replace("-", "−")


def size_text(shape: tuple[int, ...]) -> str:
    """Return the size of one picture's output, like `144 × 56 × 56`."""
    sizes = shape[1:] if len(shape) > 1 and shape[0] == 1 else shape
    return " × ".join(map(str, sizes)) or "one number"


def layer_figure(
    array: np.ndarray, title: str, *, scale: Scale = "layer", cmap: str | None = None
) -> np.ndarray:
    """Return all maps of a layer in full resolution, with its title and colour bar.

    Parameters
    ----------
    array : (N, C, H, W) maps, of which the first picture's are drawn; anything else is a vector
    scale, cmap : as for `engine.visual.tiles.sheet`
    """
    is_map = array.ndim == 4 and array.shape[2] * array.shape[3] > 1
    maps = array[0] if is_map else array.reshape(1, 1, -1)
    lows, highs, name = scaled(maps, scale, cmap)
    picture = sheet(maps, scale=scale, cmap=cmap, numbers=True) if is_map else picture_of(array)
    words = f"{title} · {size_text(array.shape)}"
    if scale == "map":
        return _with_bar(picture, f"{words} · each map from its least to its greatest value")
    return _with_bar(picture, words, float(np.min(lows)), float(np.max(highs)), name)


def overview(
    activations: Activations,
    *,
    scale: Scale = "layer",
    cmap: str | None = None,
    should_stop: Callable[[], bool] | None = None,
    on_step: Callable[[int, int], None] | None = None,
) -> np.ndarray:
    """Return one picture of all layers: a small contact sheet of each, in running order.

    Parameters
    ----------
    should_stop, on_step : asked and told (done, total) for each layer

    Raises
    ------
    CancelledError
        If `should_stop` says so.
    """
    layers = drawn_layers(activations)
    columns = max(1, min(len(layers), round(math.sqrt(len(layers) * 1.5)), _WIDEST // _CELL))
    height, width = _CELL + 44, _CELL + _MARGIN
    rows = -(-len(layers) // columns)
    page = np.full((rows * height + _MARGIN, columns * width + _MARGIN, 3), 255, np.uint8)
    names, sizes = [], []
    for place, layer in enumerate(layers):
        if should_stop is not None and should_stop():
            raise CancelledError("saving was stopped.")
        top = _MARGIN + place // columns * height
        left = _MARGIN + place % columns * width
        names.append((left, top, _shortened(layer.title, _CELL, 13)))
        sizes.append((left, top + 16, f"{layer.detail} · {size_text(layer.shape)}"))
        picture = thumbnail(activations[layer.name], _FEW, _CELL, scale=scale, cmap=cmap)
        page[top + 34 : top + 34 + len(picture), left : left + picture.shape[1]] = picture
        if on_step is not None:
            on_step(place + 1, len(layers))
    page = lettered(page, names, size=13)
    return lettered(page, sizes, size=11, colour=_QUIET)


def thumbnail(
    array: np.ndarray,
    most: int,
    side: int,
    *,
    scale: Scale = "layer",
    cmap: str | None = None,
) -> np.ndarray:
    """Return a contact sheet of the first maps of a layer, at most `side` pixels wide and high.

    Parameters
    ----------
    array : (N, C, H, W) maps, of which the first picture's are drawn; anything else is a vector
    most : how many maps are drawn; they share the colours of all
    """
    if array.ndim != 4 or array.shape[2] * array.shape[3] <= 1:
        return _shrunk(picture_of(array, scale=scale, cmap=cmap), side)
    maps = array[0]
    lows, highs, name = scaled(maps, scale, cmap)
    low, high = (np.broadcast_to(each, len(maps))[:most] for each in (lows, highs))
    shown = _averaged(maps[:most], max(1, max(maps.shape[1:]) // _TILE))
    return _shrunk(sheet(shown, limits=(low, high), cmap=name), side)


def _averaged(maps: np.ndarray, step: int) -> np.ndarray:
    """Return maps whose pixels are the means of `step` × `step`; what is left over is cut off."""
    count, height, width = maps.shape
    if step == 1 or min(height, width) < step:
        return maps
    rows, columns = height // step, width // step
    cut = maps[:, : rows * step, : columns * step].astype(np.float32, copy=False)
    mean: np.ndarray = cut.reshape(count, rows, step, columns, step).mean(axis=(2, 4))
    return mean


def _shrunk(picture: np.ndarray, side: int) -> np.ndarray:
    shrink = side / max(picture.shape[:2])
    if shrink >= 1:
        return picture
    height, width = (max(1, round(shrink * length)) for length in picture.shape[:2])
    return resize(picture, (height, width), "box")


def drawn_layers(activations: Activations) -> list[Layer]:
    """Return the layers that are numbers, and so can be drawn."""
    arrays = ((layer, activations[layer.name]) for layer in activations.layers)
    return [layer for layer, array in arrays if array.dtype.kind in "biuf" and array.size]


def _with_bar(
    picture: np.ndarray, title: str, low: float = 0, high: float = 0, cmap: str = ""
) -> np.ndarray:
    """Return a picture on white, its title above it and the colours below it."""
    height, width = picture.shape[:2]
    room = max(width, 240)
    foot = _BAR + 34 if cmap else 0
    page = np.full((height + _HEAD + foot + _MARGIN, room + 2 * _MARGIN, 3), 255, np.uint8)
    page[_HEAD : _HEAD + height, _MARGIN : _MARGIN + width] = picture
    page = lettered(page, [(_MARGIN, 13, _shortened(title, room, 15))], size=15)
    if not cmap:
        return page
    top = _HEAD + height + 12
    length = min(room, 512)
    ramp = colormap.apply(np.linspace(0, 1, length), cmap)
    page[top : top + _BAR, _MARGIN : _MARGIN + length] = ramp
    places = ((0.0, "lt"), (0.5, "mt"), (1.0, "rt"))
    for share, anchor in places:
        text = number_text(low + share * (high - low))
        spot = (_MARGIN + share * length, top + _BAR + 5, text)
        page = lettered(page, [spot], size=12, anchor=anchor, colour=_QUIET)
    return page


def _shortened(text: str, width: int, size: int) -> str:
    """Return a text that is cut in the middle where it is wider than `width` pixels."""
    cut = text
    while len(cut) > 4 and text_width(cut, size) > width:
        text = text[: len(text) // 2] + text[len(text) // 2 + 1 :]
        cut = text[: len(text) // 2] + "…" + text[len(text) // 2 :]
    return cut
