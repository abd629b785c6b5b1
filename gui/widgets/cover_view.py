"""A picture that parts can be covered of, with the mouse."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui import theme
from gui.widgets.image_view import ImageView

_LEAST = 4
"""Pixels; a shorter drag is a click that slipped."""


class CoverView(ImageView):
    """Drag a rectangle to cover it."""

    covered = Signal(tuple)
    """Left, top, right, bottom of the rectangle in shares 0..1."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._start: QPointF | None = None
        self._end = QPointF()
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setToolTip(self.tr("Drag to cover a part with grey; Ctrl+Z takes it back"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a rectangle."""
        if event.button() == Qt.MouseButton.LeftButton and self.pixels is not None:
            self._start = self._end = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw the rectangle out."""
        if self._start is not None:
            self._end = event.position()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell the rectangle."""
        if self._start is None:
            return
        self._end = event.position()
        box = self._box()
        self._start = None
        self.update()
        if min(box.width(), box.height()) >= _LEAST:
            x, y = self.width(), self.height()
            self.covered.emit((box.left() / x, box.top() / y, box.right() / x, box.bottom() / y))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc gives a rectangle up that is being drawn."""
        if event.key() == Qt.Key.Key_Escape and self._start is not None:
            self._start = None
            self.update()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, and the rectangle that is being drawn."""
        super().paintEvent(event)
        if self._start is None:
            return
        painter = QPainter(self)
        fill = theme.colour("edge")
        fill.setAlphaF(0.75)
        painter.fillRect(self._box(), fill)
        painter.setPen(QPen(Qt.GlobalColor.white, 4))
        painter.drawRect(self._box())
        painter.setPen(QPen(theme.colour("place"), 2))
        painter.drawRect(self._box())

    def _box(self) -> QRectF:
        assert self._start is not None
        return QRectF(self._start, self._end).normalized().intersected(QRectF(self.rect()))
