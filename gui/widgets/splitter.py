"""A splitter that goes back to its usual sizes when its line is double-clicked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QSplitter, QWidget


class Splitter(QSplitter):
    """One-pixel lines between parts of the window, a few pixels wide for the mouse."""

    reset_wanted = Signal()

    def __init__(self, orientation: Qt.Orientation, parent: QWidget | None = None) -> None:
        super().__init__(orientation, parent)
        # Qt widens the grip of a line of one pixel by itself.
        self.setHandleWidth(1)

    def addWidget(self, widget: QWidget) -> None:
        """Put a part behind the others."""
        super().addWidget(widget)
        # Not a handle of our own by createHandle(): Python and Qt would both free it.
        handle = self.handle(self.count() - 1)
        handle.setToolTip(self.tr("Drag to resize; double-click to reset"))
        handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear double clicks on a line."""
        if event.type() == QEvent.Type.MouseButtonDblClick:
            self.reset_wanted.emit()
            return True
        return super().eventFilter(watched, event)
