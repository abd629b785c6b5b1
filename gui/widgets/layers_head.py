"""The line above the layers: how many there are, search, tools of the view, and which view."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from gui import theme
from gui.widgets.view_switch import ViewSwitch
from gui.widgets.words import words
from gui.widgets.zoom_buttons import ZoomButtons

_SEARCH_WIDTH = 220
_WORDED = 860
"""From this width on the switch has words."""


class LayersHead(QWidget):
    """Tells what is searched for, and which view is wanted."""

    left = Signal()
    """The keyboard leaves the search for the layers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.count = words(role="heading", quiet=True)
        font = theme.font("heading")
        font.setWeight(theme.font("text").weight())
        self.count.setFont(font)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Find a layer   Ctrl+F"))
        self.search.addAction(
            theme.icon("search", "text2"), QLineEdit.ActionPosition.LeadingPosition
        )
        self.search.setFixedWidth(_SEARCH_WIDTH)
        self.search.setAccessibleName(self.tr("Find a layer by name or operator"))
        self.search.installEventFilter(self)
        self.bar_words = words(self.tr("Bar height: time"), role="caption", quiet=True)
        self.zoom = ZoomButtons(self)
        self.export = QPushButton(self.tr("Export…"), self)
        self.export.setIcon(theme.icon("save"))
        self.export.setProperty("flat", True)
        self.export.setToolTip(self.tr("Save the table as CSV, for a spreadsheet"))
        self.switch = ViewSwitch(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        row.addWidget(words(self.tr("Layers"), role="heading"))
        row.addWidget(self.count)
        row.addSpacing(8)
        row.addWidget(self.search)
        row.addStretch(1)
        for tool in (self.bar_words, self.zoom, self.export):
            row.addWidget(tool)
        row.addSpacing(8)
        row.addWidget(self.switch)

    def set_count(self, found: int, total: int) -> None:
        """Say how many layers there are, or how many of them are found."""
        whole = f"{total:,}"
        text = whole if found == total else self.tr("{0} of {1}").format(f"{found:,}", whole)
        self.count.setText(text)

    def set_view(self, view: str, *, filled: bool, timed: bool) -> None:
        """Show the tools of a view.

        Parameters
        ----------
        filled : whether there are layers
        timed : whether it is known how long each took
        """
        self.switch.set_view(view)
        self.bar_words.setVisible(view == "strip" and timed)
        self.zoom.setVisible(view == "graph" and filled)
        self.export.setVisible(view == "table" and filled)

    def name_bars(self, *, difference: bool) -> None:
        """Say what the height of a bar means."""
        self.bar_words.setText(
            self.tr("Bar height: difference") if difference else self.tr("Bar height: time")
        )

    def find(self) -> None:
        """Let the person type what to search for."""
        self.search.setFocus()
        self.search.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the search field, Escape clears and Down goes to the layers."""
        escaping = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escaping and event.type() == QEvent.Type.ShortcutOverride:
            # Else the key would be the window's, and lead back from a unit to all maps.
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if escaping:
                self.search.clear()
            # With Shift it makes the graph smaller.
            down = event.key() == Qt.Key.Key_Down and not event.modifiers()
            if escaping or down:
                self.left.emit()
                return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop the words of the switch where there is no room."""
        super().resizeEvent(event)
        self.switch.set_worded(self.width() >= _WORDED)
