"""The strongest inputs of a weighted sum as bars: value × weight = what it adds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui import theme
from gui.widgets.chart import Chart
from gui.widgets.figure_table import Column, Figures
from gui.words import wording

_PAD = 12
_TWO_COLUMNS = 560
_ROWS, _FEW = 6, 3


@dataclass(frozen=True, slots=True)
class Product:
    """One input: what it is called, its value, its weight, and their product."""

    name: str
    value: float
    weight: float | None
    product: float


class UnitBars(Chart):
    """As many of the strongest inputs as have room, positive to the right, negative to the left."""

    MOST = 24
    """More are never seen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._products: tuple[Product, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def set_products(self, products: Sequence[Product]) -> None:
        """Show other inputs, the strongest first."""
        before = self.sizeHint()
        self._products = tuple(products)
        words = (f"{each.name}: {wording.signed(each.product)}" for each in products)
        self.setAccessibleName(", ".join(words))
        if self.sizeHint() != before:
            self.updateGeometry()
        self.update()

    @staticmethod
    def _row() -> int:
        return QFontMetrics(theme.font("caption")).height() + 5

    def _columns(self) -> int:
        return 2 if self.width() >= _TWO_COLUMNS and len(self._products) > 6 else 1

    def sizeHint(self) -> QSize:
        """Return the room of the usual rows, or of all if they are fewer."""
        rows = min(_ROWS, -(-len(self._products) // self._columns()))
        return QSize(300, rows * self._row() + 2 * _PAD - 4)

    def minimumSizeHint(self) -> QSize:
        """Return the room of the three strongest."""
        rows = min(_FEW, -(-len(self._products) // self._columns()))
        return QSize(300, rows * self._row() + 2 * _PAD - 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for another height where there are more or fewer columns."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def shown(self) -> tuple[Product, ...]:
        """Return the inputs that are seen."""
        rows = max(1, (self.height() - 2 * _PAD + 4) // self._row())
        return self._products[: rows * self._columns()]

    def figures(self) -> Figures:
        """Return the strongest inputs: value, weight, and what they add."""
        shown = self._products
        columns = [
            Column(self.tr("From"), [each.name for each in shown], str, words=True),
            Column(self.tr("Value"), [each.value for each in shown]),
        ]
        if all(each.weight is not None for each in shown):
            columns.append(Column(self.tr("Weight"), [each.weight for each in shown]))
        columns.append(Column(self.tr("Adds"), [each.product for each in shown], wording.signed))
        return Figures(self.tr("Strongest inputs"), tuple(columns))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, names, numbers and bars."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.colour("line"))
        painter.setBrush(theme.colour("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        shown, columns = self.shown(), self._columns()
        rows = -(-len(shown) // columns)
        reach = max((abs(each.product) for each in shown), default=0.0) or 1.0
        wide = (self.width() - 2 * _PAD - (columns - 1) * 2 * _PAD) // columns
        metrics = QFontMetrics(theme.font("caption"))
        named = max((metrics.horizontalAdvance(each.name) for each in shown), default=0)
        named = min(named + 8, 150)
        for position, each in enumerate(shown):
            column, row = divmod(position, rows)
            left = _PAD + column * (wide + 2 * _PAD)
            rect = QRect(left, _PAD - 2 + row * self._row(), wide, self._row())
            self._paint(painter, rect, each, reach, named)
        self.paint_ring(painter)

    @staticmethod
    def _paint(painter: QPainter, rect: QRect, each: Product, reach: float, named: int) -> None:
        metrics = QFontMetrics(theme.font("caption"))
        digits = metrics.horizontalAdvance(f"{wording.MINUS}00.000")
        side = Qt.AlignmentFlag
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.colour("text"))
        name = metrics.elidedText(each.name, Qt.TextElideMode.ElideMiddle, named - 6)
        painter.drawText(rect, side.AlignVCenter | side.AlignLeft, name)
        left = rect.left() + named
        painter.setPen(theme.colour("text2"))
        factors = wording.number(each.value)
        if each.weight is not None:
            factors = f"{factors} × {wording.number(each.weight)}"
        area = QRect(left, rect.top(), 2 * digits + 14, rect.height())
        painter.drawText(area, side.AlignVCenter | side.AlignRight, factors)
        left += area.width() + 10
        right = rect.right() - digits - 2
        middle, half = (left + right) / 2, max(4.0, (right - left) / 2)
        length = half * abs(each.product) / reach
        thick = 8
        top = rect.center().y() - thick / 2 + 1
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("track"))
        painter.drawRect(QRectF(middle - 0.5, rect.top() + 1, 1, rect.height() - 2))
        painter.setBrush(theme.colour("accent" if each.product >= 0 else "bars2"))
        begin = middle if each.product >= 0 else middle - length
        painter.drawRoundedRect(QRectF(begin, top, max(1.0, length), thick), 2, 2)
        painter.setFont(theme.font("caption", bold=True))
        painter.setPen(theme.colour("text"))
        painter.drawText(rect, side.AlignVCenter | side.AlignRight, wording.signed(each.product))
