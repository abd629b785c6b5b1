"""A combo box whose entries stand for Python values."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget


class Choice(QComboBox):
    """Tells `chosen` when the person, not the program, takes another value.

    The values stay in Python: Qt would turn a tuple into a list.
    """

    chosen = Signal(object)

    def __init__(
        self, entries: Iterable[tuple[str, object]] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._values: list[object] = []
        # The entries change after the first show, and with the language.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.set_entries(entries)
        self.activated.connect(lambda index: self.chosen.emit(self._values[index]))

    @property
    def value(self) -> object:
        """The value that is shown; None where there is none."""
        return self._values[self.currentIndex()] if self.currentIndex() >= 0 else None

    def set_entries(self, entries: Iterable[tuple[str, object]]) -> None:
        """Offer other entries, each a text and a value; nothing is told."""
        self.clear()
        self._values = []
        for text, value in entries:
            self.add_entry(text, value)

    def add_entry(self, text: str, value: object) -> None:
        """Offer one more."""
        self._values.append(value)
        self.addItem(text)

    def set_value(self, value: object) -> None:
        """Show `value`; nothing is told."""
        self.setCurrentIndex(self._values.index(value) if value in self._values else -1)

    def offers(self, value: object) -> bool:
        """Return whether `value` is among the entries."""
        return value in self._values
