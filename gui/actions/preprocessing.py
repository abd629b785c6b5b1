"""Change how pictures are prepared."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject

from gui.action import Action
from gui.controller import Controller
from gui.session import Session
from gui.widgets.provenance import ProvenanceRow


class _ModelAction(Action):
    def __init__(self, session: Session, controller: Controller, parent: QObject) -> None:
        super().__init__(session, controller, parent)
        session.model_changed.connect(self._on_model_changed)
        session.mode_changed.connect(self._on_model_changed)
        self._on_model_changed()

    def _on_model_changed(self) -> None:
        self.setEnabled(self.session.model is not None and self.session.mode != "start")


class ChangePreprocessing(_ModelAction):
    """Opens the sheet beside the line that says what is used."""

    TEXT = QT_TRANSLATE_NOOP("Action", "Change pr&eprocessing…")
    TIP = QT_TRANSLATE_NOOP("Action", "Change how pictures are prepared for the network")
    MENU = "network"
    ORDER = 310
    ICON = "settings"

    def run(self) -> None:
        """Open it."""
        for row in self.parent().stack.parts(ProvenanceRow, "preprocessing"):
            row.asked.emit()


class ResetPreprocessing(_ModelAction):
    """Back to what the model's file says."""

    TEXT = QT_TRANSLATE_NOOP("Action", "Preprocessing as the model &says")
    TIP = QT_TRANSLATE_NOOP("Action", "Prepare pictures as the model's file says")
    MENU = "network"
    ORDER = 320

    def run(self) -> None:
        """Go back."""
        self.controller.reset_preprocess()
