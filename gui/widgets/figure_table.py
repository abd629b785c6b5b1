"""The twin of a chart: its numbers as a table, for a screen reader, to sort, and to copy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QTableView, QVBoxLayout, QWidget

from gui import theme
from gui.widgets.popover import Popover
from gui.words import wording

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_LEAST, _TALL = 300, 420
_NARROWEST, _WIDEST = 84, 220
_PADDING = 28
_LOOKED_AT = 200
"""So many cells decide how wide a column is."""


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One value a row, and how it is said; words stand at the left, numbers at the right."""

    title: str
    values: Sequence[Any] | np.ndarray
    say: Callable[[Any], str] = wording.number
    words: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """What a chart shows: what it is called, and columns of the same length."""

    name: str
    columns: tuple[Column, ...]

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.columns[0].values)

    def open_at(self, asking: QWidget) -> FigureTable:
        """Show them as a table at the chart or button that asks."""
        table = FigureTable(self, asking)
        table.open_at(asking)
        return table


class FigureModel(QAbstractTableModel):
    """A cell is put in words when it is asked for, so that any number of rows costs nothing."""

    def __init__(self, figures: Figures, parent: QWidget) -> None:
        super().__init__(parent)
        self._figures = figures
        self._rows = np.arange(len(figures))

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self._figures.columns)

    def text(self, row: int, column: int) -> str:
        """Return what a cell says."""
        shown = self._figures.columns[column]
        return shown.say(shown.values[int(self._rows[row])])

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's words and side."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(index.row(), index.column())
        return self._side(index.column()) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def headerData(
        self, section: int, direction: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the title of a column."""
        if direction != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._figures.columns[section].title
        return self._side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; by none as the chart has it. What is no number stands last."""
        self.layoutAboutToBeChanged.emit()
        before = self._rows
        self._rows = np.arange(len(self._figures))
        if 0 <= column < len(self._figures.columns):
            values = np.asarray(self._figures.columns[column].values)
            if order == Qt.SortOrder.DescendingOrder and values.dtype.kind in "biuf":
                values = -values.astype(np.float64)
                self._rows = np.argsort(values, kind="stable")
            else:
                self._rows = np.argsort(values, kind="stable")
                if order == Qt.SortOrder.DescendingOrder:
                    self._rows = self._rows[::-1]
        # What is chosen goes along with its row.
        place = np.empty_like(self._rows)
        place[self._rows] = np.arange(len(place))
        held = self.persistentIndexList()
        moved = [self.index(int(place[before[each.row()]]), each.column()) for each in held]
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()

    def as_text(self) -> str:
        """Return all of it as a spreadsheet takes it, with titles."""
        columns = range(self.columnCount())
        titles = [column.title for column in self._figures.columns]
        rows = ([self.text(row, column) for column in columns] for row in range(self.rowCount()))
        return "\n".join("\t".join(line) for line in (titles, *rows))

    def _side(self, column: int) -> int:
        sides = Qt.AlignmentFlag
        side = sides.AlignLeft if self._figures.columns[column].words else sides.AlignRight
        return int(side | sides.AlignVCenter)


class FigureTable(Popover):
    """Opens at a chart and shows the numbers of that moment; Esc closes it."""

    def __init__(self, figures: Figures, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.rows = FigureModel(figures, self)
        self.table = QTableView(self)
        self.table.setFont(theme.font("caption"))
        # Before there is a model, or the header would miss its style.
        self.table.setObjectName("unit-table")
        self.table.setModel(self.rows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setFont(theme.font("caption"))
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.table.setSortingEnabled(True)
        self.table.setAccessibleName(figures.name)
        widths = [self._width_of(column) for column in range(self.rows.columnCount())]
        for column, width in enumerate(widths):
            header.resizeSection(column, width)
        header.setStretchLastSection(True)
        self.setFixedSize(max(_LEAST, sum(widths) + 28), _TALL)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(6, 6, 6, 6)
        whole.addWidget(self.table)
        self.setFocusProxy(self.table)

    def _width_of(self, column: int) -> int:
        rows = range(min(self.rows.rowCount(), _LOOKED_AT))
        advance = self.table.fontMetrics().horizontalAdvance
        cells = max(advance(self.rows.text(row, column)) for row in rows) + _PADDING
        title = self.table.horizontalHeader().sectionSizeHint(column)
        return max(_NARROWEST, title, min(cells, _WIDEST))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the whole table with the usual key; Esc closes."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.rows.as_text())
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
