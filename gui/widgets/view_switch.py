"""The switch between strip, graph and table."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from gui import theme


class ViewSwitch(QWidget):
    """Buttons of which one is down; arrow keys go from one to the next."""

    chosen = Signal(str)
    """The view that the person wants."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("How layers are shown"))
        self.buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for name, text, tip in (
            ("strip", self.tr("Strip"), self.tr("Layers side by side, in running order (Ctrl+L)")),
            ("graph", self.tr("Graph"), self.tr("The network with its branches (Ctrl+G)")),
            ("table", self.tr("Table"), self.tr("Layers in numbers, to sort (Ctrl+T)")),
        ):
            button = QToolButton(self)
            button.setCheckable(True)
            button.setIcon(theme.icon(name))
            button.setIconSize(QSize(18, 18))
            button.setText(text)
            button.setToolTip(tip)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self._group.addButton(button)
            self.buttons[name] = button
            row.addWidget(button)
        self._group.buttonToggled.connect(self._on_toggled)

    def set_view(self, name: str) -> None:
        """Show which view is chosen; nothing is told."""
        self._group.blockSignals(True)
        self.buttons[name].setChecked(True)
        self._group.blockSignals(False)

    def set_worded(self, worded: bool) -> None:
        """Show words beside the icons, or the icons alone."""
        styles = Qt.ToolButtonStyle
        style = styles.ToolButtonTextBesideIcon if worded else styles.ToolButtonIconOnly
        for button in self.buttons.values():
            button.setToolButtonStyle(style)

    def _on_toggled(self, button: QToolButton, down: bool) -> None:
        """Tell of a button that an arrow key has pressed."""
        if down:
            self.chosen.emit(next(name for name, each in self.buttons.items() if each is button))
