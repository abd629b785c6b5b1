"""A splitter that goes back to its usual sizes when its line is double-clicked."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget


class _Handle(QSplitterHandle):
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        splitter = self.splitter()
        if isinstance(splitter, Splitter):
            splitter.reset_wanted.emit()
        event.accept()


class Splitter(QSplitter):
    """One-pixel lines between parts of the window, a few pixels wide for the mouse."""

    reset_wanted = Signal()

    def __init__(self, orientation: Qt.Orientation, parent: QWidget | None = None) -> None:
        super().__init__(orientation, parent)
        # Qt widens the grip of a line of one pixel by itself.
        self.setHandleWidth(1)

    def createHandle(self) -> QSplitterHandle:
        """Return a line that hears double clicks."""
        handle = _Handle(self.orientation(), self)
        handle.setToolTip(self.tr("Drag to resize; double-click to reset"))
        return handle
