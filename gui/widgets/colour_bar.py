"""The colours of the maps and the values they stand for."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui import theme
from gui.qimage import to_qimage

_THICKNESS = 10
_GAP = 4


class ColourBar(QWidget):
    """A strip of colour with words at its ends and in the middle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._texts = ("", "", "")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFont(theme.font("small"))
        self.setAccessibleName(self.tr("Colours"))

    @property
    def texts(self) -> tuple[str, str, str]:
        """What stands below the left end, the middle and the right end."""
        return self._texts

    def set_colours(self, table: np.ndarray, texts: tuple[str, str, str]) -> None:
        """Show `table`, (256, 3) uint8 RGB, and the words below it: left, middle, right."""
        self._image = to_qimage(table[None])
        self._texts = texts
        self.setAccessibleName(self.tr("Colours from {0} to {1}").format(texts[0], texts[2]))
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size at which nothing is scaled or hidden."""
        height = QFontMetrics(theme.font("small")).height()
        return QSize(200, _THICKNESS + _GAP + height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the colours and their values."""
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        bar = QRectF(0, 0, self.width(), _THICKNESS)
        rounded = QPainterPath()
        rounded.addRoundedRect(bar.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
        painter.setClipPath(rounded)
        painter.drawImage(bar, self._image)
        painter.setClipping(False)
        edge = theme.colour("edge")
        edge.setAlphaF(0.5)
        painter.setPen(QPen(edge, 1))
        painter.drawPath(rounded)
        painter.setPen(theme.colour("text2"))
        below = self.rect().adjusted(0, _THICKNESS + _GAP, 0, 0)
        sides = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter)
        for text, side in zip(self._texts, (*sides, Qt.AlignmentFlag.AlignRight), strict=True):
            painter.drawText(below, side | Qt.AlignmentFlag.AlignTop, text)

    def changeEvent(self, event: QEvent) -> None:
        """Repaint in the colours of a new theme."""
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)
