"""Keep a result, and see another beside it."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject

from gui import theme
from gui.action import Action
from gui.controller import Controller
from gui.session import Session

_PIN = (
    QT_TRANSLATE_NOOP("Action", "Pin to compare"),
    QT_TRANSLATE_NOOP("Action", "Keep this result, and see the next one beside it"),
)
_COMPARE = (
    QT_TRANSLATE_NOOP("Action", "Compare"),
    QT_TRANSLATE_NOOP("Action", "Show the pinned result and this one side by side"),
)
_UNPIN = (
    QT_TRANSLATE_NOOP("Action", "Unpin"),
    QT_TRANSLATE_NOOP("Action", "Forget the pinned result"),
)


class PinToCompare(Action):
    """Pin; then compare; then unpin."""

    TEXT = QT_TRANSLATE_NOOP("Action", "Pin t&o compare")
    TIP = QT_TRANSLATE_NOOP("Action", "Keep this result, and see the next one beside it")
    MENU = "view"
    ORDER = 120
    SHORTCUT = "Ctrl+P"
    ICON = "pin"
    IN_TOOLBAR = True
    TOOLBAR_ORDER = 105
    TOOLBAR_TEXT = QT_TRANSLATE_NOOP("Action", "Pin to compare")
    SECONDARY = True

    def __init__(self, session: Session, controller: Controller, parent: QObject) -> None:
        super().__init__(session, controller, parent)
        self.setCheckable(True)
        for signal in (
            session.activations_changed,
            session.pinned_changed,
            session.comparing_changed,
        ):
            signal.connect(self._on_changed)
        self._on_changed()

    def _on_changed(self) -> None:
        session = self.session
        words = _PIN
        if session.pinned is not None:
            words = _UNPIN if session.comparing else _COMPARE
        text, tip = (self.translated(word) for word in words)
        self.setText(text)
        self.setIconText(text)
        self.setToolTip(f"{tip} ({self.shortcut().toString()})")
        self.setIcon(theme.icon("pin"))
        self.setChecked(session.comparing)
        self.setEnabled(session.activations is not None or session.pinned is not None)

    def run(self) -> None:
        """Do what the button says."""
        if self.session.pinned is None:
            self.controller.pin()
        elif self.session.comparing:
            self.controller.unpin()
        else:
            self.controller.compare(True)
        self._on_changed()
