"""Fold the sides and the strip away, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject

from gui.action import Action
from gui.controller import Controller
from gui.session import Session

if TYPE_CHECKING:
    from gui.panel import Area


class _FoldAction(Action):
    """Ticked while its part of the window is seen."""

    PART: ClassVar[Area] = "left"

    def __init__(self, session: Session, controller: Controller, parent: QObject) -> None:
        super().__init__(session, controller, parent)
        self.setCheckable(True)
        parent.folds_changed.connect(self._on_folds_changed)
        session.mode_changed.connect(self._on_folds_changed)
        self._on_folds_changed()

    def _on_folds_changed(self) -> None:
        self.setEnabled(self.session.mode != "start")
        self.setChecked(not self.parent().is_folded(self.PART))

    def run(self) -> None:
        """Fold it, or bring it back."""
        self.parent().fold(self.PART, not self.parent().is_folded(self.PART))


class ShowPicture(_FoldAction):
    """The left side."""

    TEXT = QT_TRANSLATE_NOOP("Action", "P&icture")
    TIP = QT_TRANSLATE_NOOP("Action", "Show the picture and what the network sees")
    MENU = "view"
    ORDER = 310
    SHORTCUT = "Ctrl+1"
    PART = "left"


class ShowPredictions(_FoldAction):
    """The right side."""

    TEXT = QT_TRANSLATE_NOOP("Action", "P&redictions and values")
    TIP = QT_TRANSLATE_NOOP("Action", "Show the predictions and the values of the layer")
    MENU = "view"
    ORDER = 320
    SHORTCUT = "Ctrl+2"
    PART = "right"


class ShowLayers(_FoldAction):
    """The strip."""

    TEXT = QT_TRANSLATE_NOOP("Action", "&Layers")
    TIP = QT_TRANSLATE_NOOP("Action", "Show the strip of all layers")
    MENU = "view"
    ORDER = 330
    SHORTCUT = "Ctrl+3"
    PART = "strip"
