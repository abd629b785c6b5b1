"""The bars of a histogram as a table: for a screen reader, for exact numbers, and to copy."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem, QVBoxLayout

from gui.widgets.histogram import Histogram
from gui.widgets.popover import Popover

_SIZE = (300, 420)


class HistogramTable(Popover):
    """Opens at a histogram and shows the numbers of that moment; Esc closes it."""

    def __init__(self, histogram: Histogram) -> None:
        super().__init__(histogram)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedSize(*_SIZE)
        rows = histogram.rows()
        self.table = QTableWidget(self)
        # Before there are cells, or the header would miss its style.
        self.table.setObjectName("unit-table")
        self.table.setRowCount(len(rows))
        self.table.setColumnCount(3)
        self.table.setHorizontalHeaderLabels([self.tr("From"), self.tr("To"), self.tr("How many")])
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        self.table.horizontalHeader().setSectionResizeMode(
            self.table.horizontalHeader().ResizeMode.Stretch
        )
        self.table.setAccessibleName(histogram.accessibleName())
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        self.table.horizontalHeader().setDefaultAlignment(right)
        for row, texts in enumerate(rows):
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setTextAlignment(right)
                self.table.setItem(row, column, item)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.addWidget(self.table)
        self.setFocusProxy(self.table)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the whole table with the usual key; Esc closes."""
        if event.matches(QKeySequence.StandardKey.Copy):
            headings = [self.table.horizontalHeaderItem(c).text() for c in range(3)]
            lines = [headings] + [
                [self.table.item(row, column).text() for column in range(3)]
                for row in range(self.table.rowCount())
            ]
            QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines))
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
