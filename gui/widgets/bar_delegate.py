"""How a row of a bar list looks: its words, its number and its bar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gui import theme

BAR_ROLE = Qt.ItemDataRole.UserRole
INSET = 4
"""Room at both sides for the ring around the current row."""

LOOSE = 6
"""Pixels by which rows stand further apart than they must."""

_DOT = 0.0005
"""The least share that is shown by a dot: what rounds to 0.1 %."""

Index = QModelIndex | QPersistentModelIndex
Style = Literal["first", "row", "line", "rest", "note"]


@dataclass(frozen=True, slots=True)
class Bar:
    """One row.

    Attributes
    ----------
    label : the words at the left
    figure : the number at the right, as it is shown
    share : length of the bar, 0..1; None for a row without a bar
    style : 'first': large, bar below; 'row': bar below; 'line': bar between label and number;
        'rest': small and quiet; 'note': a second line of words below
    strong : whether a line is the winner
    note : words of the second line
    tip : makes the tooltip, when it is wanted
    before : where the bar ended before a change, 0..1; a tick stands there
    copied : what a copy of the row holds; nothing if empty
    """

    label: str
    figure: str
    share: float | None = None
    style: Style = "row"
    strong: bool = False
    note: str = ""
    tip: Callable[[], str] | None = None
    before: float | None = None
    copied: str = ""


class BarDelegate(QStyledItemDelegate):
    """Paints `Bar` rows; heights come from the fonts, for Chinese is taller."""

    spare = LOOSE
    """Pixels between rows that they can do without, 0 .. `LOOSE`."""
    label_width = 0
    """Width of the labels of 'line' rows, so that their bars begin in one line."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heights: dict[str, int] = {}

    def height(self, style: Style) -> int:
        """Return the height of a row."""
        # Asked for each of a thousand rows, so the fonts are measured once.
        if style not in self._heights:
            self._heights[style] = _least_height(style)
        loose = style not in ("rest", "note")
        return self._heights[style] + (self.spare if loose else 0)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the size of a row."""
        return QSize(0, self.height(index.data(BAR_ROLE).style))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a row."""
        bar: Bar = index.data(BAR_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_state(painter, option)
        row = option.rect.adjusted(INSET, 0, -INSET, 0)
        font = _font(bar.style, strong=bar.strong)
        painter.setFont(font)
        if bar.style == "line":
            self._paint_line(painter, row, bar)
        else:
            self._paint_stacked(painter, row, bar)
        painter.restore()

    def _paint_state(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        frame = QRectF(option.rect).adjusted(0, 0, 0, -2)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("chosen"))
            painter.drawRoundedRect(frame, 4, 4)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRoundedRect(frame.adjusted(1, 1, -1, -1), 4, 4)

    def _paint_stacked(self, painter: QPainter, row: QRect, bar: Bar) -> None:
        metrics = painter.fontMetrics()
        top = row.top() + (5 if bar.style == "note" else 2)
        line = QRect(row.left(), top, row.width(), metrics.height())
        quiet = bar.style == "rest"
        painter.setPen(theme.colour("text2" if quiet else "text"))
        self._paint_words(painter, line, bar.label, bar.figure)
        if bar.style == "note":
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.colour("text2"))
            below = line.translated(0, metrics.height() + 2)
            below.setHeight(painter.fontMetrics().height())
            self._paint_words(painter, below, bar.note, "")
        if bar.share is not None:
            thickness = _thickness(bar.style)
            track = QRectF(row.left(), line.bottom() + 5, row.width(), thickness)
            self._paint_bar(painter, track, bar.share, bar.style == "first")
            self._paint_before(painter, track, bar)

    def _paint_line(self, painter: QPainter, row: QRect, bar: Bar) -> None:
        # The number's column is as wide as its widest, in the winner's own weight.
        widest = "100.0 → 100.0 %" if bar.before is not None else "100.0 %"
        figure = QFontMetrics(theme.font("heading")).horizontalAdvance(widest)
        row = row.adjusted(0, 0, 0, -2)
        left = QRect(row.left(), row.top(), self.label_width, row.height())
        painter.setPen(theme.colour("text"))
        label = painter.fontMetrics().elidedText(
            bar.label, Qt.TextElideMode.ElideRight, self.label_width
        )
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(left, middle | Qt.AlignmentFlag.AlignLeft, label)
        share = bar.share or 0.0
        if not bar.strong and share < _DOT:
            painter.setPen(theme.colour("text2"))
        painter.drawText(row, middle | Qt.AlignmentFlag.AlignRight, bar.figure)
        start = left.right() + 13
        width = row.right() + 1 - figure - 12 - start
        track = QRectF(start, row.center().y() + 0.5 - 3.5, width, 8)
        self._paint_bar(painter, track, share, bar.strong)
        self._paint_before(painter, track, bar)

    def _paint_words(self, painter: QPainter, line: QRect, label: str, figure: str) -> None:
        metrics = painter.fontMetrics()
        taken = metrics.horizontalAdvance(figure) + 12 if figure else 0
        shown = metrics.elidedText(label, Qt.TextElideMode.ElideRight, line.width() - taken)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(line, middle | Qt.AlignmentFlag.AlignLeft, shown)
        painter.drawText(line, middle | Qt.AlignmentFlag.AlignRight, figure)

    def _paint_before(self, painter: QPainter, track: QRectF, bar: Bar) -> None:
        if bar.before is None:
            return
        x = track.left() + (track.width() - 2) * min(bar.before, 1.0)
        painter.fillRect(
            QRectF(x - 1, track.top() - 3, 4, track.height() + 6), theme.colour("surface")
        )
        painter.fillRect(QRectF(x, track.top() - 3, 2, track.height() + 6), theme.colour("text"))

    def _paint_bar(self, painter: QPainter, track: QRectF, share: float, strong: bool) -> None:
        radius = track.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("track"))
        painter.drawRoundedRect(track, radius, radius)
        if share >= _DOT:
            filled = QRectF(track)
            filled.setWidth(max(track.height(), track.width() * min(share, 1.0)))
            painter.setBrush(theme.colour("accent" if strong else "bars2"))
            painter.drawRoundedRect(filled, radius, radius)


def widest_label(bars: list[Bar]) -> int:
    """Return the width that the longest label of 'line' rows needs."""
    metrics = QFontMetrics(theme.font("heading"))
    return max((metrics.horizontalAdvance(b.label) for b in bars if b.style == "line"), default=0)


def _least_height(style: Style) -> int:
    """Return the least height of a row."""
    # Lines keep their height when another one wins.
    line = QFontMetrics(_font(style, strong=style == "line")).height()
    if style == "rest":
        return line + 8
    if style == "line":
        return line + 6
    if style == "note":
        return line + QFontMetrics(theme.font("caption")).height() + 14
    return line + 13 + _thickness(style)


def _thickness(style: Style) -> int:
    return 8 if style == "first" else 6


def _font(style: Style, *, strong: bool = False) -> QFont:
    if style == "first":
        return theme.font("title")
    if style == "rest":
        return theme.font("caption")
    return theme.font("heading") if strong else theme.font("text")
