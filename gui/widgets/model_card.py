"""What a model says about itself: what it is for, whose it is, under which licence."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QVBoxLayout, QWidget

from gui.widgets.popover import Popover
from gui.widgets.words import words

_WIDTH = 320


class ModelCard(Popover):
    """A sheet with a title, a text and rows of facts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = words(role="heading")
        self.title.setWordWrap(True)
        self.text = words()
        self.text.setWordWrap(True)
        self._facts = QFormLayout()
        self._facts.setHorizontalSpacing(16)
        self._facts.setVerticalSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.text)
        column.addLayout(self._facts)
        self.setFixedWidth(_WIDTH)

    def set_card(self, title: str, text: str, facts: Sequence[tuple[str, str]]) -> None:
        """Show a title, a text and facts; what is empty is left out."""
        self.title.setText(title)
        self.text.setText(text)
        self.text.setVisible(bool(text))
        while self._facts.rowCount():
            self._facts.removeRow(0)
        for name, value in facts:
            if value:
                self._facts.addRow(words(name, "caption", quiet=True), self._value(value))

    def _value(self, text: str) -> QLabel:
        value = words(text, "caption")
        value.setWordWrap(True)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return value
