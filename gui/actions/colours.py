"""Light or dark."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject

from gui import theme
from gui.action import Action
from gui.controller import Controller
from gui.session import Session


class Colours(Action):
    """The menu of colours."""

    TEXT = QT_TRANSLATE_NOOP("Action", "&Colours")
    TIP = QT_TRANSLATE_NOOP("Action", "Light or dark window")
    MENU = "view"
    ORDER = 10
    SUBMENU = "theme"

    def run(self) -> None:
        """Nothing: the menu opens by itself."""


class _ColourAction(Action):
    CHOICE: ClassVar[theme.Choice] = "system"

    def __init__(self, session: Session, controller: Controller, parent: QObject) -> None:
        super().__init__(session, controller, parent)
        self.setCheckable(True)
        self.setChecked(controller.settings.theme == self.CHOICE)
        controller.theme_wanted.connect(self._on_theme_wanted)

    def _on_theme_wanted(self, choice: str) -> None:
        self.setChecked(choice == self.CHOICE)

    def run(self) -> None:
        """Wear them."""
        self.controller.change_theme(self.CHOICE)


class ColoursSystem(_ColourAction):
    """As the system."""

    TEXT = QT_TRANSLATE_NOOP("Action", "As the &system")
    TIP = QT_TRANSLATE_NOOP("Action", "Light or dark, as the system is")
    MENU = "theme"
    ORDER = 10
    CHOICE = "system"


class ColoursLight(_ColourAction):
    """Light."""

    TEXT = QT_TRANSLATE_NOOP("Action", "&Light")
    TIP = QT_TRANSLATE_NOOP("Action", "A light window")
    MENU = "theme"
    ORDER = 20
    CHOICE = "light"


class ColoursDark(_ColourAction):
    """Dark."""

    TEXT = QT_TRANSLATE_NOOP("Action", "&Dark")
    TIP = QT_TRANSLATE_NOOP("Action", "A dark window")
    MENU = "theme"
    ORDER = 30
    CHOICE = "dark"


class SwitchColours(Action):
    """From light to dark and back."""

    TEXT = QT_TRANSLATE_NOOP("Action", "S&witch light and dark")
    TIP = QT_TRANSLATE_NOOP("Action", "Switch between light and dark")
    MENU = "view"
    ORDER = 20
    SHORTCUT = "Ctrl+Shift+D"
    ICON = "dark"
    IN_TOOLBAR = True
    TOOLBAR_ORDER = 210

    def __init__(self, session: Session, controller: Controller, parent: QObject) -> None:
        super().__init__(session, controller, parent)
        controller.theme_wanted.connect(self._on_theme_wanted)
        self._on_theme_wanted()

    def _on_theme_wanted(self) -> None:
        self.setIcon(theme.icon("light" if theme.is_dark() else "dark"))

    def run(self) -> None:
        """Switch."""
        self.controller.change_theme("light" if theme.is_dark() else "dark")
