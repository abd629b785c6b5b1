"""Save the drawing as a picture."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFileDialog

from gui.action import Action
from gui.controller import Controller
from gui.session import Session


class SaveDrawing(Action):
    """Write the canvas as a PNG file."""

    TEXT = QT_TRANSLATE_NOOP("Action", "&Drawing…")
    TIP = QT_TRANSLATE_NOOP("Action", "Save the drawing as a PNG picture")
    MENU = "save"
    ORDER = 10
    SHORTCUT = QKeySequence.StandardKey.Save
    ICON = "draw"

    def __init__(self, session: Session, controller: Controller, parent: QObject) -> None:
        super().__init__(session, controller, parent)
        session.source_changed.connect(self._on_source_changed)
        self._on_source_changed()

    def _on_source_changed(self) -> None:
        source = self.session.source
        self.setEnabled(source is not None and source.kind == "drawing")

    def run(self) -> None:
        """Ask where to, and save."""
        path, _ = QFileDialog.getSaveFileName(
            self.window(),
            self.tr("Save the drawing"),
            self.tr("drawing") + ".png",
            self.tr("PNG picture (*.png)"),
        )
        if path:
            self.controller.save_drawing(path if path.lower().endswith(".png") else f"{path}.png")
