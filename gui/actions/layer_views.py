"""How all layers are shown: as a strip, a graph or a table."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject

from gui.action import Action
from gui.controller import Controller
from gui.session import Layers, Session


class _LayersAction(Action):
    """Ticked while its view is shown."""

    VIEW: ClassVar[Layers] = "strip"

    def __init__(self, session: Session, controller: Controller, parent: QObject) -> None:
        super().__init__(session, controller, parent)
        self.setCheckable(True)
        session.view_changed.connect(self._on_view_changed)
        session.mode_changed.connect(self._on_view_changed)
        self._on_view_changed()

    def _on_view_changed(self) -> None:
        self.setEnabled(self.session.mode != "start")
        self.setChecked(self.session.view.layers == self.VIEW)

    def run(self) -> None:
        """Show it, also where the layers are folded away."""
        self.controller.change_view(layers=self.VIEW)
        self._on_view_changed()
        if self.parent().is_folded("strip"):
            self.parent().fold("strip", folded=False)


class LayersAsStrip(_LayersAction):
    """Side by side."""

    TEXT = QT_TRANSLATE_NOOP("Action", "Layers as a &strip")
    TIP = QT_TRANSLATE_NOOP("Action", "Show layers side by side, in running order")
    MENU = "view"
    ORDER = 410
    SHORTCUT = "Ctrl+L"
    ICON = "strip"
    VIEW = "strip"


class LayersAsGraph(_LayersAction):
    """With branches."""

    TEXT = QT_TRANSLATE_NOOP("Action", "Layers as a &graph")
    TIP = QT_TRANSLATE_NOOP("Action", "Show the network with its branches")
    MENU = "view"
    ORDER = 420
    SHORTCUT = "Ctrl+G"
    ICON = "graph"
    VIEW = "graph"


class LayersAsTable(_LayersAction):
    """In numbers."""

    TEXT = QT_TRANSLATE_NOOP("Action", "Layers as a &table")
    TIP = QT_TRANSLATE_NOOP("Action", "Show layers in numbers, to sort")
    MENU = "view"
    ORDER = 430
    SHORTCUT = "Ctrl+T"
    ICON = "table"
    VIEW = "table"


class GraphNames(Action):
    """Names within the graph."""

    TEXT = QT_TRANSLATE_NOOP("Action", "&Names in the graph")
    TIP = QT_TRANSLATE_NOOP("Action", "Show the names of layers in the graph")
    MENU = "view"
    ORDER = 440
    SHORTCUT = "Ctrl+U"

    def __init__(self, session: Session, controller: Controller, parent: QObject) -> None:
        super().__init__(session, controller, parent)
        self.setCheckable(True)
        session.view_changed.connect(self._on_view_changed)
        self._on_view_changed()

    def _on_view_changed(self) -> None:
        self.setEnabled(self.session.view.layers == "graph")
        self.setChecked(self.session.view.names)

    def run(self) -> None:
        """Show or hide them."""
        self.controller.change_view(names=not self.session.view.names)
        self._on_view_changed()
