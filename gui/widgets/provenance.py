"""One line that says what is used and where it was found: stated or assumed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from gui import theme
from gui.widgets.link_button import PAD, LinkButton
from gui.widgets.words import Paragraph, words
from gui.words.wording import plain_tip

_MARK, _GAP = 14, 8


class Mark(QWidget):
    """A green tick for what is stated, a triangle for what is assumed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._assumed = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def assumed(self) -> bool:
        """Whether the triangle is shown."""
        return self._assumed

    def set_assumed(self, assumed: bool) -> None:
        """Show the triangle, or the tick."""
        self._assumed = assumed
        self.setAccessibleName(self.tr("Assumed") if assumed else self.tr("Stated"))
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size at which nothing is scaled or hidden."""
        return QSize(_MARK, _MARK)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the mark."""
        icon = theme.icon("warning", "warn") if self._assumed else theme.icon("check", "good")
        icon.paint(QPainter(self), self.rect())

    def changeEvent(self, event: QEvent) -> None:
        """Repaint in the colours of a new theme."""
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)


class ProvenanceRow(QWidget):
    """Mark and title, below them the source as a button, and what it says.

    The source has a line of its own: beside the title a long one would be cut in a narrow column.
    """

    asked = Signal()
    """The person wants to see or change it."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.mark = Mark()
        self.title = words(title, "caption", bold=True)
        self.link = LinkButton()
        self.link.clicked.connect(self.asked)
        self.line = Paragraph(role="caption", quiet=True)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.addWidget(self.mark, 0, 0)
        grid.addWidget(self.title, 0, 3)
        grid.addWidget(self.link, 1, 2, 1, 2, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self.line, 2, 3)
        # The button begins further left, so that its words stand below those of the title.
        grid.setColumnMinimumWidth(1, _GAP - PAD)
        grid.setColumnMinimumWidth(2, PAD)
        grid.setColumnStretch(3, 1)

    def show_state(self, source: str, line: str, *, assumed: bool, tip: str = "") -> None:
        """Show where it came from and what it says."""
        self.mark.set_assumed(assumed)
        self.link.setText(source)
        self.link.setAccessibleName(f"{self.title.text()}: {source}. {line}")
        self.line.setText(line)
        self.setToolTip(plain_tip(tip))
