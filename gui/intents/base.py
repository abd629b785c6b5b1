"""What all intents share: the session, the settings, the work asked for, and a word to say."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from gui import work
from gui.requests import Requests

if TYPE_CHECKING:
    import numpy as np

    from gui.session import Problem, Session
    from gui.settings import Settings


class Intents(QObject):
    """The ground on which the groups of intents stand; the controller is their sum.

    All signals stand here: Qt knows those of the first base of a class only.
    """

    theme_wanted = Signal(str)
    """The person chose other colours."""
    language_wanted = Signal(str)
    """The person chose another language."""

    def __init__(self, session: Session, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.settings = settings
        self._requests = Requests(self)
        self._drawing: np.ndarray | None = None
        self._wording: Callable[[], Problem] | None = None

    def hover(self, text: str) -> None:
        """Show the value under the mouse, in words."""
        if text != self.session.hovered:
            self.session.change(hovered=text)

    def dismiss_problem(self) -> None:
        """Close the banner."""
        self._wording = None
        self.session.change(problem=None)

    def _tell(self, wording: Callable[[], Problem]) -> None:
        self._wording = wording
        self.session.change(problem=wording())

    def _want(self, *, live: bool = False, **changes: Any) -> None:
        session = self.session
        now = work.Wanted(session.model, session.source, session.mode, self._drawing, session.edits)
        self._requests.want(now, live=live, **changes)
