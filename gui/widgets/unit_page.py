"""The page about one unit: head, bench, and below them how a pixel came about."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui import theme
from gui.widgets.column_scroll import ColumnScroll
from gui.widgets.unit_bars import UnitBars
from gui.widgets.unit_bench import UnitBench
from gui.widgets.unit_cards import UnitCards
from gui.widgets.unit_sum import UnitSum
from gui.widgets.unit_table import UnitTable
from gui.widgets.unit_title import UnitTitle
from gui.widgets.words import Paragraph, words

_SIDE = 20


class UnitPage(QWidget):
    """Puts the parts in their places; scrolls only where the window is low."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = UnitTitle(self)
        self.bench = UnitBench(self)
        self.heading = words(role="heading")
        self.sentence = Paragraph("", "caption", quiet=True)
        self.unknown = words()
        self.unknown.setTextFormat(Qt.TextFormat.RichText)
        self.unknown.setWordWrap(True)
        self.unknown.setOpenExternalLinks(True)
        self.cards = UnitCards(self)
        self.bars = UnitBars(self)
        self.sum = UnitSum(self)
        self.table = UnitTable(self)
        self.table.hide()
        self._head = QWidget(self)
        head = QVBoxLayout(self._head)
        head.setContentsMargins(12, 8, _SIDE, 8)
        head.addWidget(self.title)
        self._scroll = ColumnScroll(self)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        body = self._body()
        self._scroll.setWidget(body)
        # The scroll area has just made it paint a ground of its own.
        body.setAutoFillBackground(False)
        self._scroll.viewport().setAutoFillBackground(False)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(1)
        rows.addWidget(self._head)
        rows.addWidget(self._scroll, 1)

    def _body(self) -> QWidget:
        heading = QHBoxLayout()
        heading.setSpacing(10)
        heading.addWidget(self.heading, 0, Qt.AlignmentFlag.AlignTop)
        heading.addWidget(self.sentence, 1)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(_SIDE, 10, _SIDE, 12)
        column.setSpacing(8)
        column.addWidget(self.bench, 1)
        column.addLayout(heading)
        for part in (self.unknown, self.cards, self.bars, self.sum):
            column.addWidget(part)
        column.addWidget(self.table, 1)
        column.addStretch(0)
        return body

    def show_table(self, shown: bool) -> None:
        """List all summands, or no more."""
        self.table.setVisible(shown)
        self.sum.set_open(shown)
        if shown:
            # Only after the layout is its place known.
            QTimer.singleShot(0, self.table, lambda: self._scroll.ensureWidgetVisible(self.table))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground, and a line below the head."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour("stage"))
        below = self._head.geometry().bottom() + 1
        painter.fillRect(0, below, self.width(), 1, theme.colour("line"))
