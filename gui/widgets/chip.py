"""A chip in the command row: what is open, and a menu to open something else."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from gui import theme

_LONGEST = 220


class Chip(QToolButton):
    """An icon, a name that is shortened in the middle where it is long, and a menu."""

    def __init__(self, icon: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chip")
        self.setFont(theme.font("text", bold=True))
        self.setIconSize(QSize(18, 18))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMenu(QMenu(self))
        self.setToolTip(tip)
        self.set_icon(icon)

    def set_icon(self, name: str) -> None:
        """Show another icon."""
        self.setIcon(theme.icon(name))

    def set_name(self, name: str) -> None:
        """Show a name; without one the chip is hidden."""
        metrics = self.fontMetrics()
        shown = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, _LONGEST)
        # Qt keeps only four pixels between icon and text. And a name is no mnemonic.
        self.setText(" " + shown.replace("&", "&&"))
        self.setAccessibleName(f"{self.toolTip()}: {name}")
        self.setVisible(bool(name))
