"""The layers of a network as rows of a list, and how one card of the strip is painted."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gui import theme
from gui.widgets import thumbnails
from gui.widgets.operator_words import fitted
from gui.words.wording import plain_tip

CARD = Qt.ItemDataRole.UserRole
PICTURE = Qt.ItemDataRole.UserRole + 1

WIDTH = 140
GAP = 8
PITCH = WIDTH + GAP
_PAD = 10
_TOP = 8
_RADIUS = 6
_MARK = 18
RING = 4
"""Room for the focus ring around a card."""
_LEADING = 3
"""Between two lines, in addition to the font's own."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a card and the ruler say of a layer.

    `resolution` is empty for what is no maps, `seconds` negative where the network has not run.
    """

    name: str
    title: str
    operator: str
    size: str
    resolution: str
    seconds: float
    time: str
    reason: str = ""
    """Why the layer cannot run; empty where it can."""

    def words(self) -> str:
        """Return all that it says, a fact a line."""
        facts = (self.title, self.operator, self.size, self.time, self.reason)
        return "\n".join(fact for fact in facts if fact)

    def matches(self, words: str) -> bool:
        """Return whether every word is found in title, operator or name, in any case."""
        text = f"{self.title} {self.operator} {self.name}".casefold()
        return all(word in text for word in words.casefold().split())


class CardModel(QAbstractListModel):
    """One row a layer that matches what is searched for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cards: tuple[Card, ...] = ()
        self._sought = ""
        self._rows: list[int] = []
        self._pictures: dict[str, QPixmap] = {}

    @property
    def cards(self) -> tuple[Card, ...]:
        """All layers, in running order."""
        return self._cards

    @property
    def positions(self) -> list[int]:
        """For each row the position of its layer among all."""
        return self._rows

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        """Return the number of layers that match."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the card or its picture; its words for tooltip and screen reader."""
        if not index.isValid():
            return None
        card = self._cards[self._rows[index.row()]]
        if role == CARD:
            return card
        if role == PICTURE:
            return self._pictures.get(card.name)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return card.words()
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(card.words())
        return None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """Let nobody choose what cannot run: there is nothing to show."""
        flags = super().flags(index)
        if index.isValid() and self._cards[self._rows[index.row()]].reason:
            flags &= ~(Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled)
        return flags

    def set_cards(self, cards: Sequence[Card], pictured: Container[str] = ()) -> None:
        """Show layers; where they are the same as before only the contents change.

        Layers in `pictured` get a new picture soon, and are told of with it: a card takes long
        to paint, and would be painted twice for each result.
        """
        before = self._cards
        if [card.name for card in cards] == [card.name for card in before]:
            self._cards = tuple(cards)
            changed = [
                row
                for row, place in enumerate(self._rows)
                if cards[place].name not in pictured and cards[place] != before[place]
            ]
            if changed:
                self._tell(changed[0], changed[-1])
            return
        self.beginResetModel()
        self._cards = tuple(cards)
        self._pictures.clear()
        self._filter()
        self.endResetModel()

    def set_sought(self, words: str) -> None:
        """Leave only layers in whose title, operator or name all words are found."""
        if words.split() != self._sought.split():
            self.beginResetModel()
            self._sought = words
            self._filter()
            self.endResetModel()

    def set_pictures(self, pictures: Mapping[str, QPixmap]) -> None:
        """Take pictures of layers by their names; all of them are told of at once."""
        self._pictures |= pictures
        rows = [row for row in map(self.row_of, pictures) if row >= 0]
        if rows:
            self._tell(min(rows), max(rows))

    def forget_pictures(self) -> None:
        """Drop all pictures: the network has not run."""
        self._pictures.clear()
        self._tell(0, len(self._rows) - 1)

    def row_of(self, name: str | None) -> int:
        """Return the row of a layer, -1 if it is not among those that match."""
        for row, position in enumerate(self._rows):
            if self._cards[position].name == name:
                return row
        return -1

    def _filter(self) -> None:
        self._rows = [
            position for position, card in enumerate(self._cards) if card.matches(self._sought)
        ]

    def _tell(self, first: int, last: int) -> None:
        if last >= first:
            self.dataChanged.emit(self.index(first), self.index(last))


class CardDelegate(QStyledItemDelegate):
    """Paints a card: pictures, title, operator and time, size."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._title = theme.font("caption", bold=True)
        self._facts = theme.font("small")
        self.ring = False
        """Whether to show which card the keyboard is on."""

    @property
    def height(self) -> int:
        """The height of a card, from the fonts: Chinese is taller."""
        title, facts = (QFontMetrics(font).height() for font in (self._title, self._facts))
        return _TOP + thumbnails.EDGE + 5 + title + 2 * (facts + _LEADING) + 8

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """Return the size of a card with the space around it, the same for all."""
        return QSize(PITCH, self.height + 2 * RING)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Paint one card."""
        card: Card = index.data(CARD)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        rect = QRect(option.rect.left() + RING, option.rect.top() + RING, WIDTH, self.height)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = "chosen" if chosen else ("hover" if over else "surface")
        painter.setBrush(theme.colour(ground))
        width = 2 if chosen else 1
        painter.setPen(QPen(theme.colour("accent" if chosen else "line"), width))
        inset = 0.5 * (width % 2)
        painter.drawRoundedRect(
            QRectF(rect).adjusted(inset, inset, -inset, -inset), _RADIUS, _RADIUS
        )
        if self.ring and option.state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 2))
            out = RING - 1
            painter.drawRoundedRect(
                QRectF(rect).adjusted(-out, -out, out, out), _RADIUS + out, _RADIUS + out
            )
        inner = rect.adjusted(_PAD, _TOP, -_PAD, 0)
        if card.reason:
            paint_mark(painter, QRect(inner.left(), inner.top(), inner.width(), thumbnails.EDGE))
        else:
            self._paint_picture(painter, inner, index.data(PICTURE))
        self._paint_words(painter, inner, card, chosen)
        painter.restore()

    @staticmethod
    def _paint_picture(painter: QPainter, inner: QRect, picture: QPixmap | None) -> None:
        if picture is not None:
            painter.drawPixmap(inner.topLeft(), picture)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("track"))
        for number in range(thumbnails.COUNT):
            left = inner.left() + number * (thumbnails.EDGE + thumbnails.GAP)
            painter.drawRoundedRect(left, inner.top(), thumbnails.EDGE, thumbnails.EDGE, 2, 2)

    def _paint_words(self, painter: QPainter, inner: QRect, card: Card, chosen: bool) -> None:
        title, facts = QFontMetrics(self._title), QFontMetrics(self._facts)
        flags = Qt.AlignmentFlag
        line = QRect(inner.left(), inner.top() + thumbnails.EDGE + 5, inner.width(), title.height())
        painter.setFont(self._title)
        strong = "text2" if card.reason else "text"
        painter.setPen(theme.colour("accent" if chosen else strong))
        middle = Qt.TextElideMode.ElideMiddle
        painter.drawText(
            line, flags.AlignVCenter, title.elidedText(card.title, middle, line.width())
        )
        painter.setFont(self._facts)
        painter.setPen(theme.colour("text2"))
        line.translate(0, title.height() + _LEADING)
        line.setHeight(facts.height())
        painter.drawText(line, flags.AlignVCenter | flags.AlignRight, card.time)
        free = line.width() - facts.horizontalAdvance(card.time) - 4
        right = Qt.TextElideMode.ElideRight
        painter.drawText(line, flags.AlignVCenter, fitted(card.operator, self._facts, free))
        line.translate(0, facts.height() + _LEADING)
        if card.reason:
            painter.setPen(theme.colour("warn"))
        painter.drawText(line, flags.AlignVCenter, facts.elidedText(card.size, right, line.width()))


def paint_mark(painter: QPainter, room: QRect | QRectF) -> None:
    """Paint the triangle of what cannot run, in place of a picture."""
    place = QRectF(room)
    painter.setPen(QPen(theme.colour("edge"), 1, Qt.PenStyle.DashLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
    mark = QRectF(0, 0, _MARK, _MARK)
    mark.moveCenter(place.center())
    theme.icon("warning", "warn").paint(painter, mark.toRect())
