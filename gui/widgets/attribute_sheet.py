"""A layer's operator, inputs, outputs, attributes and weights, as its file states them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from engine.graph import Value
from engine.layers import Layer
from gui import theme
from gui.widgets.words import OneLine, words
from gui.words import wording

Section = tuple[str, list[tuple[str, str]]]
Shapes = Mapping[str, Sequence[int | str | None]]
Constants = Mapping[str, np.ndarray]

_WIDTH = 380
_HEIGHT = 400
_LONGEST = 160
_FEW = 8
"""So many values are written out."""


def sections_of(layer: Layer, shapes: Shapes, constants: Constants) -> list[Section]:
    """Return what is known of a layer in words: headings, each with names and values.

    Parameters
    ----------
    shapes : those of layers and inputs, by name
    constants : the weights by name; small ones are written out. May be empty
    """
    node = layer.node
    operator = f"{node.domain}.{node.op}" if node.domain else node.op
    about = [(QCoreApplication.translate("AttributeSheet", "Operator"), operator)]
    if node.name:
        about.append((QCoreApplication.translate("AttributeSheet", "Node"), node.name))
    if layer.parameters:
        about.append(
            (
                QCoreApplication.translate("AttributeSheet", "Parameters"),
                wording.count(layer.parameters),
            )
        )
    if layer.multiply_adds:
        about.append(
            (
                QCoreApplication.translate("AttributeSheet", "Multiply-adds"),
                wording.count(layer.multiply_adds),
            )
        )
    sections: list[Section] = [("", about)]
    if node.attributes:
        values = [(name, value_text(value)) for name, value in sorted(node.attributes.items())]
        sections.append((QCoreApplication.translate("AttributeSheet", "Attributes"), values))
    inputs = [(name, wording.shape(shapes.get(name, ()))) for name in layer.inputs]
    if inputs:
        sections.append((QCoreApplication.translate("AttributeSheet", "Inputs"), inputs))
    weights = [(each.name, _weight_text(each, constants)) for each in layer.weights]
    if weights:
        sections.append((QCoreApplication.translate("AttributeSheet", "Weights"), weights))
    outputs = [
        (name, f"{wording.shape(layer.shape)} {layer.dtype}" if name == layer.name else "")
        for name in node.outputs
        if name
    ]
    sections.append((QCoreApplication.translate("AttributeSheet", "Outputs"), outputs))
    return sections


def _weight_text(value: Value, constants: Constants) -> str:
    """Return the shape and dtype of a constant, and its values where they are few."""
    parts = [wording.shape(value.shape or ()), str(value.dtype)]
    array = constants.get(value.name)
    if array is not None and 0 < array.size <= _FEW:
        parts.append(f"= {value_text(array.reshape(-1))}")
    return " ".join(part for part in parts if part)


def value_text(value: Any) -> str:
    """Return an attribute in words: small ones whole, large ones by their shape."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if isinstance(value, np.ndarray):
        if value.size > _FEW:
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
        self._shown: tuple[str, list[Section]] = ("", [])
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

    def show_layer(self, layer: Layer | None, shapes: Shapes, constants: Constants) -> None:
        """Show a layer, None where there is none; the others as for `sections_of`."""
        title = layer.title if layer is not None else self.tr("No layer")
        sections = sections_of(layer, shapes, constants) if layer is not None else []
        if (title, sections) == self._shown:
            return  # while a person draws, nothing changes here
        self._shown = (title, sections)
        self._title.setText(title)
        # A page of its own each time: the old rows go with the old one.
        self._page = QWidget(self)
        grid = QGridLayout(self._page)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(1, 1)
        row = 0
        for heading, facts in sections:
            if heading:
                label = words(heading, "caption", bold=True)
                label.setContentsMargins(0, 10, 0, 0)
                grid.addWidget(label, row, 0, 1, 2)
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
