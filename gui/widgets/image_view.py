"""A still picture, sharp on any screen, with the part marked that the network sees."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui import theme
from gui.qimage import to_pixmap
from gui.widgets.box_marks import BoxMark, paint_marks

Box = tuple[float, float, float, float]

RADIUS = 3
_DIMMED = QColor(0, 0, 0, 118)
_CASING = QColor(0, 0, 0, 150)
_DASH = QColor(255, 255, 255)


def fitted(width: int, height: int, within: QSize) -> QSize:
    """Return the largest size of the shape `width` : `height` that fits `within`."""
    size = QSize(max(1, width), max(1, height))
    size.scale(within, Qt.AspectRatioMode.KeepAspectRatio)
    return size.expandedTo(QSize(1, 1))


class ImageView(QWidget):
    """Shows one picture as large as the widget; enlarged pixels stay squares."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pixels: np.ndarray | None = None
        self._crop: Box | None = None
        self._marks: tuple[BoxMark, ...] = ()
        self._pixmap: QPixmap | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def pixels(self) -> np.ndarray | None:
        """The picture that is shown."""
        return self._pixels

    @property
    def crop(self) -> Box | None:
        """The part that is marked."""
        return self._crop

    def set_picture(self, pixels: np.ndarray | None) -> None:
        """Show `pixels`, (H, W, 3) RGB or (H, W) grey uint8; None leaves an empty frame."""
        self._pixels = pixels
        self._pixmap = None
        self.update()

    def set_crop(self, crop: Box | None) -> None:
        """Mark left, top, right, bottom, in pixels of the picture; dim what lies outside."""
        self._crop = crop
        self.update()

    @property
    def marks(self) -> tuple[BoxMark, ...]:
        """The boxes that are drawn."""
        return self._marks

    def set_marks(self, marks: tuple[BoxMark, ...]) -> None:
        """Draw boxes over the picture, with words."""
        self._marks = marks
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, the boxes, the dimmed border and the dashes."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect())
        rounded = QPainterPath()
        rounded.addRoundedRect(frame, RADIUS, RADIUS)
        if self._pixels is None:
            painter.fillPath(rounded, theme.colour("track"))
            return
        painter.setClipPath(rounded)
        painter.drawPixmap(0, 0, self._scaled(self._pixels))
        if self._crop is not None:
            self._paint_crop(painter, frame, self._shown(self._pixels, self._crop))
        # The best last, so that it lies on top.
        boxes = [(self._shown(self._pixels, mark.box), mark.words) for mark in self._marks]
        paint_marks(painter, frame, boxes[::-1])
        painter.setClipping(False)
        # A hairline keeps white pictures apart from white paper, and black ones from black.
        hairline = theme.colour("edge")
        hairline.setAlphaF(0.35)
        painter.setPen(QPen(hairline, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)

    def changeEvent(self, event: QEvent) -> None:
        """Repaint in the colours of a new theme."""
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)

    def _scaled(self, pixels: np.ndarray) -> QPixmap:
        ratio = self.devicePixelRatioF()
        wanted = self.size() * ratio
        pixmap = self._pixmap
        if pixmap is None or pixmap.size() != wanted or pixmap.devicePixelRatio() != ratio:
            # Every n-th pixel of a large photo first: at twice the size that is needed, a
            # 24-megapixel one would otherwise hold up the window for many frames.
            step = max(
                1, min(pixels.shape[0] // wanted.height(), pixels.shape[1] // wanted.width()) // 2
            )
            pixmap = to_pixmap(pixels[::step, ::step], self.size(), ratio)
            self._pixmap = pixmap
        return pixmap

    def _shown(self, pixels: np.ndarray, crop: Box) -> QRectF:
        x, y = self.width() / pixels.shape[1], self.height() / pixels.shape[0]
        left, top, right, bottom = crop
        return QRectF(left * x, top * y, (right - left) * x, (bottom - top) * y)

    def _paint_crop(self, painter: QPainter, frame: QRectF, crop: QRectF) -> None:
        inside = crop.intersected(frame)
        if inside.isEmpty():
            return
        outside = QPainterPath()
        outside.addRect(frame)
        outside.addRect(inside)
        painter.fillPath(outside, _DIMMED)
        line = inside.adjusted(0.75, 0.75, -0.75, -0.75)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(_CASING, 1.5))
        painter.drawRect(line)
        dashes = QPen(_DASH, 1.5)
        dashes.setCapStyle(Qt.PenCapStyle.FlatCap)
        dashes.setDashPattern([4, 2.5])
        painter.setPen(dashes)
        painter.drawRect(line)
