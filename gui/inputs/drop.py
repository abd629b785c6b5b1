"""Files and pictures dropped anywhere on the window."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGraphicsView, QLineEdit, QPlainTextEdit, QWidget

from gui import theme
from gui.controller import Controller
from gui.words import problem_text

if TYPE_CHECKING:
    import numpy as np

_IMAGE_FORMATS = (
    "image/png", "image/jpeg", "image/webp", "image/bmp", "image/gif", "image/tiff",
)  # fmt: skip


@dataclass
class Offer:
    """What a drag, or the clipboard, holds for us."""

    paths: list[Path] = field(default_factory=list)
    picture: bytes | Callable[[], np.ndarray] | None = None
    linked: bool = False
    """Whether it holds an address on the network, which is not followed."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing at all for us."""
        return not self.paths and self.picture is None and not self.linked


def offers(mime: QMimeData) -> bool:
    """Return whether `mime` may hold something for us; cheap, decodes nothing."""
    return mime.hasUrls() or mime.hasImage() or any(map(mime.hasFormat, _IMAGE_FORMATS))


def read_offer(mime: QMimeData) -> Offer:
    """Return what `mime` holds: local files first, else a picture, else links."""
    offer = Offer()
    urls = mime.urls() if mime.hasUrls() else []
    offer.paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    if offer.paths:
        return offer
    # The worker decodes the bytes as they are; a bitmap comes from the system, but the worker
    # turns it into pixels.
    for form in _IMAGE_FORMATS:
        if mime.hasFormat(form):
            offer.picture = bytes(mime.data(form).data())
            return offer
    if mime.hasImage():
        image = mime.imageData()
        if isinstance(image, QImage) and not image.isNull():
            offer.picture = partial(_pixels, image)
            return offer
    for url in urls:
        if url.scheme() == "data":
            offer.picture = _inline(url)
        elif url.scheme() in ("http", "https", "ftp"):
            offer.linked = True
    return offer


def _pixels(image: QImage) -> np.ndarray:
    from engine import budget
    from gui import qimage

    budget.check("The picture", image.width() * image.height(), "image_pixels")
    return qimage.to_array(image)


def _inline(url: QUrl) -> bytes | None:
    """Return the picture that a `data:` address holds in itself."""
    head, _, body = url.toString(QUrl.ComponentFormattingOption.FullyEncoded).partition(",")
    data = unquote_to_bytes(body)
    if head.endswith(";base64"):
        try:
            data = base64.b64decode(data, validate=True)
        except binascii.Error:
            return None
    return data or None


def open_offer(offer: Offer, controller: Controller, name: str) -> bool:
    """Open what is offered; return whether there was anything to open or to say."""
    if offer.paths:
        controller.open_files(offer.paths)
    elif offer.picture is not None:
        controller.open_picture(offer.picture, "clipboard", name)
    elif offer.linked:
        controller.report(problem_text.link_dropped())
    else:
        return False
    return True


class DropHighlight(QWidget):
    """A frame over the whole window while something is dragged above it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def cover(self) -> None:
        """Lie over the window."""
        self.setGeometry(self.parentWidget().rect())
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a veil, a frame and what will happen."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = theme.colour("chosen")
        veil.setAlpha(170)
        painter.fillRect(self.rect(), veil)
        painter.setPen(QPen(theme.colour("accent"), 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(self.rect().adjusted(7, 7, -7, -7), 8, 8)
        painter.setFont(theme.font("title"))
        text = self.tr("Drop to open")
        box = painter.fontMetrics().boundingRect(text).adjusted(-20, -12, 20, 12)
        box.moveCenter(self.rect().center())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent"))
        painter.drawRoundedRect(box, 8, 8)
        painter.setPen(theme.colour("on_accent"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


class DropTarget(QObject):
    """Makes a whole window accept drops, whatever lies under the mouse."""

    def __init__(self, window: QWidget, controller: Controller) -> None:
        super().__init__(window)
        self._window = window
        self._controller = controller
        self.highlight = DropHighlight(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)
        self.cover(window)

    def cover(self, part: QWidget) -> None:
        """Take drops from what takes them itself, and would take a file's name for text."""
        for kind in (QLineEdit, QPlainTextEdit, QGraphicsView):
            for widget in part.findChildren(kind):
                widget.setAcceptDrops(False)
                if isinstance(widget, QGraphicsView | QPlainTextEdit):
                    widget.viewport().setAcceptDrops(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow a drag over the window."""
        kind = event.type()
        if kind == QEvent.Type.DragEnter and isinstance(event, QDragEnterEvent):
            if offers(event.mimeData()):
                event.setDropAction(Qt.DropAction.CopyAction)
                event.accept()
                self.highlight.cover()
            return True
        if kind == QEvent.Type.DragLeave:
            self.highlight.hide()
            return True
        if kind == QEvent.Type.Drop and isinstance(event, QDropEvent):
            self.highlight.hide()
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            offer = read_offer(event.mimeData())
            open_offer(offer, self._controller, self.tr("Dropped picture"))
            return True
        return super().eventFilter(watched, event)
