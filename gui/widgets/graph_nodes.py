"""How one node of the drawn network is painted: more of it, the closer a person looks."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QFontMetricsF, QPainter, QPen, QPixmap

from gui import theme
from gui.widgets import thumbnails
from gui.widgets.layer_cards import Card, paint_mark
from gui.widgets.operator_kinds import tint
from gui.widgets.operator_words import fitted

DETAILS = 0.7
"""From this zoom on a node shows all its words."""
PICTURES = 0.34
"""From this zoom on it shows its picture."""
WORDS = 0.2
"""From this zoom on it shows its operator."""
FADED = 0.28
"""Opacity of what a search leaves out."""

_WIDTH = 140
_PAD = 10
_GAP = 6
_RADIUS = 6
_READABLE = 11
"""Device-independent pixels of the operator's name while a node is small."""


@dataclass(frozen=True, slots=True)
class Look:
    """What is special about a node now."""

    chosen: bool = False
    hovered: bool = False
    ring: bool = False
    faded: bool = False


class NodePainter:
    """Sizes and paints nodes; all are equally large."""

    def __init__(self) -> None:
        self._operator = theme.font("small", bold=True)
        self._facts = theme.font("small")
        self._title = theme.font("caption", bold=True)
        self._small_font = theme.font("small", bold=True)
        self._head = QFontMetrics(self._operator).height() + 8
        self.names = True
        self.size = QSize()
        """The size of a node, from the fonts."""
        self.set_names(True)

    def set_names(self, names: bool) -> None:
        """Name the layers, or leave that out."""
        self.names = names
        facts = QFontMetrics(self._facts).height()
        title = QFontMetrics(self._title).height() + 2 if names else 0
        self.size = QSize(_WIDTH, self._head + _GAP + thumbnails.EDGE + 5 + title + facts + 7)

    def paint(
        self,
        painter: QPainter,
        rect: QRectF,
        card: Card,
        kind: str,
        picture: QPixmap | None,
        look: Look,
        zoom: float,
    ) -> None:
        """Paint a node into `rect`, in the drawing's own pixels; from the zoom `PICTURES` on."""
        painter.setOpacity(FADED if look.faded else 1.0)
        ground = "chosen" if look.chosen else "hover" if look.hovered else "surface"
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(ground))
        painter.drawRoundedRect(rect, _RADIUS, _RADIUS)
        if zoom >= DETAILS:
            self._paint_head(painter, rect, kind, self._head)
            self._paint_words(painter, rect, card, look.chosen)
            self._paint_shown(painter, rect, card, picture, self._head + _GAP)
        else:
            head = (_READABLE + 7) / zoom
            self._paint_head(painter, rect, kind, head)
            self.paint_operator(painter, QRectF(rect.topLeft(), QSizeF(_WIDTH, head)), card, zoom)
            room = rect.height() - head - thumbnails.EDGE
            self._paint_shown(painter, rect, card, picture, head + room / 2)
        self._paint_edge(painter, rect, look, zoom)
        painter.setOpacity(1.0)

    def _paint_shown(
        self, painter: QPainter, rect: QRectF, card: Card, picture: QPixmap | None, top: float
    ) -> None:
        """Paint what a layer puts out, or the mark that it cannot run."""
        if card.reason:
            corner = QPointF(rect.left() + _PAD, rect.top() + top)
            paint_mark(painter, QRectF(corner, QSizeF(thumbnails.SIZE)))
        else:
            self._paint_picture(painter, rect, picture, top)

    @staticmethod
    def _paint_edge(painter: QPainter, rect: QRectF, look: Look, zoom: float) -> None:
        colour = theme.colour("accent" if look.chosen else "edge" if look.hovered else "line")
        width = (2 if look.chosen else 1) / zoom
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, width))
        painter.drawRoundedRect(rect, _RADIUS, _RADIUS)
        if look.ring:
            out = 4 / zoom
            painter.setPen(QPen(theme.colour("accent"), 2 / zoom))
            painter.drawRoundedRect(
                rect.adjusted(-out, -out, out, out), _RADIUS + out, _RADIUS + out
            )

    @staticmethod
    def _paint_head(painter: QPainter, rect: QRectF, kind: str, height: float) -> None:
        head = QRectF(rect.left(), rect.top(), rect.width(), height)
        whole = head.adjusted(0, 0, 0, _RADIUS) if height < rect.height() else head
        painter.save()
        painter.setClipRect(head, Qt.ClipOperation.IntersectClip)
        painter.setBrush(tint(kind))
        painter.drawRoundedRect(whole, _RADIUS, _RADIUS)
        painter.restore()

    @staticmethod
    def _paint_picture(
        painter: QPainter, rect: QRectF, picture: QPixmap | None, top: float
    ) -> None:
        room = QRectF(QPointF(rect.left() + _PAD, rect.top() + top), thumbnails.SIZE)
        if picture is not None:
            size = picture.deviceIndependentSize()
            left = room.left() + (room.width() - size.width()) / 2
            painter.drawPixmap(QPointF(left, room.top()), picture)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("track"))
        painter.drawRoundedRect(room, 2, 2)

    def _paint_words(self, painter: QPainter, rect: QRectF, card: Card, chosen: bool) -> None:
        line = QRectF(rect.left() + _PAD, rect.top(), rect.width() - 2 * _PAD, self._head)
        time = QFontMetricsF(self._facts).horizontalAdvance(card.time)
        words(painter, line, card.time, self._facts, theme.colour("text2"), right=True)
        narrower = line.adjusted(0, 0, -(time + 4 if card.time else 0), 0)
        operator = fitted(card.operator, self._operator, int(narrower.width()))
        words(painter, narrower, operator, self._operator, theme.colour("text"))
        line.translate(0, self._head + _GAP + thumbnails.EDGE + 5)
        if self.names:
            line.setHeight(QFontMetricsF(self._title).height())
            colour = theme.colour("accent" if chosen else "text")
            words(painter, line, card.title, self._title, colour, middle=True)
            line.translate(0, line.height() + 2)
        line.setHeight(QFontMetricsF(self._facts).height())
        words(
            painter, line, card.size, self._facts, theme.colour("warn" if card.reason else "text2")
        )

    def paint_operator(
        self, painter: QPainter, rect: QRectF, card: Card, zoom: float, token: str = "text"
    ) -> None:
        """Paint the operator alone, as large on the screen as any word."""
        pixels = round(_READABLE / zoom)
        self._small_font.setPixelSize(pixels)
        text = fitted(card.operator, self._small_font, int(_WIDTH - 4 / zoom))
        painter.setFont(self._small_font)
        painter.setPen(theme.colour(token))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


def words(
    painter: QPainter,
    line: QRectF,
    text: str,
    font: QFont,
    colour: QColor,
    *,
    right: bool = False,
    middle: bool = False,
) -> None:
    """Paint one line of text, cut where there is no room."""
    modes = Qt.TextElideMode
    mode = modes.ElideMiddle if middle else modes.ElideRight
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(
        line,
        side | Qt.AlignmentFlag.AlignVCenter,
        QFontMetricsF(font).elidedText(text, mode, line.width()),
    )
