"""The contract of a panel: a widget that shows one aspect of the session.

A subclass in a file under `gui/panels/` registers itself by naming its `AREA`. Its docstring is
its tooltip. In `__init__` it shows what the session holds, for much may be open already, and
subscribes to signals of the session. It calls the controller for what the person asks; it never
changes the session and knows no other panel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, Self

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from gui.controller import Controller
    from gui.session import Session

Area = Literal["left", "stage", "right", "strip", "compare_left", "compare_stage", "compare_right"]
"""While two runs are compared, three others stand in the place of the first three."""


class Panel(QWidget):
    """A part of the window; see the module's text for its contract."""

    TITLE: ClassVar[str] = ""
    AREA: ClassVar[Area | None] = None
    ORDER: ClassVar[int] = 0
    """Position within its area, from the top."""

    registered: ClassVar[list[type[Panel]]] = []

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.AREA is not None:
            Panel.registered.append(cls)
            Panel.registered.sort(key=lambda panel: (panel.AREA, panel.ORDER))

    def __init__(
        self, session: Session, controller: Controller, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.controller = controller

    def take_over(self, other: Self) -> None:
        """Go on where this panel of a window that closes was; the session is the same."""
