"""Small pictures side by side: the slices of a kernel, or the maps that a value was made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from gui import theme
from gui.qimage import to_qimage
from gui.widgets.colour_bar import ColourBar
from gui.widgets.image_view import fitted
from gui.widgets.unit_numbers import frame
from gui.widgets.unit_picture import UnitPicture

WIDTH = 244
_COLUMNS = 4
_GAP = 8
_LARGEST = 150


@dataclass(frozen=True, slots=True, eq=False)
class Slice:
    """One small picture: (H, W, 3) uint8 RGB, what it is, what it adds, the place that counts."""

    picture: np.ndarray
    name: str
    value: str
    strong: bool = False
    place: tuple[int, int] | None = None


class UnitSlices(QWidget):
    """Up to eight small pictures with a name and a value below each, and their colours."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slices: tuple[Slice, ...] = ()
        self._title = ""
        self._caption = 0
        self.colour_bar = ColourBar(self)
        self.colour_bar.hide()

    @property
    def slices(self) -> tuple[Slice, ...]:
        """The pictures that are shown."""
        return self._slices

    @property
    def title(self) -> str:
        """What stands above them."""
        return self._title

    def wanted_width(self) -> int:
        """Return the width that the pictures make use of."""
        return _LARGEST if len(self._slices) == 1 else WIDTH

    def set_slices(self, title: str, slices: Sequence[Slice]) -> None:
        """Show other pictures, at most eight."""
        again = len(slices) != len(self._slices)
        self._title, self._slices = title, tuple(slices)
        metrics = QFontMetrics(theme.font("small", bold=True))
        needed = (metrics.horizontalAdvance(f"{each.name} {each.value}") + 6 for each in slices)
        self._caption = max(needed, default=0)
        self.setAccessibleName(title)
        self.setAccessibleDescription(", ".join(f"{each.name}: {each.value}" for each in slices))
        if again:
            self._arrange()
        self.update()

    def set_colours(self, table: np.ndarray | None, texts: tuple[str, str, str]) -> None:
        """Say what the colours mean, (256, 3) uint8 RGB and three values; None: nothing."""
        self.colour_bar.setVisible(table is not None)
        if table is not None and texts != self.colour_bar.texts:
            self.colour_bar.set_colours(table, texts)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the colours below."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Repaint in the colours of a new theme."""
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint title and pictures."""
        painter = QPainter(self)
        painter.setFont(theme.font("caption", bold=True))
        painter.setPen(theme.colour("text"))
        title = painter.fontMetrics().elidedText(
            self._title, Qt.TextElideMode.ElideRight, self.width()
        )
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft, title)
        for position, each in enumerate(self._slices):
            self._paint(painter, self._rect(position), each)

    def _paint(self, painter: QPainter, rect: QRect, each: Slice) -> None:
        rows, columns = each.picture.shape[:2]
        shown = QRect(rect.topLeft(), fitted(columns, rows, rect.size()))
        painter.drawImage(shown, to_qimage(each.picture))
        hairline = theme.colour("edge")
        hairline.setAlphaF(0.35)
        painter.setPen(QPen(hairline, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(shown.adjusted(0, 0, -1, -1))
        if each.place is not None:
            wide, high = shown.width() / columns, shown.height() / rows
            y, x = each.place
            middle = QRectF(x * wide, y * high, wide, high).center() + shown.topLeft()
            size = QSize(max(7, round(wide)), max(7, round(high)))
            mark = QRect(0, 0, size.width(), size.height())
            mark.moveCenter(middle.toPoint())
            frame(painter, mark.intersected(shown.adjusted(1, 1, -2, -2)))
        line = QRect(rect.left(), shown.bottom() + 3, rect.width(), self._line())
        painter.setFont(theme.font("small", bold=each.strong))
        metrics = painter.fontMetrics()
        painter.setPen(theme.colour("text" if each.strong else "text2"))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, each.value)
        room = line.width() - metrics.horizontalAdvance(each.value) - 4
        name = metrics.elidedText(each.name, Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, name)

    # Geometry.

    @staticmethod
    def _line() -> int:
        return QFontMetrics(theme.font("small", bold=True)).height()

    def _grid(self) -> tuple[int, int]:
        """Return columns and the edge of a picture."""
        count = max(1, len(self._slices))
        columns = {1: 1, 2: 2, 3: 3, 4: 2, 5: 3, 6: 3}.get(count, _COLUMNS)
        rows = ceil(count / columns)
        below = self._line() + 5
        foot = self.colour_bar.sizeHint().height() + 6 if not self.colour_bar.isHidden() else 0
        high = (self.height() - UnitPicture.head() - foot) // rows - below
        wide = (self.width() - (columns - 1) * _GAP) // columns
        return columns, max(12, min(high, wide, _LARGEST))

    def _rect(self, position: int) -> QRect:
        columns, edge = self._grid()
        row, column = divmod(position, columns)
        wide = (self.width() + _GAP) // columns - _GAP
        left = column * (wide + _GAP)
        top = UnitPicture.head() + row * (edge + self._line() + 7)
        return QRect(left, top, max(edge, min(wide, self._caption)), edge)

    def _arrange(self) -> None:
        columns, edge = self._grid()
        rows = ceil(max(1, len(self._slices)) / columns)
        bottom = UnitPicture.head() + rows * (edge + self._line() + 7)
        height = self.colour_bar.sizeHint().height()
        top = min(bottom + 6, self.height() - height)
        right = self._rect(columns - 1).right() + 1
        self.colour_bar.setGeometry(0, top, max(100, right), height)
