"""The network as a picture: layers from left to right, with all their branches and skips."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPixmap,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from engine.visual import normalize
from engine.visual.graph_layout import Layout
from gui import theme
from gui.asides import Asides
from gui.widgets.graph_drawing import Drawing, Network, State
from gui.widgets.graph_nodes import PICTURES
from gui.widgets.graph_room import Room
from gui.widgets.graph_steps import DIRECTIONS, step
from gui.widgets.layer_cards import Card
from gui.widgets.picture_maker import PictureMaker
from gui.widgets.zoom_view import ZoomView
from gui.words.wording import plain_tip

_BESIDE, _ABOVE = 48, 24
"""Room around the drawing; edges turn in it at the end of a row."""
_SHARP = 1.3
"""From this zoom on pictures are made twice as large."""


class GraphView(ZoomView):
    """A drawing of the network; pictures of maps are made for the layers in view."""

    chosen = Signal(str)
    """The person chose a layer, by its key."""
    explained = Signal()
    """The person wants the chosen layer explained."""
    layout_wanted = Signal()
    """The view has another form: other rows would fill it better."""

    def __init__(self, parent: QWidget | None = None, lane: Asides | None = None) -> None:
        super().__init__(parent)
        self.drawing = Drawing()
        self._layer: str | None = None
        self._input_picture: QPixmap | None = None
        self._under_mouse = -1
        self._ring = False
        self._sharp = False
        self._whole = False
        self._laid_for = self.room
        self.pictures = PictureMaker(self._names_seen, self._ratio, self, lane)
        self.pictures.made.connect(self._on_pictures_made)
        self.zoomed.connect(self._on_zoomed)
        self.setAccessibleName(self.tr("The network as a graph"))
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.valueChanged.connect(self.pictures.look)

    # What is shown.

    def set_network(self, network: Network) -> bool:
        """Show other contents; return False where they wait for a layout."""
        same = self.drawing.set_network(network)
        if not same:
            self.touched = self._whole = False
            self._under_mouse = -1
        self.viewport().update()
        return same and self.drawing.layout is not None

    def set_layout(self, layout: Layout, room: Room) -> None:
        """Place the nodes, in rows that were made for this `room`."""
        other_rows, self._laid_for = room.most != self._laid_for.most, room
        self.drawing.set_layout(layout)
        whole = QRectF(0, 0, layout.width, layout.height)
        self.setSceneRect(whole.adjusted(-_BESIDE, -_ABOVE, _BESIDE, _ABOVE))
        self._begin()
        if self._whole and other_rows:
            super().fit()
        self.viewport().update()
        self.pictures.look()

    def set_arrays(
        self,
        arrays: Mapping[str, np.ndarray] | None,
        key: Hashable,
        input_picture: QPixmap | None = None,
    ) -> None:
        """Take what the layers put out, and the picture that went in, for the input's node."""
        self._input_picture = input_picture
        self.pictures.set_arrays(arrays, key)
        self.viewport().update()

    def set_look(self, scale: normalize.Scale, colours: str) -> None:
        """Paint the small pictures as the stage paints the large ones."""
        self.pictures.set_look(scale, colours)

    def set_names(self, names: bool) -> None:
        """Show or hide the layers' names; nodes change their size and wait for a layout."""
        self.drawing.nodes.set_names(names)

    def set_layer(self, name: str | None) -> None:
        """Show which layer is on the stage, and bring it into view."""
        if name != self._layer:
            self._layer = name
            self.reveal()
            self.viewport().update()

    def set_sought(self, words: str) -> None:
        """Fade all layers that do not match, and bring one that does into the middle."""
        if words.split() == self.drawing.sought.split():
            return
        self.drawing.sought = words
        self.viewport().update()
        found = self.drawing.found()
        if found and self.drawing.layout is not None:
            number = self.drawing.number_of(self._layer)
            self.centerOn(self.drawing.rect_of(number if number in found else found[0]).center())

    def reveal(self, *, centre: bool = False) -> None:
        """Bring the chosen layer into view."""
        rect = self._chosen_rect()
        if rect is None:
            return
        if centre:
            self.centerOn(rect.center())
        else:
            self.ensureVisible(rect, min(60, self.width() // 4), min(24, self.height() // 6))
        card = self.drawing.network.cards[self.drawing.number_of(self._layer)]
        self.setAccessibleDescription(f"{card.title}, {card.operator}, {card.size}")

    def anchor(self) -> QRectF | None:
        """Return the chosen layer where it is in view."""
        rect = self._chosen_rect()
        return rect if rect is not None and rect.intersects(self.seen_rect()) else None

    def _chosen_rect(self) -> QRectF | None:
        number = self.drawing.number_of(self._layer)
        if self.drawing.layout is None or number < 0:
            return None
        return self.drawing.rect_of(number)

    def _begin(self) -> None:
        """Choose a first zoom: all of the network is seen, or what leaves pictures to see."""
        if not self.touched and self.drawing.layout is not None:
            self.scale_to(max(PICTURES, self.fitting()))
            self.centerOn(self.sceneRect().topLeft())
        self.reveal()

    @property
    def room(self) -> Room:
        """How much is seen at once, which decides the rows."""
        return Room.of(self, None if self._whole else PICTURES, _BESIDE, _ABOVE)

    def fit(self) -> None:
        """Show the whole drawing, in the rows that let it be largest."""
        self._whole = True
        super().fit()
        if self.drawing.layout is not None and self._laid_for.most and self.zoom < PICTURES:
            self.layout_wanted.emit()

    def _names_seen(self) -> list[str]:
        if not self.isVisible() or self.zoom < PICTURES:
            return []
        cards = self.drawing.network.cards
        return [cards[number].name for number in self.drawing.seen(self.seen_rect())]

    def _ratio(self) -> float:
        return self.devicePixelRatioF() * (2 if self._sharp else 1)

    def _on_zoomed(self, zoom: float) -> None:
        if self._sharp != (zoom >= _SHARP):
            self._sharp = zoom >= _SHARP
            self.pictures.make_anew()
        self.pictures.look()

    def _on_pictures_made(self, names: list[str]) -> None:
        for number in map(self.drawing.number_of, names):
            if self.drawing.layout is not None and number >= 0:
                place = self.mapFromScene(self.drawing.rect_of(number)).boundingRect()
                self.viewport().update(place.adjusted(-1, -1, 1, 1))

    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:
        """Paint the part of the drawing that is in `rect`."""
        painter.fillRect(rect, theme.colour("stage"))
        chosen = self.drawing.number_of(self._layer)
        state = State(chosen, self._under_mouse, self._ring and self.hasFocus())
        self.drawing.paint(painter, rect, self.zoom, state, self._picture_of)

    def _picture_of(self, card: Card) -> QPixmap | None:
        return self.pictures.picture(card.name) if card.name else self._input_picture

    # Mouse and keyboard.

    def node_at(self, point: QPoint) -> int:
        """Return the node at a point of the viewport, -1 where there is none."""
        return self.drawing.node_at(self.mapToScene(point))

    def clicked(self, point: QPoint) -> None:
        """Choose the node that was clicked."""
        self._ring = False
        self._choose(self.node_at(point))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Explain the layer that is clicked twice."""
        number = self.node_at(event.position().toPoint())
        if number >= 0 and number == self.drawing.number_of(self._layer):
            self.explained.emit()

    def hovered(self, point: QPoint | None) -> None:
        """Show what could be clicked."""
        number = self.node_at(point) if point is not None else -1
        layer = number >= 0 and bool(self.drawing.network.cards[number].name)
        shapes = Qt.CursorShape
        self.viewport().setCursor(shapes.PointingHandCursor if layer else shapes.ArrowCursor)
        if number != self._under_mouse:
            self._under_mouse = number
            self.viewport().update()

    def _choose(self, number: int) -> None:
        name = self.drawing.network.cards[number].name if number >= 0 else ""
        if name:
            self.chosen.emit(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go along edges, Home and End to the ends; Enter explains."""
        self._ring = True
        self.viewport().update()
        key, keys, layers = event.key(), Qt.Key, self.drawing.layers
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in (keys.Key_Return, keys.Key_Enter):
            self.explained.emit()
        elif key in (keys.Key_Home, keys.Key_End) and not shifted and layers:
            self._choose(layers[0 if key == keys.Key_Home else -1])
        elif key in DIRECTIONS and not shifted and layers:
            self._step(DIRECTIONS[Qt.Key(key)])
        else:
            super().keyPressEvent(event)

    def _step(self, direction: tuple[int, int]) -> None:
        number, layout = self.drawing.number_of(self._layer), self.drawing.layout
        if number < 0:
            self._choose(self.drawing.layers[0])
        elif layout is not None:
            self._choose(step(layout, self.drawing.network.edges, number, direction))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus ring if the keyboard led here."""
        reasons = Qt.FocusReason
        self._ring = event.reason() in (reasons.TabFocusReason, reasons.BacktabFocusReason)
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring."""
        super().focusOutEvent(event)
        self.viewport().update()

    def event(self, event: QEvent) -> bool:
        """Repaint in other colours."""
        if event.type() == QEvent.Type.PaletteChange:
            self.viewport().update()
        return super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Name the layer under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            number = self.node_at(event.pos())
            text = self.drawing.network.cards[number].words() if number >= 0 else ""
            QToolTip.showText(event.globalPos(), plain_tip(text), self)
            return True
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the zoom anew until a person has, and let rows fill another form."""
        super().resizeEvent(event)
        self._begin()
        if self.drawing.layout is not None and not self.touched:
            scrolls, column = self.fitting() < PICTURES, self.drawing.nodes.size.width()
            if self.room.differs(self._laid_for, column, scrolls=scrolls):
                self.layout_wanted.emit()
        self.pictures.look()

    def showEvent(self, event: QShowEvent) -> None:
        """Make the pictures that are seen now."""
        super().showEvent(event)
        self.pictures.look()

    def hideEvent(self, event: QHideEvent) -> None:
        """Make none while nobody looks."""
        super().hideEvent(event)
        self.pictures.rest()
