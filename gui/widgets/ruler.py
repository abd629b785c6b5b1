"""The ruler below the strip: all layers at once by time, and which of them are in view."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolTip, QWidget

from gui import theme
from gui.widgets.layer_cards import Card
from gui.words.wording import plain_tip

_BARS = 16
_LOWEST = 2
_TICK = 3
_LABEL_GAP = 8


class Ruler(QWidget):
    """A bar a layer, groups of one resolution; drag to scroll the strip, click to choose."""

    chosen = Signal(str)
    """The person clicked on a layer, by its key."""
    scrolled = Signal(float)
    """The strip should begin at this position, in layers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: Sequence[Card] = ()
        self._shown: frozenset[int] = frozenset()
        self._longest = 0.0
        self._layer: str | None = None
        self._window = (0.0, 0.0)
        self._pressed: QPoint | None = None
        self._grip: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("All layers by time"))

    def set_cards(self, cards: Sequence[Card], shown: Sequence[int]) -> None:
        """Show layers; `shown` are the positions of those that the strip has, others are pale."""
        self._cards, self._shown = cards, frozenset(shown)
        self._longest = max((card.seconds for card in cards), default=0.0)
        self.update()

    def set_layer(self, name: str | None) -> None:
        """Say which layer is on the stage."""
        self._layer = name
        self.update()

    def set_window(self, left: float, right: float) -> None:
        """Say which part is in view, in layers."""
        if (left, right) != self._window:
            self._window = (left, right)
            self.update()

    def sizeHint(self) -> QSize:
        """Return the height of bars and labels."""
        return QSize(320, _BARS + _TICK + QFontMetrics(theme.font("small")).height())

    def bar_rect(self, position: int) -> QRect:
        """Return where the bar of a layer stands."""
        left, right = self._x(position), self._x(position + 1)
        gap = 1 if right - left >= 4 else 0
        longest = self._longest
        share = max(0.0, self._cards[position].seconds) / longest if longest > 0 else 0.0
        height = max(_LOWEST, round((_BARS - 2) * share))
        return QRect(left, _BARS - height, max(1, right - left - gap), height)

    def window_rect(self) -> QRectF:
        """Return where the part in view stands."""
        left, right = (self._x(end) for end in self._window)
        return QRectF(left, 0, right - left, _BARS)

    def position_at(self, x: int) -> int | None:
        """Return which layer's bar is at `x`, None without layers."""
        if not self._cards:
            return None
        position = int(x * len(self._cards) / max(1, self.width()))
        return min(max(position, 0), len(self._cards) - 1)

    def labels(self) -> list[tuple[int, str]]:
        """Return (x, resolution) of each group that begins, those without room left out."""
        metrics = QFontMetrics(theme.font("small"))
        found: list[tuple[int, str]] = []
        free = position = 0
        for resolution, group in groupby(self._resolutions()):
            text = resolution or self.tr("vector")
            x = self._x(position)
            end = x + 3 + metrics.horizontalAdvance(text)
            if x >= free and end <= self.width():
                found.append((x, text))
                free = end + _LABEL_GAP
            position += len(list(group))
        return found

    def _resolutions(self) -> list[str]:
        """Return the group of each layer; vectors between maps belong to the maps before."""
        sizes = [card.resolution for card in self._cards]
        last = max((position for position, size in enumerate(sizes) if size), default=-1)
        for position in range(1, last):
            sizes[position] = sizes[position] or sizes[position - 1]
        return sizes

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint bars, groups and the window."""
        painter = QPainter(self)
        painter.fillRect(QRect(0, 0, self.width(), _BARS), theme.colour("track"))
        for position, card in enumerate(self._cards):
            if card.name != self._layer:
                token = "disabled" if position in self._shown else "line"
                painter.fillRect(self.bar_rect(position), theme.colour(token))
        if self._window[1] > self._window[0]:
            self._paint_window(painter)
        for position, card in enumerate(self._cards):
            if card.name == self._layer:
                painter.fillRect(self.bar_rect(position), theme.colour("accent"))
        painter.setFont(theme.font("small"))
        height = painter.fontMetrics().height()
        for x, text in self.labels():
            if x:
                painter.setPen(theme.colour("edge"))
                painter.drawLine(x, 0, x, _BARS + _TICK)
            painter.setPen(theme.colour("text2"))
            label = QRect(x + 3, _BARS + _TICK - 1, self.width(), height)
            painter.drawText(label, Qt.AlignmentFlag.AlignLeft, text)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the window, or of a layer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()
            self._grip = None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the window along."""
        if self._pressed is None or not self._cards:
            return
        point = event.position().toPoint()
        layers = len(self._cards) / max(1, self.width())
        if self._grip is None:
            if abs(point.x() - self._pressed.x()) < QApplication.startDragDistance() // 2:
                return
            left, right = self._window
            pressed = self._pressed.x() * layers
            inside = left <= pressed <= right
            self._grip = pressed - left if inside else (right - left) / 2
        self.scrolled.emit(max(0.0, point.x() * layers - self._grip))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the layer that was clicked, if nothing was dragged."""
        position = self.position_at(event.position().toPoint().x())
        if self._pressed is not None and self._grip is None and position is not None:
            self.chosen.emit(self._cards[position].name)
        self._pressed = self._grip = None

    def event(self, event: QEvent) -> bool:
        """Name the layer under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            position = self.position_at(event.pos().x())
            if position is not None:
                card = self._cards[position]
                parts = (card.title, card.operator, card.time, card.size)
                QToolTip.showText(
                    event.globalPos(), plain_tip(" · ".join(part for part in parts if part)), self
                )
            return True
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        return super().event(event)

    def _paint_window(self, painter: QPainter) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = theme.colour("accent")
        fill.setAlphaF(0.2)
        painter.setBrush(fill)
        painter.setPen(QPen(theme.colour("accent"), 1))
        painter.drawRoundedRect(self.window_rect().adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
        painter.restore()

    def _x(self, position: float) -> int:
        return round(position * self.width() / max(1, len(self._cards)))
