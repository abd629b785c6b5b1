"""A sheet of paper with strokes on it that can be taken back one by one; no widget."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from gui import qimage

SIDE = 280
"""Width and height of the drawing in its own pixels, however large it is shown."""
FINE = 2
"""The strokes are kept this much finer: crisp on dense screens, and averaged exactly."""
PAPER = QColor(255, 255, 255)
INK = QColor(24, 24, 24)


@dataclass(frozen=True, slots=True)
class _Patch:
    """What stood in a part of the sheet before it was drawn over; compressed greys."""

    rect: QRect
    greys: bytes


class Sheet:
    """White paper of `SIDE` × `SIDE` pixels, its strokes, and the way back.

    Points and widths are in pixels of the drawing. What was covered by each stroke is kept, so
    that undo costs the same however long the drawing is.
    """

    def __init__(self) -> None:
        self._image = QImage(SIDE * FINE, SIDE * FINE, QImage.Format.Format_RGB32)
        self._image.fill(PAPER)
        self._before = QImage()
        self._done: list[_Patch] = []
        self._undone: list[_Patch] = []
        self._pen = QPen()
        self._last: QPointF | None = None
        self._joint = QPointF()
        self._touched = QRectF()
        self._empty = True

    @property
    def image(self) -> QImage:
        """The strokes, `FINE` times finer than the drawing."""
        return self._image

    @property
    def empty(self) -> bool:
        """Whether the paper is white everywhere."""
        return self._empty

    @property
    def can_undo(self) -> bool:
        """Whether there is a stroke to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether there is a stroke to bring back."""
        return bool(self._undone)

    def pixels(self) -> np.ndarray:
        """Return the drawing, (SIDE, SIDE, 3) uint8 RGB 0..255, dark on white."""
        mode = Qt.TransformationMode.SmoothTransformation
        return qimage.to_array(
            self._image.scaled(QSize(SIDE, SIDE), Qt.AspectRatioMode.IgnoreAspectRatio, mode)
        )

    def begin(self, point: QPointF, width: float, *, erase: bool = False) -> QRectF:
        """Put the pen (or the eraser) down, and return what has changed."""
        self._before = self._image.copy()
        cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        if erase:
            # The soft edge of a stroke of the same width must go too: a network sees faint ink.
            width += 2
        self._pen = QPen(PAPER if erase else INK, width, Qt.PenStyle.SolidLine, cap, join)
        self._last = self._joint = point
        self._touched = QRectF()
        self._empty = self._empty and erase
        path = QPainterPath(point)
        # A path without length has no caps; a hundredth of a pixel makes the dot.
        path.lineTo(point + QPointF(0.01, 0))
        return self._draw(path)

    def extend(self, point: QPointF) -> QRectF:
        """Move on to `point`, and return what has changed, the new tail included.

        The line bends through the middles between points, so a fast hand makes no corners. What
        lies behind the last middle is not on the paper yet; it is the `tail`.
        """
        if self._last is None or point == self._last:
            return QRectF()
        changed = self._around(self.tail())
        middle = (self._last + point) / 2
        path = QPainterPath(self._joint)
        path.quadTo(self._last, middle)
        self._joint, self._last = middle, point
        return changed.united(self._draw(path)).united(self._around(self.tail()))

    def end(self) -> QRectF:
        """Lift the pen, and return what has changed."""
        if self._last is None:
            return QRectF()
        changed = self._draw(self.tail())
        self._last = None
        rect = self._in_image(self._touched)
        self._done.append(_Patch(rect, _packed(self._before, rect)))
        self._undone.clear()
        self._before = QImage()
        self._look()
        return changed

    def tail(self) -> QPainterPath:
        """Return the piece of the unfinished stroke that is not on the paper yet."""
        path = QPainterPath(self._joint)
        if self._last is not None:
            path.lineTo(self._last)
        return path

    @property
    def pen(self) -> QPen:
        """The pen of the unfinished stroke."""
        return self._pen

    @property
    def drawing(self) -> bool:
        """Whether a stroke is unfinished."""
        return self._last is not None

    def clear(self) -> bool:
        """Take a new sheet, which can be undone; return whether there was anything to clear."""
        self.end()
        if self._empty:
            return False
        rect = self._image.rect()
        self._done.append(_Patch(rect, _packed(self._image, rect)))
        self._undone.clear()
        self._image.fill(PAPER)
        self._empty = True
        return True

    def undo(self) -> bool:
        """Take the last stroke back; return whether there was one."""
        return self._swap(self._done, self._undone)

    def redo(self) -> bool:
        """Bring the last stroke back that was taken; return whether there was one."""
        return self._swap(self._undone, self._done)

    def _swap(self, from_: list[_Patch], to: list[_Patch]) -> bool:
        self.end()
        if not from_:
            return False
        patch = from_.pop()
        to.append(_Patch(patch.rect, _packed(self._image, patch.rect)))
        rows = np.frombuffer(zlib.decompress(patch.greys), np.uint8)
        greys = qimage.to_qimage(rows.reshape(patch.rect.height(), patch.rect.width()))
        painter = QPainter(self._image)
        painter.drawImage(patch.rect.topLeft(), greys)
        painter.end()
        self._look()
        return True

    def _draw(self, path: QPainterPath) -> QRectF:
        painter = QPainter(self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(FINE, FINE)
        painter.strokePath(path, self._pen)
        painter.end()
        changed = self._around(path)
        self._touched = self._touched.united(changed)
        return changed

    def _around(self, path: QPainterPath) -> QRectF:
        reach = self._pen.widthF() / 2 + 1
        return path.boundingRect().adjusted(-reach, -reach, reach, reach)

    def _in_image(self, rect: QRectF) -> QRect:
        fine = QRectF(rect.topLeft() * FINE, rect.size() * FINE)
        return fine.toAlignedRect().intersected(self._image.rect())

    def _look(self) -> None:
        self._empty = bool((qimage.to_array(self._image) == PAPER.red()).all())


def _packed(image: QImage, rect: QRect) -> bytes:
    """Return the greys of a part of `image`; ink and paper are greys, so nothing is lost."""
    greys = qimage.to_array(image.copy(rect))[:, :, 0]
    return zlib.compress(greys.tobytes(), 1)
