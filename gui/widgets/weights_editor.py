"""The sheet on which a person says how the weights of a NumPy archive are used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from engine import Architecture
from engine.formats.architecture import (
    BORDER_MODES,
    NONLINEARITIES,
    BatchNorm,
    Conv,
    Dense,
    Layer,
    Nonlinearity,
    Pool,
)
from gui.widgets.choice import Choice
from gui.widgets.popover import Popover
from gui.widgets.size_field import SizeField
from gui.widgets.words import Paragraph, words
from gui.words import weights_text

_WIDTH = 700
_TALLEST = 264
_CHANGED = "changed by you"
_ALL = -1
"""Stands for all layers, where others stand by their number."""


@dataclass(frozen=True, slots=True)
class LayerWords:
    """What a layer is called, and its operator and size."""

    title: str
    detail: str


class WeightsEditor(Popover):
    """Every choice acts at once; `changed` carries the new description."""

    changed = Signal(object)
    undo_wanted = Signal()
    reset_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._architecture = Architecture((1, None, None), ())
        self._titles: tuple[LayerWords, ...] = ()
        self.fields: dict[tuple[int, str], Choice] = {}
        """The boxes by number of the layer and name of the setting; `_ALL` is all layers."""
        self.explanation = Paragraph()
        self.reason = Paragraph(role="caption", quiet=True)
        self.size = SizeField()
        self.size.changed.connect(self._on_size_changed)
        label = words(self.tr("Width and height of the picture"), "caption", quiet=True)
        label.setBuddy(self.size)
        self.size.setAccessibleName(label.text())
        self._size_row = QWidget()
        row = QHBoxLayout(self._size_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label)
        row.addWidget(self.size)
        row.addStretch(1)
        self._table = QScrollArea(widgetResizable=True)
        self._table.setFrameShape(QScrollArea.Shape.NoFrame)
        self._table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.undo = QPushButton(self.tr("Undo"))
        self.undo.clicked.connect(self.undo_wanted)
        self.reset = QPushButton()
        self.reset.clicked.connect(self.reset_wanted)
        foot = QHBoxLayout()
        foot.addWidget(self.undo)
        foot.addWidget(self.reset)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(10)
        column.addWidget(words(self.tr("How the weights are used"), "heading"))
        for each in (self.explanation, self.reason, self._size_row, self._table):
            column.addWidget(each)
        column.addLayout(foot)
        self.setFixedWidth(_WIDTH)

    def set_use(
        self,
        architecture: Architecture,
        layers: Sequence[LayerWords],
        *,
        file: str,
        inputs: int | None,
        can_undo: bool,
    ) -> None:
        """Show how weights are used; nothing is told.

        Parameters
        ----------
        layers : the words for each layer of the architecture
        file : the archive's name
        inputs : of the first dense layer, None where there is none
        """
        kinds = [type(layer) for layer in self._architecture.layers]
        same = kinds == [type(layer) for layer in architecture.layers]
        if not same or self._titles != tuple(layers):
            self._titles = tuple(layers)
            self._build(architecture.layers)
        self._architecture = architecture
        if architecture.guessed:
            text = self.tr("{0} holds numbers and no layers. How they are used was guessed.")
        else:
            text = self.tr("{0} holds numbers and no layers. How they are used was said.")
        self.explanation.setText(text.format(file))
        self.reason.setText(weights_text.why(architecture, inputs))
        self.reason.setVisible(architecture.guessed)
        _, height, width = architecture.input
        self.size.set_size((height or 1, width or 1), (height is not None, width is not None))
        self._size_row.setVisible(height is not None or width is not None)
        self.undo.setEnabled(can_undo)
        self.reset.setText(self.tr("As it was when opened"))
        self.reset.setEnabled(architecture.source == _CHANGED)
        for (index, key), box in self.fields.items():
            box.set_value(self._common(key) if index == _ALL else self._value(index, key))
        if self.isVisible():
            self.adjustSize()

    def _build(self, layers: Sequence[Layer]) -> None:
        self.fields = {}
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        heads = (self.tr("Layer"), self.tr("Kernels"), self.tr("Border"), self.tr("Nonlinearity"))
        for place, text in enumerate(heads):
            grid.addWidget(words(text, "caption", quiet=True), 0, place)
        row = 1
        kinds = [type(layer) for layer in layers]
        if kinds.count(Conv) > 1:
            grid.addWidget(words(self.tr("All convolutions"), "caption", bold=True), row, 0)
            grid.addWidget(self._box(_ALL, "flip", Conv()), row, 1)
            grid.addWidget(self._box(_ALL, "border_mode", Conv()), row, 2)
            row += 1
        if kinds.count(Pool) > 1:
            grid.addWidget(words(self.tr("All pools"), "caption", bold=True), row, 0)
            grid.addWidget(self._box(_ALL, "ignore_border", Pool()), row, 2)
            row += 1
        for index, (layer, said) in enumerate(zip(layers, self._titles, strict=True)):
            grid.addWidget(_title(said), row, 0)
            if isinstance(layer, Conv):
                grid.addWidget(self._box(index, "flip", layer), row, 1)
                grid.addWidget(self._box(index, "border_mode", layer), row, 2)
            if isinstance(layer, Pool):
                grid.addWidget(self._box(index, "ignore_border", layer), row, 2)
            if isinstance(layer, Conv | Pool | Dense | BatchNorm | Nonlinearity):
                grid.addWidget(self._box(index, "nonlinearity", layer), row, 3)
            row += 1
        grid.setColumnStretch(0, 1)
        grid.setRowStretch(row, 1)
        self._table.setWidget(body)
        # Qt turns both on when a widget comes into a scroll area; here the sheet shows through.
        for each in (body, self._table.viewport()):
            each.setAutoFillBackground(False)
        self._table.setFixedHeight(min(body.sizeHint().height(), _TALLEST))

    def _box(self, index: int, key: str, layer: Layer) -> Choice:
        box = Choice(self._entries(key, layer))
        head = {
            "flip": self.tr("Kernels"),
            "nonlinearity": self.tr("Nonlinearity"),
        }.get(key, self.tr("Border"))
        of = self.tr("all layers") if index == _ALL else self._titles[index].title
        box.setAccessibleName(self.tr("{0} of {1}").format(head, of))
        if key == "flip":
            box.setToolTip(
                self.tr("Theano's convolution flips kernels; others, ONNX too, correlate")
            )
        box.chosen.connect(lambda value: self._on_chosen(index, key, value))
        self.fields[index, key] = box
        return box

    def _entries(self, key: str, layer: Layer) -> list[tuple[str, object]]:
        if key == "flip":
            return [
                (self.tr("flipped"), True),
                (self.tr("not flipped"), False),
            ]
        if key == "ignore_border":
            return [(self.tr("rest dropped"), True), (self.tr("rest kept"), False)]
        if key == "nonlinearity":
            return [(self._function(name), name) for name in NONLINEARITIES]
        modes: list[Any] = list(BORDER_MODES)
        if isinstance(layer, Conv) and layer.border_mode not in modes:
            modes.append(layer.border_mode)
        return [(weights_text.border(mode), mode) for mode in modes]

    def _function(self, name: str) -> str:
        """Return what a nonlinearity is called: but for none, the same in every language."""
        plain = {"rectify": "ReLU", "elu": "ELU", "selu": "SELU", "linear": self.tr("none")}
        return plain.get(name, name.replace("_", " "))

    def _value(self, index: int, key: str) -> object:
        return getattr(self._architecture.layers[index], key)

    def _common(self, key: str) -> object:
        """Return what all layers with that setting share; None where they differ."""
        found = {getattr(layer, key) for layer in self._architecture.layers if hasattr(layer, key)}
        return found.pop() if len(found) == 1 else None

    def _on_chosen(self, index: int, key: str, value: object) -> None:
        changed: dict[str, Any] = {key: value}
        layers = tuple(
            replace(layer, **changed) if index in (_ALL, place) and hasattr(layer, key) else layer
            for place, layer in enumerate(self._architecture.layers)
        )
        self._tell(replace(self._architecture, layers=layers, source=_CHANGED))

    def _on_size_changed(self, size: tuple[int, int]) -> None:
        channels, height, width = self._architecture.input
        chosen = (channels, height and size[0], width and size[1])
        self._tell(replace(self._architecture, input=chosen, source=_CHANGED))

    def _tell(self, architecture: Architecture) -> None:
        if architecture != self._architecture:
            self.changed.emit(architecture)


def _title(said: LayerWords) -> QWidget:
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(words(said.title, "caption", bold=True))
    column.addWidget(words(said.detail, "small", quiet=True))
    return whole
