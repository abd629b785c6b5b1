"""All summands of one activation as a table, with the sum so far."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from gui import theme
from gui.widgets.unit_bars import Product
from gui.words import wording

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class _Summands(QAbstractTableModel):
    """Rows of name, value, weight, product and running sum."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.products: tuple[Product, ...] = ()
        self.sums: list[float] = []
        self.titles = (
            self.tr("From"),
            self.tr("Value"),
            self.tr("Weight"),
            self.tr("Adds"),
            self.tr("Sum so far"),
        )

    def show(self, products: Sequence[Product]) -> None:
        same = len(products) == len(self.products)
        if not same:
            self.beginResetModel()
        self.products = tuple(products)
        self.sums = list(accumulate(each.product for each in products))
        if same:
            self.dataChanged.emit(self.index(0, 0), self.index(len(products) - 1, 4))
        else:
            self.endResetModel()

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.products)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.titles)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column():
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        each = self.products[index.row()]
        return (
            each.name,
            "" if each.weight is None else wording.number(each.value),
            "" if each.weight is None else wording.number(each.weight),
            wording.signed(each.product),
            wording.signed(self.sums[index.row()]),
        )[index.column()]

    def headerData(
        self, section: int, direction: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if direction != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return self.titles[section] if role == Qt.ItemDataRole.DisplayRole else None


class UnitTable(QTableView):
    """Scrolls through any number of summands."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("unit-table")
        self._summands = _Summands(self)
        self.setModel(self._summands)
        self.setFont(theme.font("caption"))
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setHighlightSections(False)
        self.setAccessibleName(self.tr("All summands"))
        self.setMinimumHeight(170)

    def set_products(self, products: Sequence[Product]) -> None:
        """Show other summands, the strongest first."""
        windows = all(each.weight is None for each in products)
        for column in (1, 2):
            self.setColumnHidden(column, windows)
        self._summands.show(products)
