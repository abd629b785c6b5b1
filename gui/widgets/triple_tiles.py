"""The rows of a triple grid, and how one is painted: a channel's maps in two runs, and B − A."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gui import theme
from gui.widgets.map_tiles import RADIUS, MapTiles
from gui.widgets.tile_layout import TileLayout
from gui.words import wording

_NAMES = 44
_BETWEEN = 8
_GAP = 24
_ABOVE = 4
_BELOW = 12
CHANNEL = Qt.ItemDataRole.UserRole


class TripleModel(QAbstractListModel):
    """One row a channel, in the order that was asked for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.channels: list[int] = []
        self.far = np.zeros(0, np.float32)

    def show(self, channels: list[int], far: np.ndarray) -> None:
        """Take other channels, and the mean |B − A| of each map."""
        same = len(channels) == len(self.channels)
        self.far = far
        if same:
            self.channels = channels
            if channels:
                self.dataChanged.emit(self.index(0), self.index(len(channels) - 1))
            return
        self.beginResetModel()
        self.channels = channels
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        """Return the number of channels."""
        return 0 if parent is not None and parent.isValid() else len(self.channels)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the channel; its words for screen readers."""
        channel = self.channels[index.row()]
        if role == CHANNEL:
            return channel
        if role == Qt.ItemDataRole.AccessibleTextRole:
            far = wording.number(float(self.far[channel]))
            return self.tr("Channel {0}, mean difference {1}").format(channel, far)
        return None


class TripleDelegate(QStyledItemDelegate):
    """Paints a channel's number, its two maps, and their difference."""

    def __init__(self, tiles: tuple[MapTiles, MapTiles, MapTiles], parent: QWidget) -> None:
        super().__init__(parent)
        self._tiles = tiles
        self.layout = TileLayout(1, 1, 92, 0)
        self.place: tuple[int, int, int] | None = None

    @property
    def cell(self) -> QSize:
        """The room of one channel."""
        size = self.layout.size
        width = _NAMES + 3 * size.width() + 2 * _BETWEEN + _GAP
        return QSize(width, _ABOVE + max(size.height(), 32) + _BELOW)

    def fit(self, rows: int, columns: int, edge: int, room: int) -> bool:
        """Lay maps of some shape out so that triples fill `room`; return whether that is new.

        `edge` is how large a square map should be; it gives way by a third at most, or by as
        much as one triple needs to be seen whole.
        """
        usual = TileLayout(rows, columns, edge, 0)
        around = _NAMES + 2 * _BETWEEN + _GAP
        count = max(1, round(room / (around + 3 * usual.size.width())))
        share = (room / count - around) / (3 * usual.size.width())
        least = 2 / 3 if count > 1 else 0.0
        fitted = max(8, int(edge * min(max(share, least), 4 / 3)))
        layout = TileLayout(rows, columns, fitted, 0)
        new = layout != self.layout
        self.layout = layout
        return new

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """Return the size of a cell, the same for all."""
        return self.cell

    def map_rect(self, cell: QRect, which: int) -> QRect:
        """Return where A (0), B (1) or the difference (2) stands."""
        size = self.layout.size
        left = cell.left() + _NAMES + which * (size.width() + _BETWEEN)
        return QRect(QPoint(left, cell.top() + _ABOVE), size)

    def pixel_at(self, cell: QRect, point: QPoint) -> tuple[int, int] | None:
        """Return (y, x) of the value under a point, in whichever of the three maps."""
        for which in range(3):
            rect = self.map_rect(cell, which)
            if rect.contains(point):
                inside = point - rect.topLeft()
                return (
                    int((inside.y() + 0.5) * self.layout.rows / rect.height()),
                    int((inside.x() + 0.5) * self.layout.columns / rect.width()),
                )
        return None

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Paint one channel."""
        channel = index.data(CHANNEL)
        model = index.model()
        marked = self.place is not None and self.place[0] == channel
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        names = QRect(option.rect.left(), option.rect.top() + _ABOVE, _NAMES - 6, 20)
        painter.setFont(theme.font("text", bold=True))
        painter.setPen(theme.colour("accent" if marked else "text"))
        painter.drawText(names, Qt.AlignmentFlag.AlignLeft, str(channel))
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("text2"))
        below = names.translated(0, QFontMetrics(theme.font("text")).height() + 2)
        painter.drawText(
            below, Qt.AlignmentFlag.AlignLeft, wording.number(float(model.far[channel]), 2)
        )
        for which, tiles in enumerate(self._tiles):
            self._paint_map(painter, self.map_rect(option.rect, which), tiles, channel, marked)
        if option.state & QStyle.StateFlag.State_HasFocus:
            ring = self.map_rect(option.rect, 0).united(self.map_rect(option.rect, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRoundedRect(QRectF(ring).adjusted(-3, -3, 3, 3), RADIUS + 3, RADIUS + 3)
        painter.restore()

    def _paint_map(
        self, painter: QPainter, rect: QRect, tiles: MapTiles, channel: int, marked: bool
    ) -> None:
        picture = tiles.picture(channel)
        painter.setBrush(theme.colour("track"))
        painter.setPen(Qt.PenStyle.NoPen)
        if picture is None:
            painter.drawRoundedRect(rect, RADIUS, RADIUS)
        else:
            painter.drawImage(rect, picture)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if theme.is_dark():
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        if not marked or self.place is None:
            return
        _, y, x = self.place
        wide, high = rect.width() / self.layout.columns, rect.height() / self.layout.rows
        box = QRectF(rect.left() + x * wide, rect.top() + y * high, wide, high)
        grow_x, grow_y = max(0.0, 7 - wide) / 2, max(0.0, 7 - high) / 2
        box.adjust(-grow_x, -grow_y, grow_x, grow_y)
        for colour, width in ((Qt.GlobalColor.white, 4), (theme.colour("place"), 2)):
            painter.setPen(QPen(colour, width))
            painter.drawRect(box)
