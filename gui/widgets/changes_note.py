"""One quiet line that says what was changed, and takes it back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui.widgets.bar_delegate import INSET
from gui.widgets.link_button import LinkButton
from gui.widgets.words import Paragraph


class ChangesNote(QWidget):
    """Hidden while nothing is changed."""

    reset_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = Paragraph(role="caption")
        self.reset = LinkButton(arrow=False)
        self.reset.setText(self.tr("Reset"))
        self.reset.setToolTip(self.tr("Take all changes back (Ctrl+Backspace)"))
        self.reset.clicked.connect(self.reset_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(INSET, 0, INSET, 2)
        row.setSpacing(8)
        row.addWidget(self.text, 1)
        row.addWidget(self.reset, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_words(self, words: str) -> None:
        """Say what is changed; nothing where it is empty."""
        self.text.setText(words)
        self.setVisible(bool(words))
