"""Feature maps as pixmaps: made in batches, only those that are asked for, and kept."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
from time import perf_counter

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPixmap

from engine.visual import tiles
from gui.qimage import to_qimage

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
    pictures : (K, height, width, 3) uint8 RGB
    """
    values = reduce(np.asarray(maps, np.float32), height, width)
    pictures = tiles.colorize(values, low, high, colours)
    if values.shape[2] != width:  # columns first: then whole rows are copied
        pictures = pictures.take(nearest(width, values.shape[2]), axis=2)
    if values.shape[1] != height:
        pictures = pictures.take(nearest(height, values.shape[1]), axis=1)
    return pictures


def laid_over(ground: np.ndarray, pictures: np.ndarray, opacity: float) -> np.ndarray:
    """Return pictures, (K, H, W, 3) uint8 RGB, over a ground (H, W, 3) with an opacity 0..1."""
    share = round(256 * min(max(opacity, 0.0), 1.0))
    # Whole numbers: a third of the time that floating point takes.
    mixed = pictures.astype(np.uint16) * np.uint16(share)
    mixed += ground.astype(np.uint16) * np.uint16(256 - share)
    mixed >>= 8
    return mixed.astype(np.uint8)


def tile_pixmap(picture: np.ndarray, ratio: float, radius: float = RADIUS) -> QPixmap:
    """Return a picture, (H, W, 3) uint8 RGB in device pixels, with its corners cut round."""
    image = to_qimage(picture).convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    whole = QRectF(0, 0, image.width(), image.height())
    corners = QPainterPath()
    corners.addRect(whole)
    corners.addRoundedRect(whole, radius * ratio, radius * ratio)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOut)
    painter.fillPath(corners, Qt.GlobalColor.black)
    painter.end()
    pixmap = QPixmap.fromImage(image)
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


class MapTiles:
    """The pixmaps of one layer's maps; a channel is coloured when it is first asked for.

    After new numbers of the same layer the old pixmap stands until the new one is made, so that
    nothing flickers.
    """

    def __init__(self) -> None:
        self._maps = np.zeros((0, 1, 1), np.float32)
        self._low = self._high = np.zeros(0, np.float32)
        self._colours = "ember"
        self._ground: np.ndarray | None = None
        self._opacity = 1.0
        self._size = QSize(1, 1)
        self._ratio = 1.0
        self._pixmaps: dict[int, QPixmap] = {}
        self._fresh: set[int] = set()

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
        self._maps, self._low, self._high, self._colours = maps, low, high, colours
        self._fresh.clear()
        if not same_layer:
            self._pixmaps.clear()

    def lay_over(self, ground: np.ndarray | None, opacity: float) -> None:
        """Lay the maps over a picture, (H, W, 3) uint8 RGB, with an opacity 0..1; None: no more."""
        if ground is not self._ground or (ground is not None and opacity != self._opacity):
            self._ground, self._opacity = ground, opacity
            self._fresh.clear()

    def resize(self, size: QSize, device_pixel_ratio: float) -> None:
        """Take another size of a tile, in logical pixels."""
        if (size, device_pixel_ratio) != (self._size, self._ratio):
            self._size, self._ratio = QSize(size), device_pixel_ratio
            self._fresh.clear()
            self._pixmaps.clear()

    def pixmap(self, channel: int) -> QPixmap | None:
        """Return what there is of a channel, or None."""
        return self._pixmaps.get(channel)

    def missing(self, channels: Iterable[int]) -> list[int]:
        """Return those of `channels` that are not made, or not yet with the values of now."""
        return [channel for channel in channels if channel not in self._fresh]

    def make(self, channels: Iterable[int], seconds: float = float("inf")) -> bool:
        """Colour those of `channels` that are not made yet; False if `seconds` were too few."""
        wanted = self.missing(channels)
        if not wanted:
            return True
        height = max(1, round(self._size.height() * self._ratio))
        width = max(1, round(self._size.width() * self._ratio))
        self._forget(len(wanted), 4 * height * width)
        batch = max(1, _BATCH_PIXELS // max(height * width, self._maps[0].size))
        end = perf_counter() + seconds
        for start in range(0, len(wanted), batch):
            if start and perf_counter() > end:
                return False
            self._make_batch(wanted[start : start + batch], height, width)
        return True

    def _make_batch(self, channels: list[int], height: int, width: int) -> None:
        chosen = np.ascontiguousarray(self._maps[channels])
        pictures = paint_maps(
            chosen, self._low[channels], self._high[channels], self._colours, height, width
        )
        if self._ground is not None:
            ground = reduce(self._ground.transpose(2, 0, 1).astype(np.float32), height, width)
            rows, columns = (
                nearest(*n) for n in zip((height, width), ground.shape[1:], strict=True)
            )
            ground = ground[:, rows][:, :, columns].transpose(1, 2, 0)
            pictures = laid_over(ground, pictures, self._opacity)
        for channel, picture in zip(channels, pictures, strict=True):
            self._pixmaps[channel] = tile_pixmap(picture, self._ratio)
            self._fresh.add(channel)

    def _forget(self, more: int, tile_bytes: int) -> None:
        """Drop the oldest pixmaps so that `more` fit."""
        surplus = len(self._pixmaps) + more - max(more, _KEPT_BYTES // tile_bytes)
        for channel in list(self._pixmaps)[: max(0, surplus)]:
            del self._pixmaps[channel]
            self._fresh.discard(channel)
