"""The window: command row, pages and status line.

The start page is shown at once. The other pages are built when they are needed, or before that
while there is time, see `complete`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from gui.action import Action
from gui.controller import Controller
from gui.frame.chips import BatchChip, ImageChip, ModelChip
from gui.frame.menus import menu_titles
from gui.frame.rest import import_the_rest
from gui.frame.start import StartPage
from gui.frame.status import StatusLine
from gui.frame.title import title
from gui.inputs.drop import DropTarget
from gui.session import Session
from gui.widgets.banner import Banner
from gui.widgets.command_row import CommandRow

if TYPE_CHECKING:
    from gui.batch_page import BatchPage
    from gui.panel import Area
    from gui.workspace import Workspace

USUAL = (1440, 900)
SMALLEST = (960, 600)
CAPTION = 40


class MainWindow(QMainWindow):
    """Everything a person sees; asks the controller, shows the session."""

    folds_changed = Signal()
    """A side or the strip was folded away, or came back."""
    panels_built = Signal()
    """All panels are there."""

    def __init__(self, session: Session, controller: Controller, version: str) -> None:
        super().__init__()
        self.session = session
        self.controller = controller
        self.setWindowTitle(title(session))
        self.setMinimumSize(*SMALLEST)
        self.actions_by_name: dict[str, Action] = {}
        self._workspace: Workspace | None = None
        self._batch: BatchPage | None = None
        self._at_leisure = QTimer(self, singleShot=True)
        self._at_leisure.timeout.connect(self._build_at_leisure)
        self.commands = CommandRow(self)
        self.setMenuWidget(self.commands)
        self._build_actions()
        self._build_commands()
        self.banner = Banner(self)
        self.start = StartPage(session, controller, self.actions_by_name["Open"], self)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.start)
        self._build_central(StatusLine(session, controller, version, self))
        self.drop = DropTarget(self, controller)
        self._connect()
        self._restore()
        self._on_mode_changed()

    # Building.

    @property
    def workspace(self) -> Workspace:
        """All that is seen once something is open; what it lacks is built at once."""
        while self._build_one():
            pass
        assert self._workspace is not None
        return self._workspace

    @property
    def _has_workspace(self) -> bool:
        """Whether all its panels are there."""
        return self._workspace is not None and self.stack.indexOf(self._workspace) >= 0

    @property
    def batch(self) -> BatchPage:
        """The table of many pictures."""
        if self._batch is None:
            from gui.batch_page import BatchPage

            self._batch = BatchPage(self.session, self.controller, self)
            self._add_page(self._batch)
        return self._batch

    def _new_workspace(self) -> Workspace:
        from gui.workspace import Workspace

        workspace = Workspace(self.session, self.controller, self)
        workspace.folds_changed.connect(self.folds_changed)
        return workspace

    def _add_page(self, page: QWidget) -> None:
        self.stack.addWidget(page)
        self.drop.cover(page)

    def complete(self) -> None:
        """Build what is not needed yet, one part a turn: the window goes on answering."""
        self.controller.asides.ask("rest", import_the_rest, lambda _: self._at_leisure.start())

    def _build_at_leisure(self) -> None:
        if self._build_one() or self._build_batch():
            self._at_leisure.start()

    def _build_one(self) -> bool:
        """Build one part more of the workspace; return whether it lacked any."""
        if self._has_workspace:
            return False
        if self._workspace is None:
            self._workspace = self._new_workspace()
        elif not self._workspace.build_one():
            self._add_page(self._workspace)
            self.panels_built.emit()
            if self.session.model is not None or self.session.source is not None:
                # The panels heard nothing of what was told before.
                self.session.tell_all()
            self._on_mode_changed()
        return True

    def _build_batch(self) -> bool:
        """Build the table of many pictures; return whether it was not there."""
        return self._batch is None and self.batch is not None

    def _build_actions(self) -> None:
        menus = {name: self.commands.add_menu(title) for name, title in menu_titles().items()}
        for kind in Action.registered:
            menus.setdefault(str(kind.MENU), QMenu(self))
        for menu in menus.values():
            menu.setToolTipsVisible(False)
        before: dict[str, int] = {}
        for kind in Action.registered:
            name = str(kind.MENU)
            action = kind(self.session, self.controller, self)
            if name in before and before[name] // 100 != kind.ORDER // 100:
                menus[name].addSeparator()
            before[name] = kind.ORDER
            menus[name].addAction(action)
            if kind.SUBMENU is not None:
                action.setMenu(menus[kind.SUBMENU])
            # The shortcut must work while the menu, or the whole row, is hidden.
            self.addAction(action)
            self.actions_by_name[kind.__name__] = action

    def _build_commands(self) -> None:
        open_action = self.actions_by_name["Open"]
        for chip in (ModelChip, ImageChip):
            self.commands.add_chip(chip(self.session, self.controller, open_action, self.commands))
        self.commands.add_chip(BatchChip(self.session, self.actions_by_name["ShowBatch"]))
        shown = [action for action in self.actions_by_name.values() if action.IN_TOOLBAR]
        shown.sort(key=lambda action: action.TOOLBAR_ORDER)
        group = None
        for action in shown:
            if group not in (None, action.TOOLBAR_ORDER // 100):
                self.commands.add_line()
            group = action.TOOLBAR_ORDER // 100
            worded = bool(action.TOOLBAR_TEXT)
            self.commands.add_action(action, worded=worded, secondary=action.SECONDARY)

    def _build_central(self, status: StatusLine) -> None:
        central = QFrame(self)
        column = QVBoxLayout(central)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._banner_room = QFrame(central)
        room = QVBoxLayout(self._banner_room)
        room.setContentsMargins(16, 10, 16, 10)
        room.addWidget(self.banner)
        self._banner_room.hide()
        column.addWidget(self._banner_room)
        column.addWidget(self.stack, 1)
        column.addWidget(status)
        self.status = status
        self.setCentralWidget(central)
        # The first key press moves the focus to where something can be done; until then no
        # button wears a ring.
        central.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        central.setFocus()
        stops = (central, *self.start.cards.values(), self.start.frame.button)
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _connect(self) -> None:
        session, controller = self.session, self.controller
        session.mode_changed.connect(self._on_mode_changed)
        session.page_changed.connect(self._on_page_changed)
        for signal in (session.comparing_changed, session.mode_changed, session.unit_changed):
            signal.connect(self._on_comparing_changed)
        session.source_changed.connect(self._on_title_changed)
        session.model_changed.connect(self._on_title_changed)
        session.problem_changed.connect(self._on_problem_changed)
        self.banner.closed.connect(controller.dismiss_problem)
        self.banner.part_wanted.connect(controller.open_part)
        self.banner.other_file_wanted.connect(self.actions_by_name["Open"].trigger)
        self.status.copy_wanted.connect(self.actions_by_name["CopyValue"].trigger)

    # Sizes.

    def is_folded(self, part: Area) -> bool:
        """Return whether a side or the strip is folded away."""
        return self._workspace is not None and self._workspace.is_folded(part)

    def fold(self, part: Area, folded: bool) -> None:
        """Fold a side or the strip away, or bring it back in its usual size."""
        self.workspace.fold(part, folded)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the frame for what is dropped as large as the window."""
        super().resizeEvent(event)
        if self.drop.highlight.isVisible():
            self.drop.highlight.cover()

    def _restore(self) -> None:
        settings = self.controller.settings
        if not self.restoreGeometry(settings.bytes("geometry")):
            # Never larger than the screen, less what the caption takes.
            room = self.screen().availableSize() - QSize(0, CAPTION)
            self.resize(QSize(*USUAL).boundedTo(room))

    def take_over(self, other: MainWindow) -> None:
        """Stand where another window stands, with the same parts open, and go on there."""
        self.setGeometry(other.normalGeometry())
        self.setWindowState(other.windowState())
        if other._workspace is not None:
            self.workspace.take_over(other.workspace)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc ends a comparison, and leads from the table of many pictures to one, and back."""
        explored = self.session.page == "explore"
        if event.key() == Qt.Key.Key_Escape and self.session.comparing and explored:
            self.controller.compare(False)
        elif event.key() != Qt.Key.Key_Escape or self.session.batch is None:
            super().keyPressEvent(event)
        elif self.session.page == "batch":
            self.controller.leave_batch()
        else:
            self.controller.show_batch()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the window, and end all work."""
        settings = self.controller.settings
        settings.set_bytes("geometry", self.saveGeometry())
        if self._workspace is not None:
            self._workspace.remember()
        self._at_leisure.stop()
        self.hide()  # work that waits for a drive ends only later
        self.controller.close()
        super().closeEvent(event)

    # What the session says.

    def _on_mode_changed(self) -> None:
        if self.session.page == "batch":
            self.stack.setCurrentWidget(self.batch)
        elif self.session.mode == "start":
            self.stack.setCurrentWidget(self.start)
        elif self._has_workspace:
            self.stack.setCurrentWidget(self._workspace)
        else:
            # Shown when its panels are there: all of them in one turn would stall the window.
            self.complete()
        self._on_title_changed()

    def _on_comparing_changed(self) -> None:
        comparing = self.session.comparing and not self.session.unit
        if self._workspace is not None and self._workspace.show_two(comparing):
            self.centralWidget().setFocus()
        self._on_title_changed()

    def _on_page_changed(self) -> None:
        self._on_mode_changed()
        # Without this Qt would hand the focus to whatever comes first on the page.
        in_table = self.session.page == "batch"
        (self.batch.table if in_table else self.centralWidget()).setFocus()

    def _on_title_changed(self) -> None:
        self.setWindowTitle(title(self.session))

    def _on_problem_changed(self) -> None:
        problem = self.session.problem
        if problem is not None:
            self.banner.show_problem(
                problem.title, problem.text, problem.details, problem.severity,
                part=problem.part is not None,
            )  # fmt: skip
        self.banner.setVisible(problem is not None)
        self._banner_room.setVisible(problem is not None)
