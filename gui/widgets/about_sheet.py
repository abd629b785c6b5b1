"""What the program is, its version and what it stands on; the window stays usable beside it."""

from __future__ import annotations

import platform

import numpy as np
from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QIcon
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

import resources
from gui import paths, theme


class AboutSheet(QDialog):
    """Not modal; Esc closes it."""

    def __init__(self, version: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Convolens"))
        self.setModal(False)
        picture = QLabel(self)
        pack = resources.PACK
        icon = QIcon(str(paths.icon_path("convolens.svg")))
        picture.setPixmap(icon.pixmap(QSize(72, 72), self.devicePixelRatioF()))
        title = QLabel(f"Convolens {version}", self)
        title.setFont(theme.font("title"))
        text = QLabel(
            self.tr(
                "Open a trained convolutional network, drop an image, see the predictions and "
                "every feature map. The network runs in NumPy, on this computer.\n\n"
                "MIT licence. The bundled networks and pictures have their own licences and "
                "credits, listed in resources/SOURCES.md and under “About this model”.\n"
                "Qt and PySide6 are used under the LGPL v3, https://www.qt.io.\n\n"
            )
            + f"Python {platform.python_version()} · NumPy {np.__version__} · "
            f"PySide6 {pyside_version}",
            self,
        )
        text.setWordWrap(True)
        text.setFixedWidth(400)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words = QVBoxLayout()
        words.setSpacing(8)
        if pack is not None:
            self.setWindowTitle(self.tr("About {0}").format(pack.name))
            words.addWidget(self._author(pack))
        words.addWidget(title)
        words.addWidget(text)
        folder = paths.licences_folder()
        if folder is not None:
            licences = QPushButton(self.tr("Licences of all parts"), self)
            licences.setAutoDefault(False)
            licences.clicked.connect(
                lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
            )
            words.addWidget(licences, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 20, 24, 20)
        row.setSpacing(20)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words)

    def _author(self, pack: resources.Pack) -> QWidget:
        """Return what the author of a program made from a model says of it."""
        note = QTextBrowser(self)
        note.setOpenExternalLinks(True)
        note.setFrameShape(QFrame.Shape.NoFrame)
        note.setFixedSize(400, 240 if pack.about else 48)
        note.setMarkdown(pack.about or f"## {pack.name}")
        return note
