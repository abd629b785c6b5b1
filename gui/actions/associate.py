"""Open `.onnx` files by double-click."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject

from gui.action import Action
from gui.controller import Controller
from gui.desktop import association
from gui.session import Session


class OpenOnnxFiles(Action):
    """Off until a person wants it; for this person only; the same entry undoes it."""

    TEXT = QT_TRANSLATE_NOOP("Action", "Open .onn&x files with Convolens")
    TIP = QT_TRANSLATE_NOOP("Action", "Let a double-click on an .onnx file open it here")
    MENU = "file"
    ORDER = 220

    def __init__(self, session: Session, controller: Controller, parent: QObject) -> None:
        super().__init__(session, controller, parent)
        self.setCheckable(True)
        # Only the Windows program itself can be named to the Explorer.
        self.setVisible(association.POSSIBLE)
        if association.POSSIBLE:
            self.setChecked(association.associated(Path(sys.executable)))

    def run(self) -> None:
        """Associate, or undo it."""
        if not self.isChecked():
            association.dissociate()
            self.controller.hover(self.tr(".onnx files are no longer opened with Convolens"))
            return
        association.associate(Path(sys.executable))
        self.controller.hover(
            self.tr("Convolens is among the programs that open .onnx files; do not move it")
        )
