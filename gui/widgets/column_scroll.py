"""A column that scrolls, and stays as wide as it is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QScrollBar, QWidget

BAR = 10
"""How wide the bar is, as the style sheet says; a column keeps so much free at its right."""


class ColumnScroll(QScrollArea):
    """Its bar lies over the column's right margin, and takes no width.

    A bar beside the column makes that narrower. The pictures in it become lower, and all has room:
    the bar goes, the column is wider again, and has no room. Qt decides about the bar while it lays
    the column out, each time within the time before, until its stack is full and the program ends.
    (It takes care of heights for widths, but not of widgets that ask for a height themselves.)
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._bar = QScrollBar(Qt.Orientation.Vertical, self)
        self._bar.hide()
        unseen = self.verticalScrollBar()
        unseen.rangeChanged.connect(self._on_range_changed)
        unseen.valueChanged.connect(self._bar.setValue)
        self._bar.valueChanged.connect(unseen.setValue)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the bar at the right."""
        super().resizeEvent(event)
        self._place_bar()

    def _on_range_changed(self, least: int, most: int) -> None:
        self._bar.setRange(least, most)
        self._bar.setSingleStep(self.verticalScrollBar().singleStep())
        self._bar.setVisible(most > least)
        self._place_bar()

    def _place_bar(self) -> None:
        seen = self.viewport().geometry()
        self._bar.setPageStep(seen.height())
        self._bar.setGeometry(seen.right() + 1 - BAR, seen.top(), BAR, seen.height())
        self._bar.raise_()
