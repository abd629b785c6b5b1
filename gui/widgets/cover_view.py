"""A picture that parts can be covered of, with the mouse or the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui import theme
from gui.widgets.image_view import ImageView

_LEAST = 4
"""Pixels; a shorter drag is a click that slipped."""
_STEP = 1 / 32
"""So far one key moves or stretches a rectangle, in shares of the picture."""
_FIRST = (0.375, 0.375, 0.25, 0.25)
"""Left, top, width and height of the rectangle that a key begins."""
_ARROWS = {
    Qt.Key.Key_Left: (-_STEP, 0.0), Qt.Key.Key_Right: (_STEP, 0.0),
    Qt.Key.Key_Up: (0.0, -_STEP), Qt.Key.Key_Down: (0.0, _STEP),
}  # fmt: skip
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class CoverView(ImageView):
    """Drag a rectangle to cover it; or place it with the arrows, stretch it with Shift, Enter."""

    covered = Signal(tuple)
    """Left, top, right, bottom of the rectangle in shares 0..1."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._start: QPointF | None = None
        self._end = QPointF()
        self._held: QRectF | None = None
        """A rectangle that the keyboard moves, in shares 0..1."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setToolTip(self.tr("Drag to cover a part with grey; Ctrl+Z takes it back"))
        self.setAccessibleDescription(
            self.tr("Arrows place a rectangle, with Shift they change its size, Enter covers it")
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a rectangle."""
        if event.button() == Qt.MouseButton.LeftButton and self.pixels is not None:
            self._start = self._end = event.position()
            self._held = None

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
        """Place, stretch and take a rectangle; Esc gives one up that is being drawn."""
        key = event.key()
        stretched = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
        if key == Qt.Key.Key_Escape and self._drawing:
            self._start = self._held = None
        elif key in (*_ARROWS, *_ENTER) and self.pixels is not None:
            if self._held is None:
                self._held = QRectF(*_FIRST)
            elif key in _ENTER:
                box, self._held = self._held, None
                self.covered.emit((box.left(), box.top(), box.right(), box.bottom()))
            else:
                self._held = _moved(self._held, *_ARROWS[Qt.Key(key)], stretched=stretched)
        else:
            super().keyPressEvent(event)
            return
        self.update()

    def event(self, event: QEvent) -> bool:
        """Keep Esc from the window while a rectangle is being drawn."""
        overriding = event.type() == QEvent.Type.ShortcutOverride
        if overriding and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.setAccepted(self._drawing)
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Give a rectangle up that the keyboard moved."""
        self._held = None
        super().focusOutEvent(event)

    @property
    def _drawing(self) -> bool:
        return self._start is not None or self._held is not None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, and the rectangle that is being drawn."""
        super().paintEvent(event)
        painter = QPainter(self)
        if self.hasFocus():
            self._paint_ring(painter)
        if not self._drawing:
            return
        fill = theme.colour("edge")
        fill.setAlphaF(0.75)
        painter.fillRect(self._box(), fill)
        painter.setPen(QPen(Qt.GlobalColor.white, 4))
        painter.drawRect(self._box())
        painter.setPen(QPen(theme.colour("place"), 2))
        painter.drawRect(self._box())

    def _paint_ring(self, painter: QPainter) -> None:
        """Show that the keyboard is here: a ring, and a casing that keeps it apart from colours."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        frame = QRectF(self.rect())
        for colour, inset in (("surface", 3.0), ("accent", 1.0)):
            painter.setPen(QPen(theme.colour(colour), 2))
            painter.drawRect(frame.adjusted(inset, inset, -inset, -inset))

    def _box(self) -> QRectF:
        if self._held is not None:
            box, x, y = self._held, self.width(), self.height()
            return QRectF(box.x() * x, box.y() * y, box.width() * x, box.height() * y)
        assert self._start is not None
        return QRectF(self._start, self._end).normalized().intersected(QRectF(self.rect()))


def _moved(box: QRectF, x: float, y: float, *, stretched: bool) -> QRectF:
    """Return a rectangle that lies elsewhere, or ends elsewhere, within the picture."""
    if stretched:
        width = min(max(_STEP, box.width() + x), 1 - box.left())
        return QRectF(
            box.left(), box.top(), width, min(max(_STEP, box.height() + y), 1 - box.top())
        )
    left = min(max(0.0, box.left() + x), 1 - box.width())
    return QRectF(left, min(max(0.0, box.top() + y), 1 - box.height()), box.width(), box.height())
