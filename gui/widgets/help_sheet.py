"""A sheet with the essentials and the keys; the window stays usable beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from gui import theme


class HelpSheet(QDialog):
    """Not modal; Esc closes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Help and keys"))
        self.setModal(False)
        self.resize(480, 560)
        page = QWidget(self)
        self._page = QVBoxLayout(page)
        self._page.setContentsMargins(20, 16, 20, 16)
        self._page.setSpacing(8)
        heading = QLabel(self.tr("How it works"), page)
        heading.setFont(theme.font("title"))
        text = QLabel(
            self.tr(
                "Open a network and a picture, or draw one. Left is the picture, as it is and as "
                "the network sees it; right is the answer. The strip below holds all layers: "
                "choose one, and all its feature maps appear in the middle. Dark is zero, warm "
                "is positive, cool is negative.\n\n"
                "Files can be dropped anywhere on the window, several at once. A tick means that "
                "the model states its preprocessing or labels, a triangle that they are assumed "
                "and may have to be changed. Nothing leaves this computer."
            ),
            page,
        )
        text.setWordWrap(True)
        keys = QLabel(self.tr("Keys"), page)
        keys.setFont(theme.font("title"))
        self._page.addWidget(heading)
        self._page.addWidget(text)
        self._page.addSpacing(8)
        self._page.addWidget(keys)
        self._grid: QGridLayout | None = None
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)

    def set_keys(self, keys: Sequence[tuple[str, QKeySequence]]) -> None:
        """List what each key does."""
        if self._grid is not None:
            return
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        further = (
            (self.tr("Pen, eraser"), "P, E"),
            (self.tr("Go through tiles, layers and lists"), self.tr("Arrow keys")),
            (self.tr("Explain a map or a layer"), self.tr("Enter")),
            (self.tr("In the graph: larger, smaller"), self.tr("Shift+Up, Shift+Down")),
            (
                self.tr("In the graph: actual size, all of it"),
                self.tr("Shift+Backspace, Shift+Home"),
            ),
        )
        native = QKeySequence.SequenceFormat.NativeText
        rows = [(text.replace("&", "").rstrip("…"), key.toString(native)) for text, key in keys]
        for row, (text, key) in enumerate((*rows, *further)):
            name = QLabel(key, self)
            name.setFont(theme.font("text", bold=True))
            self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignLeft)
            self._grid.addWidget(QLabel(text, self), row, 1)
        self._page.addLayout(self._grid)
        self._page.addStretch(1)
