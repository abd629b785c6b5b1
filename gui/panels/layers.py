"""The strip of all layers, with search and ruler."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from gui import theme, wording
from gui.panel import Area, Panel
from gui.widgets.forms import resolution_text, size_text
from gui.widgets.layer_cards import RING, Card
from gui.widgets.layer_list import LayerList
from gui.widgets.ruler import Ruler
from gui.widgets.words import words

if TYPE_CHECKING:
    from gui.controller import Controller
    from gui.session import Session

_SEARCH_WIDTH = 220


class LayersPanel(Panel):
    """All layers of the network, in running order; choose one to see its maps."""

    TITLE: ClassVar[str] = "Layers"
    AREA: ClassVar[Area | None] = "strip"
    ORDER: ClassVar[int] = 10

    def __init__(
        self, session: Session, controller: Controller, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, controller, parent)
        self._count = words(role="heading", quiet=True)
        font = theme.font("heading")
        font.setWeight(theme.font("text").weight())
        self._count.setFont(font)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Find a layer   Ctrl+F"))
        self.search.addAction(
            theme.icon("search", "text2"), QLineEdit.ActionPosition.LeadingPosition
        )
        self.search.setFixedWidth(_SEARCH_WIDTH)
        self.search.setAccessibleName(self.tr("Find a layer by name or operator"))
        self.search.installEventFilter(self)
        self._bar_words = words(self.tr("Bar height: time"), role="caption", quiet=True)
        self.strip = LayerList(self)
        self.ruler = Ruler(self)
        head = QHBoxLayout()
        head.setContentsMargins(RING, 0, RING, 0)
        head.setSpacing(8)
        head.addWidget(words(self.tr("Layers"), role="heading"))
        head.addWidget(self._count)
        head.addSpacing(8)
        head.addWidget(self.search)
        head.addStretch(1)
        head.addWidget(self._bar_words)
        column = QVBoxLayout(self)
        column.setContentsMargins(16 - RING, 6, 16 - RING, 4)
        column.setSpacing(3)
        column.addLayout(head)
        column.addWidget(self.strip)
        below = QHBoxLayout()
        below.setContentsMargins(RING, 0, RING, 0)
        below.addWidget(self.ruler)
        column.addLayout(below)
        self._connect()
        self._refresh()
        self._on_view_changed()

    def _connect(self) -> None:
        session = self.session
        session.model_changed.connect(self._on_model_changed)
        session.activations_changed.connect(self._refresh)
        session.layer_changed.connect(self._on_layer_changed)
        session.view_changed.connect(self._on_view_changed)
        self.strip.chosen.connect(self.controller.show_layer)
        self.strip.window_changed.connect(self._show_window)
        self.ruler.chosen.connect(self.controller.show_layer)
        self.ruler.scrolled.connect(self.strip.scroll_to_position)
        self.search.textChanged.connect(self._on_sought)
        self.search.returnPressed.connect(self._on_search_ended)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self._on_find_wanted)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the search field, Escape clears and Down goes to the cards."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self.search.clear()
                self.strip.setFocus()
                return True
            if event.key() == Qt.Key.Key_Down:
                self.strip.setFocus()
                return True
        return super().eventFilter(watched, event)

    def _on_model_changed(self) -> None:
        self.search.clear()
        self._refresh()

    def _refresh(self) -> None:
        session = self.session
        activations, source = session.activations, session.source
        shown = activations if activations is not None else session.model
        layers = shown.layers if shown is not None else ()
        seconds = activations.seconds if activations is not None else {}
        cards = [
            Card(
                name=layer.name,
                title=layer.title,
                operator=layer.detail,
                size=size_text(layer.shape),
                resolution=resolution_text(layer.shape),
                seconds=seconds.get(layer.name, -1.0),
                time=wording.milliseconds(seconds[layer.name]) if layer.name in seconds else "",
            )
            for layer in layers
        ]
        drawing = source is not None and source.kind == "drawing"
        self.strip.set_layers(
            cards, activations, (id(session.model), "drawing" if drawing else id(source))
        )
        self._on_layer_changed()
        self._show_cards()

    def _show_cards(self) -> None:
        model = self.strip.card_model
        self.ruler.set_cards(model.cards, model.positions)
        total, found = len(model.cards), model.rowCount()
        self._count.setText(
            str(total) if found == total else self.tr("{0} of {1}").format(found, total)
        )
        self._bar_words.setVisible(any(card.seconds >= 0 for card in model.cards))
        self._show_window()

    def _show_window(self) -> None:
        self.ruler.set_window(*self.strip.window())

    def _on_layer_changed(self) -> None:
        self.strip.set_layer(self.session.layer)
        self.ruler.set_layer(self.session.layer)

    def _on_view_changed(self) -> None:
        self.strip.set_look(self.session.view.scale, self.session.view.colours)

    def _on_sought(self, text: str) -> None:
        self.strip.set_sought(text)
        self._show_cards()

    def _on_search_ended(self) -> None:
        """Go to the first layer that was found, unless one of them is on the stage."""
        model = self.strip.card_model
        if model.rowCount():
            if model.row_of(self.session.layer) < 0:
                self.controller.show_layer(model.cards[model.positions[0]].name)
            self.strip.setFocus()

    def _on_find_wanted(self) -> None:
        self.search.setFocus()
        self.search.selectAll()
