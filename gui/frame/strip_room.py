"""How high the layers are: low as a strip, taller as a graph or a table."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QSplitter

from gui.session import Session

STRIP = 195
_SHARE = 0.36
"""Of the window, for a graph or a table."""


class StripRoom(QObject):
    """Gives each view of the layers its height, the one a person left it with or the usual one."""

    def __init__(self, rows: QSplitter, session: Session, changed: Callable[[], None]) -> None:
        """Watch the splitter whose second part the layers are; `changed` is told of a new view."""
        super().__init__(rows)
        self._rows = rows
        self._session = session
        self._changed = changed
        self._view = session.view.layers
        self._heights: dict[str, int] = {}
        rows.splitterMoved.connect(self._on_moved)
        session.view_changed.connect(self._on_view_changed)

    def height(self, whole: int | None = None) -> int:
        """Return how high the layers should be now, where all is `whole` high."""
        share = round(_SHARE * (self._rows.height() if whole is None else whole))
        usual = STRIP if self._view == "strip" else max(STRIP, share)
        return self._heights.get(self._view, usual)

    def forget(self) -> None:
        """Go back to the usual height."""
        self._heights.pop(self._view, None)

    def _on_moved(self) -> None:
        height = self._rows.sizes()[1]
        if height:
            self._heights[self._view] = height

    def _on_view_changed(self) -> None:
        if self._session.view.layers != self._view:
            self._view = self._session.view.layers
            self._changed()
