"""Any array as a table of numbers: the last two axes at a time, the others by counters."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QSignalBlocker,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSpinBox, QTableView, QVBoxLayout, QWidget

from gui import theme
from gui.widgets.words import words
from gui.words import wording


def value_text(value: Any) -> str:
    """Return one value of an array in words: whole numbers whole, true minus."""
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, (int, np.integer)):
        return str(value).replace("-", wording.MINUS)
    if isinstance(value, (float, np.floating)):
        return wording.number(float(value))
    return str(value)


class ArrayModel(QAbstractTableModel):
    """A table, (rows, columns), of values of any kind."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table = np.zeros((0, 0))

    def set_table(self, table: np.ndarray) -> None:
        """Show another table; one of the same shape only changes the contents."""
        if table.shape == self._table.shape and table.size:
            self._table = table
            last = self.index(table.shape[0] - 1, table.shape[1] - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        else:
            self.beginResetModel()
            self._table = table
            self.endResetModel()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        """Return the number of rows."""
        return 0 if parent is not None and parent.isValid() else self._table.shape[0]

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else self._table.shape[1]

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a value in words."""
        if role == Qt.ItemDataRole.DisplayRole:
            return value_text(self._table[index.row(), index.column()])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return the index of a row or column, counted from 0 as arrays are."""
        return section if role == Qt.ItemDataRole.DisplayRole else None


# Fusion's own headers have the bevels of buttons.
_STYLE = """
QTableView { background: palette(alternate-base); alternate-background-color: palette(base); }
QHeaderView, QTableCornerButton::section { background: palette(alternate-base); border: none; }
QHeaderView::section { background: palette(alternate-base); color: palette(placeholder-text);
    border: none; padding: 2px 6px; }
"""


class ArrayTable(QWidget):
    """An array of any rank, also empty, with its shape and dtype."""

    hovered = Signal(str)
    """`[indices] = value` under the mouse, or nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._array = np.zeros((0, 0))
        self._counters: list[QSpinBox] = []
        self._model = ArrayModel(self)
        self._about = words(role="caption", quiet=True)
        self._head = QHBoxLayout()
        self._head.setSpacing(8)
        self._head.addWidget(self._about)
        self._head.addStretch(1)
        self._view = QTableView(self)
        self._view.setModel(self._model)
        self._view.setFrameShape(QFrame.Shape.NoFrame)
        self._view.setMouseTracking(True)
        self._view.setShowGrid(False)
        self._view.setStyleSheet(_STYLE)
        self._view.setAlternatingRowColors(True)
        self._view.setCornerButtonEnabled(False)
        self._view.setFont(theme.font("caption"))
        self._view.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self._view.horizontalHeader().setDefaultSectionSize(76)
        self._view.verticalHeader().setDefaultSectionSize(self._view.fontMetrics().height() + 8)
        self._view.setAccessibleName(self.tr("Values"))
        self._view.entered.connect(self._on_entered)
        self._view.viewportEntered.connect(lambda: self.hovered.emit(""))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 12, 20, 12)
        layout.setSpacing(8)
        layout.addLayout(self._head)
        layout.addWidget(self._view, 1)

    @property
    def model(self) -> ArrayModel:
        """The part that is shown."""
        return self._model

    @property
    def counters(self) -> list[QSpinBox]:
        """One for each axis before the last two."""
        return self._counters

    def set_array(self, array: np.ndarray) -> None:
        """Show an array of any shape and kind."""
        leading = array.shape[:-2]
        if leading != self._array.shape[:-2]:
            self._make_counters(leading)
        self._array = array
        about = self.tr("{0}, {1}").format(
            wording.shape(array.shape) or self.tr("a single value"), array.dtype
        )
        self._about.setText(about if array.size else self.tr("{0}: no values").format(about))
        self._show()

    def _make_counters(self, leading: tuple[int, ...]) -> None:
        for counter in self._counters:
            self._head.removeWidget(counter)
            counter.deleteLater()
        self._counters = []
        for axis, size in enumerate(leading):
            counter = QSpinBox(self)
            with QSignalBlocker(counter):
                counter.setRange(0, max(0, size - 1))
            counter.setPrefix(self.tr("axis {0}: ").format(axis))
            counter.setVisible(size > 1)
            counter.valueChanged.connect(self._show)
            self._counters.append(counter)
            self._head.addWidget(counter)

    def _position(self) -> tuple[int, ...]:
        return tuple(counter.value() for counter in self._counters)

    def _show(self) -> None:
        if self._array.size == 0:
            self._model.set_table(np.zeros((0, 0)))
        elif self._array.ndim < 2:
            self._model.set_table(self._array.reshape(1, -1))
        else:
            self._model.set_table(self._array[self._position()])

    def _on_entered(self, index: QModelIndex) -> None:
        cell = (index.row(), index.column())[2 - min(2, self._array.ndim) :]
        place = ", ".join(str(number) for number in (*self._position(), *cell))
        self.hovered.emit(f"[{place}] = {index.data()}")
