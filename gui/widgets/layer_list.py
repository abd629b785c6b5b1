"""The film strip: one card a layer, side by side."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

import numpy as np
from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPalette,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QListView, QWidget

from engine.visual import normalize
from gui.asides import Asides
from gui.widgets.layer_cards import GAP, PITCH, Card, CardDelegate, CardModel
from gui.widgets.picture_maker import PictureMaker

_AHEAD = 4
"""Cards beside the visible ones that get their pictures too."""


class LayerList(QListView):
    """Cards of layers; pictures are made when a card comes into view, a slice at a time."""

    chosen = Signal(str)
    """The person chose a layer, by its key."""
    window_changed = Signal()
    """Other cards are in view."""

    def __init__(self, parent: QWidget | None = None, lane: Asides | None = None) -> None:
        super().__init__(parent)
        self._model = CardModel(self)
        self._delegate = CardDelegate(self)
        self._layer: str | None = None
        self.pictures = PictureMaker(self._names_wanted, self.devicePixelRatioF, self, lane)
        self.pictures.made.connect(self._on_pictures_made)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self.setFixedHeight(self._delegate.sizeHint(None, QModelIndex()).height())
        self.setAccessibleName(self.tr("Layers"))
        bar = self.horizontalScrollBar()
        bar.setSingleStep(PITCH)
        bar.valueChanged.connect(self._on_scrolled)
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        self._model.modelReset.connect(self._on_reset)

    @property
    def card_model(self) -> CardModel:
        """The cards that are there."""
        return self._model

    def set_layers(
        self, cards: Sequence[Card], arrays: Mapping[str, np.ndarray] | None, key: Hashable
    ) -> None:
        """Show layers and what they put out.

        Parameters
        ----------
        cards : one a layer
        arrays : the output of each layer by its name; None where the network has not run
        key : what tells pictures apart; where it stays, as while drawing, each card keeps
            showing the same maps
        """
        self._model.set_cards(cards, arrays if arrays is not None else ())
        if arrays is None:
            self._model.forget_pictures()
        self.pictures.set_arrays(arrays, key)

    def set_look(self, scale: normalize.Scale, colours: str) -> None:
        """Paint the small pictures as the stage paints the large ones."""
        self.pictures.set_look(scale, colours)

    def set_layer(self, name: str | None) -> None:
        """Show which layer is on the stage, and bring its card into view."""
        moved = name != self._layer
        self._layer = name
        row = self._model.row_of(name)
        current = self._model.index(row) if row >= 0 else QModelIndex()
        if current != self.currentIndex():
            blocked = self.selectionModel().blockSignals(True)
            self.selectionModel().clear()
            self.selectionModel().blockSignals(blocked)
            self.setCurrentIndex(current)
            self.viewport().update()
        if moved and current.isValid():
            self._reveal(row)

    def set_sought(self, words: str) -> None:
        """Show only layers that match."""
        self._model.set_sought(words)

    def window(self) -> tuple[float, float]:
        """Return where the view begins and ends, in layers; (0, 0) while some are left out."""
        count = self._model.rowCount()
        if count != len(self._model.cards):
            return 0.0, 0.0
        left = self.horizontalScrollBar().value() / PITCH
        return left, min(left + (self.viewport().width() + GAP) / PITCH, count)

    def scroll_to_position(self, left: float) -> None:
        """Scroll so that the view begins at `left`, in layers counted among all."""
        positions = self._model.positions
        row = left
        if len(positions) != len(self._model.cards):
            row = sum(1 for position in positions if position < left)
        self.horizontalScrollBar().setValue(round(row * PITCH))

    def rows_in_view(self) -> range:
        """Return the rows that can be seen, in part or in whole."""
        left = self.horizontalScrollBar().value()
        last = (left + self.viewport().width() - 1) // PITCH
        return range(left // PITCH, min(last + 1, self._model.rowCount()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll sideways with any wheel."""
        delta = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta()
        step = delta.x() if abs(delta.x()) > abs(delta.y()) else delta.y()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - step)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left, Right, Home and End choose; Up and Down belong to nobody here."""
        self._show_ring(True)
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose; whoever uses the mouse needs no focus ring."""
        self._show_ring(False)
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus ring if the keyboard led here."""
        reasons = Qt.FocusReason
        self._show_ring(event.reason() in (reasons.TabFocusReason, reasons.BacktabFocusReason))
        super().focusInEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make the pictures of cards that have come into view."""
        super().resizeEvent(event)
        self._on_scrolled()

    def showEvent(self, event: QShowEvent) -> None:
        """Make the pictures that are seen now."""
        super().showEvent(event)
        self.pictures.look()

    def hideEvent(self, event: QHideEvent) -> None:
        """Make none while nobody looks."""
        super().hideEvent(event)
        self.pictures.rest()

    def _show_ring(self, ring: bool) -> None:
        self._delegate.ring = ring
        self.viewport().update()

    def _on_reset(self) -> None:
        self.set_layer(self._layer)
        self.executeDelayedItemsLayout()
        self.horizontalScrollBar().setValue(0)
        self._reveal(self._model.row_of(self._layer))
        self._on_scrolled()

    def _reveal(self, row: int) -> None:
        """Bring a card into view, with its neighbours."""
        if row < 0:
            return
        bar = self.horizontalScrollBar()
        right = (row + 2) * PITCH - self.viewport().width()
        bar.setValue(min(max(bar.value(), right), (row - 1) * PITCH))

    def _on_scrolled(self) -> None:
        self.pictures.look()
        self.window_changed.emit()

    def _on_current_changed(self, current: QModelIndex) -> None:
        if current.isValid():
            name = self._model.cards[self._model.positions[current.row()]].name
            if name != self._layer:
                self._layer = name
                self.chosen.emit(name)

    def _names_wanted(self) -> list[str]:
        """Return the layers that need pictures: visible ones first, then those beside."""
        if not self.isVisible():
            return []
        seen = self.rows_in_view()
        beside = [
            *range(seen.stop, min(seen.stop + _AHEAD, self._model.rowCount())),
            *range(seen.start - 1, max(-1, seen.start - 1 - _AHEAD), -1),
        ]
        return [self._model.cards[self._model.positions[row]].name for row in (*seen, *beside)]

    def _on_pictures_made(self, names: list[str]) -> None:
        pictures = {name: self.pictures.picture(name) for name in names}
        self._model.set_pictures({n: each for n, each in pictures.items() if each is not None})
