"""Go back to the start page."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject

import resources
from gui.action import Action
from gui.controller import Controller
from gui.session import Session


class ShowStart(Action):
    """The page with the examples and the recent files."""

    TEXT = QT_TRANSLATE_NOOP("Action", "S&tart page")
    TIP = QT_TRANSLATE_NOOP("Action", "Show the examples and the recent files")
    MENU = "file"
    ORDER = 210
    SHORTCUT = "Alt+Home"
    ICON = "home"

    def __init__(self, session: Session, controller: Controller, parent: QObject) -> None:
        super().__init__(session, controller, parent)
        # A program made from a model has nothing to choose there.
        self.setEnabled(resources.PACK is None)
        self.setVisible(resources.PACK is None)

    def run(self) -> None:
        """Show it."""
        self.controller.show_start()
