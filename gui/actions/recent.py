"""Files that were open before."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from gui.action import Action
from gui.controller import Controller
from gui.session import Session


class OpenRecent(Action):
    """A menu of the last files."""

    TEXT = QT_TRANSLATE_NOOP("Action", "Open &recent")
    TIP = QT_TRANSLATE_NOOP("Action", "Open a file that was open before")
    MENU = "file"
    ORDER = 20
    SUBMENU = "recent"

    def __init__(self, session: Session, controller: Controller, parent: QObject) -> None:
        super().__init__(session, controller, parent)
        session.recent_changed.connect(self._on_recent_changed)
        self._entries: list[QAction] = []

    def setMenu(self, menu: QMenu) -> None:
        """Take the menu whose upper part holds the files."""
        super().setMenu(menu)
        self._on_recent_changed()

    def _on_recent_changed(self) -> None:
        menu = self.menu()
        if menu is None:
            return
        for entry in self._entries:
            menu.removeAction(entry)
            entry.deleteLater()
        first = menu.actions()[0] if menu.actions() else None
        self._entries = []
        for recent in self.session.recent:
            entry = QAction(recent.path.name.replace("&", "&&"), menu)
            entry.setStatusTip(str(recent.path))
            entry.triggered.connect(
                lambda _=False, path=recent.path: self.controller.open_files([path])
            )
            menu.insertAction(first, entry)
            self._entries.append(entry)
        if self._entries and first is not None:
            line = QAction(menu)
            line.setSeparator(True)
            menu.insertAction(first, line)
            self._entries.append(line)
        self.setEnabled(bool(self.session.recent))

    def run(self) -> None:
        """Nothing: the menu opens by itself."""


class ClearRecent(Action):
    """Forget them."""

    TEXT = QT_TRANSLATE_NOOP("Action", "&Clear list")
    TIP = QT_TRANSLATE_NOOP("Action", "Forget which files were open")
    MENU = "recent"
    ORDER = 10

    def run(self) -> None:
        """Empty the list."""
        self.controller.clear_recent()
