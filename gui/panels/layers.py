"""All layers: as a strip with a ruler, as a graph, or as a table; with search.

It is one thing, though long: three views of the same layers, kept in step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QT_TRANSLATE_NOOP, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from engine.visual.graph_layout import Layout, Spacing, arrange
from engine.visual.graph_wrap import wrapped
from gui.layers.layer_differences import LayerDifferences
from gui.layers.layer_network import input_picture, network_of
from gui.layers.layer_statistics import LayerStatistics
from gui.layers.layers_left_out import cards_of, left_out_rows
from gui.panel import Area, Panel
from gui.widgets.forms import resolution_text, size_text
from gui.widgets.graph_view import GraphView
from gui.widgets.layer_cards import RING, Card
from gui.widgets.layer_list import LayerList
from gui.widgets.layer_rows import file_rows, rows_of
from gui.widgets.layer_table import LayerTable
from gui.widgets.layers_head import LayersHead
from gui.widgets.ruler import Ruler
from gui.words import wording

if TYPE_CHECKING:
    from engine.layers import Layer
    from engine.left_out import LeftOut
    from gui.background import Ticket
    from gui.controller import Controller
    from gui.session import Session

_TABLE_MILLISECONDS = 200
_ZOOM_KEYS = ("Shift+Up", "Shift+Down", "Shift+Backspace", "Shift+Home")
"""Closer, further away, actual size and all of the graph, as in Netron."""


class LayersPanel(Panel):
    """All layers of the network, in running order; choose one to see its maps."""

    TITLE: ClassVar[str] = QT_TRANSLATE_NOOP("LayersPanel", "Layers")
    AREA: ClassVar[Area | None] = "strip"
    ORDER: ClassVar[int] = 10

    def __init__(
        self, session: Session, controller: Controller, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, controller, parent)
        self.strip = LayerList(self, controller.pictures)
        self.ruler = Ruler(self)
        self.graph = GraphView(self, controller.pictures)
        self.table = LayerTable(self)
        self.statistics = LayerStatistics(controller.asides, self)
        self._shown = ""
        self._names = True
        self._arranging: object = None
        self._table_soon = QTimer(self, singleShot=True, interval=_TABLE_MILLISECONDS)
        self._table_soon.timeout.connect(self._fill_table)
        self.head = LayersHead(self)
        self.differences = LayerDifferences(session, controller, self)
        self.differences.changed.connect(self._refresh)
        self.search = self.head.search
        self.pages = QStackedWidget(self)
        self._pages = {"strip": self._strip_page(), "graph": self.graph, "table": self.table}
        for page in self._pages.values():
            self.pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.head)
        column.addWidget(self.pages, 1)
        self._connect()
        self._refresh()
        self._on_view_changed()

    def _strip_page(self) -> QWidget:
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(16 - RING, 0, 16 - RING, 4)
        column.setSpacing(0)
        column.addWidget(self.strip)
        column.addSpacing(3)
        below = QHBoxLayout()
        below.setContentsMargins(RING, 0, RING, 0)
        below.addWidget(self.ruler)
        column.addLayout(below)
        column.addStretch(1)
        return page

    def _connect(self) -> None:
        session, controller = self.session, self.controller
        session.model_changed.connect(self._on_model_changed)
        session.activations_changed.connect(self._refresh)
        session.layer_changed.connect(self._on_layer_changed)
        session.view_changed.connect(self._on_view_changed)
        self.statistics.changed.connect(self._show_table)
        for view in (self.strip, self.ruler, self.graph, self.table):
            view.chosen.connect(self._on_chosen)
        for view in (self.graph, self.table):
            view.explained.connect(self._explain)
        self.strip.window_changed.connect(self._show_window)
        self.ruler.scrolled.connect(self.strip.scroll_to_position)
        self.graph.layout_wanted.connect(self._arrange)
        self.graph.zoomed.connect(self.head.zoom.show_zoom)
        self.head.zoom.zoom_in_wanted.connect(self.graph.zoom_in)
        self.head.zoom.zoom_out_wanted.connect(self.graph.zoom_out)
        self.head.zoom.actual_size_wanted.connect(self.graph.actual_size)
        self.head.zoom.fit_wanted.connect(self.graph.fit)
        self.head.export.clicked.connect(self._on_export_wanted)
        self.head.switch.chosen.connect(lambda name: controller.change_view(layers=name))
        self.search.textChanged.connect(self._on_sought)
        self.search.returnPressed.connect(self._on_search_ended)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self.head.find)
        # Wherever the focus is, while the graph is seen; a text field keeps what it needs itself.
        self._zoom_keys = [QShortcut(QKeySequence(keys), self) for keys in _ZOOM_KEYS]
        zooms = (self.graph.zoom_in, self.graph.zoom_out, self.graph.actual_size, self.graph.fit)
        for shortcut, zoom in zip(self._zoom_keys, zooms, strict=True):
            shortcut.activated.connect(zoom)
        self.head.left.connect(lambda: self._view().setFocus())

    # What is shown.

    def _view(self) -> QWidget:
        return self.strip if self._shown == "strip" else self._pages[self._shown]

    def _on_model_changed(self) -> None:
        self.search.clear()
        self._refresh()

    def _refresh(self) -> None:
        session = self.session
        activations = session.activations
        self.strip.set_layers(self._cards(), activations, self._key())
        self._on_layer_changed()
        self._show_found()
        self._show_graph()
        self._show_table()

    def _layers(self) -> tuple[Layer, ...]:
        shown = self.session.activations
        shown = shown if shown is not None else self.session.model
        return shown.layers if shown is not None else ()

    def _live(self) -> bool:
        return self.session.source is not None and self.session.source.kind == "drawing"

    def _key(self) -> tuple[int, object]:
        return id(self.session.model), "drawing" if self._live() else id(self.session.source)

    def _cards(self) -> list[Card]:
        activations = self.session.activations
        seconds = activations.seconds if activations is not None else {}
        return [
            Card(
                name=layer.name,
                title=layer.title,
                operator=layer.detail,
                size=size_text(layer.shape),
                resolution=resolution_text(layer.shape),
                **self.differences.card_fields(
                    layer.name,
                    seconds.get(layer.name, -1.0),
                    wording.milliseconds(seconds[layer.name]) if layer.name in seconds else "",
                ),
            )
            for layer in self._layers()
        ] + cards_of(self._left_out())

    def _left_out(self) -> tuple[LeftOut, ...]:
        return self.session.model.left_out if self.session.model is not None else ()

    def _on_chosen(self, name: str) -> None:
        """Show a layer; of one that cannot run, say why."""
        cards = self.strip.card_model.cards
        reason = next((card.reason for card in cards if card.name == name), "")
        if reason:
            self._on_layer_changed()
            self.controller.hover(reason)
        else:
            self.controller.show_layer(name)

    def _show_graph(self) -> None:
        if self._shown != "graph":
            return
        session = self.session
        inputs = session.model.inputs if session.model is not None else ()
        layers = (*self._layers(), *(each.layer for each in self._left_out()))
        network = network_of(layers, inputs, self.strip.card_model.cards)
        if not self.graph.set_network(network):
            self._arrange()
        prepared = session.activations.prepared if session.activations is not None else None
        ratio = self.devicePixelRatioF()
        picture = input_picture(prepared.seen, ratio) if prepared is not None else None
        self.graph.set_arrays(session.activations, self._key(), picture)
        self.graph.set_layer(session.layer)

    def _arrange(self) -> None:
        """Let the graph be laid out in the background."""
        network, size = self.graph.drawing.network, self.graph.drawing.nodes.size
        spacing, room = Spacing(size.width(), size.height()), self.graph.room
        wanted = (network.edges, size.height(), room)
        if wanted == self._arranging:
            return  # asking again with each stroke would never let it end
        self._arranging = wanted

        def job(ticket: Ticket) -> Layout:
            row = arrange(len(network.cards), network.edges, spacing, ticket.should_stop)
            return wrapped(row, network.edges, spacing, room.aspect, room.most)

        def done(layout: Layout) -> None:
            self._arranging = None
            if self.graph.drawing.network.edges == network.edges:
                self.graph.set_layout(layout, room)

        self.controller.asides.ask("layout", job, done)

    def _show_table(self) -> None:
        if self._shown != "table":
            return
        if self._live() and self.table.rows.rowCount():
            # Nobody reads numbers that change with each stroke, and a table takes long to paint.
            if not self._table_soon.isActive():
                self._table_soon.start()
            return
        self._fill_table()

    def _fill_table(self) -> None:
        if self._shown != "table":
            return
        activations = self.session.activations
        self.statistics.want(activations, id(self.session.model))
        arrays = activations if activations is not None else {}
        seconds = activations.seconds if activations is not None else {}
        rows = rows_of(self._layers(), arrays, seconds, self.statistics.found)
        rows += left_out_rows(self._left_out(), len(rows))
        self.table.set_rows(rows, sort=not self._live())
        self.table.set_layer(self.session.layer)

    def _show_found(self) -> None:
        model = self.strip.card_model
        self.ruler.set_cards(model.cards, model.positions)
        self.head.set_count(model.rowCount(), len(model.cards))
        self._show_tools()
        self._show_window()

    def _show_tools(self) -> None:
        cards = self.strip.card_model.cards
        timed = any(card.seconds >= 0 for card in cards)
        self.head.set_view(self._shown or "strip", filled=bool(cards), timed=timed)
        for shortcut in self._zoom_keys:
            shortcut.setEnabled(self._shown == "graph" and bool(cards))
        self.head.name_bars(difference=self.differences.found is not None)

    def _show_window(self) -> None:
        self.ruler.set_window(*self.strip.window())

    def _on_layer_changed(self) -> None:
        for view in (self.strip, self.ruler, self.graph, self.table):
            view.set_layer(self.session.layer)

    def _on_view_changed(self) -> None:
        view = self.session.view
        self.strip.set_look(view.scale, view.colours)
        self.graph.set_look(view.scale, view.colours)
        shown = view.layers if view.layers in self._pages else "strip"
        if view.names != self._names:
            self._names = view.names
            self.graph.set_names(view.names)
            self._arrange()
        if shown != self._shown:
            # Who asks for a view goes on in it, unless a button or the search has the keys.
            asked = bool(self._shown) and self.isVisible()
            enters = asked and not self.head.isAncestorOf(QApplication.focusWidget())
            self._shown = shown
            self.pages.setCurrentWidget(self._pages[shown])
            self._show_tools()
            self._show_graph()
            self._show_table()
            if enters:
                self._view().setFocus()

    # What a person asks.

    def _explain(self) -> None:
        """Open the marked map of the layer, or else the first that its picture shows."""
        session = self.session
        activations, name, place = session.activations, session.layer, session.place
        if activations is None or name is None:
            return
        channels = self.graph.pictures.channels.get(name) or (0,)
        self.controller.explain(place.channel if place is not None else channels[0])

    def _on_export_wanted(self) -> None:
        model, activations = self.session.model, self.session.activations
        if model is None:
            return
        path, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Save the table of layers"),
            self.tr("{0} layers.csv").format(model.name),
            self.tr("Tables (*.csv)"),
        )
        if not path:
            return
        layers = self._layers()
        arrays = activations if activations is not None else {}
        seconds = activations.seconds if activations is not None else {}
        self.controller.save_table(lambda: file_rows(layers, arrays, seconds), path)

    def _on_sought(self, text: str) -> None:
        self.strip.set_sought(text)
        self.graph.set_sought(text)
        self.table.set_sought(text)
        self._show_found()

    def _on_search_ended(self) -> None:
        """Go to a layer that was found: the first one, or from one of them to the next."""
        model = self.strip.card_model
        names = [model.cards[position].name for position in model.positions]
        if not names:
            return
        layer = self.session.layer
        if layer not in names:
            self.controller.show_layer(names[0])
        elif self._shown != "strip":
            self.controller.show_layer(names[(names.index(layer) + 1) % len(names)])
        if self._shown == "strip":
            self.strip.setFocus()
        else:
            self.graph.reveal(centre=True)
