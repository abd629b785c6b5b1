"""How often each value occurs, as bars on a logarithmic scale."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gui import theme, wording

BINS = 64
HEIGHT, LEAST_HEIGHT = 76, 32


class Histogram(QWidget):
    """Bars over the range of values; the logarithm shows rare values beside very common ones."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts = np.zeros(0, np.int64)
        self._low = self._high = 0.0
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

    def sizeHint(self) -> QSize:
        """Return the size at which nothing is scaled or hidden."""
        return QSize(200, HEIGHT)

    def bar_text(self, index: int) -> str:
        """Return what a bar stands for."""
        step = (self._high - self._low) / len(self._counts)
        start, end = self._low + index * step, self._low + (index + 1) * step
        return self.tr("{0} to {1}: {2} values").format(
            wording.number(start), wording.number(end), f"{int(self._counts[index]):,}"
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bars, without antialiasing: they are upright and thin."""
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colour("line"))
        if not self._counts.size or not self._counts.any():
            return
        # Bars begin on whole device pixels, or some would look wider than others.
        ratio = self.devicePixelRatioF()
        edges = np.round(np.linspace(0, self.width(), len(self._counts) + 1) * ratio) / ratio
        heights = np.log1p(self._counts) / np.log1p(self._counts.max()) * self.height()
        colour = theme.colour("edge")
        gap = 1 if self.width() / len(self._counts) >= 3 else 0
        for left, right, height in zip(edges[:-1], edges[1:], heights, strict=True):
            if height > 0:
                tall = max(1.0, round(height * ratio) / ratio)
                painter.fillRect(
                    QRectF(left, self.height() - tall, right - left - gap, tall), colour
                )

    def event(self, event: QEvent) -> bool:
        """Explain the bar under the mouse; repaint when the theme changes."""
        if isinstance(event, QHelpEvent) and self._counts.size:
            index = event.pos().x() * len(self._counts) // max(1, self.width())
            if 0 <= index < len(self._counts):
                QToolTip.showText(event.globalPos(), self.bar_text(index), self)
            return True
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        return super().event(event)
