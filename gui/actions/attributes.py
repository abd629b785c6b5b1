"""What the file states about the layer on the stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject

from gui.action import Action
from gui.controller import Controller
from gui.session import Session

if TYPE_CHECKING:
    from gui.widgets.attribute_sheet import AttributeSheet


class Attributes(Action):
    """A sheet beside the window that follows the layer."""

    TEXT = QT_TRANSLATE_NOOP("Action", "Layer’s &attributes")
    TIP = QT_TRANSLATE_NOOP("Action", "Show the layer's operator, attributes, inputs and weights")
    MENU = "network"
    ORDER = 250
    SHORTCUT = "Ctrl+D"
    ICON = "info"

    def __init__(self, session: Session, controller: Controller, parent: QObject) -> None:
        super().__init__(session, controller, parent)
        self._sheet: AttributeSheet | None = None
        for signal in (session.layer_changed, session.model_changed, session.activations_changed):
            signal.connect(self._on_layer_changed)
        self._on_layer_changed()

    def _on_layer_changed(self) -> None:
        self.setEnabled(self.session.layer is not None)
        if self._sheet is not None and self._sheet.isVisible():
            self._show()

    def _show(self) -> None:
        session = self.session
        activations = session.activations
        shown = activations if activations is not None else session.model
        layers = shown.layers if shown is not None else ()
        inputs = session.model.inputs if session.model is not None else ()
        shapes = {value.name: value.shape or () for value in inputs}
        for layer in layers:
            shapes.update((name, layer.shape) for name in layer.node.outputs[:1])
        layer = next((each for each in layers if each.name == session.layer), None)
        assert self._sheet is not None
        constants = activations.resolved.graph.constants if activations is not None else {}
        self._sheet.show_layer(layer, shapes, constants)

    def run(self) -> None:
        """Show the sheet, or close it where it is open."""
        if self._sheet is None:
            from gui.widgets.attribute_sheet import AttributeSheet

            self._sheet = AttributeSheet(self.window())
        if self._sheet.isVisible():
            self._sheet.close()
            return
        self._show()
        self._sheet.show()
        self._sheet.raise_()
        self._sheet.activateWindow()
