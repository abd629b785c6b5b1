"""Go to the drawing canvas."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject

from gui.action import Action
from gui.controller import Controller
from gui.session import Session


class Draw(Action):
    """Draw for the network that is open, or for the digits."""

    TEXT = QT_TRANSLATE_NOOP("Action", "&Draw")
    TIP = QT_TRANSLATE_NOOP("Action", "Draw for the network")
    MENU = "network"
    ORDER = 10
    SHORTCUT = "Ctrl+N"
    ICON = "draw"
    IN_TOOLBAR = True
    TOOLBAR_ORDER = 20
    TOOLBAR_TEXT = QT_TRANSLATE_NOOP("Action", "Draw")
    SECONDARY = True

    def __init__(self, session: Session, controller: Controller, parent: QObject) -> None:
        super().__init__(session, controller, parent)
        self.setCheckable(True)
        session.mode_changed.connect(self._on_mode_changed)
        session.page_changed.connect(self._on_mode_changed)

    def _on_mode_changed(self) -> None:
        shown = self.session.page == "explore"
        self.setChecked(self.session.mode == "drawing" and shown)

    def run(self) -> None:
        """Show the canvas."""
        self._on_mode_changed()
        self.controller.draw()
