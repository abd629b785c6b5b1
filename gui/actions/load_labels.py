"""Read the names of the classes from a file."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject
from PySide6.QtWidgets import QFileDialog

from gui.action import Action
from gui.controller import Controller
from gui.session import Session


class LoadLabels(Action):
    """One label a line, or JSON."""

    TEXT = QT_TRANSLATE_NOOP("Action", "Load &labels…")
    TIP = QT_TRANSLATE_NOOP("Action", "Read the names of the classes from a file")
    MENU = "network"
    ORDER = 330
    ICON = "labels"

    def __init__(self, session: Session, controller: Controller, parent: QObject) -> None:
        super().__init__(session, controller, parent)
        session.model_changed.connect(self._on_model_changed)
        self._on_model_changed()

    def _on_model_changed(self) -> None:
        self.setEnabled(self.session.model is not None)

    def run(self) -> None:
        """Ask for the file, and read it."""
        path, _ = QFileDialog.getOpenFileName(
            self.window(),
            self.tr("Load labels"),
            "",
            self.tr("Labels (*.txt *.json);;All files (*)"),
        )
        if path:
            self.controller.load_labels(path)
