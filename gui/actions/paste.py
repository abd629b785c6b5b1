"""Open what the clipboard holds."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP
from PySide6.QtGui import QKeySequence

from gui.action import Action
from gui.inputs import clipboard


class Paste(Action):
    """A copied picture, or a copied file."""

    TEXT = QT_TRANSLATE_NOOP("Action", "&Paste")
    TIP = QT_TRANSLATE_NOOP("Action", "Open the picture or the file on the clipboard")
    MENU = "edit"
    ORDER = 110
    SHORTCUT = QKeySequence.StandardKey.Paste
    ICON = "paste"
    IN_TOOLBAR = True
    TOOLBAR_ORDER = 30
    TOOLBAR_TEXT = QT_TRANSLATE_NOOP("Action", "Paste")
    SECONDARY = True

    def run(self) -> None:
        """Open it, or say that there is nothing."""
        clipboard.paste(self.controller)
