"""How one tile of the grid is painted."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gui import theme
from gui.widgets.map_tiles import RADIUS, MapTiles
from gui.widgets.tile_layout import TileLayout
from gui.widgets.tile_model import CHANNEL, DEAD, MEAN

_MEAN_WIDTH = 64
"""Below it no tile says its mean, rather than some."""
_WHITE, _BLACK = QColor("#FFFFFF"), QColor("#0B0B0F")


class TileDelegate(QStyledItemDelegate):
    """Paints a map, its caption, the ring of the chosen one and the marks of a place."""

    def __init__(self, tiles: MapTiles, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tiles = tiles
        self._font, self._bold = theme.font("small"), theme.font("small", bold=True)
        self._metrics = QFontMetrics(self._font)
        self.layout = TileLayout(1, 1, 92, self._metrics.height())
        self.place: tuple[int, int, int] | None = None
        self.hovered: tuple[int, int, int] | None = None
        self.factors: Mapping[int, float] = {}
        """Channels that were changed; 0 is off."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """Return the size of a cell, the same for all."""
        return self.layout.cell

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Paint one tile."""
        channel = index.data(CHANNEL)
        rect = self.layout.map_rect(option.rect)
        states = QStyle.StateFlag
        chosen = bool(option.state & (states.State_Selected | states.State_HasFocus))
        painter.save()
        pixmap = self._tiles.pixmap(channel)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if pixmap is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("track"))
            painter.drawRoundedRect(rect, RADIUS, RADIUS)
        else:
            painter.drawPixmap(rect, pixmap)
            if theme.is_dark():
                # A dark map would not end anywhere on the dark stage.
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(theme.colour("line"), 1))
                edge = QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5)
                painter.drawRoundedRect(edge, RADIUS - 0.5, RADIUS - 0.5)
        if index.data(DEAD):
            self._strike(painter, rect)
        if channel in self.factors:
            self._pill(painter, rect, self.factor_text(self.factors[channel]))
        if chosen:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRoundedRect(QRectF(rect).adjusted(-2, -2, 2, 2), RADIUS + 2, RADIUS + 2)
        if self.place is not None and self.place[0] == channel:
            box = self.layout.pixel_rect(option.rect, *self.place[1:])
            self._mark(painter, box, (_WHITE, 4), (theme.colour("place"), 2))
        if self.hovered is not None and self.hovered[0] == channel and self.hovered != self.place:
            box = self.layout.pixel_rect(option.rect, *self.hovered[1:])
            self._mark(painter, box, (_BLACK, 3), (_WHITE, 1))
        self._caption(painter, option.rect, index, chosen)
        painter.restore()

    def factor_text(self, factor: float) -> str:
        """Return what a changed channel's tile says."""
        return self.tr("off") if factor == 0 else f"× {factor:g}"

    def _pill(self, painter: QPainter, rect: QRect, text: str) -> None:
        width = self._metrics.horizontalAdvance(text) + 12
        pill = QRectF(rect.left() + 4, rect.top() + 4, width, self._metrics.height() + 2)
        painter.setPen(QPen(theme.colour("on_accent"), 1))
        painter.setBrush(theme.colour("accent"))
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        painter.setFont(self._bold)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)

    def _caption(self, painter: QPainter, cell: QRect, index: QModelIndex, chosen: bool) -> None:
        rect = self.layout.caption_rect(cell)
        number = str(index.data(CHANNEL))
        value = self.tr("dead") if index.data(DEAD) else index.data(MEAN)
        if self.factors.get(index.data(CHANNEL)) == 0:
            value = self.tr("off")
        painter.setFont(self._bold if chosen else self._font)
        painter.setPen(theme.colour("accent" if chosen else "text"))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect, middle | Qt.AlignmentFlag.AlignLeft, number)
        free = rect.width() - self._metrics.horizontalAdvance(number) - 5
        if rect.width() >= _MEAN_WIDTH and self._metrics.horizontalAdvance(value) <= free:
            painter.setFont(self._font)
            painter.setPen(theme.colour("text2"))
            painter.drawText(rect, middle | Qt.AlignmentFlag.AlignRight, value)

    @staticmethod
    def _strike(painter: QPainter, rect: QRect) -> None:
        painter.setPen(QPen(theme.colour("edge"), 1.5))
        inner = QRectF(rect).adjusted(4, 4, -4, -4)
        painter.drawLine(inner.bottomLeft(), inner.topRight())

    @staticmethod
    def _mark(painter: QPainter, box: QRectF, *frames: tuple[QColor, int]) -> None:
        """Frame a pixel in two colours, of which one shows on any map."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for colour, width in frames:
            pen = QPen(colour, width)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            painter.setPen(pen)
            painter.drawRect(box)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
