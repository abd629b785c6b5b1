"""Say how the weights of a NumPy archive are used, and save the model as a standard file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject

import engine
from gui.action import Action
from gui.controller import Controller
from gui.exports import saving
from gui.exports.save_action import SaveAction
from gui.session import Session
from gui.widgets.provenance import ProvenanceRow


class _WeightsAction(Action):
    """Possible for models whose weights lie in a NumPy archive."""

    def __init__(self, session: Session, controller: Controller, parent: QObject) -> None:
        super().__init__(session, controller, parent)
        session.model_changed.connect(self._on_changed)
        session.mode_changed.connect(self._on_changed)
        self._on_changed()

    def _on_changed(self) -> None:
        model = self.session.model
        self.setEnabled(
            model is not None and model.architecture is not None and self.session.mode != "start"
        )


class ChangeWeights(_WeightsAction):
    """Opens the sheet beside the line that says what was guessed."""

    TEXT = QT_TRANSLATE_NOOP("Action", "Change how &weights are used…")
    TIP = QT_TRANSLATE_NOOP("Action", "Change kernels, borders and pools of NumPy weights")
    MENU = "network"
    ORDER = 325

    def run(self) -> None:
        """Open it."""
        for row in self.parent().stack.parts(ProvenanceRow, "weights"):
            row.asked.emit()


class _SaveModel(_WeightsAction, SaveAction):
    """Proposes a file beside the model's."""

    def _name(self) -> str:
        model = self.session.model
        beside = Path() if model.path is None else model.path
        return str(beside.parent / engine.export.safe_name(beside.stem or model.name))


class SaveModel(_SaveModel):
    """Layers, weights, labels and preprocessing in one file that other programs read."""

    TEXT = QT_TRANSLATE_NOOP("Action", "Model as &ONNX file…")
    TIP = QT_TRANSLATE_NOOP("Action", "Save layers and weights, as they are used now, as ONNX")
    MENU = "save"
    ORDER = 410
    ICON = "model"
    SUFFIX = ".onnx"
    FILTER = QT_TRANSLATE_NOOP("Action", "ONNX model")

    def _write(self) -> saving.Write:
        return saving.model_writer(self.session)


class SaveDescription(_SaveModel):
    """Beside the archive, it is read when that is opened the next time."""

    TEXT = QT_TRANSLATE_NOOP("Action", "&How weights are used…")
    TIP = QT_TRANSLATE_NOOP("Action", "Save a description (.toml) to put beside the weights")
    MENU = "save"
    ORDER = 420
    ICON = "labels"
    SUFFIX = ".toml"
    FILTER = QT_TRANSLATE_NOOP("Action", "Description")

    def _write(self) -> saving.Write:
        return saving.description_writer(self.session)
