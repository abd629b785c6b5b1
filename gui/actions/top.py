"""How many predictions are listed."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject

from gui.action import Action
from gui.controller import Controller
from gui.session import Session


class Top(Action):
    """The menu of numbers."""

    TEXT = QT_TRANSLATE_NOOP("Action", "&Predictions")
    TIP = QT_TRANSLATE_NOOP("Action", "How many predictions are listed")
    MENU = "view"
    ORDER = 110
    SUBMENU = "top"

    def run(self) -> None:
        """Nothing: the menu opens by itself."""


class _TopAction(Action):
    NUMBER: ClassVar[int] = 0

    def __init__(self, session: Session, controller: Controller, parent: QObject) -> None:
        super().__init__(session, controller, parent)
        self.setCheckable(True)
        session.view_changed.connect(self._on_view_changed)
        self._on_view_changed()

    def _on_view_changed(self) -> None:
        self.setChecked(self.session.view.top == self.NUMBER)

    def run(self) -> None:
        """List so many."""
        self.controller.change_view(top=self.NUMBER)
        self._on_view_changed()


class Top3(_TopAction):
    """Three."""

    TEXT = QT_TRANSLATE_NOOP("Action", "Top &3")
    TIP = QT_TRANSLATE_NOOP("Action", "List the three best predictions")
    MENU = "top"
    ORDER = 10
    NUMBER = 3


class Top5(_TopAction):
    """Five."""

    TEXT = QT_TRANSLATE_NOOP("Action", "Top &5")
    TIP = QT_TRANSLATE_NOOP("Action", "List the five best predictions")
    MENU = "top"
    ORDER = 20
    NUMBER = 5


class Top10(_TopAction):
    """Ten."""

    TEXT = QT_TRANSLATE_NOOP("Action", "Top &10")
    TIP = QT_TRANSLATE_NOOP("Action", "List the ten best predictions")
    MENU = "top"
    ORDER = 30
    NUMBER = 10
