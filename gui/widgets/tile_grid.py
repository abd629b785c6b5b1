"""All feature maps of one layer as a grid of tiles.

It is one thing, though long: a view, with what mouse and keys do on it. How tiles look, where they
stand and what they hold is in files of its own.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from math import ceil

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QListView, QToolTip, QWidget

from engine.visual import normalize
from gui import theme
from gui.asides import Asides, AtOnce, Newest
from gui.background import Ticket
from gui.widgets import zoom
from gui.widgets.map_tiles import MapTiles
from gui.widgets.tile_colouring import TileColouring
from gui.widgets.tile_delegate import Tile, TileDelegate
from gui.widgets.tile_layout import GAP, TileLayout, layout_for
from gui.widgets.tile_model import CHANNEL, MapFigures, TileModel
from gui.words.wording import plain_tip

_MARGIN = 20
_LIGHT = 2**19
"""So many values are summed up at once; of more the lane does it. A millisecond at most."""
_REST_MILLISECONDS = 500


class TileGrid(QListView):
    """Tiles with their channel and mean; only what is visible is coloured."""

    hovered = Signal(str)
    """`[channel, y, x] = value` under the mouse, or nothing."""
    marked = Signal(int, int, int)
    """The person clicked on channel, y, x."""
    unmarked = Signal()
    opened = Signal(int)
    """The person wants to see how the values of a channel came about."""
    switch_wanted = Signal(int)
    """The person wants a channel switched off, or on again."""
    zoom_wanted = Signal(int)
    """Another zoom, asked for with the wheel."""
    shown = Signal()
    """The maps that were set stand here, with their colours and their dead ones."""

    def __init__(self, parent: QWidget | None = None, lane: Asides | None = None) -> None:
        super().__init__(parent)
        lane = lane if lane is not None else AtOnce(self)
        self._summing = Newest(lane, self, first=True)
        self._coming: Hashable = None
        self._tiles = MapTiles()
        self._colouring = TileColouring(self._tiles, self.visible_channels, lane, self)
        self._colouring.made.connect(self._paint_again)
        self._model = TileModel(self)
        self._delegate = TileDelegate(self._tiles, self)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.data(CHANNEL)))
        self._key: Hashable = None
        self._scale: normalize.Scale = "layer"
        self._colours = "auto"
        self.colours = "ember"
        """The colour map in use; what 'auto' has become."""
        self._zoom = zoom.DEFAULT
        self._mouse: QPoint | None = None
        rest = _REST_MILLISECONDS
        self._rest = QTimer(self, singleShot=True, interval=rest, timeout=self._sort)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSpacing(0)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.CrossCursor)
        self.setViewportMargins(_MARGIN - GAP // 2, 6, 4, 0)
        self.setAccessibleName(self.tr("Feature maps"))
        # Painted below: a palette of its own would not follow the theme.
        self.viewport().setAutoFillBackground(False)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    @property
    def channels(self) -> list[int]:
        """The channels in the order they stand in."""
        return self._model.channels

    @property
    def settled(self) -> bool:
        """Whether the newest maps stand here, and all that can be seen of them is coloured."""
        return not self._summing.busy and self._colouring.settled

    @property
    def dead(self) -> list[int]:
        """The channels that are zero everywhere."""
        return np.flatnonzero(self._model.figures.dead).tolist()

    @property
    def tile_layout(self) -> TileLayout:
        """How a tile is laid out now."""
        return self._delegate.layout

    @property
    def chosen(self) -> int | None:
        """The channel whose tile is chosen."""
        row = self.currentIndex().row()
        return self._model.channels[row] if row >= 0 else None

    def set_maps(self, maps: np.ndarray, key: Hashable, *, live: bool = False) -> None:
        """Show the maps of a layer.

        Parameters
        ----------
        maps : (C, H, W), C, H, W > 0, any number type
        key : what tells layers apart; where key and shape stay, only the contents change
        live : more is to come soon: tiles keep their places until it rests
        """
        figures = MapFigures(maps)
        self._coming = key
        order, scale, colours = self._model.order, self._scale, self._colours

        def job(_: Ticket) -> None:
            figures.work_out(order)
            figures.limits(scale, colours)

        def done(_: object) -> None:
            # Older numbers of the same layer too, or those that come quickly would never be seen.
            if self._coming == key:
                self._show(figures, key, live=live)

        if maps.size <= _LIGHT:
            self._summing.forget()
            done(None)
        else:
            self._summing.ask(job, done)

    def _show(self, figures: MapFigures, key: Hashable, *, live: bool) -> None:
        before = self._model.figures.maps.shape
        same_layer = key == self._key and figures.maps.shape == before
        self._key = key
        if same_layer:
            self._model.change_values(figures)
            if live:
                self._rest.start()
            else:
                self._sort()
        elif figures.maps.shape == before:
            # Convolution, then activation: what is looked at stays where it is.
            channel = self.chosen
            self._model.set_maps(figures)
            self.choose(channel)
        else:
            self._delegate.place = None
            self._model.set_maps(figures)
            self._fit()
            self.scrollToTop()
        self._colour(same_layer=same_layer)
        self._tell_hovered()
        self.shown.emit()

    def set_order(self, order: str) -> None:
        """Sort by 'channel', 'mean', 'maximum' or 'variance'."""
        if order != self._model.order:
            channel = self.chosen
            self._model.set_order(order)
            self.choose(channel)

    def set_look(self, scale: normalize.Scale, colours: str) -> None:
        """Scale values per 'layer', per 'map' or 'symmetric'; paint in a colour map or 'auto'."""
        if (scale, colours) != (self._scale, self._colours):
            self._scale, self._colours = scale, colours
            self._colour(same_layer=True)

    def set_overlay(self, ground: np.ndarray | None, opacity: float) -> None:
        """Lay the maps over a picture, (H, W, 3) uint8 RGB, with an opacity 0..1; None: no more."""
        self._tiles.lay_over(ground, opacity)
        self.viewport().update()

    def set_zoom(self, size: int) -> None:
        """Take another edge of a tile in logical pixels; few maps fill the grid at the default."""
        if size != self._zoom:
            self._zoom = size
            self._fit()

    def set_place(self, place: tuple[int, int, int] | None) -> None:
        """Mark an activation (channel, y, x), or none."""
        if place is not None:
            channels, rows, columns = self._model.figures.maps.shape
            if not (place[0] < channels and place[1] < rows and place[2] < columns):
                place = None
        self._delegate.place = place
        if place is not None:
            self.choose(place[0])
        self.viewport().update()

    def set_factors(self, factors: Mapping[int, float]) -> None:
        """Mark channels that are switched off (0) or scaled."""
        self._delegate.factors = factors
        self.viewport().update()

    def choose(self, channel: int | None) -> None:
        """Put the ring around the tile of a channel, without telling anyone."""
        row = -1 if channel is None else self._model.row_of(channel)
        blocked = self.blockSignals(True)
        top = self.verticalScrollBar().value()
        self.setCurrentIndex(self._model.index(row))  # of -1: none
        self.verticalScrollBar().setValue(top)
        self.blockSignals(blocked)

    def reveal(self, channel: int) -> None:
        """Choose the tile of a channel and scroll to it."""
        self.choose(channel)
        self.scrollTo(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrows, the marked place too. Enter opens, Del switches, Esc unmarks."""
        if event.key() == Qt.Key.Key_Escape and self._delegate.place is not None:
            self.unmarked.emit()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.chosen is not None:
            self.opened.emit(self.chosen)
            return
        if event.key() == Qt.Key.Key_Delete and self.chosen is not None:
            self.switch_wanted.emit(self.chosen)
            return
        before = self.chosen
        super().keyPressEvent(event)
        place, channel = self._delegate.place, self.chosen
        if place is not None and channel is not None and channel != before:
            self.marked.emit(channel, *place[1:])

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, else scroll."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_wanted.emit(zoom.stepped(self._zoom, event.angleDelta().y() / 120))
            event.accept()
        else:
            super().wheelEvent(event)
            self._mouse = event.position().toPoint()
            self._tell_hovered()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what value the mouse is on; tiles are not dragged."""
        self._mouse = event.position().toPoint()
        self._tell_hovered()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Mark the place that was clicked."""
        super().mouseReleaseEvent(event)
        # The second release of a double click comes after what it opened has hidden the grid.
        spot = self.spot(event.position().toPoint()) if self.isVisible() else None
        if spot is not None and event.button() == Qt.MouseButton.LeftButton:
            self.marked.emit(*spot)

    def viewportEvent(self, event: QEvent) -> bool:
        """Forget the mouse when it leaves."""
        if event.type() == QEvent.Type.Leave:
            self._mouse = None
            self._tell_hovered()
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit few maps anew."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Colour what is visible and not coloured yet, within a frame; the rest comes after."""
        self._tiles.resize(self._delegate.layout.size, self.devicePixelRatioF())
        made = self._colouring.make()
        if event.rect() != self.viewport().rect():
            # Some may lie outside what is painted now.
            self._paint_again(made)
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), theme.colour("stage"))
        tiles = self._tiles_in(event.rect())
        if tiles:
            self._delegate.paint_tiles(painter, tiles, self._model.figures)

    def _tiles_in(self, rect: QRect) -> list[Tile]:
        """Return the tiles of which `rect` of the viewport shows a part."""
        chosen = {index.row() for index in self.selectedIndexes()}
        if self.hasFocus():
            chosen.add(self.currentIndex().row())
        tiles = []
        for row in self._visible_rows():
            cell = self.visualRect(self._model.index(row))
            if cell.intersects(rect):
                tiles.append(Tile(self._model.channels[row], cell, row in chosen))
        return tiles

    def _paint_again(self, channels: set[int]) -> None:
        for channel in channels:
            self.update(self._model.index(self._model.row_of(channel)))

    def visible_channels(self) -> list[int]:
        """Return the channels whose tiles can be seen, from the top."""
        return [self._model.channels[row] for row in self._visible_rows()]

    def _visible_rows(self) -> range:
        cell = self._delegate.layout.cell
        first = max(0, self.indexAt(QPoint(cell.width() // 2, 0)).row())
        columns = max(1, self.viewport().width() // cell.width())
        rows = ceil(self.viewport().height() / cell.height()) + 1
        return range(first, min(first + rows * columns, len(self._model.channels)))

    def spot(self, point: QPoint) -> tuple[int, int, int] | None:
        """Return channel, y and x of the value under a point."""
        index = self.indexAt(point)
        if not index.isValid():
            return None
        pixel = self._delegate.layout.pixel_at(self.visualRect(index), point)
        return None if pixel is None else (self._model.channels[index.row()], *pixel)

    def _tell_hovered(self) -> None:
        spot = None if self._mouse is None else self.spot(self._mouse)
        text = "" if spot is None else self._model.figures.value_text(*spot)
        if spot is not None or self._delegate.hovered is not None:
            for each in (self._delegate.hovered, spot):
                if each is not None:
                    self.update(self._model.index(self._model.row_of(each[0])))
            self._delegate.hovered = spot
            self.hovered.emit(text)
            if self._mouse is not None:
                # An empty text hides the tip.
                QToolTip.showText(
                    self.viewport().mapToGlobal(self._mouse), plain_tip(text), self.viewport()
                )

    def _colour(self, *, same_layer: bool) -> None:
        """Work out limits and colour map; the tiles follow when they are painted."""
        figures = self._model.figures
        maps = figures.maps
        if not maps.size:
            return
        low, high, self.colours = figures.limits(self._scale, self._colours)
        self._tiles.show(maps, low, high, self.colours, same_layer=same_layer)
        self.viewport().update()

    def _fit(self) -> None:
        """Lay the tiles out for the zoom, the number of maps and the room there is."""
        maps = self._model.figures.maps.shape
        room = self.maximumViewportSize()  # without a scroll bar: does it need one?
        layout = layout_for(maps, self._delegate.layout.caption, self._zoom, room)
        # Left to itself, the bar takes the width that would have made it needless.
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAlwaysOff if layout.fits(maps[0], room) else policy.ScrollBarAlwaysOn
        )
        if layout != self._delegate.layout:
            self._delegate.layout = layout
            self.verticalScrollBar().setSingleStep(layout.cell.height() // 4)
            self.scheduleDelayedItemsLayout()
            self.viewport().update()

    def _sort(self) -> None:
        channel = self.chosen
        if self._model.sort_rows():
            self.choose(channel)
