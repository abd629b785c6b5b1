"""Copy the predictions as text."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject

from gui.action import Action
from gui.controller import Controller
from gui.session import Session
from gui.widgets.bar_list import BarList


class CopyPredictions(Action):
    """Labels and probabilities as lines, for a spreadsheet or a message."""

    TEXT = QT_TRANSLATE_NOOP("Action", "&Copy predictions")
    TIP = QT_TRANSLATE_NOOP("Action", "Copy labels and probabilities as text")
    MENU = "edit"
    ORDER = 210
    SHORTCUT = "Ctrl+Alt+C"
    ICON = "copy"

    def __init__(self, session: Session, controller: Controller, parent: QObject) -> None:
        super().__init__(session, controller, parent)
        session.activations_changed.connect(self._on_activations_changed)
        self._on_activations_changed()

    def _on_activations_changed(self) -> None:
        activations = self.session.activations
        self.setEnabled(activations is not None and bool(activations.prediction.top(1)))

    def run(self) -> None:
        """Copy as many as are shown."""
        lists = self.parent().stack.parts(BarList)
        shown = next((each for each in lists if each.copied_text()), None)
        if shown is not None:
            shown.copy()
            self.controller.hover(self.tr("Predictions copied"))
