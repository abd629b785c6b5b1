"""The three networks that come with the program."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject

import resources
from gui.action import Action
from gui.controller import Controller
from gui.session import Session


class _OpenBundled(Action):
    NAME: ClassVar[str] = ""

    def __init__(self, session: Session, controller: Controller, parent: QObject) -> None:
        super().__init__(session, controller, parent)
        # A program made from a model carries that one alone.
        self.setVisible(self.NAME in resources.BUNDLED)

    def run(self) -> None:
        """Open it."""
        self.controller.open_model(self.NAME)


class OpenDigits(_OpenBundled):
    """Digits from 0 to 9."""

    TEXT = QT_TRANSLATE_NOOP("Action", "Di&gits")
    TIP = QT_TRANSLATE_NOOP("Action", "Open the network that reads digits as you draw")
    MENU = "network"
    ORDER = 110
    NAME = "digits"


class OpenDoodles(_OpenBundled):
    """Twenty things that people draw."""

    TEXT = QT_TRANSLATE_NOOP("Action", "D&oodles")
    TIP = QT_TRANSLATE_NOOP("Action", "Open the network that knows twenty doodles")
    MENU = "network"
    ORDER = 120
    NAME = "doodles"


class OpenPhotos(_OpenBundled):
    """A thousand things on photos."""

    TEXT = QT_TRANSLATE_NOOP("Action", "&Photos")
    TIP = QT_TRANSLATE_NOOP("Action", "Open the network that knows a thousand things on photos")
    MENU = "network"
    ORDER = 130
    NAME = "photos"
