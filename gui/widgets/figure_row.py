"""Small pictures in a row with signs between them, and words below each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui import theme
from gui.qimage import to_pixmap

EDGE = 116
_SIGN = 40
_MARGIN = 4
"""Room around a picture for the casing of a frame at its edge."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Pane:
    """One picture.

    Attributes
    ----------
    pixels : (H, W) or (H, W, 3) uint8
    caption : words below it
    box : top, left, bottom, right of a frame, in pixels of the picture; or None
    smooth : whether it is a photo, which may be interpolated
    """

    pixels: np.ndarray
    caption: str
    box: Box | None = None
    smooth: bool = False


class FigureRow(QWidget):
    """Paints panes of one height; `signs[i]` stands between pane i and the next."""

    def __init__(
        self, panes: Sequence[Pane], signs: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.panes = tuple(panes)
        self.signs = tuple(signs)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFont(theme.font("caption"))
        self.setAccessibleName(", ".join(pane.caption for pane in self.panes))

    def sizeHint(self) -> QSize:
        """Return the size at which everything is seen."""
        count = len(self.panes)
        wide = count * EDGE + (count - 1) * _SIGN + 2 * _MARGIN
        return QSize(wide, EDGE + 2 * _MARGIN + self.fontMetrics().height() + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint pictures, frames, signs and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, pane in enumerate(self.panes):
            left = _MARGIN + index * (EDGE + _SIGN)
            self._paint_pane(painter, pane, left)
            if index < len(self.signs):
                painter.setPen(theme.colour("text2"))
                painter.setFont(theme.font("title"))
                room = QRectF(left + EDGE, _MARGIN, _SIGN, EDGE)
                painter.drawText(room, Qt.AlignmentFlag.AlignCenter, self.signs[index])

    def _paint_pane(self, painter: QPainter, pane: Pane, left: int) -> None:
        rows, columns = pane.pixels.shape[:2]
        scale = EDGE / max(rows, columns)
        size = QSize(max(1, round(columns * scale)), max(1, round(rows * scale)))
        x, y = left + (EDGE - size.width()) / 2, _MARGIN + (EDGE - size.height()) / 2
        pixmap = to_pixmap(pane.pixels, size, self.devicePixelRatioF(), pane.smooth)
        painter.drawPixmap(round(x), round(y), pixmap)
        if pane.box is not None:
            top, left_, bottom, right = pane.box
            frame = QRectF(
                x + max(left_, 0) * scale, y + max(top, 0) * scale,
                (min(right, columns) - max(left_, 0)) * scale,
                (min(bottom, rows) - max(top, 0)) * scale,
            )  # fmt: skip
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for colour, width in ((Qt.GlobalColor.white, 4.0), (theme.colour("place"), 2.0)):
                painter.setPen(QPen(colour, width))
                painter.drawRect(frame)
        painter.setPen(theme.colour("text2"))
        painter.setFont(self.font())
        line = self.fontMetrics().height()
        room = QRectF(left - _SIGN / 2, EDGE + 2 * _MARGIN + 2, EDGE + _SIGN, line)
        cut = self.fontMetrics().elidedText(
            pane.caption, Qt.TextElideMode.ElideMiddle, round(room.width())
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignHCenter, cut)

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of a new theme."""
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)
