"""How pictures are prepared, classes called and weights used, and who says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QT_TRANSLATE_NOOP
from PySide6.QtWidgets import QFileDialog, QMenu, QVBoxLayout, QWidget

from engine.metadata import picture_input
from gui.panel import Area, Panel
from gui.widgets.forms import size_text
from gui.widgets.model_card import ModelCard
from gui.widgets.preprocess_editor import PreprocessEditor
from gui.widgets.provenance import ProvenanceRow
from gui.widgets.weights_editor import LayerWords, WeightsEditor
from gui.words import engine_text, recipe_text, weights_text, wording

if TYPE_CHECKING:
    import engine
    from gui.controller import Controller
    from gui.session import Session

_NAMED = 2
PREPROCESSING, WEIGHTS = "preprocessing", "weights"
"""The names of rows that entries of the menu open."""


class ProvenancePanel(Panel):
    """Which preprocessing and labels are used, and whether the model states them."""

    TITLE: ClassVar[str] = QT_TRANSLATE_NOOP("ProvenancePanel", "Provenance")
    AREA: ClassVar[Area | None] = "left"
    ORDER: ClassVar[int] = 30

    def __init__(
        self, session: Session, controller: Controller, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, controller, parent)
        self._model: engine.Model | None = None
        self.preprocessing = ProvenanceRow(self.tr("Preprocessing"))
        self.preprocessing.setObjectName(PREPROCESSING)
        self.preprocessing.asked.connect(self._on_preprocessing_asked)
        self.labels = ProvenanceRow(self.tr("Labels"))
        self.labels.asked.connect(self._on_labels_asked)
        self.editor = PreprocessEditor(self)
        self.editor.changed.connect(controller.change_preprocess)
        self.editor.reset_asked.connect(controller.reset_preprocess)
        self.weights = ProvenanceRow(self.tr("Weights"))
        self.weights.setObjectName(WEIGHTS)
        self.weights.asked.connect(self._on_weights_asked)
        self.use = WeightsEditor(self)
        self.use.changed.connect(controller.change_architecture)
        self.use.undo_wanted.connect(controller.undo_architecture)
        self.use.reset_wanted.connect(controller.reset_architecture)
        self.card = ModelCard(self)
        self.menu = QMenu(self)
        self.menu.addAction(self.tr("Load labels from a file…")).triggered.connect(self._on_load)
        self._own_labels = self.menu.addAction(self.tr("As the model says"))
        self._own_labels.triggered.connect(controller.reset_labels)
        self.menu.addSeparator()
        self.menu.addAction(self.tr("About this model")).triggered.connect(self._on_about)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 12)
        column.setSpacing(12)
        # Weights first: whether they are used as they were meant decides about all else.
        for row in (self.weights, self.preprocessing, self.labels):
            column.addWidget(row)
        session.model_changed.connect(self._on_model_changed)
        # What was chosen and cannot be is not shown as if it were in use.
        session.problem_changed.connect(self._on_problem_changed)
        self._on_model_changed()

    def _on_model_changed(self) -> None:
        model = self.session.model
        for row in (self.preprocessing, self.labels, self.weights):
            row.setHidden(model is None)
        if model is None:
            return
        if self._model is None or model.path != self._model.path or model.name != self._model.name:
            self.editor.forget_centring()
        self._model = model
        recipe = model.preprocess
        notes = tuple(map(engine_text.worded, model.warnings))
        self.preprocessing.show_state(
            recipe_text.told(recipe.source),
            self._described(model),
            assumed=recipe.assumed,
            tip="\n".join(notes),
        )
        self.editor.set_recipe(recipe)
        self.editor.set_size(*_sizes(model))
        self.editor.set_notes(notes)
        labels = model.labels
        self.labels.show_state(
            recipe_text.told(labels.source), self._named(labels), assumed=labels.assumed
        )
        self._show_weights(model)
        self._own_labels.setEnabled(not labels.assumed and labels.source != "onnx metadata")

    def _on_problem_changed(self) -> None:
        if self.session.model is not None:
            self._show_weights(self.session.model)

    def _show_weights(self, model: engine.Model) -> None:
        used = model.architecture
        self.weights.setHidden(used is None)
        if used is None:
            self.use.close()
            return
        told = weights_text.told(used)
        self.weights.show_state(told, weights_text.described(used), assumed=used.guessed)
        made = {layer.name: layer for layer in model.layers}
        names = [f"{layer.type}{index}" for index, layer in enumerate(used.layers, 1)]
        titles = [LayerWords(name, _detail(made[name]) if name in made else "") for name in names]
        dense = (made[name] for name in names if name.startswith("dense") and name in made)
        inputs = next((layer.weights[0].shape[0] for layer in dense if layer.weights), None)
        self.use.set_use(
            used,
            titles,
            file=model.path.name if model.path is not None else model.name,
            inputs=inputs if isinstance(inputs, int) else None,
            can_undo=self.controller.can_undo_architecture,
        )

    def _described(self, model: engine.Model) -> str:
        told = recipe_text.described(model.preprocess)
        return told[:1].upper() + told[1:]

    def _named(self, labels: engine.Labels) -> str:
        count = len(labels)
        if not count:
            return self.tr("None; classes are shown by their number")
        names = [labels.short(index) for index in range(min(count, _NAMED))]
        if labels.assumed:
            last = labels.short(count - 1)
            return self.tr("{0} to {1}, in order; the model has none").format(names[0], last)
        shown = ", ".join(names)
        if count > _NAMED:
            shown = f"{shown}, …"
        return self.tr("{0} names: {1}").format(wording.count(count), shown)

    def _on_preprocessing_asked(self) -> None:
        self.editor.open_at(self.preprocessing.link)

    def _on_weights_asked(self) -> None:
        self.use.open_beside(self.weights.link, self)

    def _on_labels_asked(self) -> None:
        link = self.labels.link
        self.menu.popup(link.mapToGlobal(link.rect().bottomLeft()))

    def _on_load(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Load labels"),
            "",
            self.tr("Labels (*.txt *.json);;All files (*)"),
        )
        if path:
            self.controller.load_labels(path)

    def _on_about(self) -> None:
        model = self.session.model
        if model is None:
            return
        card = model.card
        self.card.set_card(
            card.title or model.name,
            card.description,
            (
                (self.tr("Licence"), card.licence),
                (self.tr("Credit"), card.credit),
                (self.tr("File"), model.path.name if model.path is not None else ""),
                (self.tr("Made by"), model.producer),
                (self.tr("Parameters"), wording.count(model.parameters)),
                (self.tr("Multiply-adds"), wording.count(model.multiply_adds)),
                (self.tr("Size"), wording.size(model.size_bytes)),
            ),
        )
        self.card.open_at(self.labels.link)


def _detail(layer: engine.Layer) -> str:
    """Return operator and size: `Conv 5×5, 20 × 24 × 24`."""
    return f"{layer.detail}, {size_text(layer.shape)}"


def _sizes(model: engine.Model) -> tuple[tuple[int, int], tuple[bool, bool]]:
    """Return height and width that a model reads, and for each whether its file leaves it open."""
    value = picture_input(model.inputs)
    if value is None or value.shape is None or len(value.shape) != 4:
        return (1, 1), (False, False)
    sides = slice(2, 4) if model.preprocess.layout == "NCHW" else slice(1, 3)
    height, width = model.usual_shape(value)[sides]
    is_open = [not (isinstance(side, int) and side > 0) for side in value.shape[sides]]
    return (height, width), (is_open[0], is_open[1])
