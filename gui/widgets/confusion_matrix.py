"""Which class was taken for which, as coloured cells and, for who prefers it, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gui import theme
from gui.words.wording import plain_tip

_LEAST, _MOST = 14, 40
_LONGEST_NAME = 96
_ARROWS = {
    Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1),
}  # fmt: skip
_NUMBERED = 20
"""In smaller cells no number has room."""


class ConfusionMatrix(QWidget):
    """Rows are true classes, columns answers; the last column is any other answer."""

    chosen = Signal(object)
    """The row and column that were clicked, or None when the same cell is clicked again."""
    walked = Signal(QRect)
    """The arrows went to the cell that is painted here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: list[str] = []
        self._counts = np.zeros((0, 1), np.int64)
        self._cell: tuple[int, int] | None = None
        self._at = (0, 0)
        """The cell that the arrows went to."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFont(theme.font("small"))
        self.setAccessibleName(self.tr("Confusion matrix; the table beside it holds its numbers"))

    @property
    def cell(self) -> tuple[int, int] | None:
        """The row and column that are chosen."""
        return self._cell

    def set_counts(self, names: Sequence[str], counts: np.ndarray) -> None:
        """Show `counts`, (n, n + 1), of the classes `names`."""
        if list(names) != self._names:
            self._cell, self._at = None, (0, 0)
        self._names, self._counts = list(names), counts
        self.updateGeometry()
        self.update()

    def clear_cell(self) -> None:
        """Choose none."""
        self._cell = None
        self.update()

    def cell_at(self, point: QPoint) -> tuple[int, int] | None:
        """Return the row and column under a point."""
        side, left, top = self._layout()
        column, row = (point.x() - left) // side, (point.y() - top) // side
        inside = 0 <= row < len(self._names) and 0 <= column < self._columns()
        return (int(row), int(column)) if inside else None

    def cell_rect(self, row: int, column: int) -> QRect:
        """Return where a cell is painted."""
        side, left, top = self._layout()
        return QRect(left + column * side, top + row * side, side - 1, side - 1)

    def cell_text(self, row: int, column: int) -> str:
        """Return what a cell says."""
        count, total = int(self._counts[row, column]), int(self._counts[row].sum())
        said = self._answer(column)
        if row == column:
            return self.tr("{0}: {1} of {2} right").format(self._names[row], count, total)
        return self.tr("{0} taken for {1}: {2} of {3}").format(self._names[row], said, count, total)

    def sizeHint(self) -> QSize:
        """Return the room that all cells need."""
        side, left, top = self._layout()
        return QSize(left + side * self._columns(), top + side * len(self._names) + 2)

    def minimumSizeHint(self) -> QSize:
        """Return the room of the smallest cells."""
        _, left, top = self._layout()
        side = _LEAST * self._columns()
        return QSize(left + side, top + self._layout()[0] * len(self._names) + 2)

    def _answer(self, column: int) -> str:
        return self._names[column] if column < len(self._names) else self.tr("another class")

    def _columns(self) -> int:
        """Return how many columns are shown: that of other answers only if there are some."""
        return len(self._names) + bool(self._counts.size and self._counts[:, -1].any())

    def _above(self) -> list[str]:
        """Return what stands over the columns."""
        return [*self._names, self.tr("other")][: self._columns()]

    def _layout(self) -> tuple[int, int, int]:
        """Return the side of a cell, and the left and top of the first."""
        metrics = QFontMetrics(self.font())
        left = min(_LONGEST_NAME, self._widest(self._names)) + 8
        side = max(_LEAST, min(_MOST, (self.width() - left) // max(1, self._columns())))
        turned = min(_LONGEST_NAME, self._widest(self._above())) + 8
        return side, left, metrics.height() + 4 if self._upright(side) else turned

    def _widest(self, names: Sequence[str]) -> int:
        metrics = QFontMetrics(self.font())
        return max((metrics.horizontalAdvance(name) for name in names), default=0)

    def _upright(self, side: int) -> bool:
        """Tell whether the names over the columns have room beside each other."""
        return self._widest(self._above()) + 2 <= side

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint names, cells and the chosen one."""
        painter = QPainter(self)
        painter.setFont(self.font())
        side, left, top = self._layout()
        self._paint_names(painter, side, left, top)
        totals = np.maximum(self._counts.sum(axis=1), 1)
        for row in range(len(self._names)):
            for column in range(self._columns()):
                self._paint_cell(painter, row, column, int(totals[row]), side)
        if self._cell is not None:
            painter.setPen(QPen(theme.colour("text"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.cell_rect(*self._cell))
        if self.hasFocus() and self._names:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for colour, width in (("surface", 6), ("accent", 2)):
                painter.setPen(QPen(theme.colour(colour), width))
                painter.drawRect(self.cell_rect(*self._at).adjusted(-2, -2, 2, 2))

    def _paint_names(self, painter: QPainter, side: int, left: int, top: int) -> None:
        metrics = painter.fontMetrics()
        painter.setPen(theme.colour("text2"))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for row, name in enumerate(self._names):
            rect = QRect(0, top + row * side, left - 6, side)
            painter.drawText(
                rect, right, metrics.elidedText(name, Qt.TextElideMode.ElideRight, left - 6)
            )
        for column, name in enumerate(self._above()):
            if self._upright(side):
                rect = QRect(left + column * side, 0, side - 1, top)
                painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, name)
                continue
            painter.save()
            painter.translate(left + column * side + side / 2, top - 4)
            painter.rotate(-90)
            rect = QRect(0, -side // 2, top - 4, side)
            text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, top - 6)
            painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
            painter.restore()

    def _paint_cell(self, painter: QPainter, row: int, column: int, total: int, side: int) -> None:
        count = int(self._counts[row, column])
        rect = self.cell_rect(row, column)
        painter.fillRect(rect, theme.colour("track"))
        if not count:
            return
        share = count / total
        fill = theme.colour("accent" if row == column else "bad")
        fill.setAlphaF(0.2 + 0.8 * share)
        painter.fillRect(rect, fill)
        if side >= _NUMBERED:
            painter.setPen(theme.colour("on_accent" if share > 0.45 else "text"))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(count))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a cell, or none where it is chosen already."""
        cell = self.cell_at(event.position().toPoint())
        if cell is not None:
            self._at = cell
            self.choose(*cell)

    def choose(self, row: int, column: int) -> None:
        """Choose a cell that counts something, or none where it is chosen already."""
        if self._counts[row, column]:
            cell = (row, column)
            self._cell = None if cell == self._cell else cell
            self.update()
            self.chosen.emit(self._cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk over the cells with the arrows, and choose one with Enter."""
        if not self._names:
            super().keyPressEvent(event)
        elif event.key() in _ARROWS:
            down, right = _ARROWS[Qt.Key(event.key())]
            row = min(max(0, self._at[0] + down), len(self._names) - 1)
            column = min(max(0, self._at[1] + right), self._columns() - 1)
            self._at = (row, column)
            self._tell()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.choose(*self._at)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say which cell the keyboard is on, where it came by the keyboard."""
        super().focusInEvent(event)
        if self._names and event.reason() != Qt.FocusReason.MouseFocusReason:
            self._tell()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say nothing more."""
        super().focusOutEvent(event)
        QToolTip.hideText()
        self.update()

    def _tell(self) -> None:
        rect, text = self.cell_rect(*self._at), self.cell_text(*self._at)
        self.setAccessibleDescription(text)
        self.walked.emit(rect)
        QToolTip.showText(self.mapToGlobal(rect.bottomRight()), plain_tip(text), self)
        self.update()

    def event(self, event: QEvent) -> bool:
        """Explain the cell under the mouse; repaint when the theme changes."""
        if isinstance(event, QHelpEvent):
            cell = self.cell_at(event.pos())
            QToolTip.showText(
                event.globalPos(), plain_tip(self.cell_text(*cell) if cell else ""), self
            )
            return True
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        return super().event(event)


class ConfusionTable(QAbstractTableModel):
    """The same numbers for a table: a row for each true class, a column for each answer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: list[str] = []
        self._counts = np.zeros((0, 1), np.int64)

    def set_counts(self, names: Sequence[str], counts: np.ndarray) -> None:
        """Show `counts`, (n, n + 1), of the classes `names`."""
        self.beginResetModel()
        self._names, self._counts = list(names), counts
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        """Return the number of true classes."""
        return 0 if parent is not None and parent.isValid() else len(self._names)

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        """Return the number of answers, and one for all others."""
        return 0 if parent is not None and parent.isValid() else len(self._names) + 1

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a count."""
        if role == Qt.ItemDataRole.DisplayRole:
            return int(self._counts[index.row(), index.column()])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return the name of a class."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self._names[section] if section < len(self._names) else self.tr("other")
