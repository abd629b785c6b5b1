"""Go from layer to layer."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject

from gui.action import Action
from gui.controller import Controller
from gui.session import Session


class _LayerAction(Action):
    def __init__(self, session: Session, controller: Controller, parent: QObject) -> None:
        super().__init__(session, controller, parent)
        session.model_changed.connect(self._on_layer_changed)
        session.layer_changed.connect(self._on_layer_changed)
        self._on_layer_changed()

    def _on_layer_changed(self) -> None:
        self.setEnabled(self._end() not in (None, self.session.layer))

    def _end(self) -> str | None:
        """Return the layer beyond which there is none."""
        raise NotImplementedError


class PreviousLayer(_LayerAction):
    """The layer before."""

    TEXT = QT_TRANSLATE_NOOP("Action", "Pre&vious layer")
    TIP = QT_TRANSLATE_NOOP("Action", "Show the layer before")
    MENU = "network"
    ORDER = 210
    SHORTCUT = "Ctrl+Left"
    ICON = "previous"

    def _end(self) -> str | None:
        return next(iter(self.controller.layer_names()), None)

    def run(self) -> None:
        """Show it."""
        self.controller.previous_layer()


class NextLayer(_LayerAction):
    """The layer after."""

    TEXT = QT_TRANSLATE_NOOP("Action", "&Next layer")
    TIP = QT_TRANSLATE_NOOP("Action", "Show the layer after")
    MENU = "network"
    ORDER = 220
    SHORTCUT = "Ctrl+Right"
    ICON = "next"

    def _end(self) -> str | None:
        return next(reversed(self.controller.layer_names()), None)

    def run(self) -> None:
        """Show it."""
        self.controller.next_layer()
