"""The view as a picture: into a file, or onto the clipboard."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from gui.action import Action


class SaveView(Action):
    """Write what the window shows as a PNG file."""

    TEXT = QT_TRANSLATE_NOOP("Action", "Picture of the vie&w…")
    TIP = QT_TRANSLATE_NOOP("Action", "Save what the window shows as a PNG picture")
    MENU = "save"
    ORDER = 30
    ICON = "image"

    def run(self) -> None:
        """Take the picture, ask where to, and save."""
        from gui.qimage import to_array

        # Taken first: the dialog may lie over the window.
        pixels = to_array(self.window().grab().toImage())
        path, _ = QFileDialog.getSaveFileName(
            self.window(),
            self.tr("Save a picture of the view"),
            "Convolens.png",
            self.tr("PNG picture (*.png)"),
        )
        if path:
            target = path if path.lower().endswith(".png") else f"{path}.png"
            self.controller.save_picture(pixels, target)


class CopyView(Action):
    """Put what the window shows onto the clipboard."""

    TEXT = QT_TRANSLATE_NOOP("Action", "Copy p&icture of the view")
    TIP = QT_TRANSLATE_NOOP("Action", "Copy what the window shows as a picture")
    MENU = "edit"
    ORDER = 220
    SHORTCUT = "Ctrl+Shift+C"
    ICON = "copy"

    def run(self) -> None:
        """Copy it."""
        QGuiApplication.clipboard().setPixmap(self.window().grab())
        self.controller.hover(self.tr("Picture of the view copied"))
