"""How often the network is right, and which classes it takes for which."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QStackedWidget,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.batch import TOP, Score
from gui import theme
from gui.widgets.array_table import _STYLE as TABLE_STYLE
from gui.widgets.column_scroll import BAR, ColumnScroll
from gui.widgets.confusion_matrix import ConfusionMatrix, ConfusionTable
from gui.widgets.words import OneLine, Paragraph, words
from gui.words import wording


class ScoreView(QFrame):
    """Accuracy, and the confusion matrix with its table twin."""

    chosen = Signal(object)
    """The row and column of the matrix that were chosen, or None."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("right")
        self.matrix = ConfusionMatrix()
        self.matrix.chosen.connect(self.chosen)
        self.numbers = ConfusionTable(self)
        self.table = QTableView(self)
        self.table.setModel(self.numbers)
        self.table.setStyleSheet(TABLE_STYLE)
        self.table.setFrameShape(QFrame.Shape.NoFrame)
        self.table.setShowGrid(False)
        self.table.setFont(theme.font("caption"))
        self.table.horizontalHeader().setDefaultSectionSize(44)
        self.table.setAccessibleName(self.tr("Confusions as a table"))
        self.table.setTabKeyNavigation(False)
        self.table.activated.connect(lambda at: self.matrix.choose(at.row(), at.column()))
        self._first, self._five = (words(role="title") for _ in range(2))
        self._note = Paragraph(role="caption", quiet=True)
        self._hint = Paragraph(role="caption", quiet=True)
        self._hint.setText(
            self.tr("Rows: true class. Columns: answer. Click a cell to see its pictures.")
        )
        self._build()

    def _build(self) -> None:
        heading = OneLine(theme.font("heading"))
        heading.setText(self.tr("Accuracy"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(0)
        self._titles = (self.tr("First answer right"), self.tr("Among the first {0}").format(TOP))
        for column, (value, title) in enumerate(
            zip((self._first, self._five), self._titles, strict=True)
        ):
            grid.addWidget(value, 0, column)
            grid.addWidget(words(title, role="caption", quiet=True), 1, column)
        grid.setColumnStretch(2, 1)
        scroll = ColumnScroll(self)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the matrix in it has the keyboard
        self.matrix.walked.connect(
            lambda cell: scroll.ensureVisible(cell.center().x(), cell.center().y())
        )
        room = QWidget(scroll)
        inner = QVBoxLayout(room)
        inner.setContentsMargins(0, 0, BAR, 0)
        inner.addWidget(self.matrix)
        inner.addStretch(1)
        scroll.setWidget(room)
        for widget in (scroll.viewport(), room):
            widget.setAutoFillBackground(False)
        self._views = QStackedWidget(self)
        self._views.addWidget(scroll)
        self._views.addWidget(self.table)
        self._as_table = QToolButton(self)
        self._as_table.setIcon(theme.icon("table"))
        self._as_table.setText(self.tr("Table"))
        self._as_table.setToolTip(self.tr("Show the numbers as a table"))
        self._as_table.setCheckable(True)
        self._as_table.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._as_table.toggled.connect(lambda on: self._views.setCurrentIndex(int(on)))
        confusions = OneLine(theme.font("heading"))
        confusions.setText(self.tr("Confusions"))
        line = QHBoxLayout()
        line.addWidget(confusions, 1)
        line.addWidget(self._as_table)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(heading)
        column.addLayout(grid)
        column.addWidget(self._note)
        column.addSpacing(8)
        column.addLayout(line)
        column.addWidget(self._hint)
        column.addWidget(self._views, 1)

    @property
    def cell(self) -> tuple[int, int] | None:
        """The row and column of the matrix that are chosen."""
        return self.matrix.cell

    def clear(self) -> None:
        """Show no numbers."""
        self.matrix.clear_cell()
        self.matrix.set_counts([], np.zeros((0, 1), np.int64))
        self.numbers.set_counts([], np.zeros((0, 1), np.int64))
        for value in (self._first, self._five):
            value.setText("–")
        self._note.setText("")

    def show_score(self, score: Score, names: Sequence[str]) -> None:
        """Show the numbers so far; `names` are those of the true classes, in order."""
        if score.accuracy is None:
            return
        values = (self._first, self._five)
        for value, title, share in zip(values, self._titles, score.accuracy, strict=True):
            value.setText(wording.percent(share))
            value.setAccessibleName(f"{title}: {value.text()}")
        self._note.setText(
            self.tr("{0} pictures whose folder names their class").format(
                wording.count(score.judged)
            )
        )
        counts = score.matrix()[1]
        self.matrix.set_counts(names, counts)
        self.numbers.set_counts(names, counts)
