"""A small sheet that opens at a button and closes by a click elsewhere or Esc."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui import theme

_GAP = 4
_RADIUS = 6


class Popover(QWidget):
    """The surface of such a sheet; subclasses fill it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)

    def open_at(self, button: QWidget) -> None:
        """Open below `button`, or above it where the screen ends."""
        self.adjustSize()
        screen = button.screen().availableGeometry()
        place = button.mapToGlobal(QPoint(0, button.height() + _GAP))
        if place.y() + self.height() > screen.bottom():
            place.setY(button.mapToGlobal(QPoint(0, 0)).y() - self.height() - _GAP)
        right = screen.right() - self.width()
        place.setX(max(screen.left(), min(place.x(), right)))
        place.setY(max(screen.top(), place.y()))
        self.move(place)
        self.show()

    def open_beside(self, button: QWidget, column: QWidget) -> None:
        """Open at the height of `button`, but right of its `column`, which stays in view."""
        self.adjustSize()
        screen = button.screen().availableGeometry()
        right = column.mapToGlobal(QPoint(column.width(), 0)).x() + _GAP
        top = button.mapToGlobal(QPoint(0, 0)).y()
        self.move(
            max(screen.left(), min(right, screen.right() - self.width())),
            max(screen.top(), min(top, screen.bottom() - self.height())),
        )
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the surface and its edge."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.colour("surface"))
        painter.setPen(QPen(theme.colour("edge"), 1))
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS
        )
