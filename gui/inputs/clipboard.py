"""The clipboard: a picture, or files copied in a file manager."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QMimeData
from PySide6.QtGui import QGuiApplication

from gui.controller import Controller
from gui.inputs.drop import open_offer, read_offer
from gui.words import problem_text


def paste(controller: Controller) -> None:
    """Open what the clipboard holds, or say that it holds nothing for us."""
    # An empty clipboard has no data at all on some systems.
    offer = read_offer(QGuiApplication.clipboard().mimeData() or QMimeData())
    name = QCoreApplication.translate("clipboard", "Pasted picture")
    if not open_offer(offer, controller, name):
        controller.report(problem_text.nothing_to_paste())
