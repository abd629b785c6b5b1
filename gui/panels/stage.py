"""The stage: the layer that is chosen, whatever its output is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from PySide6.QtCore import QT_TRANSLATE_NOOP, QPoint, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from gui import theme
from gui.channel_menu import ChannelMenu
from gui.panel import Area, Panel
from gui.qimage import in_colour
from gui.unit.units import explained
from gui.widgets.array_table import ArrayTable
from gui.widgets.empty_state import EmptyState
from gui.widgets.figure_table import Figures
from gui.widgets.forms import form_of, size_text, vector_of
from gui.widgets.layer_figures import map_figures
from gui.widgets.stage_title import StageTitle
from gui.widgets.stage_tools import StageTools
from gui.widgets.tile_grid import TileGrid
from gui.widgets.vector_view import VectorView
from gui.words import wording

if TYPE_CHECKING:
    from gui.controller import Controller
    from gui.session import Session


class StagePanel(Panel):
    """All feature maps of the chosen layer."""

    TITLE: ClassVar[str] = QT_TRANSLATE_NOOP("StagePanel", "Feature maps")
    AREA: ClassVar[Area | None] = "stage"
    ORDER: ClassVar[int] = 10

    def __init__(
        self, session: Session, controller: Controller, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, controller, parent)
        self._shown: np.ndarray | None = None
        self._seen: np.ndarray | None = None
        self._ground: np.ndarray | None = None
        self.title = StageTitle(self)
        self.tools = StageTools(self)
        self.grid = TileGrid(self, controller.pictures)
        self.vector = VectorView(self)
        self.table = ArrayTable(self)
        self.empty = EmptyState(self)
        self._head = QWidget(self)
        head = QVBoxLayout(self._head)
        head.setContentsMargins(20, 8, 20, 8)
        head.setSpacing(6)
        head.addWidget(self.title)
        head.addWidget(self.tools)
        self.views = QStackedWidget(self)
        for view in (self.empty, self.grid, self.vector, self.table):
            self.views.addWidget(view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(self._head)
        column.addWidget(self.views, 1)
        self._connect()
        self._on_view_changed()
        self._refresh()

    def _connect(self) -> None:
        session, controller = self.session, self.controller
        for signal in (
            session.mode_changed,
            session.model_changed,
            session.source_changed,
            session.activations_changed,
            session.layer_changed,
        ):
            signal.connect(self._refresh)
        session.place_changed.connect(self._on_place_changed)
        session.view_changed.connect(self._on_view_changed)
        for view in (self.grid, self.vector, self.table):
            view.hovered.connect(controller.hover)
        self.grid.shown.connect(self._on_maps_shown)
        self.grid.marked.connect(controller.mark_place)
        self.grid.unmarked.connect(controller.clear_place)
        self.grid.opened.connect(controller.explain)
        self.vector.opened.connect(controller.explain)
        self.vector.marked.connect(lambda index: controller.mark_place(index, 0, 0))
        self.vector.turned.connect(self._on_vector_turned)
        self.grid.switch_wanted.connect(controller.switch_channel)
        self.grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.grid.customContextMenuRequested.connect(self._on_menu_wanted)
        session.edits_changed.connect(self._show_factors)
        session.unit_changed.connect(self._on_unit_changed)
        self.grid.zoom_wanted.connect(self._change_zoom)
        self.tools.zoomed.connect(self._change_zoom)
        self.tools.chosen.connect(lambda field, value: controller.change_view(**{field: value}))
        self.tools.overlay.switched.connect(lambda on: controller.change_view(overlay=on))
        self.tools.overlay.opacity_changed.connect(lambda n: controller.change_view(opacity=n))
        self.tools.dead_wanted.connect(self._on_dead_wanted)
        self.tools.table_wanted.connect(self._on_table_wanted)
        self.title.save_wanted.connect(lambda: self._trigger("SaveMaps"))
        self.empty.wanted.connect(lambda: self._trigger("Open"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground, and a line below the head."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour("stage"))
        if self._head.isVisible():
            below = self._head.geometry().bottom() + 1
            painter.fillRect(0, below, self.width(), 1, theme.colour("line"))

    def _on_unit_changed(self) -> None:
        opened = explained(self.session) is not None
        came_back = self.isHidden() and not opened
        self.setHidden(opened)
        if came_back and self._shown is not None:
            self.views.currentWidget().setFocus()

    def _refresh(self) -> None:
        session = self.session
        self._on_unit_changed()
        activations, name = session.activations, session.layer
        array = activations.get(name) if activations is not None and name is not None else None
        if array is self._shown and array is not None:
            return
        self._shown = array
        self._show_factors()
        self._head.setVisible(array is not None)
        if array is None:
            self._show_empty()
            return
        layer = next(each for each in activations.layers if each.name == name)
        form = form_of(array)
        live = session.source is not None and session.source.kind == "drawing"
        if form == "maps":
            self._lay_over()
            self.grid.set_maps(array[0], (id(session.model), name), live=live)
        elif form == "vector":
            self.vector.set_values(*vector_of(array, session.activations.prediction.labels))
        else:
            self.table.set_array(array)
        self.title.set_layer(
            layer.title,
            layer.detail,
            size_text(array.shape),
            wording.milliseconds(activations.seconds.get(name, 0.0)),
            self.tr("Below each map: channel, mean") if form == "maps" else "",
        )
        views = {"maps": self.grid, "vector": self.vector, "table": self.table}
        self.views.setCurrentWidget(views[form])
        if form != "maps":
            self._describe(form)

    def _on_maps_shown(self) -> None:
        self._on_place_changed()
        self._describe("maps")

    def _describe(self, form: str) -> None:
        coloured = form == "maps" or (form == "vector" and not self.vector.as_bars)
        self.tools.set_meaningful(maps=form == "maps", coloured=coloured, table=form != "table")
        self.tools.set_dead(len(self.grid.dead) if form == "maps" else 0)
        if coloured:
            view = self.grid if form == "maps" else self.vector
            self.tools.set_automatic(view.colours)

    def _show_empty(self) -> None:
        session = self.session
        if session.model is None:
            sentence = self.tr("Open a model to see all its feature maps here.")
            button = self.tr("Open a model…")
        elif session.source is not None:
            sentence = self.tr("The network has not run on this picture yet.")
            button = ""
        elif session.mode == "drawing":
            sentence = self.tr("Draw something: the maps of every layer follow each stroke.")
            button = self.tr("Open an image instead…")
        else:
            sentence = self.tr("Open or drop an image to see what each layer makes of it.")
            button = self.tr("Open an image…")
        self.empty.set_words(sentence, button)
        self.views.setCurrentWidget(self.empty)

    def _show_factors(self) -> None:
        self.grid.set_factors(self.session.edits.switches.of(self.session.layer))

    def _on_menu_wanted(self, point: QPoint) -> None:
        spot = self.grid.spot(point)
        if spot is not None:
            self.controller.mark_place(*spot)
            ChannelMenu(self.session, self.controller, spot[0], self).popup(
                self.grid.viewport().mapToGlobal(point)
            )

    def _on_place_changed(self) -> None:
        place = self.session.place
        self.grid.set_place(None if place is None else (place.channel, place.y, place.x))
        self.vector.mark(None if place is None else place.channel)

    def _on_vector_turned(self, step: int) -> None:
        """Mark the value beside the marked one."""
        if self._shown is not None:
            place = self.session.place
            index = 0 if place is None else place.channel + step
            self.controller.mark_place(min(max(index, 0), self._shown.size - 1), 0, 0)

    def _on_view_changed(self) -> None:
        view = self.session.view
        self.tools.show_choices(view.order, view.scale, view.colours, view.tile_size)
        self.grid.set_order(view.order)
        self.grid.set_look(view.scale, view.colours)
        self.grid.set_zoom(view.tile_size)
        self.vector.set_look(view.scale, view.colours)
        self.tools.show_overlay(view.overlay, view.opacity)
        self._lay_over()

    def _lay_over(self) -> None:
        view, activations = self.session.view, self.session.activations
        seen = activations.prepared.seen if view.overlay and activations is not None else None
        if seen is not self._seen:
            self._seen = seen
            self._ground = None if seen is None else in_colour(seen)
        self.grid.set_overlay(self._ground, view.opacity / 100)

    def _change_zoom(self, size: int) -> None:
        self.controller.change_view(tile_size=size)

    def _on_dead_wanted(self) -> None:
        standing = [channel for channel in self.grid.channels if channel in set(self.grid.dead)]
        if standing:
            current = standing.index(self.grid.chosen) if self.grid.chosen in standing else -1
            self.grid.reveal(standing[(current + 1) % len(standing)])

    def _on_table_wanted(self) -> None:
        """Show the numbers of the maps or of the vector, worked out beside the runs."""
        array, title = self._shown, self.title.layer
        if array is None:
            return
        if form_of(array) == "vector":
            replace(self.vector.figures(), name=title).open_at(self.tools.table)
            return
        self.controller.asides.ask(
            self.tools.table,
            lambda ticket: map_figures(title, array[0], ticket.should_stop),
            self._on_figures_ready,
            first=True,
        )

    def _on_figures_ready(self, figures: Figures | None) -> None:
        if figures is not None and self.tools.table.isVisible():
            figures.open_at(self.tools.table)

    def _trigger(self, name: str) -> None:
        """Do what a menu entry does; the window has them all."""
        for action in self.window().actions():
            if type(action).__name__ == name:
                action.trigger()
