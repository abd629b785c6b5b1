"""What this program is."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP
from PySide6.QtWidgets import QApplication

from gui.action import Action


class About(Action):
    """Version, licence and credits."""

    TEXT = QT_TRANSLATE_NOOP("Action", "&About Convolens")
    TIP = QT_TRANSLATE_NOOP("Action", "Version, licence and credits")
    MENU = "help"
    ORDER = 210
    ICON = "info"

    def run(self) -> None:
        """Show it."""
        from gui.widgets.about_sheet import AboutSheet

        window = self.window()
        sheet = window.findChild(AboutSheet) or AboutSheet(
            QApplication.applicationVersion(), window
        )
        sheet.show()
        sheet.raise_()
