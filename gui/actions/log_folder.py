"""Show where the logs are."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QUrl
from PySide6.QtGui import QDesktopServices

from gui import paths
from gui.action import Action


class OpenLogFolder(Action):
    """For those who report a fault."""

    TEXT = QT_TRANSLATE_NOOP("Action", "Open &log folder")
    TIP = QT_TRANSLATE_NOOP("Action", "Show the folder with the program's logs")
    MENU = "help"
    ORDER = 110
    ICON = "folder"

    def run(self) -> None:
        """Open it in the file manager, or at least say where it is."""
        folder = paths.log_folder(self.controller.settings.folder)
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self.controller.hover(str(folder))
