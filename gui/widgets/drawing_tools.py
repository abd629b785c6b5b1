"""The row of tools below the drawing canvas."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSlider, QToolButton, QWidget

from gui import theme
from gui.inputs.canvas import LARGEST, SMALLEST, USUAL
from gui.widgets.words import words

_ICON = QSize(16, 16)


class DrawingTools(QWidget):
    """Pen or eraser, width of the brush, undo, redo, clear."""

    eraser_chosen = Signal(bool)
    """The eraser (True) or the pen was taken."""
    brush_changed = Signal(int)
    """Another width, in pixels of the drawing."""
    undo_asked = Signal()
    redo_asked = Signal()
    clear_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pen = self._button("pen", self.tr("Pen"), "P", checkable=True)
        self.eraser = self._button("eraser", self.tr("Eraser"), "E", checkable=True)
        self.pen.setChecked(True)
        either = QButtonGroup(self)
        either.addButton(self.pen)
        either.addButton(self.eraser)
        self.eraser.toggled.connect(self.eraser_chosen)

        self.width_slider = QSlider(Qt.Orientation.Horizontal)
        self.width_slider.setRange(SMALLEST, LARGEST)
        self.width_slider.setValue(USUAL)
        self.width_slider.setPageStep(4)
        self.width_slider.setMinimumWidth(40)
        self.width_slider.setAccessibleName(self.tr("Brush width in pixels"))
        self.width_slider.setToolTip(self.tr("Brush width"))
        self._width = words(role="caption", quiet=True)
        # Room for the widest number, so that the row does not move while the slider does.
        self._width.setFixedWidth(self._width.fontMetrics().horizontalAdvance(self._said(88)) + 2)
        self.width_slider.valueChanged.connect(self._on_width_changed)
        self._on_width_changed(USUAL)

        self.undo = self._button("undo", self.tr("Undo"), "Ctrl+Z")
        self.redo = self._button("redo", self.tr("Redo"), "Ctrl+Y")
        self.clear = self._button("trash", self.tr("Clear the drawing"), "")
        self.undo.clicked.connect(self.undo_asked)
        self.redo.clicked.connect(self.redo_asked)
        self.clear.clicked.connect(self.clear_asked)
        self.set_possible(undo=False, redo=False, clear=False)

        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.pen)
        row.addWidget(self.eraser)
        row.addSpacing(4)
        row.addWidget(self.width_slider, 1)
        row.addWidget(self._width)
        row.addSpacing(4)
        for button in (self.undo, self.redo, self.clear):
            row.addWidget(button)

    def set_possible(self, *, undo: bool, redo: bool, clear: bool) -> None:
        """Enable what can be done."""
        self.undo.setEnabled(undo)
        self.redo.setEnabled(redo)
        self.clear.setEnabled(clear)

    def _button(self, icon: str, name: str, keys: str, *, checkable: bool = False) -> QToolButton:
        button = QToolButton(checkable=checkable)
        button.setIcon(theme.icon(icon))
        button.setIconSize(_ICON)
        button.setFixedSize(30, 30)
        button.setAccessibleName(name)
        button.setToolTip(f"{name} ({keys})" if keys else name)
        return button

    def _said(self, width: int) -> str:
        return self.tr("{0} px").format(width)

    def _on_width_changed(self, width: int) -> None:
        self._width.setText(self._said(width))
        self.brush_changed.emit(width)
