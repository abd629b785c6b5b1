"""Go back to the start page."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from gui.action import Action


class ShowStart(Action):
    """The page with the examples and the recent files."""

    TEXT = QT_TRANSLATE_NOOP("Action", "Start &page")
    TIP = QT_TRANSLATE_NOOP("Action", "Show the examples and the recent files")
    MENU = "file"
    ORDER = 210
    SHORTCUT = "Alt+Home"
    ICON = "home"

    def run(self) -> None:
        """Show it."""
        self.controller.show_start()
