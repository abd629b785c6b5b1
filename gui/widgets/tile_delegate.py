"""How one tile of the grid is laid out and painted."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gui import theme
from gui.widgets.map_tiles import RADIUS, MapTiles
from gui.widgets.tile_model import CHANNEL, DEAD, MEAN

GAP = 10
"""Between two tiles, in logical pixels; the ring of the chosen one needs 4 on each side."""
ABOVE = 6
_CAPTION_GAP = 2
_BELOW = 3
_NARROWEST = 34
_MARK = 7
_MEAN_WIDTH = 64
"""Below it no tile says its mean, rather than some."""
_CASING = QColor("#FFFFFF")


@dataclass(frozen=True, slots=True)
class TileLayout:
    """Where the parts of a tile stand within its cell, in logical pixels.

    `rows`, `columns` are the map's; its longer side becomes `edge` pixels on the screen.
    """

    rows: int
    columns: int
    edge: int
    caption: int

    @property
    def size(self) -> QSize:
        """The map on the screen."""
        longer = max(self.rows, self.columns)
        return QSize(
            max(4, round(self.edge * self.columns / longer)),
            max(4, round(self.edge * self.rows / longer)),
        )

    @property
    def cell(self) -> QSize:
        """The map with its caption and the space around it."""
        size = self.size
        below = _CAPTION_GAP + self.caption + _BELOW
        return QSize(max(size.width(), _NARROWEST) + GAP, ABOVE + size.height() + below)

    def map_rect(self, cell: QRect) -> QRect:
        """Return where the map stands in a cell."""
        return QRect(cell.topLeft() + QPoint(GAP // 2, ABOVE), self.size)

    def caption_rect(self, cell: QRect) -> QRect:
        """Return where the caption stands in a cell."""
        top = cell.top() + ABOVE + self.size.height() + _CAPTION_GAP
        return QRect(cell.left() + GAP // 2, top, cell.width() - GAP, self.caption)

    def pixel_at(self, cell: QRect, point: QPoint) -> tuple[int, int] | None:
        """Return (y, x) of the map's pixel under `point`, None beside the map."""
        rect = self.map_rect(cell)
        if not rect.contains(point):
            return None
        inside = point - rect.topLeft()
        # The middle of the screen's pixel decides, as in `map_tiles.nearest`.
        return (
            int((inside.y() + 0.5) * self.rows / rect.height()),
            int((inside.x() + 0.5) * self.columns / rect.width()),
        )

    def pixel_rect(self, cell: QRect, y: int, x: int) -> QRectF:
        """Return where a pixel of the map stands on the screen, at least as large as a mark."""
        rect = QRectF(self.map_rect(cell))
        width, height = rect.width() / self.columns, rect.height() / self.rows
        box = QRectF(rect.left() + x * width, rect.top() + y * height, width, height)
        grow_x, grow_y = max(0.0, _MARK - width) / 2, max(0.0, _MARK - height) / 2
        return box.adjusted(-grow_x, -grow_y, grow_x, grow_y)


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

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """Return the size of a cell, the same for all."""
        return self.layout.cell

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Paint one tile."""
        channel = index.data(CHANNEL)
        rect = self.layout.map_rect(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
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
        if chosen:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRoundedRect(QRectF(rect).adjusted(-2, -2, 2, 2), RADIUS + 2, RADIUS + 2)
        if self.place is not None and self.place[0] == channel:
            self._mark(painter, self.layout.pixel_rect(option.rect, *self.place[1:]), 2)
        if self.hovered is not None and self.hovered[0] == channel and self.hovered != self.place:
            self._mark(painter, self.layout.pixel_rect(option.rect, *self.hovered[1:]), 1)
        self._caption(painter, option.rect, index, chosen)
        painter.restore()

    def _caption(self, painter: QPainter, cell: QRect, index: QModelIndex, chosen: bool) -> None:
        rect = self.layout.caption_rect(cell)
        number = str(index.data(CHANNEL))
        value = self.tr("dead") if index.data(DEAD) else index.data(MEAN)
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
    def _mark(painter: QPainter, box: QRectF, width: int) -> None:
        """Frame a pixel in the colour of a place, on a white casing that shows on any map."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for colour, line in ((_CASING, width + 2), (theme.colour("place"), width)):
            pen = QPen(colour, line)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            painter.setPen(pen)
            painter.drawRect(box)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
