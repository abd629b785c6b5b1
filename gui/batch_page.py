"""The batch: a table of many pictures, how often the network is right, and where it errs."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine import export
from engine.batch import Result
from engine.batch_tables import HEADER, as_json, row_of
from engine.export import safe_name
from gui import theme
from gui.batch import Batch
from gui.controller import Controller
from gui.session import Session
from gui.widgets.choice import Choice
from gui.widgets.result_table import ResultTable
from gui.widgets.score_view import ScoreView
from gui.widgets.splitter import Splitter
from gui.widgets.tag import Tag
from gui.widgets.words import OneLine, words
from gui.words import wording

_SCORE_WIDTH = 330
_LATE_MS = 400


class BatchPage(QFrame):
    """Replaces stage and sides; Esc returns to what was open."""

    def __init__(self, session: Session, controller: Controller, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("batch")
        self.session = session
        self.controller = controller
        self._batch: Batch | None = None
        self.table = ResultTable(self)
        self.score = ScoreView(self)
        self._late = QTimer(self, singleShot=True, interval=_LATE_MS)
        self._late.timeout.connect(self._catch_up)
        self._build()
        self.table.opened.connect(self._on_opened)
        self.score.chosen.connect(lambda _: self._filter())
        session.batch_changed.connect(self._on_batch_changed)
        session.model_changed.connect(self._describe)
        self._on_batch_changed()

    def _build(self) -> None:
        self._back = self._button("back", self.tr("Back"), self.tr("Back to the picture (Esc)"))
        self._back.clicked.connect(self.controller.leave_batch)
        self._title = OneLine(theme.font("title"), mode=Qt.TextElideMode.ElideMiddle, parent=self)
        self._title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._count, self._model = Tag(parent=self), Tag(parent=self)
        self._again = self._button(
            "redo", self.tr("Run again"), self.tr("Run on all pictures again")
        )
        self._again.clicked.connect(self.controller.repeat_batch)
        self._save = self._button("save", self.tr("Export"), self.tr("Save the table as a file"))
        self._save.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self._save)
        for suffix, text in ((".csv", self.tr("&CSV table…")), (".json", self.tr("&JSON…"))):
            entry = QAction(text, menu)
            entry.triggered.connect(partial(self._on_export, suffix))
            menu.addAction(entry)
        self._save.setMenu(menu)
        self._stop = QPushButton(self.tr("Cancel"), self)
        self._stop.setToolTip(self.tr("Stop here; what is done stays"))
        self._stop.clicked.connect(self.controller.stop_batch)
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 20, 0)
        head.setSpacing(8)
        for widget in (self._back, self._title, self._count, self._model):
            head.addWidget(widget)
        head.addStretch(1)
        for widget in (self._stop, self._again, self._save):
            head.addWidget(widget)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(4)
        self._bar.setAccessibleName(self.tr("Progress"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addLayout(self._build_tools())
        column.addWidget(self._bar)
        self._parts = Splitter(Qt.Orientation.Horizontal, self)
        room = QWidget(self)
        inner = QHBoxLayout(room)
        inner.setContentsMargins(12, 0, 12, 0)
        inner.addWidget(self.table)
        self._parts.addWidget(room)
        self._parts.addWidget(self.score)
        self._parts.setStretchFactor(0, 1)
        self._parts.setCollapsible(0, False)
        self._parts.setSizes([900, _SCORE_WIDTH])
        column.addWidget(self._parts, 1)

    def _build_tools(self) -> QHBoxLayout:
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Filter by name or label"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(
            theme.icon("search", "text2"), QLineEdit.ActionPosition.LeadingPosition
        )
        self.search.setFixedWidth(260)
        self.search.setAccessibleName(self.tr("Filter by name or label"))
        self.search.textChanged.connect(lambda _: self._filter())
        self.shown = Choice()
        self.shown.setAccessibleName(self.tr("Which pictures are shown"))
        self.shown.chosen.connect(lambda _: self._filter())
        self._found = words(role="caption", quiet=True)
        row = QHBoxLayout()
        row.setContentsMargins(20, 0, 20, 2)
        row.setSpacing(8)
        for widget in (self.search, self.shown, self._found):
            row.addWidget(widget)
        row.addStretch(1)
        return row

    def _button(self, icon: str, text: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(theme.icon(icon))
        button.setIconSize(QSize(18, 18))
        button.setText(text)
        button.setToolTip(tip)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        return button

    def showEvent(self, event: QShowEvent) -> None:
        """Let the arrows and Enter be the table's at once."""
        super().showEvent(event)
        self.table.setFocus()

    # What the session says.

    def _on_batch_changed(self) -> None:
        if self.session.batch is self._batch:
            return
        batch = self._batch = self.session.batch
        self.table.rows.clear()
        self.score.clear()
        self.search.clear()
        if batch is None:
            return
        batch.grew.connect(self._on_grew)
        batch.state_changed.connect(self._on_state_changed)
        self.table.rows.add(batch.results) if batch.results else None
        self.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self._on_state_changed()

    def _on_grew(self, count: int) -> None:
        if self._batch is None or self.sender() not in (None, self._batch):
            return
        self.table.rows.add(self._batch.results[-count:])
        if not self._late.isActive():
            self._late.start()

    def _catch_up(self) -> None:
        """Count what came; not with each handful, for it costs more than the rows themselves."""
        self._show_score()
        self._describe()

    def _on_state_changed(self) -> None:
        batch = self._batch
        if batch is None:
            return
        self.table.show_truth(batch.judged)
        self.score.setVisible(batch.judged)
        entries = [(self.tr("All pictures"), "all")]
        if batch.judged:
            entries += [(self.tr("Wrong answers"), "wrong"), (self.tr("Right answers"), "right")]
        entries.append((self.tr("Not readable"), "failed"))
        kept = self.shown.value
        self.shown.set_entries(entries)
        self.shown.set_value(kept if self.shown.offers(kept) else "all")
        self._show_score()
        self._describe()

    def _describe(self) -> None:
        batch = self._batch
        if batch is None:
            return
        done, total = len(batch.results), len(batch.items)
        self._title.setText(batch.title)
        needed = self._title.fontMetrics().horizontalAdvance(batch.title)
        self._title.setMinimumWidth(min(120, needed))
        if batch.state == "finding":
            text = self.tr("Looking for pictures")
        elif done < total:
            text = self.tr("{0} of {1} pictures").format(wording.count(done), wording.count(total))
        else:
            text = self.tr("%n pictures", "", total)
        self._count.set_text(text)
        self._model.set_text(batch.model.name)
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._bar.setVisible(batch.running)
        self._stop.setVisible(batch.running)
        self._again.setVisible(not batch.running)
        self._save.setEnabled(bool(batch.results))
        self._tell_found()

    def _tell_found(self) -> None:
        shown, total = self.table.filter.rowCount(), len(self.table.rows.results)
        some = self.tr("{0} of {1} shown").format(wording.count(shown), wording.count(total))
        self._found.setText(some if shown != total else "")

    def _show_score(self) -> None:
        batch = self._batch
        if batch is not None and batch.judged:
            classes, _ = batch.score.matrix()
            names = [batch.model.labels.short(index) for index in classes]
            self.score.show_score(batch.score, names)

    # What the person asks.

    def _filter(self) -> None:
        batch = self._batch
        if batch is None:
            return
        classes, cell = batch.score.matrix()[0], self.score.cell
        wanted = None
        if cell is not None and cell[0] < len(classes):
            row, column = cell
            wanted = (classes[row], classes[column] if column < len(classes) else -1)
        shown = self.shown.value or "all"
        self.table.filter.show_only(self.search.text(), shown, wanted, classes)
        self._tell_found()

    def _on_opened(self, result: Result) -> None:
        self.controller.open_image(result.item.path)

    def _on_export(self, suffix: str) -> None:
        batch = self._batch
        if batch is None:
            return
        model, results, score = batch.model, list(batch.results), batch.score

        def write(path: Path, **_: object) -> None:
            if suffix == ".csv":
                export.save_csv(HEADER, map(row_of, results), path)
            else:
                export.save_json(as_json(model, results, score), path)

        kinds = {".csv": self.tr("Table (*.csv)"), ".json": self.tr("JSON (*.json)")}
        path, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save the table"), f"{safe_name(batch.title)}{suffix}", kinds[suffix]
        )
        if path:
            whole = path if path.lower().endswith(suffix) else f"{path}{suffix}"
            self.controller.save(write, whole)
