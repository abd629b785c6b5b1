"""Width and height of a picture, to be chosen."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSpinBox, QWidget

_FIELD_HEIGHT = 28
"""As high as the combo boxes of the style sheet."""
_LARGEST = 4096


class SizeField(QWidget):
    """Two numbers, width × height; one that is fixed cannot be changed."""

    changed = Signal(tuple)
    """Height and width, when the person has chosen another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.width_box, self.height_box = self._box(self.tr("Width")), self._box(self.tr("Height"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.width_box, 1)
        row.addWidget(QLabel("×"))
        row.addWidget(self.height_box, 1)
        self.setFocusProxy(self.width_box)

    def set_size(self, size: tuple[int, int], is_open: tuple[bool, bool]) -> None:
        """Show height and width, and let those be changed that are open; nothing is told."""
        boxes = self.height_box, self.width_box
        for box, value, free in zip(boxes, size, is_open, strict=True):
            with QSignalBlocker(box):
                box.setValue(value)
            box.setEnabled(free)

    def _box(self, name: str) -> QSpinBox:
        box = QSpinBox(minimum=1, maximum=_LARGEST, suffix=self.tr(" px"))
        box.setAccessibleName(name)
        box.setToolTip(name)
        box.setSingleStep(32)
        box.setMinimumHeight(_FIELD_HEIGHT)
        box.setAlignment(Qt.AlignmentFlag.AlignRight)
        # The network must not run on 2 and on 22 while somebody types 224.
        box.setKeyboardTracking(False)
        box.valueChanged.connect(self._on_changed)
        return box

    def _on_changed(self) -> None:
        self.changed.emit((self.height_box.value(), self.width_box.value()))
