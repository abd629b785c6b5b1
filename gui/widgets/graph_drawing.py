"""The network with a place for each of its layers: what is where, and how it is painted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from engine.visual.graph_layout import Layout
from gui import theme
from gui.widgets.graph_edges import Edges
from gui.widgets.graph_nodes import FADED, PICTURES, WORDS, Look, NodePainter
from gui.widgets.layer_cards import Card
from gui.widgets.operator_kinds import tint

_AROUND = 6
"""What a node paints beyond its edge, in pixels of the screen."""
_LEAST_CHOSEN = 5
"""The chosen node stays at least that wide on the screen."""


@dataclass(frozen=True, slots=True)
class Network:
    """What is drawn: a card and a kind for each node, and edges as pairs of nodes' numbers.

    A node whose card has no name is an input, which is no layer.
    """

    cards: tuple[Card, ...] = ()
    kinds: tuple[str, ...] = ()
    edges: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """What is special now: the chosen node, the one under the mouse, -1 for none; focus."""

    chosen: int = -1
    hovered: int = -1
    ring: bool = False


class Drawing:
    """Finds and paints nodes and edges."""

    def __init__(self) -> None:
        self.nodes = NodePainter()
        self.network = Network()
        self.layout: Layout | None = None
        self.sought = ""
        self._numbers: dict[str, int] = {}
        self._edges = Edges(())
        self._rects: list[QRectF] = []

    def set_network(self, network: Network) -> bool:
        """Take other contents; return whether the nodes keep their places."""
        same = network.edges == self.network.edges and network.kinds == self.network.kinds
        self.network = network
        self._numbers = {card.name: n for n, card in enumerate(network.cards) if card.name}
        if not same:
            self.layout = None
        return same

    def set_layout(self, layout: Layout) -> None:
        """Place the nodes."""
        self.layout = layout
        size = QSizeF(self.nodes.size)
        self._rects = [QRectF(QPointF(x, y), size) for x, y in layout.corners.tolist()]
        self._edges = Edges(layout.routes)

    @property
    def layers(self) -> Sequence[int]:
        """The nodes that are layers, in running order."""
        return list(self._numbers.values())

    def number_of(self, name: str | None) -> int:
        """Return the node of a layer, -1 where there is none."""
        return self._numbers.get(name or "", -1)

    def rect_of(self, number: int) -> QRectF:
        """Return the place of a node."""
        return self._rects[number]

    def node_at(self, point: QPointF) -> int:
        """Return the node at a point, -1 where there is none."""
        found = self.seen(QRectF(point, point))
        return found[0] if found else -1

    def seen(self, rect: QRectF, around: float = 0) -> list[int]:
        """Return the nodes that are in `rect`, or not further than `around` from it."""
        if self.layout is None:
            return []
        x, y = self.layout.corners[:, 0], self.layout.corners[:, 1]
        size = self.nodes.size
        inside = (x <= rect.right() + around) & (x + size.width() >= rect.left() - around)
        inside &= (y <= rect.bottom() + around) & (y + size.height() >= rect.top() - around)
        return np.flatnonzero(inside).tolist()

    def matches(self, number: int) -> bool:
        """Return whether a node is what is searched for; all are where nothing is."""
        card = self.network.cards[number]
        return not self.sought.split() or (bool(card.name) and card.matches(self.sought))

    def found(self) -> list[int]:
        """Return all nodes that are what is searched for."""
        if not self.sought.split():
            return []
        return [number for number in self.layers if self.matches(number)]

    def paint(
        self,
        painter: QPainter,
        rect: QRectF,
        zoom: float,
        state: State,
        picture: Callable[[Card], QPixmap | None],
    ) -> None:
        """Paint what is in `rect`: edges, then nodes.

        Parameters
        ----------
        zoom : device-independent pixels to a pixel of the drawing
        picture : returns the small picture of a card, or None while there is none
        """
        if self.layout is None:
            return
        self._paint_edges(painter, rect, zoom, state.chosen)
        numbers = self.seen(rect, _AROUND / zoom)
        if zoom < PICTURES:
            self._paint_blocks(painter, numbers, zoom, state.chosen)
            return
        for number in numbers:
            card = self.network.cards[number]
            look = Look(
                chosen=number == state.chosen,
                hovered=number == state.hovered,
                ring=number == state.chosen and state.ring,
                faded=not self.matches(number),
            )
            kind = self.network.kinds[number]
            place = self.rect_of(number)
            self.nodes.paint(painter, place, card, kind, picture(card), look, zoom)

    def _paint_edges(self, painter: QPainter, rect: QRectF, zoom: float, chosen: int) -> None:
        ends = self.network.edges
        seen = self._edges.seen(rect)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        # Without words there are so many of them that smooth ones would take too long.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, zoom >= WORDS)
        painter.setPen(_pen("edge", 1))
        for number in seen:
            if chosen not in ends[number]:
                painter.drawPath(self._edges.paths[number])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(_pen("accent", 2))
        for number in seen:
            if chosen in ends[number]:
                painter.drawPath(self._edges.paths[number])

    def _paint_blocks(
        self, painter: QPainter, numbers: Sequence[int], zoom: float, chosen: int
    ) -> None:
        """Paint nodes that are too small for pictures as blocks of colour, a kind at a time."""
        blocks: dict[tuple[str, bool], list[QRectF]] = {}
        places = {number: self.rect_of(number) for number in numbers}
        for number, rect in places.items():
            key = (self.network.kinds[number], self.matches(number))
            blocks.setdefault(key, []).append(rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for (kind, matches), rects in blocks.items():
            painter.setOpacity(1.0 if matches else FADED)
            painter.setPen(_pen("edge" if zoom < WORDS else "line", 1))
            painter.setBrush(tint(kind))
            painter.drawRects(rects)
        painter.setOpacity(1.0)
        if chosen in places:
            painter.setPen(_pen("accent", 2))
            painter.setBrush(theme.colour("accent"))
            rect = places[chosen]
            wider = max(0.0, _LEAST_CHOSEN / zoom - rect.width()) / 2
            painter.drawRect(rect.adjusted(-wider, -wider, wider, wider))
        if zoom >= WORDS:
            for number, rect in places.items():
                painter.setOpacity(1.0 if self.matches(number) else FADED)
                token = "on_accent" if number == chosen else "text"
                card = self.network.cards[number]
                self.nodes.paint_operator(painter, rect, card, zoom, token)
            painter.setOpacity(1.0)


def _pen(token: str, width: float) -> QPen:
    """Return a pen that is `width` wide on the screen at any zoom."""
    pen = QPen(theme.colour(token), width)
    pen.setCosmetic(True)
    return pen
