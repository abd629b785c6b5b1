"""The rows of the tile grid: which channel stands where, its mean, and whether it is dead."""

from __future__ import annotations

from functools import cached_property
from math import isfinite
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from engine.visual import normalize, statistics
from gui.widgets.scaling import limits_and_colours
from gui.words import wording

CHANNEL = Qt.ItemDataRole.UserRole
MEAN = Qt.ItemDataRole.UserRole + 1
DEAD = Qt.ItemDataRole.UserRole + 2


class MapFigures:
    """What captions and order need of each map; each is worked out when first asked for.

    Parameters
    ----------
    maps : (C, H, W) feature maps of one picture, any number type
    """

    def __init__(self, maps: np.ndarray) -> None:
        self.maps = maps
        self._limits: dict[tuple[str, str], tuple[np.ndarray, np.ndarray, str]] = {}

    def work_out(self, order: str) -> None:
        """Work out now what captions and an order need; any thread may do so."""
        self.dead, self.digits  # noqa: B018
        self.ranking(order)

    def limits(self, scale: normalize.Scale, colours: str) -> tuple[np.ndarray, np.ndarray, str]:
        """Return the limits and the colour map of `scaling.limits_and_colours`, and keep them."""
        key = (scale, colours)
        if key not in self._limits:
            self._limits[key] = limits_and_colours(self.maps, scale, colours)
        return self._limits[key]

    @cached_property
    def mean(self) -> np.ndarray:
        """The mean of each map, (C,) floating point."""
        kind = np.float32 if self.maps.dtype.itemsize <= 4 else np.float64
        return self.maps.mean(axis=(1, 2), dtype=kind)

    @cached_property
    def maximum(self) -> np.ndarray:
        """The largest value of each map, (C,)."""
        return self.maps.max(axis=(1, 2))

    @cached_property
    def variance(self) -> np.ndarray:
        """The variance of each map, (C,) floating point."""
        return self.maps.var(axis=(1, 2), dtype=self.mean.dtype)

    @cached_property
    def dead(self) -> np.ndarray:
        """Which maps are zero everywhere, (C,) bool."""
        return statistics.dead(self.maps)

    @cached_property
    def largest_mean(self) -> float:
        """The largest mean, whatever its sign."""
        return float(np.nanmax(abs(self.mean), initial=0))

    @cached_property
    def digits(self) -> int:
        """How many digits after the point tell the means apart."""
        largest = self.largest_mean
        if not 0.01 <= largest < 1e4:
            return 2
        return 2 if largest < 1000 and largest >= 0.1 else (3 if largest < 1 else 0)

    def mean_text(self, channel: int) -> str:
        """Return the mean of a map as its caption says it."""
        mean = float(self.mean[channel])
        if self.digits and isfinite(mean) and self.largest_mean >= 0.01:
            mean = round(mean, self.digits)  # a small one among larger ones is 0.00
        return wording.number(mean, self.digits)

    def value_text(self, channel: int, y: int, x: int) -> str:
        """Return one activation in words: `[channel, y, x] = value`."""
        return f"[{channel}, {y}, {x}] = {wording.number(float(self.maps[channel, y, x]))}"

    def ranking(self, order: str) -> np.ndarray:
        """Return all channels: by number, or by 'mean', 'maximum' or 'variance', largest first."""
        if order == "channel":
            return np.arange(len(self.maps))
        values = np.asarray(getattr(self, order), np.float64)
        return np.argsort(-values, kind="stable")  # NaN last


class TileModel(QAbstractListModel):
    """One row a channel, in the order that was asked for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.figures = MapFigures(np.zeros((0, 1, 1), np.float32))
        self._order = "channel"
        self._channels: list[int] = []

    @property
    def order(self) -> str:
        """What the rows are sorted by."""
        return self._order

    @property
    def channels(self) -> list[int]:
        """The channel of each row."""
        return self._channels

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        """Return the number of maps."""
        return 0 if parent is not None and parent.isValid() else len(self._channels)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return channel, mean and dead of a row; its name for screen readers."""
        if not index.isValid():
            return None
        channel = self._channels[index.row()]
        if role == CHANNEL:
            return channel
        if role == MEAN:
            return self.figures.mean_text(channel)
        if role == DEAD:
            return bool(self.figures.dead[channel])
        if role == Qt.ItemDataRole.AccessibleTextRole:
            if self.figures.dead[channel]:
                return self.tr("Channel {0}, dead").format(channel)
            return self.tr("Channel {0}, mean {1}").format(channel, self.figures.mean_text(channel))
        return None

    def set_maps(self, figures: MapFigures) -> None:
        """Show another layer."""
        self.beginResetModel()
        self.figures = figures
        self._channels = self.figures.ranking(self._order).tolist()
        self.endResetModel()

    def change_values(self, figures: MapFigures) -> None:
        """Take new numbers of the same layer; the tiles keep their places until `sort`."""
        self.figures = figures
        self._tell()

    def set_order(self, order: str) -> None:
        """Sort by 'channel', 'mean', 'maximum' or 'variance'."""
        self._order = order
        self.sort_rows()

    def sort_rows(self) -> bool:
        """Put the tiles where the numbers of now want them; True if any moved."""
        channels = self.figures.ranking(self._order).tolist()
        moved = channels != self._channels
        if moved:
            self._channels = channels
            self._tell()
        return moved

    def row_of(self, channel: int) -> int:
        """Return the row of a channel, -1 if there is none."""
        return self._channels.index(channel) if channel in self._channels else -1

    def _tell(self) -> None:
        if self._channels:
            self.dataChanged.emit(self.index(0), self.index(len(self._channels) - 1))
