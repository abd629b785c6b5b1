"""Keys, and how things work."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from gui.action import Action
from gui.widgets.help_sheet import HelpSheet


class Help(Action):
    """A sheet with the essentials and all keys."""

    TEXT = QT_TRANSLATE_NOOP("Action", "&Help and keys")
    TIP = QT_TRANSLATE_NOOP("Action", "How to use Convolens, and its keys")
    MENU = "help"
    ORDER = 10
    SHORTCUT = "F1"
    ICON = "help"
    IN_TOOLBAR = True
    TOOLBAR_ORDER = 220

    def run(self) -> None:
        """Show it; it need not be closed to go on."""
        window = self.window()
        sheet = window.findChild(HelpSheet) or HelpSheet(window)
        actions = [action for action in window.actions() if isinstance(action, Action)]
        sheet.set_keys(
            [
                (action.text(), action.shortcut())
                for action in actions
                if not action.shortcut().isEmpty()
            ]
        )
        sheet.show()
        sheet.raise_()
        sheet.activateWindow()
