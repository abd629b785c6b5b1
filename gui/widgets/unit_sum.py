"""The sum of one activation as a row: summand + summand + … + bias = sum → after each stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gui import theme
from gui.words import wording
from gui.words.wording import plain_tip

_SIGN = 18
_PAD = 8
_LABELLED = 3
BOXES = _LABELLED + 1
"""So many summands may have a box of their own; one more than that only if it is the last."""


@dataclass(frozen=True, slots=True)
class Summand:
    """A part of the sum, or what it becomes: words, a value, and what a tooltip adds."""

    name: str
    value: float
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum and what becomes of it.

    Attributes
    ----------
    summands : those that count most first, at most `BOXES`
    bias : what is added besides, or None
    total : the sum of everything
    after : what the sum becomes, in order; without any, the sum itself is the result
    others, others_value : how many more summands there are, and what they add up to
    rest : the words for summands without a box, with {0} for their number
    """

    summands: tuple[Summand, ...] = ()
    bias: float | None = None
    total: float = 0.0
    after: tuple[Summand, ...] = ()
    others: int = 0
    others_value: float = 0.0
    rest: str = "{0}"


@dataclass(frozen=True, slots=True)
class _Box:
    sign: str
    name: str
    value: str
    tip: str = ""
    kind: str = ""


class UnitSum(QWidget):
    """Boxes with the signs between them; a click on the rest shows or hides all summands."""

    more_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sum = Sum()
        self._shown: list[_Box] = []
        self._places: list[QRect] = []
        self._open = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)

    def set_sum(self, shown: Sum) -> None:
        """Show a sum."""
        self._sum = shown
        self._choose()
        focus = Qt.FocusPolicy.StrongFocus if self.has_more else Qt.FocusPolicy.NoFocus
        if self.focusPolicy() != focus:
            self.setFocusPolicy(focus)
        self.setAccessibleName(" ".join(f"{b.sign} {b.name} {b.value}" for b in self.boxes()))
        self.update()

    def set_open(self, shown: bool) -> None:
        """Say whether all summands are listed below."""
        self._open = shown
        self.update()

    @property
    def has_more(self) -> bool:
        """Whether not every summand has a box."""
        return any(box.kind == "more" for box in self.boxes())

    def sizeHint(self) -> QSize:
        """Return the height of a box."""
        small, value = QFontMetrics(theme.font("small")), QFontMetrics(theme.font("heading"))
        return QSize(300, small.height() + value.height() + 12)

    def boxes(self) -> list[_Box]:
        """Return the boxes that have room."""
        return self._shown

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show more or fewer boxes."""
        super().resizeEvent(event)
        self._choose()

    def _choose(self) -> None:
        self._shown = self._fitting()
        self._places = self._rects(self._shown)

    def _fitting(self) -> list[_Box]:
        summands = self._sum.summands
        most = min(_LABELLED, len(summands)) if self._sum.others else len(summands)
        for shown in range(most, 0, -1):
            boxes = self._boxes(shown)
            if self._needed(boxes) <= self.width():
                return boxes
        return self._boxes(min(1, most))

    def _boxes(self, shown: int) -> list[_Box]:
        sum_ = self._sum
        plain = len(sum_.summands) == 1 and sum_.bias is None
        boxes = [
            _Box("+" if i else "", each.name, self._said(each.value, plain), each.tip)
            for i, each in enumerate(sum_.summands[:shown])
        ]
        left = sum_.summands[shown:]
        if count := len(left) + sum_.others:
            value = fsum([*(each.value for each in left), sum_.others_value])
            name = sum_.rest.format(f"{count:,}")
            boxes.append(_Box("+", name, wording.signed(value), kind="more"))
        if sum_.bias is not None:
            boxes.append(_Box("+", self.tr("bias"), wording.signed(sum_.bias)))
        if not plain:
            boxes.append(_Box("=", self.tr("sum"), wording.signed(sum_.total)))
        for each in sum_.after:
            boxes.append(_Box("→", each.name, wording.number(each.value), each.tip))
        if boxes:
            last = boxes[-1]
            if len(boxes) == 1:
                last = _Box("", self.tr("value"), last.value, last.name)
            value_text = last.value.removeprefix("+")
            boxes[-1] = _Box(last.sign, last.name, value_text, last.tip, "result")
        return boxes

    @staticmethod
    def _said(value: float, plain: bool) -> str:
        return wording.number(value) if plain else wording.signed(value)

    @staticmethod
    def _width(box: _Box) -> int:
        small, value = QFontMetrics(theme.font("small")), QFontMetrics(theme.font("heading"))
        name = small.horizontalAdvance(box.name) + (12 if box.kind == "more" else 0)
        return max(min(name, 110), value.horizontalAdvance(box.value)) + 2 * _PAD

    def _needed(self, boxes: Sequence[_Box]) -> int:
        return sum(self._width(box) for box in boxes) + _SIGN * (len(boxes) - 1)

    def _rects(self, boxes: Sequence[_Box]) -> list[QRect]:
        """Return where each box stands: its own width and a share of what is left."""
        spare = self.width() - self._needed(boxes)
        share = min(60, spare // max(1, len(boxes))) if spare > 0 else 0
        rects, left = [], 0
        for box in boxes:
            width = self._width(box) + share
            rects.append(QRect(left, 0, width, self.sizeHint().height()))
            left += width + _SIGN
        return rects

    # What happens.

    def _at(self, event: QMouseEvent) -> _Box | None:
        point = event.position().toPoint()
        pairs = zip(self._shown, self._places, strict=True)
        return next((box for box, rect in pairs if rect.contains(point)), None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Explain a box."""
        box = self._at(event)
        more = box is not None and box.kind == "more"
        self.setCursor(Qt.CursorShape.PointingHandCursor if more else Qt.CursorShape.ArrowCursor)
        QToolTip.showText(event.globalPosition().toPoint(), plain_tip(box.tip if box else ""), self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """List all summands, or no more."""
        box = self._at(event)
        if box is not None and box.kind == "more":
            self.more_wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """List all summands with Space or Enter."""
        keys = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() in keys and self.has_more:
            self.more_wanted.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Repaint in the colours of a new theme."""
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint boxes and signs."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for box, rect in zip(self._shown, self._places, strict=True):
            if box.sign:
                painter.setFont(theme.font("text"))
                painter.setPen(theme.colour("text2"))
                sign = QRect(rect.left() - _SIGN, 0, _SIGN, rect.height())
                painter.drawText(sign, Qt.AlignmentFlag.AlignCenter, box.sign)
            self._paint(painter, rect, box)

    def _paint(self, painter: QPainter, rect: QRect, box: _Box) -> None:
        result = box.kind == "result"
        edge, width = ("place", 2.0) if result else ("line", 1.0)
        if box.kind == "more":
            edge, width = ("accent", 2.0) if self.hasFocus() else ("edge", 1.0)
        painter.setPen(QPen(theme.colour(edge), width))
        painter.setBrush(theme.colour("surface"))
        inset = width / 2
        painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), 6, 6)
        small, heading = theme.font("small"), theme.font("heading")
        line = QRect(rect.left() + 4, 5, rect.width() - 8, QFontMetrics(small).height())
        painter.setFont(small)
        painter.setPen(theme.colour("text2"))
        room = line.width() - (12 if box.kind == "more" else 0)
        name = painter.fontMetrics().elidedText(box.name, Qt.TextElideMode.ElideMiddle, room)
        if box.kind == "more":
            self._paint_arrow(painter, line, name)
            line.setWidth(line.width() - 12)
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, name)
        painter.setFont(heading)
        painter.setPen(theme.colour("place" if result else "text"))
        below = QRect(rect.left(), line.bottom() + 1, rect.width(), QFontMetrics(heading).height())
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, box.value)

    def _paint_arrow(self, painter: QPainter, line: QRect, name: str) -> None:
        """Paint a small triangle behind the words: down while the list is hidden, else up."""
        words = painter.fontMetrics().horizontalAdvance(name)
        middle = QPointF(line.center().x() - 6 + words / 2 + 9, line.center().y() + 1)
        high = -2.5 if self._open else 2.5
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("text2"))
        corners = ((-4, -high), (4, -high), (0, high))
        painter.drawPolygon(QPolygonF([middle + QPointF(x, y) for x, y in corners]))
        painter.restore()
