"""The pages of the window: the start page at once, the others later.

Later is when something is opened, or before that while there is time. What a page needs is imported
on another thread then, and its parts are built one a turn of the event loop, so that the window
goes on answering.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from gui.controller import Controller
from gui.session import Session

if TYPE_CHECKING:
    from gui.batch_page import BatchPage
    from gui.workspace import Workspace

Part = TypeVar("Part", bound=QWidget)


class Pages(QStackedWidget):
    """Shows one page; which, the session says."""

    folds_changed = Signal()
    """A side or the strip was folded away, or came back."""
    part_built = Signal(QWidget)
    """A panel, or a page of one piece, is there."""
    completed = Signal()
    """Nothing is missing any more."""

    start: QWidget

    def __init__(self, session: Session, controller: Controller, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.controller = controller
        self.built_workspace: Workspace | None = None
        self._built_batch: BatchPage | None = None
        self._importing = False
        self._next = QTimer(self, singleShot=True)
        self._next.timeout.connect(self._build_next)

    def begin(self, start: QWidget) -> None:
        """Take the start page, and follow the session from now on."""
        self.start = start
        self.addWidget(start)
        self.session.mode_changed.connect(self.turn)
        self.session.page_changed.connect(self.turn)
        self.turn()

    def turn(self) -> None:
        """Show the page that the session asks for, or the one that is there until then."""
        if self.session.page == "batch":
            self.setCurrentWidget(self.batch)
        elif self.session.mode == "start":
            self.setCurrentWidget(self.start)
        elif self.built_workspace is not None:
            self.setCurrentWidget(self.built_workspace)
        else:
            self.complete()

    # Building.

    def complete(self) -> None:
        """Import and build all that is still missing, a part at a time."""
        self._importing = True
        self.controller.asides.ask("pages", _import_pages, self._on_imported)

    def rest(self) -> None:
        """Build no more: the window closes."""
        self._next.stop()

    @property
    def are_complete(self) -> bool:
        """Whether nothing that was asked for is still missing."""
        return not self._importing and not self._next.isActive()

    @property
    def workspace(self) -> Workspace:
        """All that is seen once something is open; its panels come one by one."""
        return self.built_workspace or self._build_workspace()

    @property
    def batch(self) -> BatchPage:
        """The table of many pictures."""
        return self._built_batch or self._build_batch()

    def parts(self, kind: type[Part], name: str | None = None) -> list[Part]:
        """Return the widgets of a kind, and of a name, in all panels; none is missing then."""
        found = [each for panel in self.workspace.panels for each in panel.findChildren(kind)]
        return [each for each in found if name in (None, each.objectName())]

    def _on_imported(self, _: object) -> None:
        self._importing = False
        self._next.start()

    def _build_next(self) -> None:
        self._next.start()  # first: should this part fail, the others still come
        if self.built_workspace is None:
            self._build_workspace()
            self.turn()
        elif not self.built_workspace.is_complete:
            self.built_workspace.build_one()
        elif self._built_batch is None:
            self._build_batch()
        else:
            self._next.stop()
            self.completed.emit()

    def _build_workspace(self) -> Workspace:
        from gui.workspace import Workspace

        self.built_workspace = Workspace(self.session, self.controller, self)
        self.built_workspace.folds_changed.connect(self.folds_changed)
        self.built_workspace.panel_built.connect(self.part_built)
        self.addWidget(self.built_workspace)
        self._next.start()
        return self.built_workspace

    def _build_batch(self) -> BatchPage:
        from gui.batch_page import BatchPage

        self._built_batch = BatchPage(self.session, self.controller, self)
        self.addWidget(self._built_batch)
        self.part_built.emit(self._built_batch)
        return self._built_batch


def _import_pages(_: object) -> None:
    """Import what the first window did without."""
    for name in ("engine.loading", "gui.workspace", "gui.batch_page"):
        import_module(name)
