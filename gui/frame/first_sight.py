"""The moment at which a window is seen, and there is time for what it did not need for that."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

UNSEEN_MS = 500
"""A window that is not painted so long after it was shown lies in the taskbar, or behind others."""


class FirstSight(QObject):
    """Tells once that a window was painted; or that it was shown and nobody will see it."""

    happened = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.happened)
        window.installEventFilter(self)

    def eventFilter(self, window: QObject, event: QEvent) -> bool:
        """Wait for the first paint event, but not for ever."""
        if event.type() == QEvent.Type.Show:
            self._timer.start(UNSEEN_MS)
        elif event.type() == QEvent.Type.Paint:
            window.removeEventFilter(self)
            self._timer.start(0)
        elif event.type() == QEvent.Type.Close:
            window.removeEventFilter(self)
            self._timer.stop()
        return False
