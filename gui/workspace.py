"""The three columns and the strip below them, filled from the registry of panels.

Nobody sees it before something is open, so it is built then, or before that while there is time.
Panels are built one by one; each shows what the session holds when it comes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

import gui.panels  # noqa: F401 - importing the package registers what it holds
from gui.frame.strip_room import StripRoom
from gui.panel import Area, Panel
from gui.widgets.column_scroll import ColumnScroll
from gui.widgets.command_row import NARROW
from gui.widgets.splitter import Splitter

if TYPE_CHECKING:
    from gui.controller import Controller
    from gui.session import Session

SIDE, SIDE_NARROW, SIDE_DRAWING, SIDE_LEAST = 288, 256, 300, 232


class Workspace(QWidget):
    """All panels, in columns whose widths a person may change."""

    folds_changed = Signal()
    """A side or the strip was folded away, or came back."""
    panel_built = Signal(QWidget)
    """One panel more is there."""

    def __init__(self, session: Session, controller: Controller, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.controller = controller
        self._panels: list[Panel] = []
        self._areas: dict[str, QVBoxLayout] = {}
        self._sides_touched = False
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
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.rows)
        # Area by area, because the Tab key goes the way in which things were built.
        self._to_build = [k for area in self._areas for k in Panel.registered if area == k.AREA]
        self._connect()
        self._restore()
        self.show_two(session.comparing and not session.unit)

    # Building.

    @property
    def panels(self) -> list[Panel]:
        """All panels; those that are still missing are built now."""
        while not self.is_complete:
            self.build_one()
        return self._panels

    @property
    def is_complete(self) -> bool:
        """Whether all panels are there."""
        return not self._to_build

    def build_one(self) -> None:
        """Build the next panel."""
        kind = self._to_build.pop(0)
        column = self._areas[kind.AREA]
        panel = kind(self.session, self.controller, column.parentWidget())
        panel.setAccessibleName(panel.tr(kind.TITLE))
        above = [each for each in self._panels if each.AREA == kind.AREA]
        column.insertWidget(len(above), panel)
        self._panels.append(panel)
        self.panel_built.emit(panel)

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
        if area.endswith(("left", "right")):
            column.addStretch(1)  # panels come above it
        self._areas[area] = column
        return frame

    def _build_column(self, area: str) -> ColumnScroll:
        scroll = ColumnScroll(self)
        scroll.setObjectName(f"{area.removeprefix('compare_')}-scroll")
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setMinimumWidth(SIDE_LEAST)
        scroll.setWidget(self._build_area(area))
        return scroll

    def _connect(self) -> None:
        self.columns.reset_wanted.connect(self.reset_columns)
        self.rows.reset_wanted.connect(self.reset_rows)
        self.columns.splitterMoved.connect(self._on_columns_moved)
        self.rows.splitterMoved.connect(self.folds_changed)
        self.session.mode_changed.connect(self._on_mode_changed)

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
        if self.window().width() <= NARROW:
            return SIDE_NARROW, SIDE_NARROW
        return (SIDE_DRAWING if self.session.mode == "drawing" else SIDE), SIDE

    def _fit_columns(self) -> None:
        """Give the sides their usual widths, unless a person set them."""
        if self._sides_touched:
            return
        left, right = self._usual_sides()
        stage = max(1, self.columns.width() - left - right - 2)
        self.columns.setSizes([left, stage, right])

    def _on_columns_moved(self) -> None:
        self._sides_touched = True
        self.folds_changed.emit()

    def _on_mode_changed(self) -> None:
        self._fit_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the sides as narrow as the window asks."""
        super().resizeEvent(event)
        self._fit_columns()

    def showEvent(self, event: QShowEvent) -> None:
        """Tell which parts are seen; before they are laid out for the first time none is."""
        super().showEvent(event)
        self.folds_changed.emit()

    def show_two(self, two: bool) -> bool:
        """Show the parts for two runs, or for one; return whether that is a change."""
        drawing = self.session.mode == "drawing"
        # While one draws, B comes from the canvas, which stands at the left.
        self.left.setCurrentIndex(int(two and not drawing))
        changed = [part for part in (self.stage, self.right) if part.currentIndex() != int(two)]
        for part in changed:
            part.setCurrentIndex(int(two))
        return bool(changed)

    # What stays.

    def _restore(self) -> None:
        settings = self.controller.settings
        columns = settings.bytes("columns")
        self._sides_touched = bool(columns) and self.columns.restoreState(columns)
        rows = settings.bytes("rows")
        if rows.isEmpty() or not self.rows.restoreState(rows):
            self.rows.setSizes([700, self.room.height(self.window().height())])

    def remember(self) -> None:
        """Write the sizes into the settings."""
        settings = self.controller.settings
        columns = self.columns.saveState() if self._sides_touched else QByteArray()
        settings.set_bytes("columns", columns)
        settings.set_bytes("rows", self.rows.saveState())

    def take_over(self, other: Workspace) -> None:
        """Go on where the workspace of a window that closes was; the session is the same."""
        self._sides_touched = other._sides_touched
        self.columns.restoreState(other.columns.saveState())
        self.rows.restoreState(other.rows.saveState())
        for mine, theirs in zip(self.panels, other._panels, strict=False):
            mine.take_over(theirs)
        self.folds_changed.emit()
