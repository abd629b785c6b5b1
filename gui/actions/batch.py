"""Many pictures at once."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject
from PySide6.QtWidgets import QFileDialog

from gui.action import Action
from gui.controller import Controller
from gui.session import Session


class OpenFolder(Action):
    """Choose a folder; the network looks at all its pictures."""

    TEXT = QT_TRANSLATE_NOOP("Action", "Open &folder…")
    TIP = QT_TRANSLATE_NOOP("Action", "Run the network on all pictures of a folder")
    MENU = "file"
    ORDER = 15
    SHORTCUT = "Ctrl+Shift+O"
    ICON = "folder"

    def run(self) -> None:
        """Ask for the folder and go through it."""
        folder = QFileDialog.getExistingDirectory(
            self.window(), self.tr("Choose a folder with pictures")
        )
        if folder:
            self.controller.open_files([folder])


class ShowBatch(Action):
    """Back to the table of many pictures."""

    TEXT = QT_TRANSLATE_NOOP("Action", "&Batch")
    TIP = QT_TRANSLATE_NOOP("Action", "Show the table of all pictures again")
    MENU = "view"
    ORDER = 5
    SHORTCUT = "Ctrl+B"
    ICON = "back"

    def __init__(self, session: Session, controller: Controller, parent: QObject) -> None:
        super().__init__(session, controller, parent)
        session.batch_changed.connect(self._on_changed)
        session.page_changed.connect(self._on_changed)
        self._on_changed()

    def _on_changed(self) -> None:
        self.setEnabled(self.session.batch is not None and self.session.page != "batch")

    def run(self) -> None:
        """Show it."""
        self.controller.show_batch()
