"""The strongest summands of one activation as cards: window × kernel in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np
from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui import theme
from gui.widgets.chart import Chart
from gui.widgets.figure_table import Column, Figures
from gui.widgets.image_view import fitted
from gui.widgets.unit_numbers import (
    Shades,
    as_numbers,
    cell_font,
    cell_size,
    paint_numbers,
    paint_picture,
)
from gui.words import wording

_PAD = 9
_BETWEEN = 10
_TIMES = 12
_PICTURE, _LEAST_PICTURE = 110, 56
"""The edge of a window that is too large for numbers; in a low window it gives way."""
_SMALL_PIXELS, _SMALL_STRETCH = 10, 88
"""The least size of the numbers in a cell, and how narrow they are then, in percent."""


@dataclass(frozen=True, slots=True, eq=False)
class Card:
    """What one card shows: a window, and the kernel it is multiplied with, if any.

    Attributes
    ----------
    title, value : the words of its head
    window, kernel : (k_h, k_w) numbers
    shades, kernel_shades : their colours
    picked : the cell that a pool chose
    names : the words below window and kernel
    """

    title: str
    value: str
    window: np.ndarray
    shades: Shades
    kernel: np.ndarray | None = None
    kernel_shades: Shades | None = None
    picked: tuple[int, int] | None = None
    names: tuple[str, str] = ("", "")

    def parts(self) -> list[tuple[np.ndarray, Shades, str]]:
        """Return the arrays to paint, with colours and words."""
        found = [(self.window, self.shades, self.names[0])]
        if self.kernel is not None and self.kernel_shades is not None:
            found.append((self.kernel, self.kernel_shades, self.names[1]))
        return found


class UnitCards(Chart):
    """As many cards side by side as have room, three at most; the last one never falls away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: tuple[Card, ...] = ()
        self._shown: tuple[Card, ...] = ()
        self._font = cell_font()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    @property
    def cards(self) -> tuple[Card, ...]:
        """The cards that are seen."""
        return self._shown

    def set_cards(self, cards: Sequence[Card]) -> None:
        """Show other cards, the most important first; a pool's comes last and stays."""
        before = self._height()
        self._cards = tuple(cards)
        self.setAccessibleName(", ".join(f"{card.title}: {card.value}" for card in cards))
        self._choose()
        if self._height() != before:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of the tallest card."""
        return QSize(300, self._height())

    def minimumSizeHint(self) -> QSize:
        """Return the same for numbers, which do not give way; pictures do."""
        return QSize(120, self._height(_LEAST_PICTURE))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show more or fewer cards."""
        super().resizeEvent(event)
        self._choose()

    def figures(self) -> Figures:
        """Return all cells of the cards that are seen: the window's value, and its weight."""
        cells = [(card, *cell) for card in self._shown for cell in np.ndindex(card.window.shape)]
        values = [float(card.window[row, column]) for card, row, column in cells]
        columns = [
            Column(self.tr("From"), [card.title for card, _, _ in cells], str, words=True),
            Column(self.tr("Row"), [row for _, row, _ in cells], str),
            Column(self.tr("Column"), [column for _, _, column in cells], str),
            Column(self.tr("Value"), values),
        ]
        if any(card.kernel is not None for card in self._shown):
            weights = [
                float("nan") if card.kernel is None else float(card.kernel[row, column])
                for card, row, column in cells
            ]
            adds = [value * weight for value, weight in zip(values, weights, strict=True)]
            columns += [
                Column(self.tr("Weight"), weights, _number_or_none),
                Column(self.tr("Adds"), adds, _number_or_none),
            ]
        return Figures(self.tr("Window and kernel"), tuple(columns))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cards."""
        if not self._shown:
            return
        painter = QPainter(self)
        width = self._card_width(len(self._shown))
        for position, card in enumerate(self._shown):
            left = round(position * (width + _BETWEEN))
            self._paint(painter, QRect(left, 0, width, self.height()), card)
        self.paint_ring(painter)

    # Sizes.

    def _card_width(self, count: int) -> int:
        """Return the width of each of `count` cards; fewer than three do not spread out."""
        wide = (self.width() - (max(count, 2) - 1) * _BETWEEN) // max(count, 2)
        needed = max(self._needed(card, self._font) for card in self._shown)
        return max(wide, min(needed, self.width()))

    def _choose(self) -> None:
        """Choose the most cards, then the largest numbers, that have room."""
        usual, small = cell_font(), cell_font()
        small.setPixelSize(_SMALL_PIXELS)
        small.setStretch(_SMALL_STRETCH)
        for count in range(min(3, len(self._cards)), 0, -1):
            shown = (*self._cards[: count - 1], self._cards[-1])
            if len(self._cards) > count and self._cards[-1].picked is None:
                shown = self._cards[:count]
            room = (self.width() - (count - 1) * _BETWEEN) / count
            for font in (usual, small):
                if count == 1 or all(self._needed(card, font) <= room for card in shown):
                    self._shown, self._font = shown, font
                    return
        self._shown = ()

    @staticmethod
    def _part_size(values: np.ndarray, font: QFont, edge: int = _PICTURE) -> QSize:
        rows, columns = values.shape
        if as_numbers(values):
            cell = cell_size(font)
            return QSize(columns * cell.width() - 1, rows * cell.height() - 1)
        return fitted(columns, rows, QSize(edge, edge))

    def _needed(self, card: Card, font: QFont) -> int:
        sizes = [self._part_size(values, font).width() for values, _, _ in card.parts()]
        return sum(sizes) + _TIMES * (len(sizes) - 1) + 2 * _PAD

    def _height(self, edge: int = _PICTURE) -> int:
        if not self._cards:
            return 0
        font = cell_font()
        return self._around() + max(
            self._part_size(values, font, edge).height()
            for card in self._cards
            for values, _, _ in card.parts()
        )

    @staticmethod
    def _around() -> int:
        """Return the height of a card's head, of the words below, and of the room between."""
        line = QFontMetrics(theme.font("caption", bold=True)).height()
        return line + 6 + 4 + QFontMetrics(theme.font("small")).height() + 14

    # Painting.

    def _paint(self, painter: QPainter, rect: QRect, card: Card) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.setBrush(theme.colour("surface"))
        painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        bold, middle = theme.font("caption", bold=True), Qt.AlignmentFlag.AlignVCenter
        line = QRect(rect.left() + _PAD, 7, rect.width() - 2 * _PAD, QFontMetrics(bold).height())
        painter.setFont(bold)
        painter.setPen(theme.colour("text"))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | middle, card.value)
        room = line.width() - painter.fontMetrics().horizontalAdvance(card.value) - 8
        title = painter.fontMetrics().elidedText(card.title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | middle, title)
        parts = card.parts()
        edge = min(_PICTURE, max(_LEAST_PICTURE, rect.height() - self._around()))
        sizes = [self._part_size(values, self._font, edge) for values, _, _ in parts]
        width = sum(size.width() for size in sizes) + _TIMES * (len(parts) - 1)
        left = rect.left() + max(_PAD, (rect.width() - width) // 2)
        top = line.bottom() + 7
        tallest = max(size.height() for size in sizes)
        for position, ((values, shades, name), size) in enumerate(zip(parts, sizes, strict=True)):
            area = QRect(QPoint(left, top + (tallest - size.height()) // 2), size)
            if position:
                times = QRect(left - _TIMES, top, _TIMES, tallest)
                painter.setFont(theme.font("caption"))
                painter.setPen(theme.colour("text2"))
                painter.drawText(times, Qt.AlignmentFlag.AlignCenter, "×")
            self._paint_part(painter, area, values, shades, card.picked)
            painter.setFont(theme.font("small"))
            painter.setPen(theme.colour("text2"))
            metrics = painter.fontMetrics()
            below = QRect(left - 20, top + tallest + 3, size.width() + 40, metrics.height())
            words = name + (shades.power_text if as_numbers(values) else "")
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, words)
            left += size.width() + _TIMES

    def _paint_part(
        self,
        painter: QPainter,
        area: QRect,
        values: np.ndarray,
        shades: Shades,
        picked: tuple[int, int] | None,
    ) -> None:
        painter.setFont(self._font)
        if as_numbers(values):
            cell = cell_size(self._font)
            paint_numbers(painter, area.topLeft(), values, shades, cell, picked)
        else:
            paint_picture(painter, area, values, shades)


def _number_or_none(value: float) -> str:
    """Return a number; a window that is not multiplied has none."""
    return "–" if isnan(value) else wording.number(value)
