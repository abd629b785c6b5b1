"""The paper to draw on: a widget around a `Sheet`."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPointingDevice,
    QTabletEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui import theme
from gui.inputs.sheet import PAPER, SIDE, Sheet

SMALLEST, LARGEST, USUAL = 4, 40, 20
"""Widths of the brush in pixels of the drawing."""
MARGIN = 4
"""Room around the paper for the focus ring: two pixels wide, two pixels off."""

# The paper stays white in the dark theme, and so do the colours of what stands on it.
_RING = QColor(0x21, 0x58, 0xD0)
_HINT = QColor(0x57, 0x60, 0x6A)
_FRAME_MS = 16
_LEAST_RING = 7.0


class Canvas(QWidget):
    """White paper, a pen, an eraser, and the way back; see `Sheet` for what is drawn."""

    stroke_changed = Signal()
    """The drawing is another one; told at most once a frame while the pen moves."""
    history_changed = Signal()
    """What can be undone or redone has changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet = Sheet()
        self._brush = USUAL
        self._eraser = False
        self._hint = ""
        self._mouse: QPointF | None = None
        self._ringed = False
        self._tell = QTimer(self, singleShot=True, interval=_FRAME_MS)
        self._tell.timeout.connect(self.stroke_changed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setMinimumSize(120, 120)
        self.setAccessibleName(self.tr("Drawing canvas"))
        self.setAccessibleDescription(
            self.tr("Draw with the mouse, a pen or a finger. P: pen, E: eraser.")
        )

    @property
    def sheet(self) -> Sheet:
        """The paper and its strokes."""
        return self._sheet

    @property
    def brush(self) -> int:
        """The width of pen and eraser, in pixels of the drawing."""
        return self._brush

    @property
    def eraser(self) -> bool:
        """Whether strokes take ink away."""
        return self._eraser

    def drawing(self) -> np.ndarray:
        """Return the drawing, (280, 280, 3) uint8 RGB 0..255, dark on white."""
        return self._sheet.pixels()

    def take_sheet(self, sheet: Sheet) -> None:
        """Go on with the strokes on another canvas's sheet."""
        self._sheet = sheet
        self.history_changed.emit()
        self.update()

    def set_brush(self, width: int) -> None:
        """Take a brush of this width, in pixels of the drawing."""
        self._brush = max(SMALLEST, min(LARGEST, width))
        self.update()

    def set_eraser(self, eraser: bool) -> None:
        """Take the eraser, or the pen."""
        self._eraser = eraser
        self.update()

    def set_hint(self, text: str) -> None:
        """Say `text` on empty paper."""
        self._hint = text
        self.update()

    def undo(self) -> None:
        """Take the last stroke back."""
        self._changed(self._sheet.undo())

    def redo(self) -> None:
        """Bring the last stroke back that was taken."""
        self._changed(self._sheet.redo())

    def clear(self) -> None:
        """Take a new sheet."""
        self._changed(self._sheet.clear())

    def paper(self) -> QRectF:
        """Return where the paper lies in the widget."""
        side = min(self.width(), self.height()) - 2 * MARGIN
        return QRectF(MARGIN, MARGIN, side, side)

    def sizeHint(self) -> QSize:
        """Return the size at which nothing is scaled or hidden."""
        return QSize(SIDE + 2 * MARGIN, SIDE + 2 * MARGIN)

    # Pen, finger and mouse.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the pen down."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._press(event.position(), self._eraser)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse."""
        self._move(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lift the pen."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._release()

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Follow a tablet's pen, at its own precision; its other end erases."""
        # Taken as a mouse, but at the pen's own precision, and its other end erases.
        kind = event.type()
        if kind == QEvent.Type.TabletPress and event.button() == Qt.MouseButton.LeftButton:
            tip = event.pointerType()
            erase = self._eraser or tip == QPointingDevice.PointerType.Eraser
            self._press(event.position(), erase)
        elif kind == QEvent.Type.TabletMove:
            self._move(event.position())
        elif kind == QEvent.Type.TabletRelease:
            self._release()
        event.accept()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the brush."""
        self._show_ring_at(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        """Hide the brush."""
        self._show_ring_at(None)

    def _press(self, position: QPointF, erase: bool) -> None:
        self._mouse = position
        was_empty = self._sheet.empty
        changed = self._sheet.begin(self._on_paper(position), self._brush, erase=erase)
        self._repaint(None if was_empty else changed)
        self._tell_soon()

    def _move(self, position: QPointF) -> None:
        self._show_ring_at(position)
        if self._sheet.drawing:
            self._repaint(self._sheet.extend(self._on_paper(position)))
            self._tell_soon()

    def _release(self) -> None:
        if self._sheet.drawing:
            self._repaint(self._sheet.end())
            self._tell_soon()
            self.history_changed.emit()

    def _changed(self, changed: bool) -> None:
        if changed:
            self.update()
            self._tell_soon()
            self.history_changed.emit()

    def _tell_soon(self) -> None:
        # Not restarted: a pen that never rests must still be followed.
        if not self._tell.isActive():
            self._tell.start()

    # Where things are.

    def _scale(self) -> float:
        return self.paper().width() / SIDE

    def _on_paper(self, position: QPointF) -> QPointF:
        return (position - self.paper().topLeft()) / self._scale()

    def _repaint(self, changed: QRectF | None) -> None:
        if changed is None:
            self.update()
            return
        scale, origin = self._scale(), self.paper().topLeft()
        rect = QRectF(origin + changed.topLeft() * scale, changed.size() * scale)
        self.update(rect.toAlignedRect().adjusted(-1, -1, 1, 1))

    def _show_ring_at(self, position: QPointF | None) -> None:
        for spot in (self._mouse, position):
            if spot is not None:
                self.update(self._ring_rect(spot))
        self._mouse = position

    def _ring_radius(self) -> float:
        return max(_LEAST_RING, self._brush * self._scale()) / 2

    def _ring_rect(self, position: QPointF) -> QRect:
        reach = self._ring_radius() + 3
        corner = position - QPointF(reach, reach)
        return QRectF(corner.x(), corner.y(), 2 * reach, 2 * reach).toAlignedRect()

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what has changed."""
        painter = QPainter(self)
        painter.setClipRegion(event.region())
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        paper = self.paper()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(PAPER)
        painter.drawRoundedRect(paper, 5, 5)
        if self._sheet.empty and not self._sheet.drawing:
            self._paint_hint(painter, paper)
        else:
            self._paint_strokes(painter, paper)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("edge"), 1))
        painter.drawRoundedRect(paper.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        if self._ringed:
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRoundedRect(paper.adjusted(-3, -3, 3, 3), 8, 8)
        if self._mouse is not None and self.isEnabled():
            painter.setClipRect(paper)
            painter.setPen(QPen(_RING, 1.5))
            radius = self._ring_radius()
            painter.drawEllipse(self._mouse, radius, radius)

    def _paint_strokes(self, painter: QPainter, paper: QRectF) -> None:
        painter.save()
        painter.setClipRect(paper.adjusted(1, 1, -1, -1), Qt.ClipOperation.IntersectClip)
        painter.drawImage(paper, self._sheet.image)
        if self._sheet.drawing:
            painter.translate(paper.topLeft())
            painter.scale(self._scale(), self._scale())
            painter.strokePath(self._sheet.tail(), self._sheet.pen)
        painter.restore()

    def _paint_hint(self, painter: QPainter, paper: QRectF) -> None:
        painter.setPen(_HINT)
        painter.setFont(theme.font("text"))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(paper.adjusted(24, 24, -24, -24), flags, self._hint)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show a ring if the keyboard led here."""
        reasons = Qt.FocusReason
        self._ringed = event.reason() in (reasons.TabFocusReason, reasons.BacktabFocusReason)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        self._ringed = False
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Repaint in the colours of a new theme."""
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.EnabledChange):
            self.update()
        super().changeEvent(event)
