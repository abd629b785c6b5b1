"""Switch channels off, and take changes back."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject

from gui.action import Action
from gui.controller import Controller
from gui.exports.saving import shown_array
from gui.session import Session


class _EditAction(Action):
    def __init__(self, session: Session, controller: Controller, parent: QObject) -> None:
        super().__init__(session, controller, parent)
        for signal in (
            session.activations_changed,
            session.layer_changed,
            session.place_changed,
            session.edits_changed,
        ):
            signal.connect(self._on_changed)
        self._on_changed()

    def _on_changed(self) -> None:
        self.setEnabled(self._possible())

    def _possible(self) -> bool:
        """Return whether a channel is marked."""
        array = shown_array(self.session)
        return self.session.place is not None and array is not None and array.ndim >= 2


class SwitchChannel(_EditAction):
    """Off, or on again."""

    TEXT = QT_TRANSLATE_NOOP("Action", "Switch c&hannel off or on")
    TIP = QT_TRANSLATE_NOOP("Action", "Make the marked channel zero, and see what follows")
    MENU = "network"
    ORDER = 410
    SHORTCUT = "Del"
    ICON = "eraser"

    def run(self) -> None:
        """Switch it."""
        self.controller.switch_channel(self.session.place.channel)


class OnlyChannel(_EditAction):
    """All others of the layer off."""

    TEXT = QT_TRANSLATE_NOOP("Action", "Only this &channel")
    TIP = QT_TRANSLATE_NOOP("Action", "Make all other channels of the layer zero")
    MENU = "network"
    ORDER = 420
    SHORTCUT = "Ctrl+Del"

    def run(self) -> None:
        """Keep only the marked one."""
        self.controller.keep_only_channel(self.session.place.channel)


class ResetEdits(_EditAction):
    """Channels and picture as they were."""

    TEXT = QT_TRANSLATE_NOOP("Action", "&Reset all changes")
    TIP = QT_TRANSLATE_NOOP("Action", "Switch all channels on, and show the picture as it is")
    MENU = "network"
    ORDER = 430
    SHORTCUT = "Ctrl+Backspace"
    ICON = "undo"

    def _possible(self) -> bool:
        return bool(self.session.edits)

    def run(self) -> None:
        """Take all changes back."""
        self.controller.reset_edits()
