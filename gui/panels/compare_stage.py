"""Comparing: the maps of the chosen layer in A, in B, and their difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.comparison import difference
from gui import comparison, theme
from gui.panel import Area, Panel
from gui.widgets.choice import Choice
from gui.widgets.empty_state import EmptyState
from gui.widgets.figure_table import Figures
from gui.widgets.forms import form_of, size_text, vector_of
from gui.widgets.layer_figures import pair_figures, vector_pair_figures
from gui.widgets.stage_tools import swatch
from gui.widgets.tag import Tag
from gui.widgets.triple_grid import TripleGrid
from gui.widgets.vector_view import VectorView
from gui.widgets.words import OneLine, words
from gui.widgets.zoom import ZoomSlider

if TYPE_CHECKING:
    from gui.controller import Controller
    from gui.session import Session


class CompareStagePanel(Panel):
    """Maps side by side, linked: layer, channel, place and zoom are one for both."""

    TITLE: ClassVar[str] = "Two runs, map by map"
    AREA: ClassVar[Area | None] = "compare_stage"
    ORDER: ClassVar[int] = 10

    def __init__(
        self, session: Session, controller: Controller, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, controller, parent)
        self._shown: tuple[np.ndarray, np.ndarray] | None = None
        self.grid = TripleGrid(self)
        self.empty = EmptyState(self)
        self.vectors = [VectorView(self) for _ in range(3)]
        self._title = OneLine(theme.font("title"), mode=Qt.TextElideMode.ElideMiddle, parent=self)
        self._title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._detail = words(role="title", quiet=True)
        font = theme.font("title")
        font.setWeight(theme.font("text").weight())
        self._detail.setFont(font)
        self._size = Tag(parent=self)
        self._build()
        self._connect()
        self._on_view_changed()
        self._refresh()

    def _build(self) -> None:
        self._swap = QToolButton(self)
        self._swap.setIcon(theme.icon("swap"))
        self._swap.setIconSize(QSize(18, 18))
        self._swap.setText(self.tr("Swap A and B"))
        self._swap.setToolTip(self.tr("Make A of B, and B of A"))
        self._swap.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._swap.clicked.connect(self.controller.swap)
        first = QHBoxLayout()
        first.setSpacing(8)
        for widget in (self._title, self._detail, self._size):
            first.addWidget(widget)
        self._table = QToolButton(self)
        self._table.setIcon(theme.icon("table"))
        self._table.setIconSize(QSize(18, 18))
        self._table.setToolTip(self.tr("Show the numbers as a table"))
        self._table.setAccessibleName(self.tr("Numbers as a table"))
        self._table.clicked.connect(self._on_table_wanted)
        first.addStretch(1)
        first.addWidget(self._swap)
        first.addWidget(self._table)
        self.order = Choice(
            [(self.tr("Largest difference"), True), (self.tr("Channel"), False)], self
        )
        self.order.setAccessibleName(self.tr("Order"))
        self._zoom = ZoomSlider(self)
        second = QHBoxLayout()
        second.setSpacing(6)
        second.addWidget(words(self.tr("Order"), quiet=True))
        second.addWidget(self.order)
        second.addSpacing(8)
        self._swatches = [QLabel(self) for _ in range(2)]
        texts = (self.tr("Maps"), self.tr("Difference"))
        for text, label in zip(texts, self._swatches, strict=True):
            second.addWidget(words(text, quiet=True))
            second.addWidget(label)
            second.addSpacing(8)
        second.addWidget(self._zoom)
        second.addStretch(1)
        self._head = QWidget(self)
        head = QVBoxLayout(self._head)
        head.setContentsMargins(20, 8, 20, 8)
        head.setSpacing(6)
        head.addLayout(first)
        head.addLayout(second)
        maps = QWidget(self)
        column = QVBoxLayout(maps)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(2)
        self._letters = _Letters(self.grid, maps)
        column.addWidget(self._letters)
        column.addWidget(self.grid, 1)
        self.views = QStackedWidget(self)
        self._maps, self._vectors = maps, self._build_vectors()
        for view in (self.empty, self._maps, self._vectors):
            self.views.addWidget(view)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(1)
        whole.addWidget(self._head)
        whole.addWidget(self.views, 1)

    def _build_vectors(self) -> QWidget:
        room = QWidget(self)
        column = QVBoxLayout(room)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(2)
        for letter, view in zip(("A", "B", "B − A"), self.vectors, strict=True):
            view.setAccessibleName(self.tr("Values of {0}").format(letter))
            label = words(letter, role="caption", bold=True)
            label.setContentsMargins(20, 4, 0, 0)
            column.addWidget(label)
            column.addWidget(view, 1)
        return room

    def _connect(self) -> None:
        session, controller = self.session, self.controller
        for signal in (
            session.pinned_changed, session.comparing_changed, session.activations_changed,
            session.layer_changed,
        ):  # fmt: skip
            signal.connect(self._refresh)
        session.view_changed.connect(self._on_view_changed)
        session.place_changed.connect(self._on_place_changed)
        self.grid.hovered.connect(controller.hover)
        self.grid.laid_out.connect(self._letters.update)
        self.grid.marked.connect(controller.mark_place)
        self.grid.zoom_wanted.connect(lambda size: controller.change_view(tile_size=size))
        self._zoom.zoomed.connect(lambda size: controller.change_view(tile_size=size))
        self.order.chosen.connect(self._on_order_chosen)
        for view in self.vectors:
            view.hovered.connect(controller.hover)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground, and a line below the head."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour("stage"))
        below = self._head.geometry().bottom() + 1
        painter.fillRect(0, below, self.width(), 1, theme.colour("line"))

    def _refresh(self) -> None:
        session = self.session
        if not session.comparing:
            self._shown = None
            return
        activations, name = session.activations, session.layer
        layers = activations.layers if activations is not None else ()
        layer = next((each for each in layers if each.name == name), None)
        if layer is not None:
            self._title.setText(layer.title)
            needed = self._title.fontMetrics().horizontalAdvance(layer.title)
            self._title.setMinimumWidth(min(72, needed))
            self._detail.setText(layer.detail)
            self._size.set_text(size_text(layer.shape))
        pair = comparison.layer_pair(session)
        if pair is None or form_of(pair[1]) == "table":
            self._shown = None
            self._table.setEnabled(False)
            self._show_empty(pair is not None)
            return
        self._table.setEnabled(True)
        same = self._shown is not None and all(
            old is new for old, new in zip(self._shown, pair, strict=True)
        )
        self._shown = pair
        if not same:
            self._show_pair(*pair)

    def _show_pair(self, a: np.ndarray, b: np.ndarray) -> None:
        found = difference(a, b)
        for part in (self.order, self._zoom):
            part.setEnabled(form_of(b) == "maps")
        if form_of(b) == "maps":
            self.grid.set_maps(a[0], b[0], found.values[0])
            self.views.setCurrentWidget(self._maps)
            self._on_place_changed()
            self._swatches[0].setPixmap(swatch(self.grid.colours).pixmap(38, 13))
            self._letters.update()
            return
        activations = self.session.activations
        labels = activations.prediction.labels if activations is not None else None
        for view, array in zip(self.vectors, (a, b, found.values), strict=True):
            view.set_values(*vector_of(array, labels))
        self.views.setCurrentWidget(self._vectors)

    def _on_table_wanted(self) -> None:
        title = self._title.text()
        if self._shown is None:
            return
        a, b = self._shown
        if form_of(b) == "vector":
            figures = (view.figures() for view in self.vectors)
            vector_pair_figures(title, *figures).open_at(self._table)
            return
        self.controller.asides.ask(
            self._table,
            lambda _: pair_figures(title, a[0], b[0], difference(a, b).values[0]),
            self._on_figures_ready,
            first=True,
        )

    def _on_figures_ready(self, figures: Figures) -> None:
        if self._table.isVisible():
            figures.open_at(self._table)

    def _show_empty(self, both: bool) -> None:
        sentence = self.tr(
            "A has no layer of this name and size. The predictions can still be compared."
        )
        if both:
            sentence = self.tr("This layer holds no maps to compare.")
        elif self.session.activations is None:
            sentence = self.tr("Open a picture, or draw: it becomes B.")
        self.empty.set_words(sentence, "")
        self.views.setCurrentWidget(self.empty)

    def _on_place_changed(self) -> None:
        place = self.session.place
        self.grid.set_place(None if place is None else (place.channel, place.y, place.x))

    def _on_view_changed(self) -> None:
        view = self.session.view
        self.grid.set_zoom(view.tile_size)
        self.grid.set_look(view.scale, view.colours)
        self._zoom.set_zoom(view.tile_size)
        self._swatches[0].setPixmap(swatch(self.grid.colours).pixmap(38, 13))
        self._swatches[1].setPixmap(swatch("polar").pixmap(38, 13))
        self._letters.update()

    def _on_order_chosen(self, by_difference: object) -> None:
        self.grid.set_order(by_difference=bool(by_difference))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the letters over their columns."""
        super().resizeEvent(event)
        self._letters.update()


class _Letters(QWidget):
    """A, B and B − A, over each column of maps."""

    def __init__(self, grid: TripleGrid, parent: QWidget) -> None:
        super().__init__(parent)
        self._grid = grid
        self.setFixedHeight(self.fontMetrics().height() + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint them where the maps begin."""
        painter = QPainter(self)
        painter.setFont(theme.font("caption", bold=True))
        painter.setPen(theme.colour("text2"))
        for column in range(self._grid.columns()):
            left = column * self._grid.column_width()
            for text, x in zip(("A", "B", "B − A"), self._grid.heading_places(), strict=True):
                painter.drawText(left + x, painter.fontMetrics().ascent(), text)
