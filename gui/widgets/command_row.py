"""The row under the caption: menu bar, chips, and the actions that are used most."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QMenuBar,
    QProxyStyle,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QToolButton,
    QWidget,
)

from gui import theme

HEIGHT = 44
_LETTER_BEHIND = re.compile(r"\(&(\w)\)$")
NARROW = 1280
"""Up to this width of the window, secondary buttons show their icon alone."""


class _QuietStyle(QProxyStyle):
    """Fusion without lines under letters; Alt with the letter works all the same."""

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returned: QStyleHintReturn | None = None,
    ) -> int:
        if hint == QStyle.StyleHint.SH_UnderlineShortcut:
            return 0
        return super().styleHint(hint, option, widget, returned)


class CommandRow(QFrame):
    """Filled by the window; knows only widgets and actions."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("commands")
        self.setFixedHeight(HEIGHT + 1)
        self.menu_bar = QMenuBar(self)
        self.menu_bar.setNativeMenuBar(False)
        self._quiet = _QuietStyle("Fusion")
        # Owned by the row, or Python might free it before the menu bar that wears it.
        self._quiet.setParent(self)
        self.menu_bar.setStyle(self._quiet)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(4, 0, 12, 1)
        self._row.setSpacing(4)
        self._row.addWidget(self.menu_bar, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addSpacing(16)
        self._chips = QHBoxLayout()
        self._chips.setSpacing(4)
        self._row.addLayout(self._chips)
        self._row.addStretch(1)
        self._secondary: list[QToolButton] = []

    def add_menu(self, title: str) -> QMenu:
        """Put a menu into the bar.

        A Chinese title carries its letter behind it, `文件(&F)`. The bar shows no letters, so it
        is left out; Alt with the letter opens the menu all the same.
        """
        behind = _LETTER_BEHIND.search(title)
        if behind is None:
            return self.menu_bar.addMenu(title)
        menu = self.menu_bar.addMenu(title[: behind.start()])
        keys = QShortcut(QKeySequence(f"Alt+{behind.group(1)}"), self)
        keys.activated.connect(lambda: self.menu_bar.setActiveAction(menu.menuAction()))
        return menu

    def add_chip(self, chip: QWidget) -> None:
        """Put a chip behind the others."""
        self._chips.addWidget(chip)

    def add_action(self, action: QAction, *, worded: bool, secondary: bool) -> QToolButton:
        """Put an action's button at the right end; not `worded`, its icon alone."""
        button = QToolButton(self)
        button.setDefaultAction(action)
        button.setIconSize(QSize(18, 18))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if action.menu() is not None:
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        style = Qt.ToolButtonStyle
        button.setToolButtonStyle(
            style.ToolButtonTextBesideIcon if worded else style.ToolButtonIconOnly
        )
        button.setFont(theme.font("text"))
        if secondary:
            self._secondary.append(button)
        self._row.addWidget(button)
        return button

    def add_line(self) -> None:
        """Put a line between two groups of actions."""
        line = QFrame(self)
        line.setObjectName("upright")
        line.setFixedSize(1, 20)
        self._row.addSpacing(4)
        self._row.addWidget(line)
        self._row.addSpacing(4)

    def buttons(self) -> Sequence[QToolButton]:
        """Return the buttons whose words may go."""
        return self._secondary

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop the words of secondary buttons where the window is narrow."""
        style = Qt.ToolButtonStyle
        narrow = event.size().width() <= NARROW
        wanted = style.ToolButtonIconOnly if narrow else style.ToolButtonTextBesideIcon
        for button in self._secondary:
            if button.toolButtonStyle() != wanted:
                button.setToolButtonStyle(wanted)
        super().resizeEvent(event)
