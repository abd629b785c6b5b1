"""A sheet that says how to go about, what the words mean, and what keys there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.widgets.words import words
from gui.words import wording

Keys = Sequence[tuple[str, Sequence[tuple[str, QKeySequence]]]]
"""For each menu its name, and what it does by which key."""

_SIZE = (680, 640)
_TEXT = 600
"""Width of a line that reads well."""


class HelpSheet(QDialog):
    """Not modal; the window stays usable beside it, Esc closes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Help"))
        self.setModal(False)
        self.resize(*_SIZE)
        self.pages = QStackedWidget(self)
        self._tabs = QButtonGroup(self)
        row = QHBoxLayout()
        row.setContentsMargins(16, 12, 16, 8)
        row.setSpacing(4)
        titles = (self.tr("How to use it"), self.tr("What the words mean"), self.tr("Keys"))
        self._columns = [self._add_page(row, number, text) for number, text in enumerate(titles)]
        row.addStretch(1)
        self._tabs.idToggled.connect(self._on_toggled)
        self._tabs.button(0).setChecked(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.pages, 1)
        for title, text in self._steps():
            self._add_section(self._columns[0], title, text)

    def _on_toggled(self, number: int, down: bool) -> None:
        if down:  # by the mouse, or by an arrow key
            self.pages.setCurrentIndex(number)

    def _add_page(self, row: QHBoxLayout, number: int, text: str) -> QVBoxLayout:
        button = QToolButton(self)
        button.setCheckable(True)
        button.setText(text)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._tabs.addButton(button, number)
        row.addWidget(button)
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 8, 24, 24)
        column.setSpacing(6)
        column.setAlignment(Qt.AlignmentFlag.AlignTop)
        scroll = QScrollArea(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(page)
        scroll.setAccessibleName(text)
        scroll.setObjectName("help-page")
        self.pages.addWidget(scroll)
        return column

    def _add_section(
        self, column: QVBoxLayout, title: str, text: str, figure: QWidget | None = None
    ) -> None:
        heading = words(title, "title")
        heading.setContentsMargins(0, 10, 0, 0)
        body = words(text)
        body.setWordWrap(True)
        body.setMaximumWidth(_TEXT)
        body.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(heading)
        column.addWidget(body)
        if figure is not None:
            column.addSpacing(6)
            column.addWidget(figure, 0, Qt.AlignmentFlag.AlignLeft)

    def _steps(self) -> list[tuple[str, str]]:
        return [
            (
                self.tr("Open something"),
                self.tr(
                    "Drop a network, a picture or both anywhere on the window, paste a picture, "
                    "or draw one. A folder of pictures becomes a table. Nothing leaves this "
                    "computer."
                ),
            ),
            (
                self.tr("Look"),
                self.tr(
                    "Left is the picture, as it is and as the network sees it; right is the "
                    "answer. The strip below holds all layers: choose one, and all its feature "
                    "maps appear in the middle. The same layers can be seen as a graph or a table."
                ),
            ),
            (
                self.tr("Ask why"),
                self.tr(
                    "Double-click a map, or press Enter on it: it opens beside the input, with "
                    "the numbers that made each of its pixels. Right-click a map to switch it off "
                    "and see what changes."
                ),
            ),
            (
                self.tr("Check what is assumed"),
                self.tr(
                    "A tick says that the model states how pictures are prepared, or what its "
                    "classes are called. A triangle says that this is assumed: click the blue "
                    "words to change it. With wrong preprocessing a network answers wrongly."
                ),
            ),
            (
                self.tr("Take it away"),
                self.tr(
                    "Save holds maps, contact sheets, numbers and a report of all that is shown."
                ),
            ),
        ]

    def _meanings(self) -> list[tuple[str, str, str]]:
        return [
            (
                "map",
                self.tr("Feature map"),
                self.tr(
                    "A layer looks at its input through many small filters. What one filter "
                    "finds, place by place, is a feature map: the further a pixel is from dark, "
                    "the more of what the filter looks for is there. Warm is positive, cool is "
                    "negative, dark is zero. A map that is zero everywhere is called dead."
                ),
            ),
            (
                "field",
                self.tr("Receptive field"),
                self.tr(
                    "One pixel of a map sees only a part of the input: its receptive field, "
                    "framed here. It grows from layer to layer. Early maps find edges and spots, "
                    "late ones whole things."
                ),
            ),
            (
                "convolution",
                self.tr("Convolution"),
                self.tr(
                    "A small grid of weights, the kernel, is laid on every place of the input. "
                    "Each value below is multiplied with the weight on it, and all products are "
                    "added up, over all input channels; then the bias is added. The same kernel "
                    "is used everywhere, so a thing is found wherever it stands."
                ),
            ),
            (
                "pool",
                self.tr("Pooling"),
                self.tr(
                    "Pooling makes maps smaller: of each small window only the largest value, or "
                    "the mean, is kept. Where exactly something stands is lost; that it is there "
                    "stays. Global pooling makes one number of a whole map."
                ),
            ),
            (
                "relu",
                self.tr("ReLU"),
                self.tr(
                    "ReLU replaces negative values by zero and keeps the others. Without such a "
                    "bend, many layers could do no more than one. Clip cuts off large values too."
                ),
            ),
            (
                "softmax",
                self.tr("Softmax"),
                self.tr(
                    "The last layer gives each class a score of any size. Softmax turns scores "
                    "into shares that add up to 100 %. A large share says that the network prefers "
                    "this class to its others, not that it is right."
                ),
            ),
        ]

    def set_lesson(self, figures: Mapping[str, QWidget], shares: str) -> None:
        """Explain the words, with pictures for some; `shares` is an example of softmax."""
        column = self._columns[1]
        while (item := column.takeAt(0)) is not None:
            if item.widget() is not None:
                item.widget().deleteLater()
        for name, title, text in self._meanings():
            figure = figures.get(name)
            if name == "softmax" and shares:
                figure = words(shares, "caption", quiet=True)
                figure.setWordWrap(True)
                figure.setMinimumWidth(_TEXT)
            self._add_section(column, title, text, figure)

    def set_keys(self, keys: Keys) -> None:
        """List what each key does; once, they do not change."""
        column = self._columns[2]
        if column.count():
            return
        native = QKeySequence.SequenceFormat.NativeText
        for title, entries in keys:
            rows = [(wording.plain(text), key.toString(native)) for text, key in entries]
            self._add_keys(column, wording.plain(title), rows)
        further = [
            (self.tr("Pen, eraser"), "P, E"),
            (self.tr("From part to part of the window"), "Tab"),
            (self.tr("Go through tiles, layers and lists"), self.tr("Arrow keys")),
            (self.tr("Explain a map or a layer"), self.tr("Enter")),
            (self.tr("On a chart: its numbers as a table"), self.tr("Enter")),
            (
                self.tr("On the picture: place, stretch, cover a part"),
                self.tr("Arrow keys, with Shift, Enter"),
            ),
            (self.tr("In the graph: larger, smaller"), self.tr("Shift+Up, Shift+Down")),
            (
                self.tr("In the graph: actual size, all of it"),
                self.tr("Shift+Backspace, Shift+Home"),
            ),
        ]
        self._add_keys(column, self.tr("Everywhere"), further)

    def _add_keys(self, column: QVBoxLayout, title: str, rows: list[tuple[str, str]]) -> None:
        heading = words(title, "heading")
        heading.setContentsMargins(0, 12, 0, 2)
        column.addWidget(heading)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(5)
        grid.setColumnMinimumWidth(0, 190)
        grid.setColumnStretch(1, 1)
        for row, (text, key) in enumerate(rows):
            name = words(key, bold=True)
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(words(text), row, 1)
        column.addLayout(grid)
