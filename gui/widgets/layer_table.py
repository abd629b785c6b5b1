"""All layers as a table to sort, to search, to copy from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from gui import theme
from gui.widgets.layer_rows import COLUMNS, Row, file_header, file_row
from gui.words.wording import plain_tip

_ROOM = 14
_ARROW = 16
_MARK = 24
"""Room for the triangle before the name of what cannot run."""
_NAME = 1
_OPERATOR = 2
_WIDEST = {_NAME: 230, 2: 150}
_SAMPLE = "−0.000e-00"
"""What a column of numbers has room for."""


class LayerTableModel(QAbstractTableModel):
    """A row a layer that matches what is searched for, in the order a person chose."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: Sequence[Row] = ()
        self._shown: list[int] = []
        self._sought: list[str] = []
        self._column = 0
        self._descending = False

    @property
    def rows(self) -> list[Row]:
        """The rows as they stand."""
        return [self._all[position] for position in self._shown]

    def set_rows(self, rows: Sequence[Row], *, sort: bool) -> None:
        """Show layers; where they are the same as before only the contents change.

        Without `sort` rows stay where they are, though their numbers may have changed: while a
        person draws, nothing jumps.
        """
        same = [row.name for row in rows] == [row.name for row in self._all]
        if not same:
            self.beginResetModel()
            self._all = rows
            self._arrange()
            self.endResetModel()
            return
        before, self._all = self._all, rows
        if sort and self._column:
            self._move()
        changed = [
            section
            for section, column in enumerate(COLUMNS)
            if any(column.value(a) != column.value(b) for a, b in zip(before, rows, strict=True))
        ]
        if any(a.reason != b.reason for a, b in zip(before, rows, strict=True)):
            changed = [0, len(COLUMNS) - 1]
        if self._shown and changed:
            last = self.index(len(self._shown) - 1, changed[-1])
            self.dataChanged.emit(self.index(0, changed[0]), last)

    def set_sought(self, words: str) -> None:
        """Leave only layers in whose name or operator all words are found."""
        sought = words.casefold().split()
        if sought != self._sought:
            self.beginResetModel()
            self._sought = sought
            self._arrange()
            self.endResetModel()

    def row_of(self, name: str | None) -> int:
        """Return the row of a layer, -1 if it is not among those that match."""
        return next((n for n, place in enumerate(self._shown) if self._all[place].name == name), -1)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        """Return the number of layers that match."""
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        """Return the number of facts."""
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a fact in words, a dash where it is not known."""
        if not index.isValid():
            return None
        column = COLUMNS[index.column()]
        row = self._all[self._shown[index.row()]]
        if row.reason and role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(row.reason)
        if row.reason and role == Qt.ItemDataRole.ForegroundRole:
            return theme.colour("text2")
        if row.reason and role == Qt.ItemDataRole.DecorationRole and index.column() == _NAME:
            return theme.icon("warning", "warn")
        if role == Qt.ItemDataRole.DisplayRole:
            if row.reason and index.column() > _OPERATOR:
                return "–"
            value = column.value(row)
            return "–" if value is None else column.text(value)
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == _NAME:
            return plain_tip(row.title if row.title == row.name else f"{row.title}\n{row.name}")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the name of a column."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = COLUMNS[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.heading()
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.explanation()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; what is not known comes last either way."""
        self._column = max(0, column)
        self._descending = order == Qt.SortOrder.DescendingOrder
        self._move()

    def _move(self) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        positions = [self._shown[index.row()] for index in before]
        self._arrange()
        rows = {position: row for row, position in enumerate(self._shown)}
        after = [
            self.index(rows[position], index.column())
            for position, index in zip(positions, before, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _arrange(self) -> None:
        column = COLUMNS[self._column]
        shown = [position for position, row in enumerate(self._all) if self._matches(row)]
        values = {position: column.value(self._all[position]) for position in shown}
        known = [position for position in shown if values[position] is not None]
        known.sort(key=lambda position: _key(values[position]), reverse=self._descending)
        self._shown = known + [position for position in shown if values[position] is None]

    def _matches(self, row: Row) -> bool:
        text = f"{row.title} {row.operator} {row.name}".casefold()
        return all(word in text for word in self._sought)


def _key(value: Any) -> Any:
    """Return what a value is sorted by: words in any case, shapes by their size."""
    if isinstance(value, tuple):
        size = 1
        for each in value:
            size *= each
        return (size, value)
    return value.casefold() if isinstance(value, str) else value


class LayerTable(QTableView):
    """The table; its current row is the layer on the stage."""

    chosen = Signal(str)
    """The person chose a layer, by its key."""
    explained = Signal()
    """The person wants the chosen layer explained."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = LayerTableModel(self)
        self._layer: str | None = None
        self._widths: dict[int, int] = {}
        self.setModel(self.rows)
        self.setObjectName("layer-table")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(theme.font("caption"))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSortingEnabled(True)
        self.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setAccessibleName(self.tr("Layers in numbers"))
        self.verticalHeader().hide()
        height = QFontMetrics(self.font()).height() + 8
        self.verticalHeader().setDefaultSectionSize(height)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setFont(theme.font("caption", bold=True))
        self.rows.modelReset.connect(self._on_reset)
        self.selectionModel().currentRowChanged.connect(self._on_current_changed)
        self.doubleClicked.connect(lambda _: self.explained.emit())
        self._fit()

    def set_rows(self, rows: Sequence[Row], *, sort: bool) -> None:
        """Show layers; see `LayerTableModel.set_rows`."""
        self.rows.set_rows(rows, sort=sort)

    def set_layer(self, name: str | None) -> None:
        """Show which layer is on the stage, and bring its row into view."""
        moved = name != self._layer
        self._layer = name
        row = self.rows.row_of(name)
        if row >= 0 and self.currentIndex().row() != row:
            selection = self.selectionModel()
            blocked = selection.blockSignals(True)
            index = self.rows.index(row, max(0, self.currentIndex().column()))
            flags = QItemSelectionModel.SelectionFlag
            selection.setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            selection.blockSignals(blocked)
            self.viewport().update()
        if moved and row >= 0:
            self.scrollTo(self.rows.index(row, 0))

    def set_sought(self, words: str) -> None:
        """Show only layers that match."""
        self.rows.set_sought(words)

    def copy(self) -> None:
        """Copy the rows that are selected, or all, with their heading, for a spreadsheet."""
        chosen = {index.row() for index in self.selectionModel().selectedRows()}
        rows = [row for n, row in enumerate(self.rows.rows) if not chosen or n in chosen]
        lines = [file_header(), *(file_row(row) for row in rows)]
        text = "\n".join("\t".join(str(value) for value in line) for line in lines)
        QGuiApplication.clipboard().setText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy; Enter explains."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.explained.emit()
        else:
            super().keyPressEvent(event)

    def _on_reset(self) -> None:
        layer, self._layer = self._layer, None
        self._fit()
        self.set_layer(layer)

    def _fit(self) -> None:
        """Give each column the width of its words; numbers that change need no other width."""
        metrics, bold = QFontMetrics(self.font()), QFontMetrics(theme.font("caption", bold=True))
        rows = self.rows.rows
        for section, column in enumerate(COLUMNS):
            words = [column.text(value) for row in rows if (value := column.value(row)) is not None]
            if column.number and section:
                words.append(_SAMPLE)
            longest = max((metrics.horizontalAdvance(text) for text in set(words)), default=0)
            # Room for the arrow that says how the table is sorted.
            heading = bold.horizontalAdvance(column.heading()) + _ARROW
            width = max(min(longest, _WIDEST.get(section, longest)), heading)
            marked = section == _NAME and any(row.reason for row in rows)
            self._widths[section] = width + 2 * _ROOM + (_MARK if marked else 0)
            self.setColumnWidth(section, self._widths[section])
        self._stretch()

    def _stretch(self) -> None:
        """Let names have the room that nothing else needs."""
        if self._widths:
            others = sum(self._widths.values()) - self._widths[_NAME]
            free = self.viewport().width() - others
            self.setColumnWidth(_NAME, max(self._widths[_NAME], free))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the width there is."""
        super().resizeEvent(event)
        self._stretch()

    def _on_current_changed(self, current: QModelIndex) -> None:
        if current.isValid():
            name = self.rows.rows[current.row()].name
            if name != self._layer:
                self._layer = name
                self.chosen.emit(name)
