"""A layer's operator, inputs, outputs, attributes and weights, as its file states them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from engine.layers import Layer
from gui import theme, wording
from gui.widgets.words import OneLine, words

Section = tuple[str, list[tuple[str, str]]]
Shapes = Mapping[str, Sequence[int | str | None]]

_WIDTH = 380
_HEIGHT = 460
_LONGEST = 160


def sections_of(layer: Layer, shapes: Shapes) -> list[Section]:
    """Return what is known of a layer in words: headings, each with names and values.

    `shapes` are those of layers and inputs, by name.
    """

    def tr(text: str) -> str:
        return QCoreApplication.translate("AttributeSheet", text)

    node = layer.node
    operator = f"{node.domain}.{node.op}" if node.domain else node.op
    about = [(tr("Operator"), operator)]
    if node.name:
        about.append((tr("Node"), node.name))
    about.append((tr("Parameters"), wording.count(layer.parameters)))
    if layer.multiply_adds:
        about.append((tr("Multiply-adds"), wording.count(layer.multiply_adds)))
    sections: list[Section] = [("", about)]
    if node.attributes:
        values = [(name, value_text(value)) for name, value in sorted(node.attributes.items())]
        sections.append((tr("Attributes"), values))
    inputs = [(name, wording.shape(shapes.get(name, ()))) for name in layer.inputs]
    if inputs:
        sections.append((tr("Inputs"), inputs))
    weights = [
        (each.name, " ".join(filter(None, (wording.shape(each.shape or ()), str(each.dtype)))))
        for each in layer.weights
    ]
    if weights:
        sections.append((tr("Weights"), weights))
    outputs = [
        (name, f"{wording.shape(layer.shape)} {layer.dtype}" if name == layer.name else "")
        for name in node.outputs
        if name
    ]
    sections.append((tr("Outputs"), outputs))
    return sections


def value_text(value: Any) -> str:
    """Return an attribute in words: small ones whole, large ones by their shape."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if isinstance(value, np.ndarray):
        if value.size > 8:
            return f"{wording.shape(value.shape)} {value.dtype}"
        value = value.tolist()
    if isinstance(value, float):
        return f"{value:.6g}".replace("-", wording.MINUS)
    if isinstance(value, int):
        return str(value).replace("-", wording.MINUS)
    if isinstance(value, list | tuple):
        text = ", ".join(value_text(each) for each in value)
    elif isinstance(value, str):
        text = value
    else:  # a graph within a node, or what no shape inference needs to know
        text = type(value).__name__
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


class AttributeSheet(QDialog):
    """Follows the layer on the stage; the window stays usable beside it, Esc closes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModal(False)
        self.setWindowTitle(self.tr("Attributes"))
        self.resize(_WIDTH, _HEIGHT)
        self._title = OneLine(theme.font("title"), mode=Qt.TextElideMode.ElideMiddle, parent=self)
        self._page = QWidget(self)
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(self._page)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 8, 12)
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addWidget(self._scroll, 1)

    def show_layer(self, layer: Layer | None, shapes: Shapes) -> None:
        """Show a layer; None where there is none."""
        self._title.setText(layer.title if layer is not None else self.tr("No layer"))
        # A page of its own each time: the old rows go with the old one.
        self._page = QWidget(self)
        grid = QGridLayout(self._page)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(1, 1)
        row = 0
        for heading, facts in sections_of(layer, shapes) if layer is not None else ():
            if heading:
                title = words(heading, "caption", bold=True)
                title.setContentsMargins(0, 10, 0, 0)
                grid.addWidget(title, row, 0, 1, 2)
                row += 1
            for name, value in facts:
                self._add_fact(grid, row, name, value)
                row += 1
        grid.setRowStretch(row, 1)
        self._scroll.setWidget(self._page)

    @staticmethod
    def _add_fact(grid: QGridLayout, row: int, name: str, value: str) -> None:
        top = Qt.AlignmentFlag.AlignTop
        flags = Qt.TextInteractionFlag
        left = words(name, "caption", quiet=True)
        right = words(value, "caption")
        for label in (left, right):
            label.setWordWrap(True)
            label.setTextInteractionFlags(
                flags.TextSelectableByMouse | flags.TextSelectableByKeyboard
            )
            label.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        left.setMaximumWidth(_WIDTH // 2)
        right.setAccessibleName(f"{name}: {value}")
        grid.addWidget(left, row, 0, top)
        grid.addWidget(right, row, 1, top)
