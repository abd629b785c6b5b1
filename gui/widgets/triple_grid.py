"""Maps of two runs side by side, with their difference: one row of three for each channel."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
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
from gui.widgets import zoom
from gui.widgets.map_tiles import MapTiles
from gui.widgets.scaling import limits_and_colours
from gui.widgets.triple_tiles import CHANNEL, TripleDelegate, TripleModel
from gui.words import wording
from gui.words.wording import plain_tip

_FRAME_SECONDS = 0.008
_LARGER = 1.13
"""Than on the stage: three maps a channel are fewer channels to see at once."""


class TripleGrid(QListView):
    """All channels of a layer; the mouse reads A, B and the difference at once."""

    hovered = Signal(str)
    marked = Signal(int, int, int)
    """The person clicked on channel, y, x."""
    zoom_wanted = Signal(int)
    laid_out = Signal()
    """The columns stand elsewhere."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tiles = (MapTiles(), MapTiles(), MapTiles())
        self._rows = TripleModel(self)
        self._look = TripleDelegate(self._tiles, self)
        self._arrays: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None
        self._zoom = zoom.DEFAULT
        self._scale: normalize.Scale = "layer"
        self._colours = "auto"
        self.colours = "ember"
        self._by_difference = True
        self._more = QTimer(self, singleShot=True, interval=0)
        self._more.timeout.connect(self.viewport().update)
        self.setModel(self._rows)
        self.setItemDelegate(self._look)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSpacing(0)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.CrossCursor)
        self.setViewportMargins(20, 0, 4, 0)
        self.setAccessibleName(self.tr("Maps of both runs, and their difference"))
        self.viewport().setAutoFillBackground(False)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    @property
    def channels(self) -> list[int]:
        """The channels in the order they stand in."""
        return self._rows.channels

    def heading_places(self) -> list[int]:
        """Return where A, B and B − A of the first column begin, from the grid's left edge."""
        left = self.viewportMargins().left()
        return [left + self._look.map_rect(QRect(), which).left() for which in range(3)]

    def column_width(self) -> int:
        """Return how far the columns of triples stand apart."""
        return self._look.cell.width()

    def columns(self) -> int:
        """Return how many triples stand side by side."""
        return max(1, self.viewport().width() // self._look.cell.width())

    def set_maps(self, a: np.ndarray, b: np.ndarray, difference: np.ndarray) -> None:
        """Show the maps of a layer in two runs and B − A, each (C, H, W)."""
        before = self._arrays[0].shape if self._arrays is not None else None
        self._arrays = (a, b, difference)
        self._fit()
        self._sort()
        self._colour(same_layer=before == a.shape)

    def set_order(self, *, by_difference: bool) -> None:
        """Let the largest differences come first, or go by number."""
        if by_difference != self._by_difference:
            self._by_difference = by_difference
            self._sort()

    def set_look(self, scale: normalize.Scale, colours: str) -> None:
        """Paint the maps as the stage does; the difference stays Polar."""
        if (scale, colours) != (self._scale, self._colours):
            self._scale, self._colours = scale, colours
            self._colour(same_layer=True)

    def set_zoom(self, size: int) -> None:
        """Take another edge of a map in logical pixels."""
        if size != self._zoom:
            self._zoom = size
            self._fit()

    def set_place(self, place: tuple[int, int, int] | None) -> None:
        """Mark one value in all three maps."""
        self._look.place = place
        self.viewport().update()

    def _sort(self) -> None:
        if self._arrays is None:
            return
        far = abs(self._arrays[2]).mean(axis=(1, 2))
        order = np.argsort(-far, kind="stable") if self._by_difference else np.arange(len(far))
        self._rows.show(order.tolist(), far)
        self.viewport().update()

    def _colour(self, *, same_layer: bool) -> None:
        if self._arrays is None:
            return
        a, b, difference = self._arrays
        # One range for both, or equal values would not look equal.
        both = np.concatenate([a, b], axis=1)
        low, high, self.colours = limits_and_colours(both, self._scale, self._colours)
        for tiles, maps in zip(self._tiles, (a, b), strict=False):
            tiles.show(maps, low, high, self.colours, same_layer=same_layer)
        low, high, _ = limits_and_colours(difference, "symmetric", "polar")
        self._tiles[2].show(difference, low, high, "polar", same_layer=same_layer)
        self.viewport().update()

    def _fit(self) -> None:
        if self._arrays is None:
            return
        _, rows, columns = self._arrays[0].shape
        room = self.viewport().width() - 2
        if self._look.fit(rows, columns, round(self._zoom * _LARGER), room):
            self.verticalScrollBar().setSingleStep(self._look.cell.height() // 4)
            self.scheduleDelayedItemsLayout()
            self.viewport().update()
            self.laid_out.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill another width."""
        super().resizeEvent(event)
        self._fit()

    def visible_channels(self) -> list[int]:
        """Return the channels that can be seen."""
        cell = self._look.cell
        first = max(0, self.indexAt(QPoint(cell.width() // 2, 4)).row())
        rows = self.viewport().height() // cell.height() + 2
        return self.channels[first : first + rows * self.columns()]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Colour what is visible and not coloured yet, within a frame; the rest comes after."""
        size, ratio = self._look.layout.size, self.devicePixelRatioF()
        visible = self.visible_channels()
        for tiles in self._tiles:
            tiles.resize(size, ratio)
        if not all([tiles.make(visible, _FRAME_SECONDS / 3) for tiles in self._tiles]):
            self._more.start()
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), theme.colour("stage"))
        painter.end()
        super().paintEvent(event)

    def _spot(self, point: QPoint) -> tuple[int, int, int] | None:
        index = self.indexAt(point)
        pixel = self._look.pixel_at(self.visualRect(index), point) if index.isValid() else None
        return None if pixel is None else (index.data(CHANNEL), *pixel)

    def value_text(self, channel: int, y: int, x: int) -> str:
        """Return one value of both runs in words."""
        assert self._arrays is not None
        a, b, far = (float(array[channel, y, x]) for array in self._arrays)
        place = f"[{channel}, {y}, {x}]"
        return f"{place}  A {wording.number(a)} · B {wording.number(b)} · Δ {wording.number(far)}"

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what the values under the mouse are."""
        spot = self._spot(event.position().toPoint())
        text = self.value_text(*spot) if spot is not None else ""
        self.hovered.emit(text)
        QToolTip.showText(event.globalPosition().toPoint(), plain_tip(text), self.viewport())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Mark the place that was clicked, in all three maps."""
        spot = self._spot(event.position().toPoint())
        if spot is not None and event.button() == Qt.MouseButton.LeftButton:
            self.marked.emit(*spot)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.setCurrentIndex(self._rows.index(0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter marks the place where the two maps of a channel are furthest apart."""
        index = self.currentIndex()
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event.key() in keys and index.isValid() and self._arrays is not None:
            channel = index.data(CHANNEL)
            far = np.abs(np.nan_to_num(self._arrays[2][channel]))
            y, x = np.unravel_index(np.argmax(far), far.shape)
            self.marked.emit(channel, int(y), int(x))
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Forget the mouse when it leaves."""
        if event.type() == QEvent.Type.Leave:
            self.hovered.emit("")
        return super().viewportEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom all three with Ctrl, else scroll."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_wanted.emit(zoom.stepped(self._zoom, event.angleDelta().y() / 120))
            event.accept()
        else:
            super().wheelEvent(event)
