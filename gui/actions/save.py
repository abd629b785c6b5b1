"""The menu of all that can be saved."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from gui.action import Action


class Save(Action):
    """Opens the menu of what can be saved."""

    TEXT = QT_TRANSLATE_NOOP("Action", "&Save")
    TIP = QT_TRANSLATE_NOOP("Action", "Save the drawing, maps, numbers, a report or the view")
    MENU = "file"
    ORDER = 110
    SUBMENU = "save"
    ICON = "save"
    IN_TOOLBAR = True
    TOOLBAR_ORDER = 110
    TOOLBAR_TEXT = QT_TRANSLATE_NOOP("Action", "Save")

    def run(self) -> None:
        """Nothing: the menu opens by itself."""
