"""The sheet that changes a picture before the network sees it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.transform import Transform
from gui import theme
from gui.widgets.popover import Popover
from gui.widgets.words import Paragraph, words
from gui.words import wording

_SLIDER = 180


class TransformEditor(Popover):
    """Sliders for turning, moving, light, blur and noise; two buttons that mirror."""

    changed = Signal(object, bool)
    """The wanted `Transform`, and whether it is a part of the same drag as the one before."""
    undo_wanted = Signal()

    def __init__(self, parent: QWidget | None = None, *, drawn: bool = False) -> None:
        """Show sliders for a picture, or for one that is `drawn` and cannot be covered."""
        super().__init__(parent)
        self._drawn = drawn
        self._transform = Transform()
        self._last = ""
        # Field: title, ends of the slider, what one step of it is worth, unit.
        self._fields = {
            "rotation": (self.tr("Turn"), -180, 180, 1.0, "°"),
            "shift_x": (self.tr("Right, left"), -50, 50, 0.01, " %"),
            "shift_y": (self.tr("Down, up"), -50, 50, 0.01, " %"),
            "brightness": (self.tr("Light"), -100, 100, 0.01, " %"),
            "blur": (self.tr("Blur"), 0, 100, 0.001, ""),
            "noise": (self.tr("Noise"), 0, 100, 0.005, ""),
        }
        self.sliders: dict[str, QSlider] = {}
        self._figures: dict[str, QLabel] = {}
        self._build()

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        for row, (field, (title, low, high, _, _)) in enumerate(self._fields.items()):
            slider = QSlider(Qt.Orientation.Horizontal)
            slider.setRange(low, high)
            slider.setProperty("centred", low < 0)
            slider.setFixedWidth(_SLIDER)
            slider.setPageStep(max(1, (high - low) // 20))
            slider.setAccessibleName(title)
            slider.valueChanged.connect(lambda value, field=field: self._on_moved(field, value))
            slider.sliderPressed.connect(self._end_drag)
            figure = words(role="caption")
            figure.setMinimumWidth(figure.fontMetrics().horizontalAdvance("−180°") + 4)
            figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(words(title, role="caption", quiet=True), row, 0)
            grid.addWidget(slider, row, 1)
            grid.addWidget(figure, row, 2)
            self.sliders[field], self._figures[field] = slider, figure
        mirrors = QHBoxLayout()
        mirrors.setSpacing(8)
        self.mirrors: dict[str, QToolButton] = {}
        for field, text, icon in (
            ("flip_x", self.tr("Mirror left to right"), "mirror-x"),
            ("flip_y", self.tr("Mirror top to bottom"), "mirror-y"),
        ):
            button = QToolButton()
            button.setIcon(theme.icon(icon))
            button.setIconSize(QSize(18, 18))
            button.setCheckable(True)
            button.setToolTip(text)
            button.setAccessibleName(text)
            button.clicked.connect(lambda on, field=field: self._tell(field, on))
            mirrors.addWidget(button)
            self.mirrors[field] = button
        mirrors.addStretch(1)
        self.undo = QPushButton(self.tr("Undo"))
        self.undo.clicked.connect(self.undo_wanted)
        self.reset = QPushButton(self.tr("Reset"))
        as_it_is = self.tr("Show the drawing as it is")
        self.reset.setToolTip(as_it_is if self._drawn else self.tr("Show the picture as it is"))
        self.reset.clicked.connect(lambda: self.changed.emit(Transform(), False))
        mirrors.addWidget(self.undo)
        mirrors.addWidget(self.reset)
        hint = Paragraph(role="caption", quiet=True)
        hint.setText(self.tr("Drag a rectangle on the original picture to cover a part of it."))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 14)
        column.setSpacing(12)
        title = self.tr("Change the drawing") if self._drawn else self.tr("Change the picture")
        column.addWidget(words(title, "heading"))
        column.addLayout(grid)
        column.addWidget(hint)
        hint.setVisible(not self._drawn)
        column.addLayout(mirrors)
        self.set_transform(Transform(), can_undo=False)

    def set_transform(self, transform: Transform, *, can_undo: bool) -> None:
        """Show what is done to the picture; nothing is told."""
        self._transform = transform
        for field, slider in self.sliders.items():
            with QSignalBlocker(slider):
                slider.setValue(round(getattr(transform, field) / self._fields[field][3]))
            self._figures[field].setText(self._figure(field, slider.value()))
        for field, button in self.mirrors.items():
            button.setChecked(getattr(transform, field))
        self.undo.setEnabled(can_undo)
        self.reset.setEnabled(bool(transform))

    def _figure(self, field: str, value: int) -> str:
        unit = self._fields[field][4]
        return f"{wording.number(value, 0)}{unit}"

    def _on_moved(self, field: str, value: int) -> None:
        self._tell(field, value * self._fields[field][3])

    def _end_drag(self) -> None:
        self._last = ""

    def _tell(self, field: str, value: float | bool) -> None:
        going_on = field == self._last
        self._last = field
        self._transform = replace(self._transform, **{field: value})
        self.changed.emit(self._transform, going_on)
