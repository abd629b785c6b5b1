"""Two answers side by side: for each class two bars, and how far they are apart."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

import numpy as np
from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.comparison import PairedClass
from gui import theme
from gui.widgets.chart import Chart
from gui.widgets.figure_table import Column, Figures
from gui.words import wording
from gui.words.wording import plain_tip

_BAR = 8
_LETTER = 18
_FIGURE = 56
_BETWEEN = 10
_ABOVE = 2
RING = 6
"""Room at both sides for the ring that shows the keyboard."""


class PairList(Chart):
    """A is outlined, B filled, so that neither needs a colour of its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pairs: list[PairedClass] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_pairs(self, pairs: Sequence[PairedClass]) -> None:
        """Show classes, the most probable first."""
        self.pairs = list(pairs)
        self.setAccessibleName("; ".join(self.row_text(pair) for pair in self.pairs))
        self.setEnabled(bool(self.pairs))
        self.setToolTip(plain_tip("\n".join(self.row_text(pair) for pair in self.pairs)))
        self.updateGeometry()
        self.update()

    def row_text(self, pair: PairedClass) -> str:
        """Return a row in words."""
        return self.tr("{0}: A {1}, B {2}, {3}").format(
            pair.label, self._figure(pair.a), self._figure(pair.b), self.change_text(pair)
        )

    def figures(self) -> Figures:
        """Return the rows as numbers; a class that one network does not know has none there."""
        shares = [[getattr(pair, side) for pair in self.pairs] for side in ("a", "b")]
        columns = (np.array(each, np.float64) for each in shares)  # None becomes NaN
        a, b = (Column(name, each, self._figure) for name, each in zip("AB", columns, strict=True))
        labels = Column(self.tr("Class"), [pair.label for pair in self.pairs], str, words=True)
        change = Column("B − A", [100 * pair.change for pair in self.pairs], self._points)
        return Figures(self.tr("Predictions"), (labels, a, b, change))

    def _points(self, points: float) -> str:
        rounded = round(points, 1)
        text, sign = wording.number(rounded, 1), "+" if rounded > 0 else ""
        return self.tr("{0} points").format(f"{sign}{text}")

    def change_text(self, pair: PairedClass) -> str:
        """Return how much the probability changed, in points of percent."""
        return self._points(100 * pair.change)

    def sizeHint(self) -> QSize:
        """Return the room that all rows need."""
        return QSize(200, len(self.pairs) * self._pitch() + _ABOVE)

    def minimumSizeHint(self) -> QSize:
        """Return the same: rows do not give way."""
        return QSize(160, self.sizeHint().height())

    def _pitch(self) -> int:
        title, line = self._heights()
        return title + 4 + 2 * line + _BETWEEN

    @staticmethod
    def _heights() -> tuple[int, int]:
        title = QFontMetrics(theme.font("heading")).height()
        return title, QFontMetrics(theme.font("caption")).height()

    @staticmethod
    def _figure(share: float | None) -> str:
        return "–" if share is None or isnan(share) else wording.percent(share)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint all rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        title, line = self._heights()
        for row, pair in enumerate(self.pairs):
            top = _ABOVE + row * self._pitch()
            room = self.rect().adjusted(RING, 0, -RING, 0)
            head = QRect(room.left(), top, room.width(), title)
            self._paint_head(painter, head, pair, first=row == 0)
            for place, (letter, share) in enumerate((("A", pair.a), ("B", pair.b))):
                rect = QRect(room.left(), top + title + 2 + place * line, room.width(), line)
                self._paint_bar(painter, rect, letter, share)
        self.paint_ring(painter)

    def _paint_head(self, painter: QPainter, rect: QRect, pair: PairedClass, first: bool) -> None:
        change = self.change_text(pair)
        painter.setFont(theme.font("caption", bold=True))
        # What changed by less than a tenth of a point is no news.
        painter.setPen(theme.colour("accent" if abs(pair.change) >= 0.0005 else "text2"))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect, Qt.AlignmentFlag.AlignRight | middle, change)
        room = rect.width() - painter.fontMetrics().horizontalAdvance(change) - 10
        painter.setFont(theme.font("heading") if first else theme.font("text"))
        painter.setPen(theme.colour("text"))
        label = painter.fontMetrics().elidedText(pair.label, Qt.TextElideMode.ElideRight, room)
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | middle, label)

    def _paint_bar(self, painter: QPainter, rect: QRect, letter: str, share: float | None) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("text2"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | middle, letter)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.colour("text"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignRight | middle, self._figure(share))
        track = QRectF(
            rect.left() + _LETTER, rect.center().y() - _BAR / 2 + 0.5,
            rect.width() - _LETTER - _FIGURE, _BAR,
        )  # fmt: skip
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("track"))
        painter.drawRoundedRect(track, _BAR / 2, _BAR / 2)
        if not share or share < 0.0005:
            return
        track.setWidth(max(float(_BAR), track.width() * min(share, 1.0)))
        if letter == "A":
            track.adjust(0.75, 0.75, -0.75, -0.75)
            painter.setPen(QPen(theme.colour("accent"), 1.5))
            painter.setBrush(theme.colour("surface"))
        else:
            painter.setBrush(theme.colour("accent"))
        painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
