"""The window over the whole screen."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, Qt

from gui.action import Action


class FullScreen(Action):
    """There and back."""

    TEXT = QT_TRANSLATE_NOOP("Action", "&Full screen")
    TIP = QT_TRANSLATE_NOOP("Action", "Use the whole screen, or leave it")
    MENU = "view"
    ORDER = 210
    SHORTCUT = "F11"
    ICON = "full-screen"

    def run(self) -> None:
        """Switch."""
        window = self.window()
        window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)
