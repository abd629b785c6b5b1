"""Feature maps as images: made in batches, only those that are asked for, and kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from math import ceil
from time import perf_counter
from typing import Any

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QPixmap

from engine.visual import colormap, tiles
from gui.qimage import packed, packed_image

RADIUS = 3
"""Of a tile's corners, in logical pixels."""

_KEPT_BYTES = 64 * 2**20
_BATCH_PIXELS = 2**16


def nearest(size: int, source: int) -> np.ndarray:
    """Return for each of `size` screen pixels the one of `source` map pixels it shows."""
    return ((np.arange(size) + 0.5) * source / size).astype(np.intp)


def _averaged(maps: np.ndarray, size: int, axis: int) -> np.ndarray:
    """Return (K, H, W) averaged along `axis` to `size` pixels, shared pixels in parts.

    Not by a matrix product: while the engine ran on the other core, one of this size on two BLAS
    threads was measured to take 0.4 s. 40 maps of 112 × 112 to 92 × 92 take 1.8 ms this way, by
    running sums 8.5, by `add.reduceat` 5.8.
    """
    source = maps.shape[axis]
    edges = np.arange(size + 1) * (source / size)
    first = edges[:-1].astype(np.intp)
    result = None
    for offset in range(ceil(source / size) + 1):
        pixel = first + offset
        overlap = np.minimum(pixel + 1, edges[1:]) - np.maximum(pixel, edges[:-1])
        weight = np.asarray(np.maximum(overlap, 0) * (size / source), np.float32)
        part = maps.take(np.minimum(pixel, source - 1), axis)
        part *= weight[:, None] if axis == 1 else weight
        result = part if result is None else np.add(result, part, out=result)
    return result


def reduce(maps: np.ndarray, height: int, width: int) -> np.ndarray:
    """Return maps averaged down to at most `height` x `width`; smaller ones stay as they are.

    Parameters
    ----------
    maps : (K, H, W) float32. Where a value is not finite pixels are picked, not averaged, so
        that one bad value does not spread over its row.
    """
    rows, columns = maps.shape[1:]
    finite = bool(np.isfinite(maps).all()) if rows > height or columns > width else True
    if rows > height:
        maps = _averaged(maps, height, 1) if finite else maps[:, nearest(height, rows)]
    if columns > width:
        maps = _averaged(maps, width, 2) if finite else maps[:, :, nearest(width, columns)]
    return maps


@cache
def _colours(name: str) -> np.ndarray:
    """Return the 256 colours of a map, uint32 0xFFRRGGBB."""
    return packed(colormap.table(name))


def paint_maps(
    maps: np.ndarray, low: np.ndarray, high: np.ndarray, colours: str, height: int, width: int
) -> np.ndarray:
    """Return maps as pictures of the wanted size: averaged when reduced, else pixelated.

    Parameters
    ----------
    maps : (K, H, W) of any number type
    low, high : (K,) values of the darkest and the brightest colour
    colours : name of a colour map

    Returns
    -------
    pictures : (K, height, width) uint32 0xFFRRGGBB: coloured so, they take a third of the time
        that three bytes a pixel took
    """
    values = reduce(np.asarray(maps, np.float32), height, width)
    pictures = _colours(colours).take(tiles.levels(values, low, high))
    if values.shape[2] != width:  # columns first: then whole rows are copied
        pictures = pictures.take(nearest(width, values.shape[2]), axis=2)
    if values.shape[1] != height:
        pictures = pictures.take(nearest(height, values.shape[1]), axis=1)
    return pictures


def laid_over(ground: np.ndarray, pictures: np.ndarray, opacity: float) -> np.ndarray:
    """Return pictures, (K, H, W, B) uint8, over a ground (H, W, B) with an opacity 0..1."""
    share = round(256 * min(max(opacity, 0.0), 1.0))
    # Whole numbers: a third of the time that floating point takes.
    mixed = pictures.astype(np.uint16) * np.uint16(share)
    mixed += ground.astype(np.uint16) * np.uint16(256 - share)
    mixed >>= 8
    return mixed.astype(np.uint8)


def bytes_of(pictures: np.ndarray) -> np.ndarray:
    """Return (…, H, W) uint32 colours as their bytes, (…, H, W, 4); blue first."""
    whole = np.ascontiguousarray(pictures)
    return whole.view(np.uint8).reshape(*pictures.shape, 4)


@cache
def _corner(radius: float) -> np.ndarray:
    """Return how much of each pixel of an upper left corner is inside, (R, R) float32 0..1."""
    side = ceil(radius)
    fine = (np.arange(8 * side) + 0.5) / 8 - radius
    inside = fine[:, None] ** 2 + fine**2 <= radius**2
    share = inside.reshape(side, 8, side, 8).mean(axis=(1, 3))
    return share.astype(np.float32)


def cut_corners(pictures: np.ndarray, radius: float) -> np.ndarray:
    """Round the corners of (K, H, W) uint32 colours in place, and return them.

    Arithmetic on a few pixels: a painter took longer for the corners than all else for a tile.
    """
    share = _corner(float(radius))
    side = min(len(share), *(edge // 2 for edge in pictures.shape[1:]))
    share = share[:side, :side]
    for corner, part in (
        (pictures[:, :side, :side], share),
        (pictures[:, :side, pictures.shape[2] - side :], share[:, ::-1]),
        (pictures[:, pictures.shape[1] - side :, :side], share[::-1]),
        (pictures[:, pictures.shape[1] - side :, pictures.shape[2] - side :], share[::-1, ::-1]),
    ):
        cut = bytes_of(corner.copy()) * part[:, :, None] + np.float32(0.5)
        corner[...] = cut.astype(np.uint8).view(np.uint32)[..., 0]
    return pictures


def tile_pixmap(picture: np.ndarray, ratio: float, radius: float = RADIUS) -> QPixmap:
    """Return a picture, (H, W, 3) uint8 RGB in device pixels, with its corners cut round."""
    rounded = cut_corners(packed(picture)[None], radius * ratio)[0]
    return QPixmap.fromImage(packed_image(rounded, ratio))


@dataclass(frozen=True, slots=True, eq=False)
class Wish:
    """All that the pictures of some maps depend on; the work on it may go on on any thread.

    Attributes
    ----------
    maps : (C, H, W) of any number type
    low, high : (C,) values of the darkest and the brightest colour
    colours : name of a colour map
    height, width : of a picture in device pixels
    ratio : device pixels to a logical one
    ground : (H, W, 3) uint8 RGB that the maps are laid over, or None
    opacity : of the maps over it, 0..1
    layer : tells the layers apart that were shown one after the other
    """

    maps: np.ndarray
    low: np.ndarray
    high: np.ndarray
    colours: str
    height: int = 1
    width: int = 1
    ratio: float = 1.0
    ground: np.ndarray | None = None
    opacity: float = 1.0
    layer: int = 0

    @property
    def together(self) -> int:
        """How many maps are worked on at a time: a few, so that one can stop in between."""
        return max(1, _BATCH_PIXELS // max(self.height * self.width, self.maps[0].size))

    def pictures(self, channels: list[int]) -> dict[int, QImage]:
        """Return the pictures of some channels."""
        chosen = np.ascontiguousarray(self.maps[channels])
        painted = paint_maps(
            chosen, self.low[channels], self.high[channels], self.colours, self.height, self.width
        )
        if self.ground is not None:
            mixed = laid_over(self._fitted(self.ground), bytes_of(painted), self.opacity)
            painted = mixed.view(np.uint32)[..., 0]
        cut_corners(painted, RADIUS * self.ratio)
        return {
            channel: packed_image(picture, self.ratio)
            for channel, picture in zip(channels, painted, strict=True)
        }

    def _fitted(self, ground: np.ndarray) -> np.ndarray:
        """Return the bytes of the ground in the size of a picture."""
        height, width = self.height, self.width
        small = reduce(ground.transpose(2, 0, 1).astype(np.float32), height, width)
        rows, columns = (
            nearest(*pair) for pair in zip((height, width), small.shape[1:], strict=True)
        )
        pixels = small[:, rows][:, :, columns].transpose(1, 2, 0).astype(np.uint8)
        return bytes_of(packed(pixels))


class MapTiles:
    """The pictures of one layer's maps; a channel is coloured when it is first asked for.

    After new numbers of the same layer the old picture stands until the new one is made, so that
    nothing flickers.
    """

    def __init__(self) -> None:
        none = np.zeros(0, np.float32)
        self._wish = Wish(np.zeros((0, 1, 1), np.float32), none, none, "ember")
        self._pictures: dict[int, QImage] = {}
        self._fresh: set[int] = set()

    def _want(self, **changes: Any) -> None:
        self._wish = replace(self._wish, **changes)
        self._fresh.clear()

    @property
    def wish(self) -> Wish:
        """What pictures are made of now; another one after each change."""
        return self._wish

    def show(
        self,
        maps: np.ndarray,
        low: np.ndarray,
        high: np.ndarray,
        colours: str,
        *,
        same_layer: bool,
    ) -> None:
        """Take other values (C, H, W), limits (C,) or colours."""
        layer = self._wish.layer + (not same_layer)
        self._want(maps=maps, low=low, high=high, colours=colours, layer=layer)
        if not same_layer:
            self._pictures.clear()

    def lay_over(self, ground: np.ndarray | None, opacity: float) -> None:
        """Lay the maps over a picture, (H, W, 3) uint8 RGB, with an opacity 0..1; None: no more."""
        wish = self._wish
        if ground is not wish.ground or (ground is not None and opacity != wish.opacity):
            self._want(ground=ground, opacity=opacity)

    def resize(self, size: QSize, device_pixel_ratio: float) -> None:
        """Take another size of a tile, in logical pixels."""
        height = max(1, round(size.height() * device_pixel_ratio))
        width = max(1, round(size.width() * device_pixel_ratio))
        wish = self._wish
        if (height, width, device_pixel_ratio) != (wish.height, wish.width, wish.ratio):
            self._want(height=height, width=width, ratio=device_pixel_ratio)
            self._pictures.clear()

    def picture(self, channel: int) -> QImage | None:
        """Return what there is of a channel, or None."""
        return self._pictures.get(channel)

    def missing(self, channels: Iterable[int]) -> list[int]:
        """Return those of `channels` that are not made, or not yet with the values of now."""
        return [channel for channel in channels if channel not in self._fresh]

    def make(self, channels: Iterable[int], seconds: float = float("inf")) -> bool:
        """Colour those of `channels` that are not made yet; False if `seconds` were too few."""
        wanted = self.missing(channels)
        end = perf_counter() + seconds
        together = self._wish.together if wanted else 1
        for start in range(0, len(wanted), together):
            if start and perf_counter() > end:
                return False
            self.take(self._wish, self._wish.pictures(wanted[start : start + together]))
        return True

    def take(self, wish: Wish, pictures: Mapping[int, QImage]) -> None:
        """Take pictures that were made of a wish; those of another layer or size are of no use."""
        now = self._wish
        if (wish.layer, wish.height, wish.width) != (now.layer, now.height, now.width):
            return
        self._forget(len(pictures), 4 * now.height * now.width)
        self._pictures.update(pictures)
        if wish is now:
            self._fresh.update(pictures)

    def _forget(self, more: int, tile_bytes: int) -> None:
        """Drop the oldest pictures so that `more` fit."""
        surplus = len(self._pictures) + more - max(more, _KEPT_BYTES // tile_bytes)
        for channel in list(self._pictures)[: max(0, surplus)]:
            del self._pictures[channel]
            self._fresh.discard(channel)
