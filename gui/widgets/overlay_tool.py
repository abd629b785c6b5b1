"""The switch that lays maps over the network's input, and how strongly."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSlider, QToolButton, QWidget

from gui import theme

_SLIDER = 72
LEAST = 10


class OverlayTool(QWidget):
    """A button, and beside it while it is on a slider for the opacity."""

    switched = Signal(bool)
    opacity_changed = Signal(int)
    """Percent, `LEAST` to 100."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = QToolButton(self)
        self.button.setCheckable(True)
        self.button.setIcon(theme.icon("overlay"))
        self.button.setIconSize(QSize(18, 18))
        self.button.setText(self.tr("Overlay"))
        self.button.setToolTip(self.tr("Lay each map over what the network sees"))
        self.button.clicked.connect(self.switched)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(LEAST, 100)
        self.slider.setPageStep(10)
        self.slider.setFixedWidth(_SLIDER)
        self.slider.setToolTip(self.tr("How strongly the map covers the input"))
        self.slider.setAccessibleName(self.tr("Opacity of the maps"))
        self.slider.valueChanged.connect(self.opacity_changed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.slider)
        row.addWidget(self.button)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_worded(True)
        self.show_choice(False, 60)

    def show_choice(self, on: bool, opacity: int) -> None:
        """Show what holds, without telling anyone."""
        self.button.setChecked(on)
        self.slider.blockSignals(True)
        self.slider.setValue(opacity)
        self.slider.blockSignals(False)
        self.slider.setVisible(on)
        self.updateGeometry()

    def wanted_width(self, *, worded: bool) -> int:
        """Return the room it takes with or without the word."""
        self.set_worded(worded)
        slider = 0 if self.slider.isHidden() else self.slider.width() + self.layout().spacing()
        return self.button.sizeHint().width() + slider

    def set_worded(self, worded: bool) -> None:
        """Show the word beside the icon, or the icon alone where there is no room."""
        styles = Qt.ToolButtonStyle
        self.button.setToolButtonStyle(
            styles.ToolButtonTextBesideIcon if worded else styles.ToolButtonIconOnly
        )
        self.layout().invalidate()
        self.updateGeometry()
