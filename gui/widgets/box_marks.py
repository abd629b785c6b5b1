"""Boxes over a picture, each with words at its upper edge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from gui import theme

_CASING = QColor(0, 0, 0, 150)
_PAD = 3


@dataclass(frozen=True, slots=True)
class BoxMark:
    """A box, left, top, right, bottom in pixels of the picture, and what it says."""

    box: tuple[float, float, float, float]
    words: str


def paint_marks(painter: QPainter, frame: QRectF, marks: Sequence[tuple[QRectF, str]]) -> None:
    """Paint boxes and words, in the widget's pixels; nothing lies outside the frame."""
    line = theme.colour("place")
    for rect, _ in marks:
        inside = rect.intersected(frame).adjusted(1, 1, -1, -1)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        # The casing keeps the line apart from a picture of its own colour.
        for colour, width in ((_CASING, 4), (line, 2)):
            painter.setPen(QPen(colour, width))
            painter.drawRect(inside)
    painter.setFont(theme.font("small"))
    for rect, words in marks:
        ground = _ground(rect, words, frame, QFontMetricsF(painter.font()))
        painter.fillRect(ground, _CASING)
        painter.setPen(Qt.GlobalColor.white)
        painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, words)


def _ground(rect: QRectF, words: str, frame: QRectF, metrics: QFontMetricsF) -> QRectF:
    """Return where the words go: above the box, or within it where there is no room."""
    width, height = metrics.horizontalAdvance(words) + 2 * _PAD, metrics.height()
    left = max(frame.left(), min(rect.left(), frame.right() - width))
    above = rect.top() - height
    top = above if above >= frame.top() else max(frame.top(), rect.top())
    return QRectF(left, top, width, height)
