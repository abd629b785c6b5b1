"""The window: command row, columns, strip and status line, filled from the registries.

It is one thing because all of it is about where the parts of the window stand.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QT_TRANSLATE_NOOP, QByteArray, QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QMainWindow,
    QMenu,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gui import paths
from gui.action import Action
from gui.batch_page import BatchPage
from gui.controller import Controller
from gui.frame.chips import BatchChip, ImageChip, ModelChip
from gui.frame.start import StartPage
from gui.frame.status import StatusLine
from gui.frame.strip_room import StripRoom
from gui.inputs.drop import DropTarget
from gui.panel import Area, Panel
from gui.session import Session
from gui.widgets.banner import Banner
from gui.widgets.command_row import NARROW, CommandRow
from gui.widgets.splitter import Splitter

USUAL = (1440, 900)
SMALLEST = (960, 600)
CAPTION = 40
SIDE, SIDE_NARROW, SIDE_DRAWING, SIDE_LEAST = 288, 256, 300, 232

MENUS = {
    "file": QT_TRANSLATE_NOOP("Menu", "&File"),
    "edit": QT_TRANSLATE_NOOP("Menu", "&Edit"),
    "view": QT_TRANSLATE_NOOP("Menu", "&View"),
    "network": QT_TRANSLATE_NOOP("Menu", "&Network"),
    "help": QT_TRANSLATE_NOOP("Menu", "&Help"),
}


class MainWindow(QMainWindow):
    """Everything a person sees; asks the controller, shows the session."""

    folds_changed = Signal()
    """A side or the strip was folded away, or came back."""

    def __init__(self, session: Session, controller: Controller, version: str) -> None:
        super().__init__()
        self.session = session
        self.controller = controller
        self.setWindowTitle(paths.title())
        self.setMinimumSize(*SMALLEST)
        self.actions_by_name: dict[str, Action] = {}
        self.panels: list[Panel] = []
        self.commands = CommandRow(self)
        self.setMenuWidget(self.commands)
        workspace = self._build_workspace()
        self._build_actions()
        self._build_commands()
        self.banner = Banner(self)
        self.start = StartPage(session, controller, self.actions_by_name["Open"], self)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.start)
        self.stack.addWidget(workspace)
        self.batch = BatchPage(session, controller, self)
        self.stack.addWidget(self.batch)
        self._build_central(StatusLine(session, controller, version, self))
        self.drop = DropTarget(self, controller)
        self._sides_touched = False
        self._connect()
        self._restore()
        self._on_mode_changed()

    # Building.

    def menu_titles(self) -> dict[str, str]:
        """Return what the menus of the bar are called, by their names in the code."""
        return {name: QCoreApplication.translate("Menu", title) for name, title in MENUS.items()}

    def _build_actions(self) -> None:
        menus = {name: self.commands.add_menu(title) for name, title in self.menu_titles().items()}
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

    def _build_workspace(self) -> QWidget:
        self.columns = Splitter(Qt.Orientation.Horizontal, self)
        self.left = self._build_pair(self._build_column, "left")
        self.stage = self._build_pair(self._build_area, "stage")
        self.right = self._build_pair(self._build_column, "right")
        for index, widget in enumerate((self.left, self.stage, self.right)):
            self.columns.addWidget(widget)
            self.columns.setStretchFactor(index, 1 if index == 1 else 0)
        self.columns.setCollapsible(1, False)
        self.strip = self._build_area("strip")
        self.rows = Splitter(Qt.Orientation.Vertical, self)
        self.rows.addWidget(self.columns)
        self.rows.addWidget(self.strip)
        self.rows.setStretchFactor(0, 1)
        self.rows.setStretchFactor(1, 0)
        self.rows.setCollapsible(0, False)
        self.room = StripRoom(self.rows, self.session, lambda: self.fold("strip", folded=False))
        return self.rows

    def _build_pair(self, build: Callable[[str], QWidget], area: str) -> QStackedWidget:
        """Return one run's part of the window, and behind it the one for two runs."""
        pair = QStackedWidget(self)
        for each in (build(area), build(f"compare_{area}")):
            pair.addWidget(each)
        pair.setMinimumWidth(pair.widget(0).minimumWidth())
        return pair

    def _build_area(self, area: str) -> QFrame:
        frame = QFrame(self)
        frame.setObjectName(area.removeprefix("compare_"))
        column = QVBoxLayout(frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for kind in Panel.registered:
            if area != kind.AREA:
                continue
            panel = kind(self.session, self.controller, frame)
            panel.setAccessibleName(panel.tr(kind.TITLE))
            self.panels.append(panel)
            column.addWidget(panel)
        if area.endswith(("left", "right")):
            column.addStretch(1)
        return frame

    def _build_column(self, area: str) -> QScrollArea:
        scroll = QScrollArea(self)
        scroll.setObjectName(f"{area.removeprefix('compare_')}-scroll")
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setMinimumWidth(SIDE_LEAST)
        scroll.setWidget(self._build_area(area))
        return scroll

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
        self.columns.reset_wanted.connect(self.reset_columns)
        self.rows.reset_wanted.connect(self.reset_rows)
        self.columns.splitterMoved.connect(self._on_columns_moved)
        self.rows.splitterMoved.connect(self.folds_changed)

    # Sizes.

    def reset_columns(self) -> None:
        """Give the sides their usual widths."""
        self._sides_touched = False
        self._fit_columns()
        self.folds_changed.emit()

    def reset_rows(self) -> None:
        """Give the strip its usual height."""
        self.room.forget()
        self.fold("strip", folded=False)

    def is_folded(self, part: Area) -> bool:
        """Return whether a side or the strip is folded away."""
        if part == "strip":
            return self.rows.sizes()[1] == 0
        return self.columns.sizes()[0 if part == "left" else 2] == 0

    def fold(self, part: Area, folded: bool) -> None:
        """Fold a side or the strip away, or bring it back in its usual size."""
        if part == "strip":
            height = 0 if folded else self.room.height()
            self.rows.setSizes([max(1, self.rows.height() - height - 1), height])
        else:
            sizes = self.columns.sizes()
            index = 0 if part == "left" else 2
            wanted = 0 if folded else self._usual_sides()[index // 2]
            sizes[1] += sizes[index] - wanted
            sizes[index] = wanted
            self.columns.setSizes(sizes)
            self._sides_touched = True
        self.folds_changed.emit()

    def _usual_sides(self) -> tuple[int, int]:
        """Return the widths of the left and the right side."""
        if self.width() <= NARROW:
            return SIDE_NARROW, SIDE_NARROW
        return (SIDE_DRAWING if self.session.mode == "drawing" else SIDE), SIDE

    def _fit_columns(self) -> None:
        left, right = self._usual_sides()
        stage = max(1, self.columns.width() - left - right - 2)
        self.columns.setSizes([left, stage, right])

    def _on_columns_moved(self) -> None:
        self._sides_touched = True
        self.folds_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the sides as narrow as the window asks, unless a person set them."""
        super().resizeEvent(event)
        if not self._sides_touched:
            self._fit_columns()
        if self.drop.highlight.isVisible():
            self.drop.highlight.cover()

    def _restore(self) -> None:
        settings = self.controller.settings
        if not self.restoreGeometry(settings.bytes("geometry")):
            # Never larger than the screen, less what the caption takes.
            room = self.screen().availableSize() - QSize(0, CAPTION)
            self.resize(QSize(*USUAL).boundedTo(room))
        columns = settings.bytes("columns")
        self._sides_touched = bool(columns) and self.columns.restoreState(columns)
        rows = settings.bytes("rows")
        if rows.isEmpty() or not self.rows.restoreState(rows):
            self.rows.setSizes([700, self.room.height(self.height())])
        self.folds_changed.emit()

    def take_over(self, other: MainWindow) -> None:
        """Stand where another window stands, with the same parts open, and go on there."""
        self.setGeometry(other.normalGeometry())
        self.setWindowState(other.windowState())
        self._sides_touched = other._sides_touched
        self.columns.restoreState(other.columns.saveState())
        self.rows.restoreState(other.rows.saveState())
        for mine, theirs in zip(self.panels, other.panels, strict=True):
            mine.take_over(theirs)
        self.folds_changed.emit()

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
        columns = self.columns.saveState() if self._sides_touched else QByteArray()
        settings.set_bytes("columns", columns)
        settings.set_bytes("rows", self.rows.saveState())
        self.hide()  # work that waits for a drive ends only later
        self.controller.close()
        super().closeEvent(event)

    # What the session says.

    def _on_mode_changed(self) -> None:
        index = 0 if self.session.mode == "start" else 1
        self.stack.setCurrentIndex(2 if self.session.page == "batch" else index)
        if not self._sides_touched:
            self._fit_columns()
        self._on_title_changed()

    def _on_comparing_changed(self) -> None:
        comparing = self.session.comparing and not self.session.unit
        drawing = self.session.mode == "drawing"
        # While one draws, B comes from the canvas, which stands at the left.
        self.left.setCurrentIndex(int(comparing and not drawing))
        for part in (self.stage, self.right):
            if part.currentIndex() != int(comparing):
                part.setCurrentIndex(int(comparing))
                self.centralWidget().setFocus()
        self._on_title_changed()

    def _on_page_changed(self) -> None:
        self._on_mode_changed()
        # Without this Qt would hand the focus to whatever comes first on the page.
        in_table = self.session.page == "batch"
        (self.batch.table if in_table else self.centralWidget()).setFocus()

    def _on_title_changed(self) -> None:
        session = self.session
        names = [self.tr("Compare")] if session.comparing and session.page == "explore" else []
        if session.page == "batch" and session.batch is not None:
            names.append(session.batch.title)
        elif session.mode == "drawing":
            names.append(self.tr("Drawing"))
        elif session.mode == "image" and session.source is not None:
            names.append(session.source.name)
        if (session.mode != "start" or session.page == "batch") and session.model is not None:
            names.append(session.model.name)
        self.setWindowTitle(" – ".join(dict.fromkeys((*names, paths.title()))))

    def _on_problem_changed(self) -> None:
        problem = self.session.problem
        if problem is not None:
            self.banner.show_problem(
                problem.title, problem.text, problem.details, problem.severity,
                part=problem.part is not None,
            )  # fmt: skip
        self.banner.setVisible(problem is not None)
        self._banner_room.setVisible(problem is not None)
