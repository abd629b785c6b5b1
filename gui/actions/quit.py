"""Leave the program."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP
from PySide6.QtGui import QKeySequence

from gui.action import Action


class Quit(Action):
    """Close the window."""

    TEXT = QT_TRANSLATE_NOOP("Action", "&Quit")
    TIP = QT_TRANSLATE_NOOP("Action", "Close Convolens")
    MENU = "file"
    ORDER = 310
    SHORTCUT = QKeySequence.StandardKey.Quit

    def run(self) -> None:
        """Close the window, which ends all work."""
        self.window().close()
