"""Save all feature maps."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject
from PySide6.QtWidgets import QFileDialog

from gui.action import Action
from gui.controller import Controller
from gui.session import Session


class SaveMaps(Action):
    """Write a picture and an array of every layer into a folder."""

    TEXT = QT_TRANSLATE_NOOP("Action", "Feature &maps…")
    TIP = QT_TRANSLATE_NOOP("Action", "Save every layer's maps into a folder, as PNG and NumPy")
    MENU = "save"
    ORDER = 20
    SHORTCUT = "Ctrl+Shift+S"
    ICON = "maps"

    def __init__(self, session: Session, controller: Controller, parent: QObject) -> None:
        super().__init__(session, controller, parent)
        session.activations_changed.connect(self._on_activations_changed)
        self._on_activations_changed()

    def _on_activations_changed(self) -> None:
        self.setEnabled(self.session.activations is not None)

    def run(self) -> None:
        """Ask for a folder, and save."""
        folder = QFileDialog.getExistingDirectory(
            self.window(), self.tr("Choose a folder for the feature maps")
        )
        if folder:
            self.controller.save_maps(folder)
