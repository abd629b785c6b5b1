"""Feature maps as pixmaps: made in batches, only those that are asked for, and kept."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from time import perf_counter

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPixmap

from engine.visual import tiles
from gui.qimage import to_qimage

RADIUS = 3
"""Of a tile's corners, in logical pixels."""

_KEPT_BYTES = 64 * 2**20
_BATCH_PIXELS = 2**18


def nearest(size: int, source: int) -> np.ndarray:
    """Return for each of `size` screen pixels the one of `source` map pixels it shows."""
    return ((np.arange(size) + 0.5) * source / size).astype(np.intp)


@lru_cache(maxsize=16)
def _shares(source: int, size: int) -> np.ndarray:
    """Return (source, size) weights that average `source` pixels down to `size`."""
    edges = np.arange(size + 1) * (source / size)
    pixel = np.arange(source)[:, None]
    overlap = np.minimum(pixel + 1, edges[1:]) - np.maximum(pixel, edges[:-1])
    return np.asarray(np.clip(overlap, 0, None) * (size / source), np.float32)


def reduce(maps: np.ndarray, height: int, width: int) -> np.ndarray:
    """Return maps averaged down to at most `height` x `width`; smaller ones stay as they are.

    Parameters
    ----------
    maps : (K, H, W) float32. Where a value is not finite pixels are picked, not averaged, so
        that one bad value does not spread over its row.
    """
    rows, columns = maps.shape[1:]
    finite = bool(np.isfinite(maps).all()) if rows > height or columns > width else True
    if columns > width:
        maps = maps @ _shares(columns, width) if finite else maps[:, :, nearest(width, columns)]
    if rows > height:
        maps = _shares(rows, height).T @ maps if finite else maps[:, nearest(height, rows)]
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
    if values.shape[1] != height:
        pictures = pictures[:, nearest(height, values.shape[1])]
    if values.shape[2] != width:
        pictures = pictures[:, :, nearest(width, values.shape[2])]
    return pictures


def rounded(pixmap: QPixmap, radius: float = RADIUS) -> QPixmap:
    """Return `pixmap` with its corners cut round."""
    cut = QPixmap(pixmap.size())
    cut.setDevicePixelRatio(pixmap.devicePixelRatio())
    cut.fill(Qt.GlobalColor.transparent)
    painter = QPainter(cut)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(pixmap))
    painter.drawRoundedRect(QRectF(0, 0, *pixmap.deviceIndependentSize().toTuple()), radius, radius)
    painter.end()
    return cut


class MapTiles:
    """The pixmaps of one layer's maps; a channel is coloured when it is first asked for.

    After new numbers of the same layer the old pixmap stands until the new one is made, so that
    nothing flickers.
    """

    def __init__(self) -> None:
        self._maps = np.zeros((0, 1, 1), np.float32)
        self._low = self._high = np.zeros(0, np.float32)
        self._colours = "ember"
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

    def resize(self, size: QSize, device_pixel_ratio: float) -> None:
        """Take another size of a tile, in logical pixels."""
        if (size, device_pixel_ratio) != (self._size, self._ratio):
            self._size, self._ratio = QSize(size), device_pixel_ratio
            self._fresh.clear()
            self._pixmaps.clear()

    def pixmap(self, channel: int) -> QPixmap | None:
        """Return what there is of a channel, or None."""
        return self._pixmaps.get(channel)

    def make(self, channels: Iterable[int], seconds: float = float("inf")) -> bool:
        """Colour those of `channels` that are not made yet; False if `seconds` were too few."""
        wanted = [channel for channel in channels if channel not in self._fresh]
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
        chosen = self._maps[channels]
        pictures = paint_maps(
            chosen, self._low[channels], self._high[channels], self._colours, height, width
        )
        for channel, picture in zip(channels, pictures, strict=True):
            pixmap = QPixmap.fromImage(to_qimage(picture))
            pixmap.setDevicePixelRatio(self._ratio)
            self._pixmaps[channel] = rounded(pixmap)
            self._fresh.add(channel)

    def _forget(self, more: int, tile_bytes: int) -> None:
        """Drop the oldest pixmaps so that `more` fit."""
        surplus = len(self._pixmaps) + more - max(more, _KEPT_BYTES // tile_bytes)
        for channel in list(self._pixmaps)[: max(0, surplus)]:
            del self._pixmaps[channel]
            self._fresh.discard(channel)
