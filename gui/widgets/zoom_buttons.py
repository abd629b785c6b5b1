"""Buttons and a number for the zoom of a drawing."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from gui import theme


class ZoomButtons(QWidget):
    """Smaller, actual size, larger, and all of it."""

    zoom_in_wanted = Signal()
    zoom_out_wanted = Signal()
    actual_size_wanted = Signal()
    fit_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        smaller = self._button("minus", self.tr("Smaller (Shift+Down)"), self.zoom_out_wanted)
        self._size = self._button("", self.tr("Actual size (Shift+Backspace)"))
        self._size.clicked.connect(self.actual_size_wanted)
        self._size.setFixedWidth(self._size.fontMetrics().horizontalAdvance("0000 %") + 10)
        larger = self._button("plus", self.tr("Larger (Shift+Up)"), self.zoom_in_wanted)
        fit = self._button("fit", self.tr("Show the whole network (Shift+Home)"), self.fit_wanted)
        for button in (smaller, self._size, larger, fit):
            row.addWidget(button)
        self.show_zoom(1.0)

    def show_zoom(self, zoom: float) -> None:
        """Show how large the drawing is."""
        self._size.setText(f"{100 * zoom:.0f} %")

    def _button(self, icon: str, tip: str, wanted: object = None) -> QToolButton:
        button = QToolButton(self)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFont(theme.font("caption"))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if icon:
            button.setIcon(theme.icon(icon))
            button.setIconSize(QSize(16, 16))
        if wanted is not None:
            button.clicked.connect(wanted)
        return button
