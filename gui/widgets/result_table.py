"""Pictures and what the network says about each, as a table that sorts and filters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QPixmap
from PySide6.QtWidgets import QFrame, QHeaderView, QTableView, QWidget

from engine.batch import Result
from engine.errors import EngineError
from gui import theme
from gui.qimage import to_qimage
from gui.widgets.result_delegate import ROW_HEIGHT, ResultDelegate
from gui.words import wording
from gui.words.engine_text import closed_up, worded
from gui.words.wording import plain_tip

NAME, LABEL, SHARE, OTHERS, TRUTH, TIME = range(6)
RESULT = Qt.ItemDataRole.UserRole
PICTURE = Qt.ItemDataRole.UserRole + 1
SORT = Qt.ItemDataRole.UserRole + 2

Index = QModelIndex | QPersistentModelIndex
Shown = Literal["all", "right", "wrong", "failed"]

_STYLE = """
QTableView { background: palette(alternate-base); border: none; }
QHeaderView, QTableCornerButton::section { background: palette(alternate-base); border: none; }
QHeaderView::section { background: palette(alternate-base); color: palette(placeholder-text);
    border: none; border-bottom: 1px solid palette(mid); padding: 6px 8px; }
"""


class ResultModel(QAbstractTableModel):
    """One row a picture, in the order they were looked at."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.results: list[Result] = []
        self._titles = (
            self.tr("Picture"), self.tr("Prediction"), self.tr("Probability"),
            self.tr("Then"), self.tr("True class"), self.tr("Time"),
        )  # fmt: skip

    def clear(self) -> None:
        """Show nothing."""
        self.beginResetModel()
        self.results = []
        self.endResetModel()

    def add(self, results: Sequence[Result]) -> None:
        """Show more rows below the others."""
        first = len(self.results)
        self.beginInsertRows(QModelIndex(), first, first + len(results) - 1)
        self.results.extend(results)
        self.endInsertRows()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of pictures."""
        return 0 if parent.isValid() else len(self.results)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self._titles)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return the title of a column."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = section == TIME
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell holds for `role`."""
        result, column = self.results[index.row()], index.column()
        if role == RESULT:
            return result
        if role == PICTURE:
            # Made when it is painted: ten thousand pixmaps would be kept for nothing.
            small = result.thumbnail
            return QPixmap() if small is None else QPixmap.fromImage(to_qimage(small))
        if role == SORT:
            return self._key(result, column)
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text_of(result, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._tip(result, column))
        return None

    def text_of(self, result: Result, column: int) -> str:
        """Return the words of a cell."""
        if column == NAME:
            return result.item.name
        if column == TIME:
            return wording.milliseconds(result.seconds)
        if column == TRUTH:
            return result.item.folder
        if result.error is not None:
            return worded(result.error.message) if column == LABEL else ""
        if column == LABEL:
            return self._answer(result)
        if not result.best:
            return ""
        if column == SHARE:
            return wording.percent(result.best[0][1])
        box = self.tr("box")
        return ", ".join(f"{word or box} ({wording.percent(p)})" for word, p in result.best[1:3])

    def _answer(self, result: Result) -> str:
        """Return a classifier's label, how many of what a detector found, or what else came out."""
        if result.ranking:
            return result.ranking[0][1]
        if result.boxes is None:
            return ", ".join(f"{name}: {wording.shape(sizes)}" for name, sizes in result.outputs)
        if not result.boxes:
            return self.tr("nothing found")
        return ", ".join(
            (f"{count} × {label}" if count > 1 else label) if label else self._boxes(count)
            for label, count in result.kinds.items()
        )

    @staticmethod
    def _said(error: EngineError) -> str:
        return closed_up(" ".join(filter(None, map(worded, (error.message, error.remedy)))))

    def _boxes(self, count: int) -> str:
        return self.tr("%n boxes", "", count)

    def _key(self, result: Result, column: int) -> Any:
        if column == SHARE:
            return result.best[0][1] if result.best else -1.0
        if column == TIME:
            return result.seconds
        if column == TRUTH:
            # The wrong ones together, then by class.
            return f"{result.place or 0:06} {result.item.folder.casefold()}"
        return self.text_of(result, column).casefold()

    def _tip(self, result: Result, column: int) -> str:
        if result.error is not None:
            return f"{result.item.name}: {self._said(result.error)}"
        if column == NAME:
            return str(result.item.path)
        if column == TRUTH and result.place is not None:
            return self.tr("The true class comes in place {0}").format(result.place)
        if not result.best:
            return self._answer(result)
        box = self.tr("box")
        return "\n".join(f"{wording.percent(p)}  {word or box}" for word, p in result.best)


class ResultFilter(QSortFilterProxyModel):
    """Sorts, and leaves only the rows that are asked for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: list[str] = []
        self._shown: Shown = "all"
        self._cell: tuple[int, int] | None = None
        self._classes: frozenset[int] = frozenset()
        self.setSortRole(SORT)

    def show_only(
        self,
        words: str,
        shown: Shown,
        cell: tuple[int, int] | None,
        classes: Sequence[int] = (),
    ) -> None:
        """Leave rows that hold all words, and are right, wrong, failed or in one cell.

        `cell` is a true class and the answer, −1 for any that is not among `classes`.
        """
        self.beginFilterChange()
        self._words = words.casefold().split()
        self._shown, self._cell, self._classes = shown, cell, frozenset(classes)
        self.endFilterChange()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        """Return whether a row is shown."""
        result: Result = self.sourceModel().results[row]
        if self._shown == "failed" and result.error is None:
            return False
        if self._shown in ("right", "wrong") and result.correct is not (self._shown == "right"):
            return False
        if self._cell is not None and not self._in_cell(result, *self._cell):
            return False
        labels = " ".join([*result.kinds, *(label for _, label, _ in result.ranking[:1])])
        text = f"{result.item.name} {result.item.folder} {labels}".casefold()
        return all(word in text for word in self._words)

    def _in_cell(self, result: Result, truth: int, answer: int) -> bool:
        if result.place is None or result.truth != truth:
            return False
        said = result.ranking[0][0]
        return said == answer if answer >= 0 else said not in self._classes


class ResultTable(QTableView):
    """The table; Enter or a double click opens a picture."""

    opened = Signal(object)
    """The result of the picture that was asked for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = ResultModel(self)
        self.filter = ResultFilter(self)
        self.filter.setSourceModel(self.rows)
        self.setModel(self.filter)
        self._delegate = ResultDelegate(self.rows.text_of, self)
        self.setItemDelegate(self._delegate)
        self.setStyleSheet(_STYLE)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setFont(theme.font("text"))
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setAccessibleName(self.tr("Pictures and predictions"))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setFont(theme.font("caption"))
        header.setSectionResizeMode(OTHERS, QHeaderView.ResizeMode.Stretch)
        for column, width in ((NAME, 250), (LABEL, 150), (SHARE, 140), (TRUTH, 130), (TIME, 90)):
            self.setColumnWidth(column, width)
        self.setSortingEnabled(True)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.activated.connect(lambda index: self.opened.emit(index.data(RESULT)))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Go to the first row, where the keyboard was on none."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason and not self.currentIndex().isValid():
            self.selectRow(0)

    def show_truth(self, shown: bool) -> None:
        """Show the column of true classes, or hide it."""
        self.setColumnHidden(TRUTH, not shown)
