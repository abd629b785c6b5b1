"""How often each value occurs, as bars on a logarithmic scale."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gui import theme
from gui.words import wording
from gui.words.wording import plain_tip

BINS = 64
HEIGHT, LEAST_HEIGHT = 76, 32


class Histogram(QWidget):
    """Bars over the range of values; the logarithm shows rare values beside very common ones."""

    table_wanted = Signal()
    """A click, Enter or the blank: show the numbers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts = np.zeros(0, np.int64)
        self._low = self._high = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setMinimumHeight(LEAST_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self.tr("How often each value occurs"))
        self.setAccessibleDescription(self.tr("Enter shows the numbers as a table"))

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
        return self.tr("{0} to {1}: {2} values").format(*self.rows()[index])

    def rows(self) -> list[tuple[str, str, str]]:
        """Return for each bar where it begins and ends and how many values it holds, in words."""
        ends = np.linspace(self._low, self._high, len(self._counts) + 1)
        texts = [wording.number(float(end)) for end in ends]
        counts = [f"{int(count):,}" for count in self._counts]
        return list(zip(texts[:-1], texts[1:], counts, strict=True))

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

        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4, 4)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for the table."""
        if event.button() == Qt.MouseButton.LeftButton and self._counts.size:
            self.table_wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask for the table, as a button would."""
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event.key() in keys and self._counts.size:
            self.table_wanted.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Explain the bar under the mouse; repaint when the theme changes."""
        if isinstance(event, QHelpEvent) and self._counts.size:
            index = event.pos().x() * len(self._counts) // max(1, self.width())
            if 0 <= index < len(self._counts):
                more = self.tr("Click for all numbers")
                QToolTip.showText(
                    event.globalPos(), plain_tip(f"{self.bar_text(index)}\n{more}"), self
                )
            return True
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        return super().event(event)
