"""How the tiles of the grid are painted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from gui import theme
from gui.widgets.map_tiles import RADIUS, MapTiles
from gui.widgets.tile_layout import TileLayout
from gui.widgets.tile_model import MapFigures

_MEAN_WIDTH = 64
"""Below it no tile says its mean, rather than some."""
_KEPT_WIDTHS = 4096
_WHITE, _BLACK = QColor("#FFFFFF"), QColor("#0B0B0F")


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile that is painted: its channel, its cell in the view, whether it is the chosen one."""

    channel: int
    cell: QRect
    chosen: bool


class TileDelegate(QStyledItemDelegate):
    """Paints maps, their captions, the ring of the chosen one and the marks of a place.

    All tiles in view are painted together, one kind of thing after the other: through Qt's way,
    tile by tile, each asking its model, fifty of them took 10 ms, this way 2.
    """

    def __init__(self, tiles: MapTiles, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tiles = tiles
        self._font, self._bold = theme.font("small"), theme.font("small", bold=True)
        self._metrics = QFontMetrics(self._font)
        self._widths: dict[str, int] = {}
        self.layout = TileLayout(1, 1, 92, self._metrics.height())
        self.place: tuple[int, int, int] | None = None
        self.hovered: tuple[int, int, int] | None = None
        self.factors: Mapping[int, float] = {}
        """Channels that were changed; 0 is off."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """Return the size of a cell, the same for all."""
        return self.layout.cell

    def paint_tiles(self, painter: QPainter, tiles: Sequence[Tile], figures: MapFigures) -> None:
        """Paint tiles; `figures` are those of the layer."""
        self._paint_maps(painter, tiles)
        self._paint_captions(painter, tiles, figures)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for tile in tiles:
            channel, rect = tile.channel, self.layout.map_rect(tile.cell)
            if figures.dead[channel]:
                self._strike(painter, rect)
            if channel in self.factors:
                self._pill(painter, rect, self.factor_text(self.factors[channel]))
            if tile.chosen:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(theme.colour("accent"), 2))
                ring = QRectF(rect).adjusted(-2, -2, 2, 2)
                painter.drawRoundedRect(ring, RADIUS + 2, RADIUS + 2)
            if self.place is not None and self.place[0] == channel:
                box = self.layout.pixel_rect(tile.cell, *self.place[1:])
                self._mark(painter, box, (_WHITE, 4), (theme.colour("place"), 2))
            if self.hovered is not None and self.hovered[0] == channel:
                self._paint_hovered(painter, tile.cell)

    def _paint_maps(self, painter: QPainter, tiles: Sequence[Tile]) -> None:
        empty = []
        for tile in tiles:
            rect = self.layout.map_rect(tile.cell)
            picture = self._tiles.picture(tile.channel)
            if picture is None:
                empty.append(rect)
            else:
                painter.drawImage(rect, picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if theme.is_dark():
            # A dark map would not end anywhere on the dark stage.
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("line"), 1))
            for tile in tiles:
                edge = QRectF(self.layout.map_rect(tile.cell)).adjusted(0.5, 0.5, -0.5, -0.5)
                painter.drawRoundedRect(edge, RADIUS - 0.5, RADIUS - 0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("track"))
        for rect in empty:
            painter.drawRoundedRect(rect, RADIUS, RADIUS)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_captions(
        self, painter: QPainter, tiles: Sequence[Tile], figures: MapFigures
    ) -> None:
        dead, off = self.tr("dead"), self.tr("off")
        quiet = []
        painter.setFont(self._font)
        painter.setPen(theme.colour("text"))
        for tile in tiles:
            channel, rect = tile.channel, self.layout.caption_rect(tile.cell)
            number = str(channel)
            base = rect.top() + (rect.height() - self._metrics.height()) // 2
            base += self._metrics.ascent()
            if tile.chosen:
                painter.setFont(self._bold)
                painter.setPen(theme.colour("accent"))
            painter.drawText(rect.left(), base, number)
            if tile.chosen:
                painter.setFont(self._font)
                painter.setPen(theme.colour("text"))
            if rect.width() < _MEAN_WIDTH:
                continue
            value = dead if figures.dead[channel] else figures.mean_text(channel)
            value = off if self.factors.get(channel) == 0 else value
            width = self._width(value)
            if width <= rect.width() - self._width(number) - 5:
                quiet.append((QPoint(rect.left() + rect.width() - width, base), value))
        painter.setPen(theme.colour("text2"))
        for point, value in quiet:
            painter.drawText(point, value)

    def _width(self, text: str) -> int:
        """Return the width of a caption; measured once, for Qt takes as long as for painting."""
        if text not in self._widths:
            if len(self._widths) >= _KEPT_WIDTHS:
                self._widths.clear()
            self._widths[text] = self._metrics.horizontalAdvance(text)
        return self._widths[text]

    def _paint_hovered(self, painter: QPainter, cell: QRect) -> None:
        if self.hovered is None or self.hovered == self.place:
            return
        box = self.layout.pixel_rect(cell, *self.hovered[1:])
        self._mark(painter, box, (_BLACK, 3), (_WHITE, 1))

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
        painter.setFont(self._font)

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
