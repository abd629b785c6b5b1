"""Open models and pictures from files."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFileDialog

from engine.constants import IMAGE_SUFFIXES
from gui.action import Action
from gui.work import MODEL_SUFFIXES


class Open(Action):
    """Choose one file, or several at once."""

    TEXT = QT_TRANSLATE_NOOP("Action", "&Open…")
    TIP = QT_TRANSLATE_NOOP("Action", "Open a model or a picture")
    MENU = "file"
    ORDER = 10
    SHORTCUT = QKeySequence.StandardKey.Open
    ICON = "open"
    IN_TOOLBAR = True
    TOOLBAR_ORDER = 10
    TOOLBAR_TEXT = QT_TRANSLATE_NOOP("Action", "Open")

    def run(self) -> None:
        """Ask for files and open them."""
        models = " ".join(f"*{suffix}" for suffix in MODEL_SUFFIXES)
        images = " ".join(f"*{suffix}" for suffix in IMAGE_SUFFIXES)
        filters = (
            self.tr("Models and pictures ({0})").format(f"{models} {images}"),
            self.tr("Models ({0})").format(models),
            self.tr("Pictures ({0})").format(images),
            self.tr("All files (*)"),
        )
        recent = self.session.recent
        folder = str(recent[0].path.parent) if recent else ""
        paths, _ = QFileDialog.getOpenFileNames(
            self.window(), self.tr("Open a model or a picture"), folder, ";;".join(filters)
        )
        if paths:
            self.controller.open_files(paths)
