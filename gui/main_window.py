"""The window: command row, pages and status line."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QMainWindow, QMenu, QVBoxLayout, QWidget

from gui.action import Action
from gui.controller import Controller
from gui.frame.chips import BatchChip, ImageChip, ModelChip
from gui.frame.menus import menu_titles
from gui.frame.pages import Pages
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
    part_built = Signal(QWidget)
    """A panel, or a page of one piece, is there."""

    def __init__(self, session: Session, controller: Controller, version: str) -> None:
        super().__init__()
        self.session = session
        self.controller = controller
        self.setWindowTitle(title(session))
        self.setMinimumSize(*SMALLEST)
        self.actions_by_name: dict[str, Action] = {}
        self.stack = Pages(session, controller, self)
        self.stack.folds_changed.connect(self.folds_changed)
        self.stack.part_built.connect(self.part_built)
        self.commands = CommandRow(self)
        self.setMenuWidget(self.commands)
        self._build_actions()
        self._build_commands()
        self.banner = Banner(self)
        self.start = StartPage(session, controller, self.actions_by_name["Open"], self)
        self._build_central(StatusLine(session, controller, version, self))
        self.drop = DropTarget(self, controller)
        self.part_built.connect(self.drop.cover)
        self._connect()
        self._restore()
        self.stack.begin(self.start)

    # Building.

    @property
    def workspace(self) -> Workspace:
        """All that is seen once something is open."""
        return self.stack.workspace

    @property
    def batch(self) -> BatchPage:
        """The table of many pictures."""
        return self.stack.batch

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
        session.mode_changed.connect(self._on_title_changed)
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
        workspace = self.stack.built_workspace
        return workspace is not None and workspace.is_folded(part)

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
        before = other.stack.built_workspace
        if before is not None:
            self.workspace.take_over(before)

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
        if self.stack.built_workspace is not None:
            self.stack.built_workspace.remember()
        self.stack.rest()
        self.hide()  # work that waits for a drive ends only later
        self.controller.close()
        super().closeEvent(event)

    # What the session says.

    def _on_comparing_changed(self) -> None:
        comparing = self.session.comparing and not self.session.unit
        workspace = self.stack.built_workspace
        if workspace is not None and workspace.show_two(comparing):
            self.centralWidget().setFocus()
        self._on_title_changed()

    def _on_page_changed(self) -> None:
        self._on_title_changed()
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
