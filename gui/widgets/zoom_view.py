"""A large drawing to zoom and pan, by mouse, wheel and keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QTransform, QWheelEvent
from PySide6.QtWidgets import QApplication, QFrame, QGraphicsScene, QGraphicsView, QWidget

STEP = 1.25
"""What a step of the zoom multiplies by."""
LARGEST = 3.0
_SMALLEST = 0.05
_NOTCH = 120
"""What Qt counts for one notch of a wheel."""


class ZoomView(QGraphicsView):
    """Subclasses paint in `drawBackground`, and hear of clicks that drag nothing.

    The scene holds no items: a thousand of them, each painted by a call from Qt into Python,
    are slow to pan.
    """

    zoomed = Signal(float)
    """Device-independent pixels to a pixel of the drawing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pressed: QPoint | None = None
        self._dragged = False
        self.touched = False
        """Whether a person has zoomed or panned."""
        self.setScene(QGraphicsScene(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        self.setMouseTracking(True)

    # For subclasses.

    def clicked(self, point: QPoint) -> None:
        """Hear of a click at a point of the viewport."""

    def hovered(self, point: QPoint | None) -> None:
        """Hear where the mouse is, None where it is not here."""

    def anchor(self) -> QRectF | None:
        """Return what stays in the middle while the keyboard zooms; None for the middle."""
        return None

    # Zoom.

    @property
    def zoom(self) -> float:
        """Device-independent pixels to a pixel of the drawing."""
        return self.transform().m11()

    def set_zoom(self, zoom: float, *, at_mouse: bool = False) -> None:
        """Zoom; around the mouse, or else around what is chosen if it is seen."""
        zoom = min(LARGEST, max(min(_SMALLEST, self.fitting()), zoom))
        if zoom == self.zoom:
            return
        anchors = QGraphicsView.ViewportAnchor
        middle = anchors.AnchorUnderMouse if at_mouse else anchors.AnchorViewCenter
        self.setTransformationAnchor(middle)
        anchor = None if at_mouse else self.anchor()
        self.scale_to(zoom)
        if anchor is not None:
            self.centerOn(anchor.center())
        self.touched = True

    def scale_to(self, zoom: float) -> None:
        """Zoom exactly, whoever wants it."""
        self.setTransform(QTransform.fromScale(zoom, zoom))
        self.zoomed.emit(zoom)

    def zoom_in(self) -> None:
        """Come closer."""
        self.set_zoom(self.zoom * STEP)

    def zoom_out(self) -> None:
        """Go further away."""
        self.set_zoom(self.zoom / STEP)

    def actual_size(self) -> None:
        """Show a pixel of the drawing as one pixel."""
        self.set_zoom(1.0)

    def fit(self) -> None:
        """Show the whole drawing."""
        self.set_zoom(self.fitting())
        self.centerOn(self.sceneRect().center())

    def fitting(self) -> float:
        """Return the zoom at which the whole drawing is seen, never more than its actual size."""
        rect, room = self.sceneRect(), self.viewport().size()
        if rect.isEmpty():
            return 1.0
        return min(1.0, room.width() / rect.width(), room.height() / rect.height())

    def seen_rect(self) -> QRectF:
        """Return the part of the drawing that is in view."""
        return self.mapToScene(self.viewport().rect()).boundingRect()

    # Mouse and keyboard.

    def pan(self, delta: QPoint) -> None:
        """Move the drawing."""
        self.touched = True
        for bar, distance in (
            (self.horizontalScrollBar(), delta.x()),
            (self.verticalScrollBar(), delta.y()),
        ):
            bar.setValue(bar.value() - distance)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl; else pan.

        A plain wheel goes sideways and with Shift up and down; where all of the width is seen, it
        is the other way round.
        """
        turned, delta = event.angleDelta(), event.pixelDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self.zoom * STEP ** (turned.y() / _NOTCH), at_mouse=True)
        elif not delta.isNull():
            self.pan(delta)
        else:
            distance = turned.x() or turned.y()
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            across = self.horizontalScrollBar()
            upright = shifted == (across.maximum() > across.minimum())
            self.pan(QPoint(0, distance) if upright else QPoint(distance, 0))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the drawing."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()
            self._dragged = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan while the button is down."""
        point = event.position().toPoint()
        if self._pressed is None:
            self.hovered(point)
            return
        delta = point - self._pressed
        if self._dragged or delta.manhattanLength() >= QApplication.startDragDistance():
            self._dragged = True
            self._pressed = point
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            self.pan(delta)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go; a press that dragged nothing was a click."""
        point = event.position().toPoint()
        if self._pressed is not None and not self._dragged:
            self.clicked(point)
        self._pressed = None
        self.hovered(point)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse any more."""
        super().leaveEvent(event)
        self.hovered(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Shift with Up, Down, Backspace and Home zooms."""
        keys = Qt.Key
        zooms = {
            keys.Key_Up: self.zoom_in,
            keys.Key_Down: self.zoom_out,
            keys.Key_Backspace: self.actual_size,
            keys.Key_Home: self.fit,
        }
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and event.key() in zooms:
            zooms[Qt.Key(event.key())]()
        else:
            event.ignore()
