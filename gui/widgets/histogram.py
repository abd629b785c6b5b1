"""How often each value occurs, as bars on a logarithmic scale."""

from __future__ import annotations

from math import ceil

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gui import theme
from gui.widgets.chart import Chart
from gui.widgets.figure_table import Column, Figures
from gui.words.wording import plain_tip

BINS = 64
HEIGHT, LEAST_HEIGHT = 76, 32
_THINNEST = 3
"""A bar and the gap beside it are at least so wide, in pixels."""


class Histogram(Chart):
    """Bars over the range of values; the logarithm shows rare values beside very common ones."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts = np.zeros(0, np.int64)
        self._low = self._high = 0.0
        self._axis: tuple[float, float] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setMinimumHeight(LEAST_HEIGHT)
        self.setAccessibleName(self.tr("How often each value occurs"))

    @property
    def counts(self) -> np.ndarray:
        """How many values fall into each bar, (BINS,) int64."""
        return self._counts

    def set_counts(self, counts: np.ndarray, low: float, high: float) -> None:
        """Show `counts`, (BINS,) int64, of values from `low` to `high`."""
        self._counts, self._low, self._high = counts, low, high
        self.update()

    def set_axis(self, axis: tuple[float, float] | None) -> None:
        """Let the width stand for values from one to another; None for those that there are."""
        if axis != self._axis:
            self._axis = axis
            self.update()

    def sizeHint(self) -> QSize:
        """Return the size at which nothing is scaled or hidden."""
        return QSize(200, HEIGHT)

    def bar_text(self, first: int, last: int | None = None) -> str:
        """Return what a bar stands for, or several from one to another."""
        last = first if last is None else last
        begin, end, _ = self.figures().columns
        count = f"{int(self._counts[first : last + 1].sum()):,}"
        return self.tr("{0} to {1}: {2} values").format(
            begin.say(begin.values[first]), end.say(end.values[last]), count
        )

    def _bars(self) -> tuple[np.ndarray, np.ndarray]:
        """Return each bar's first count, (B,), and the bars' edges in pixels, (B + 1,)."""
        low, high = self._axis or (self._low, self._high)
        spread = high - low if high > low else 1.0
        begin = (self._low - low) / spread * self.width()
        end = (self._high - low) / spread * self.width() if high > low else self.width()
        count = len(self._counts)
        # On a wide axis bars would be too thin to be seen: neighbours become one.
        joined = min(count, max(1, ceil(_THINNEST * count / max(end - begin, 1e-9))))
        firsts = np.arange(0, count, joined)
        edges = begin + (end - begin) * np.append(firsts, count) / count
        if edges[-1] - edges[0] < _THINNEST:
            edges[0] = max(0.0, min(edges[0], self.width() - _THINNEST))
            edges[-1] = edges[0] + _THINNEST
        return firsts, edges

    def figures(self) -> Figures:
        """Return for each bar where it begins and ends, and how many values it holds."""
        ends = np.linspace(self._low, self._high, len(self._counts) + 1)
        return Figures(
            self.accessibleName(),
            (
                Column(self.tr("From"), ends[:-1]),
                Column(self.tr("To"), ends[1:]),
                Column(self.tr("How many"), self._counts, "{:,}".format),
            ),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bars, without antialiasing: they are upright and thin."""
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colour("line"))
        if not self._counts.size or not self._counts.any():
            self.paint_ring(painter)
            return
        # Bars begin on whole device pixels, or some would look wider than others.
        ratio = self.devicePixelRatioF()
        firsts, exact = self._bars()
        edges = np.round(exact * ratio) / ratio
        counts = np.add.reduceat(self._counts, firsts)
        heights = np.log1p(counts) / np.log1p(counts.max()) * self.height()
        colour = theme.colour("edge")
        gap = 1 if (exact[-1] - exact[0]) / len(firsts) >= 3 else 0
        for left, right, height in zip(edges[:-1], edges[1:], heights, strict=True):
            if height > 0:
                tall = max(1.0, round(height * ratio) / ratio)
                painter.fillRect(
                    QRectF(left, self.height() - tall, right - left - gap, tall), colour
                )
        self.paint_ring(painter)

    def _text_at(self, x: int) -> str:
        """Return what the bar at a place across stands for; nothing where there is none."""
        firsts, edges = self._bars()
        bar = int(np.searchsorted(edges, x, "right")) - 1
        if not 0 <= bar < len(firsts):
            return ""
        return self.bar_text(int(firsts[bar]), int([*firsts[1:], len(self._counts)][bar]) - 1)

    def event(self, event: QEvent) -> bool:
        """Explain the bar under the mouse."""
        if isinstance(event, QHelpEvent) and self._counts.size:
            text = self._text_at(event.pos().x())
            if text:
                text += "\n" + self.tr("Click for all numbers")
            QToolTip.showText(event.globalPos(), plain_tip(text), self)
            return True
        return super().event(event)
