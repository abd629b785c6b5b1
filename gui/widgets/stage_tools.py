"""The stage's row of tools: order, scale, colours, zoom, and how many maps are dead."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPainterPath, QPixmap, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from engine.visual import colormap
from gui import theme
from gui.qimage import to_pixmap
from gui.widgets.overlay_tool import OverlayTool
from gui.widgets.words import words
from gui.widgets.zoom import ZoomSlider

_SWATCH = QSize(38, 13)
_SPACE = 6


class StageTools(QWidget):
    """Says what the person chose; shows what holds now."""

    chosen = Signal(str, str)
    """A field of the view (order, scale, colours) and its new value."""
    zoomed = Signal(int)
    dead_wanted = Signal()
    """The person wants to see the next dead map."""
    table_wanted = Signal()
    """The person wants the numbers of what is shown as a table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels: list[QLabel] = []
        self._combos: dict[str, QComboBox] = {}
        self._automatic = "ember"
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_SPACE)
        self._add("order", self.tr("Order"), self.tr("What the maps are sorted by"), {
            "channel": self.tr("Channel"),
            "mean": self.tr("Mean"),
            "maximum": self.tr("Maximum"),
            "variance": self.tr("Variance"),
        })  # fmt: skip
        self._add("scale", self.tr("Scale"), self.tr("Which value is the brightest colour"), {
            "layer": self.tr("Per layer"),
            "map": self.tr("Per map"),
            "symmetric": self.tr("Symmetric"),
        })  # fmt: skip
        self._add("colours", self.tr("Colours"), self.tr("How values become colours"), {
            "auto": self.tr("Auto"),
            "ember": self.tr("Ember"),
            "polar": self.tr("Polar"),
            "viridis": self.tr("Viridis"),
            "grey": self.tr("Grey"),
        })  # fmt: skip
        self._combos["colours"].setIconSize(_SWATCH)
        self._zoom = ZoomSlider(self)
        self._zoom.zoomed.connect(self.zoomed)
        self._row.addWidget(self._zoom)
        self._dead = QPushButton(self)
        self._dead.setToolTip(self.tr("Maps that are zero everywhere; click for the next one"))
        self._dead.clicked.connect(self.dead_wanted)
        self._row.addWidget(self._dead)
        self._row.addStretch(1)
        self.overlay = OverlayTool(self)
        self._row.addWidget(self.overlay)
        self.table = QToolButton(self)
        self.table.setIcon(theme.icon("table"))
        self.table.setIconSize(QSize(18, 18))
        self.table.setToolTip(self.tr("Show the numbers as a table"))
        self.table.setAccessibleName(self.tr("Numbers as a table"))
        self.table.clicked.connect(self.table_wanted)
        self._row.addWidget(self.table)
        self._paint_swatches()
        self.set_dead(0)

    def show_choices(self, order: str, scale: str, colours: str, tile_size: int) -> None:
        """Show what holds, without telling anyone."""
        for field, value in (("order", order), ("scale", scale), ("colours", colours)):
            combo = self._combos[field]
            combo.setCurrentIndex(max(0, combo.findData(value)))
        self._zoom.set_zoom(tile_size)

    def show_overlay(self, on: bool, opacity: int) -> None:
        """Show whether maps lie over the input, without telling anyone."""
        self.overlay.show_choice(on, opacity)
        self._fit(self.width())

    def set_automatic(self, colours: str) -> None:
        """Say which colour map 'Auto' means for the layer on the stage."""
        if colours != self._automatic:
            self._automatic = colours
            self._paint_swatches()

    def set_dead(self, count: int) -> None:
        """Say how many maps are dead."""
        # Qt writes %n without separators.
        self._dead.setText(self.tr("%n dead", "", count).replace(str(count), f"{count:,}"))
        self._dead.setEnabled(count > 0)

    def set_meaningful(self, *, maps: bool, coloured: bool, table: bool) -> None:
        """Offer only what makes sense.

        Order and zoom are for maps, scale for what is `coloured`, a `table` for what is none yet.
        """
        self.table.setEnabled(table)
        for part in (self._labels[0], self._combos["order"], self._zoom, self.overlay):
            part.setEnabled(maps)
        for label, field in zip(self._labels[1:], ("scale", "colours"), strict=True):
            label.setEnabled(coloured)
            self._combos[field].setEnabled(coloured)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the words, from the last on, then the zoom, where there is no room."""
        super().resizeEvent(event)
        self._fit(event.size().width())

    def changeEvent(self, event: QEvent) -> None:
        """Paint the swatches' frames anew in another theme."""
        if event.type() == QEvent.Type.PaletteChange:
            self._paint_swatches()
        super().changeEvent(event)

    def minimumSizeHint(self) -> QSize:
        """Return the room of the narrowest form."""
        width = sum(combo.sizeHint().width() for combo in self._combos.values()) + 2 * _SPACE
        return QSize(width, self.sizeHint().height())

    def _add(self, field: str, title: str, tip: str, entries: dict[str, str]) -> None:
        label = words(title, quiet=True)
        combo = QComboBox(self)
        for value, text in entries.items():
            combo.addItem(text, value)
        combo.setToolTip(tip)
        combo.setAccessibleName(title)
        combo.activated.connect(lambda _: self.chosen.emit(field, combo.currentData()))
        label.setBuddy(combo)
        self._labels.append(label)
        self._combos[field] = combo
        self._row.addWidget(label)
        self._row.addWidget(combo)
        self._row.addSpacing(4)

    def _fit(self, width: int) -> None:
        word = self.overlay.wanted_width(worded=True) - self.overlay.wanted_width(worded=False)
        combos = (combo.sizeHint().width() for combo in self._combos.values())
        room = width - sum(each + _SPACE + 4 for each in combos)
        for part in (self.table, self.overlay, self._dead, self._zoom):
            room -= max(part.sizeHint().width(), part.minimumWidth()) + _SPACE
            part.setVisible(room >= 0)
        # The colours show what they are; the words before the other lists stay longer.
        for label in self._labels:
            room -= label.sizeHint().width() + _SPACE
            label.setVisible(room >= 0)
        self.overlay.set_worded(room >= word)

    def _paint_swatches(self) -> None:
        combo = self._combos["colours"]
        for index in range(combo.count()):
            name = combo.itemData(index)
            combo.setItemIcon(index, swatch(self._automatic if name == "auto" else name))


def swatch(colours: str) -> QIcon:
    """Return a small picture of a colour map, dark to bright."""
    ratio = 2.0
    ramp = to_pixmap(colormap.table(colours)[None], _SWATCH, ratio, smooth=True)
    cut = QPixmap(ramp.size())
    cut.setDevicePixelRatio(ratio)
    cut.fill(Qt.GlobalColor.transparent)
    painter = QPainter(cut)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    shape = QPainterPath()
    shape.addRoundedRect(0.5, 0.5, _SWATCH.width() - 1, _SWATCH.height() - 1, 2, 2)
    painter.setClipPath(shape)
    painter.drawPixmap(0, 0, ramp)
    painter.setClipping(False)
    painter.setPen(theme.colour("edge"))
    painter.drawPath(shape)
    painter.end()
    return QIcon(cut)
