"""A layer that is no picture: its values as bars, or as rows of coloured cells where many.

Bars and cells are one thing, the view of a vector: the same places, keys, hovering and scrolling.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from engine.visual import normalize, tiles
from gui import theme
from gui.qimage import to_qimage
from gui.widgets.figure_table import Column, Figures
from gui.widgets.scaling import limits_and_colours
from gui.words import wording
from gui.words.wording import plain_tip

BARS = 100
"""Up to so many values stand as bars."""

_MARGIN, _WIDEST_BAR, _TALLEST = 20, 64, 320
_CELLS = (28, 24, 20, 16, 12, 10, 8, 6, 5, 4)
_BACK, _ON = (Qt.Key.Key_PageUp, Qt.Key.Key_Left), (Qt.Key.Key_PageDown, Qt.Key.Key_Right)


class VectorView(QAbstractScrollArea):
    """The values of a vector, with their numbers under the mouse."""

    hovered = Signal(str)
    """`[index] = value` under the mouse, or nothing."""
    marked = Signal(int)
    """The person clicked a value."""
    opened = Signal(int)
    """The person wants to see how a value came about."""
    turned = Signal(int)
    """The person wants the value before (−1) or after (1) the marked one, or a first one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values = np.zeros(0, np.float32)
        self._name: Callable[[int], str] = str
        self._scale: normalize.Scale = "layer"
        self._colours = "auto"
        self.colours = "ember"
        """The colour map in use for many values; what 'auto' has become."""
        self._over: int | None = None
        self._marked: int | None = None
        self._cell = _CELLS[0]
        self._columns = 1
        self._cells = QPixmap()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName(self.tr("Values"))

    @property
    def as_bars(self) -> bool:
        """Whether the values are few enough for bars."""
        return len(self._values) <= BARS

    def set_values(self, values: np.ndarray, name: Callable[[int], str] | None = None) -> None:
        """Show numbers.

        Parameters
        ----------
        values : (K,) real numbers, K > 0
        name : the words for a position on hover; its index in brackets if not given
        """
        if values.shape != self._values.shape:
            self.verticalScrollBar().setValue(0)
        self._values = np.asarray(values, np.float64)
        self._name = name or (lambda index: f"[{index}]")
        self._arrange()
        self._tell()

    def set_look(self, scale: normalize.Scale, colours: str) -> None:
        """Paint many values on a 'layer', 'map' or 'symmetric' scale, in a colour map."""
        if (scale, colours) != (self._scale, self._colours):
            self._scale, self._colours = scale, colours
            self._arrange()

    def mark(self, index: int | None) -> None:
        """Mark a value, or none; one that is newly marked is brought into view."""
        if index == self._marked:
            return
        self._marked = index
        known = index is not None and index < len(self._values)
        self.setAccessibleDescription(self._words(index) if known else "")
        if index is not None and not self.as_bars:
            bar, top = self.verticalScrollBar(), index // self._columns * self._cell
            room = self.viewport().height() - 2 * _MARGIN - self._cell
            bar.setValue(min(max(bar.value(), top - room), top))
        self.viewport().update()

    def position_at(self, point: QPoint) -> int | None:
        """Return the index of the value under a point of the viewport."""
        if self.as_bars:
            area = self._bar_area()
            if not area.contains(QPoint(point.x(), area.center().y())):
                return None
            position = (point.x() - area.left()) * len(self._values) // max(1, area.width())
        else:
            row = (point.y() - _MARGIN + self.verticalScrollBar().value()) // self._cell
            column = (point.x() - self._left()) // self._cell
            if not (0 <= column < self._columns and row >= 0):
                return None
            position = row * self._columns + column
        return position if 0 <= position < len(self._values) else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the cells anew."""
        super().resizeEvent(event)
        self._arrange()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what value the mouse is on."""
        point = event.position().toPoint()
        self._over = self.position_at(point)
        self._tell(point)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Mark the value that is clicked."""
        position = self.position_at(event.position().toPoint())
        if position is not None and event.button() == Qt.MouseButton.LeftButton:
            self.marked.emit(position)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the value that was clicked."""
        position = self.position_at(event.position().toPoint())
        if position is not None:
            self.opened.emit(position)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the marked value with Enter, or else the largest; walk with the arrows."""
        walking = (*_BACK, *_ON) if self._marked is not None else (_BACK[1], _ON[1])
        if event.key() in walking:
            self.turned.emit(1 if event.key() in _ON else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._values.size:
            largest = int(np.argmax(np.nan_to_num(self._values, nan=-np.inf)))
            self.opened.emit(largest if self._marked is None else self._marked)
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Forget the mouse when it leaves."""
        if event.type() == QEvent.Type.Leave:
            self._over = None
            self._tell()
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the values."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), theme.colour("stage"))
        painter.setFont(theme.font("small"))
        if not self._values.size:
            return
        if self.as_bars:
            self._paint_bars(painter)
        else:
            self._paint_cells(painter)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRoundedRect(self.viewport().rect().adjusted(3, 3, -3, -3), 4, 4)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard is here."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that it is not."""
        super().focusOutEvent(event)
        self.viewport().update()

    def figures(self) -> Figures:
        """Return the values that are shown, each with its place."""
        numbers = np.arange(len(self._values))
        places = Column(self.tr("Place"), numbers, self._name, words=True)
        return Figures(self.accessibleName(), (places, Column(self.tr("Value"), self._values)))

    def _words(self, index: int) -> str:
        return f"{self._name(index)} = {wording.number(float(self._values[index]))}"

    def _tell(self, point: QPoint | None = None) -> None:
        over = self._over if self._over is not None and self._over < len(self._values) else None
        text = ""
        if over is not None:
            text = self._words(over)
        self.hovered.emit(text)
        if point is not None:
            QToolTip.showText(self.viewport().mapToGlobal(point), plain_tip(text), self.viewport())
        self.viewport().update()

    # Bars.

    def _bar_area(self) -> QRect:
        line = QFontMetrics(theme.font("small")).height()
        room = self.viewport().rect()
        room.adjust(self._left(), _MARGIN + line, -_MARGIN, -_MARGIN - 2 * line - 6)
        room.setWidth(min(room.width(), _WIDEST_BAR * len(self._values)))
        room.setHeight(min(room.height(), _TALLEST))
        return room

    def _range(self) -> tuple[float, float]:
        finite = self._values[np.isfinite(self._values)]
        low, high = (min(0.0, finite.min()), max(0.0, finite.max())) if finite.size else (0.0, 0.0)
        return float(low), float(high if high > low else low + 1)

    def _paint_bars(self, painter: QPainter) -> None:
        area, count = self._bar_area(), len(self._values)
        low, high = self._range()
        metrics = painter.fontMetrics()
        pitch = area.width() / count
        gap = 4 if pitch >= 16 else (2 if pitch >= 6 else 0)

        def y_of(value: float) -> float:
            return area.bottom() - (value - low) / (high - low) * area.height()

        self._paint_axis(painter, area, [(value, y_of(value)) for value in (low, 0.0, high)])
        widest = max(
            metrics.horizontalAdvance(wording.brief(value)) for value in self._values.tolist()
        )
        # The number of the lowest bar stands below its end.
        under = 4 if low == 0 else 6 + metrics.height()
        every = ceil((metrics.horizontalAdvance(str(count - 1)) + 6) / pitch)
        for index, value in enumerate(self._values.tolist()):
            left = area.left() + index * pitch
            end = y_of(value) if np.isfinite(value) else y_of(0)
            bar = QRectF(left, min(end, y_of(0)), pitch - gap, max(1.0, abs(end - y_of(0))))
            token = "place" if index == self._marked else "bars2"
            painter.fillRect(bar, theme.colour("accent" if index == self._over else token))
            if index % every == 0:
                painter.setPen(theme.colour("text" if index == self._over else "text2"))
                below = QRectF(left, area.bottom() + under, pitch - gap, metrics.height())
                self._centred(painter, below, str(index))
            if widest <= pitch - gap:
                painter.setPen(theme.colour("text"))
                top = end + 1 if value < 0 else end - metrics.height() - 1
                above = QRectF(left, top, pitch - gap, metrics.height())
                self._centred(painter, above, wording.brief(value))

    @staticmethod
    def _centred(painter: QPainter, rect: QRectF, text: str) -> None:
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip
        painter.drawText(rect, flags, text)

    def _paint_axis(self, painter: QPainter, area: QRect, ticks: list[tuple[float, float]]) -> None:
        """Draw a line and a number at the smallest value, zero and the largest, if not too near."""
        metrics = painter.fontMetrics()
        taken: list[float] = []
        for value, y in sorted(ticks, key=lambda tick: tick[0] != 0):
            if all(abs(y - other) > metrics.height() for other in taken):
                taken.append(y)
                painter.setPen(QPen(theme.colour("edge" if value == 0 else "line"), 1))
                painter.drawLine(area.left() - 6, round(y), area.right(), round(y))
                painter.setPen(theme.colour("text2"))
                label = QRectF(0, y - metrics.height() / 2, area.left() - 12, metrics.height())
                flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(label, flags, wording.brief(value))

    # Cells.

    def _left(self) -> int:
        """Return the width of the numbers at the left."""
        metrics = QFontMetrics(theme.font("small"))
        if not self.as_bars:
            return _MARGIN + metrics.horizontalAdvance(str(len(self._values))) + 10
        ends = (metrics.horizontalAdvance(wording.brief(value)) for value in self._range())
        return _MARGIN + max(ends) + 12

    def _arrange(self) -> None:
        """Choose the largest cell with which all fits, and paint the cells into a pixmap."""
        count = len(self._values)
        bar = self.verticalScrollBar()
        if self.as_bars:
            bar.setRange(0, 0)
            self.viewport().update()
            return
        room = self.maximumViewportSize()
        width, height = room.width() - self._left() - _MARGIN, room.height() - 2 * _MARGIN
        for cell in _CELLS:
            self._cell, self._columns = cell, max(1, width // cell)
            if self._columns >= 10:
                self._columns -= self._columns % 10
            if ceil(count / self._columns) * cell <= height:
                break
        rows = ceil(count / self._columns)
        bar.setRange(0, max(0, rows * self._cell - height))
        bar.setPageStep(max(1, height))
        bar.setSingleStep(self._cell * 2)
        padded = np.zeros(rows * self._columns)
        padded[:count] = self._values
        low, high, self.colours = limits_and_colours(
            self._values.reshape(1, 1, -1), self._scale, self._colours
        )
        table = padded.reshape(1, rows, self._columns)
        picture = tiles.colorize(table.astype(np.float32), low, high, self.colours)[0]
        self._cells = QPixmap.fromImage(to_qimage(picture))
        self.viewport().update()

    def _paint_cells(self, painter: QPainter) -> None:
        count, cell, columns = len(self._values), self._cell, self._columns
        rows = ceil(count / columns)
        left, top = self._left(), _MARGIN - self.verticalScrollBar().value()
        painter.drawPixmap(QRect(left, top, columns * cell, rows * cell), self._cells)
        last = count - (rows - 1) * columns
        painter.fillRect(
            QRect(left + last * cell, top + (rows - 1) * cell, (columns - last) * cell, cell),
            theme.colour("stage"),
        )
        if cell >= 8:
            painter.setPen(QPen(theme.colour("stage"), 1))
            for column in range(1, columns):
                painter.drawLine(left + column * cell, top, left + column * cell, top + rows * cell)
            for row in range(1, rows):
                painter.drawLine(left, top + row * cell, left + columns * cell, top + row * cell)
        painter.setPen(theme.colour("text2"))
        metrics = painter.fontMetrics()
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for row in range(0, rows, ceil(metrics.height() / cell)):
            beside = QRect(0, top + row * cell, left - 8, max(cell, metrics.height()))
            painter.drawText(beside, flags, str(row * columns))
        shown = self._marked if self._over is None else self._over
        if shown is not None and shown < count:
            row, column = divmod(shown, columns)
            for colour, width in ((QColor("#FFFFFF"), 4), (theme.colour("place"), 2)):
                painter.setPen(QPen(colour, width))
                painter.drawRect(left + column * cell, top + row * cell, cell, cell)
