"""Undo, redo and clear: what the menu can do to the drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from gui.action import Action
from gui.controller import Controller
from gui.session import Session

if TYPE_CHECKING:
    from gui.inputs.canvas import Canvas


class _CanvasAction(Action):
    """Asks the window's canvas."""

    def __init__(self, session: Session, controller: Controller, parent: QObject) -> None:
        super().__init__(session, controller, parent)
        # The canvas's panel hears these keys itself; the menu only tells them.
        self.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.canvas: Canvas | None = None
        parent.part_built.connect(self._on_part_built)
        session.mode_changed.connect(self._on_history_changed)
        self._on_history_changed()

    def _on_part_built(self, part: QWidget) -> None:
        from gui.inputs.canvas import Canvas

        canvas = part.findChild(Canvas)
        if canvas is not None:
            self.canvas = canvas
            canvas.history_changed.connect(self._on_history_changed)
            self._on_history_changed()

    def _on_history_changed(self) -> None:
        drawing = self.session.mode == "drawing" and self.canvas is not None
        self.setEnabled(drawing and self._possible())

    def _possible(self) -> bool:
        raise NotImplementedError


class Undo(_CanvasAction):
    """Take the last stroke back; or, beside the canvas, the last change to the picture."""

    TEXT = QT_TRANSLATE_NOOP("Action", "&Undo")
    TIP = QT_TRANSLATE_NOOP("Action", "Take the last stroke, or the last change, back")
    MENU = "edit"
    ORDER = 10
    SHORTCUT = QKeySequence.StandardKey.Undo
    ICON = "undo"

    def __init__(self, session: Session, controller: Controller, parent: QObject) -> None:
        super().__init__(session, controller, parent)
        session.edits_changed.connect(self._on_history_changed)

    def _on_history_changed(self) -> None:
        drawing = self.session.mode == "drawing"
        contexts = Qt.ShortcutContext
        self.setShortcutContext(contexts.WidgetShortcut if drawing else contexts.WindowShortcut)
        if drawing and self.canvas is not None:
            self.setEnabled(self._possible())
        else:
            self.setEnabled(self.session.mode == "image" and self.controller.can_undo_edit)

    def _possible(self) -> bool:
        return self.canvas.sheet.can_undo

    def run(self) -> None:
        """Do so."""
        if self.session.mode == "drawing":
            self.canvas.undo()
        else:
            self.controller.undo_edit()


class Redo(_CanvasAction):
    """Bring the stroke back."""

    TEXT = QT_TRANSLATE_NOOP("Action", "&Redo stroke")
    TIP = QT_TRANSLATE_NOOP("Action", "Bring back the stroke that was taken")
    MENU = "edit"
    ORDER = 20
    SHORTCUT = QKeySequence.StandardKey.Redo
    ICON = "redo"

    def _possible(self) -> bool:
        return self.canvas.sheet.can_redo

    def run(self) -> None:
        """Do so."""
        self.canvas.redo()


class ClearDrawing(_CanvasAction):
    """Take a new sheet."""

    TEXT = QT_TRANSLATE_NOOP("Action", "C&lear drawing")
    TIP = QT_TRANSLATE_NOOP("Action", "Take a new sheet of paper")
    MENU = "edit"
    ORDER = 30
    ICON = "trash"

    def _possible(self) -> bool:
        return not self.canvas.sheet.empty

    def run(self) -> None:
        """Do so."""
        self.canvas.clear()
