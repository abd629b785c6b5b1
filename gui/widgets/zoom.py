"""How large tiles are: the slider, and the size that fits the stage."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSlider, QWidget

from gui import theme

SMALLEST = 48
DEFAULT = 92
LARGEST = 384
_STEPS = 100


def _slide(size: float) -> float:
    """Return where a size lies on the slider, 0..1; equal steps multiply the size equally."""
    return math.log(size / SMALLEST) / math.log(LARGEST / SMALLEST)


def _unslide(position: float) -> int:
    return round(SMALLEST * (LARGEST / SMALLEST) ** min(1.0, max(0.0, position)))


def stepped(size: int, steps: float) -> int:
    """Return the size that lies `steps` twentieths of the slider further."""
    return _unslide(_slide(size) + steps / 20)


def edge_for(zoom: int, fitting: int) -> int:
    """Return the edge of a tile where the default zoom means `fitting`.

    A layer of few maps fills the stage at the default zoom, one of many maps gets tiles of the
    default size; smaller and larger zooms reach the same ends for both.
    """
    if zoom <= DEFAULT:
        share = math.log(zoom / SMALLEST) / math.log(DEFAULT / SMALLEST)
        return round(SMALLEST * (fitting / SMALLEST) ** share)
    share = math.log(zoom / DEFAULT) / math.log(LARGEST / DEFAULT)
    return round(fitting * (LARGEST / fitting) ** share)


class ZoomSlider(QWidget):
    """A slider between a small and a large square; a double click returns to the default."""

    zoomed = Signal(int)
    """The wanted edge of a tile, `SMALLEST` to `LARGEST`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slider = QSlider(Qt.Orientation.Horizontal, self)
        self._slider.setRange(0, _STEPS)
        self._slider.setPageStep(10)
        self._slider.setAccessibleName(self.tr("Size of the maps"))
        self._slider.valueChanged.connect(self._on_value_changed)
        self._slider.installEventFilter(self)
        self.setToolTip(self.tr("Size of the maps (Ctrl+wheel); double-click to reset"))
        self.setFixedSize(112, 24)
        self._slider.setGeometry(18, 0, 72, 24)
        self.set_zoom(DEFAULT)

    def set_zoom(self, size: int) -> None:
        """Move the knob without telling anyone."""
        self._slider.blockSignals(True)
        self._slider.setValue(round(_STEPS * _slide(size)))
        self._slider.blockSignals(False)

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:
        """Reset on a double click."""
        if event.type() == QEvent.Type.MouseButtonDblClick:
            self.set_zoom(DEFAULT)
            self.zoomed.emit(DEFAULT)
            return True
        return super().eventFilter(watched, event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Reset on a double click beside the slider too."""
        self.set_zoom(DEFAULT)
        self.zoomed.emit(DEFAULT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the two squares."""
        painter = QPainter(self)
        painter.setPen(QPen(theme.colour("text2"), 1))
        for left, edge in ((4, 5), (98, 11)):
            painter.drawRect(QRectF(left, (self.height() - edge) // 2, edge, edge))

    def _on_value_changed(self, value: int) -> None:
        self.zoomed.emit(_unslide(value / _STEPS))
