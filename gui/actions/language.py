"""The language of the window."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject

from gui import language
from gui.action import Action
from gui.controller import Controller
from gui.session import Session


class Language(Action):
    """The menu of languages."""

    TEXT = QT_TRANSLATE_NOOP("Action", "Lang&uage")
    TIP = QT_TRANSLATE_NOOP("Action", "The language of the window")
    MENU = "view"
    ORDER = 30
    SUBMENU = "language"

    def run(self) -> None:
        """Nothing: the menu opens by itself."""


class _LanguageAction(Action):
    """Ticked where it was chosen; another language builds the window anew."""

    CHOICE: ClassVar[language.Choice] = "system"

    def __init__(self, session: Session, controller: Controller, parent: QObject) -> None:
        super().__init__(session, controller, parent)
        self.setCheckable(True)
        self.setChecked(controller.settings.language == self.CHOICE)

    def run(self) -> None:
        """Speak it."""
        self.setChecked(True)
        if self.controller.settings.language != self.CHOICE:
            self.controller.change_language(self.CHOICE)


class LanguageSystem(_LanguageAction):
    """As the system."""

    TEXT = QT_TRANSLATE_NOOP("Action", "As the &system's")
    TIP = QT_TRANSLATE_NOOP("Action", "The language of the system, or English")
    MENU = "language"
    ORDER = 10
    CHOICE = "system"


class LanguageEnglish(_LanguageAction):
    """English; a language's name is in that language, so that its speakers find it."""

    TEXT = QT_TRANSLATE_NOOP("Action", "&English")
    TIP = QT_TRANSLATE_NOOP("Action", "English")
    MENU = "language"
    ORDER = 20
    CHOICE = "en"


class LanguageChinese(_LanguageAction):
    """Simplified Chinese."""

    TEXT = QT_TRANSLATE_NOOP("Action", "简体中文")
    TIP = QT_TRANSLATE_NOOP("Action", "简体中文")
    MENU = "language"
    ORDER = 30
    CHOICE = "zh_CN"
