"""The values of the layer on the stage: numbers, a histogram, and what the colours mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
from PySide6.QtCore import QT_TRANSLATE_NOOP, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from engine.visual import colormap
from gui import theme
from gui.panel import Area, Panel
from gui.unit.units import explained
from gui.widgets.colour_bar import ColourBar
from gui.widgets.histogram import HEIGHT, LEAST_HEIGHT, Histogram
from gui.widgets.scaling import limits_and_colours
from gui.widgets.value_survey import Survey, ValueSurvey
from gui.widgets.words import OneLine, words
from gui.words import wording

if TYPE_CHECKING:
    from gui.controller import Controller
    from gui.session import Session

_SIDE = 16
_GAP = 10


class ValuesPanel(Panel):
    """How large the values of this layer are, how often, and which colour each has."""

    TITLE: ClassVar[str] = QT_TRANSLATE_NOOP("ValuesPanel", "Values in this layer")
    AREA: ClassVar[Area | None] = "right"
    ORDER: ClassVar[int] = 20

    def __init__(
        self, session: Session, controller: Controller, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, controller, parent)
        self._shown: np.ndarray | None = None
        self._channel: int | None = None
        self._found: Survey | None = None
        self._survey = ValueSurvey(self, controller.pictures)
        self._survey.finished.connect(self._on_survey_finished)
        self.numbers: dict[str, QLabel] = {}
        self._titles: dict[str, str] = {}
        self.histogram = Histogram()
        self.chart_title = OneLine(theme.font("small"), quiet=True)
        self.colour_bar = ColourBar()
        self._build()
        session.activations_changed.connect(self._refresh)
        session.layer_changed.connect(self._refresh)
        session.unit_changed.connect(self._refresh)
        session.place_changed.connect(self._refresh)
        session.view_changed.connect(self._show_colours)
        self._refresh()

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(4)
        grid.setVerticalSpacing(6)
        for position, (key, text, short) in enumerate(
            (
                ("minimum", self.tr("Minimum"), self.tr("Min.")),
                ("mean", self.tr("Mean"), ""),
                ("maximum", self.tr("Maximum"), self.tr("Max.")),
                ("deviation", self.tr("Deviation"), self.tr("Dev.")),
                ("zeros", self.tr("Zeros"), ""),
                ("dead", self.tr("Dead"), ""),
            )
        ):
            row, column = divmod(position, 2)
            value = words(role="caption", bold=True)
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            name = OneLine(theme.font("caption"), quiet=True)
            name.setText(text, short)
            grid.addWidget(name, row, 3 * column)
            grid.addWidget(value, row, 3 * column + 1)
            self.numbers[key], self._titles[key] = value, text
        grid.setColumnMinimumWidth(2, 6)
        for column in (0, 3):
            grid.setColumnStretch(column, 1)
        self.numbers["dead"].setToolTip(self.tr("Maps that are zero everywhere for this picture"))
        self._chart = QWidget()
        chart = QVBoxLayout(self._chart)
        chart.setContentsMargins(0, 0, 0, 0)
        chart.setSpacing(6)
        chart.addWidget(self.chart_title)
        chart.addWidget(self.histogram, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(_SIDE, 12, _SIDE, 12)
        column.setSpacing(_GAP)
        self.heading = OneLine(theme.font("heading"))
        self.heading.setText(self.tr("Values in this layer"))
        column.addWidget(self.heading)
        column.addLayout(grid)
        column.addWidget(self._chart)
        column.addWidget(self.colour_bar)
        column.addStretch()
        self._column = column

    def _refresh(self) -> None:
        activations, name = self.session.activations, self.session.layer
        array = activations.get(name) if activations is not None and name is not None else None
        if array is not None and (array.size == 0 or array.dtype.kind not in "fiub"):
            array = None
        channel = self._channel_of(array)
        if array is self._shown and channel == self._channel and array is not None:
            return
        self._shown, self._channel = array, channel
        one = self.tr("Values in this map")
        self.heading.setText(self.tr("Values in this layer") if channel is None else one)
        self.setHidden(array is None)
        if array is None:
            self._survey.stop()
            self._found = None
        elif self.isVisible():
            self._look()

    def _channel_of(self, array: np.ndarray | None) -> int | None:
        """Return the channel whose map is explained, or None where the layer is shown."""
        place = self.session.place
        if array is None or place is None or explained(self.session) is not array:
            return None
        return place.channel if array.ndim == 4 and array[0, 0].size > 1 else None

    def showEvent(self, event: QShowEvent) -> None:
        """Look at what came while nobody could see it."""
        super().showEvent(event)
        if self._shown is not None:
            self._look()

    def _look(self) -> None:
        assert self._shown is not None
        array = self._shown
        maps = array[0] if array.ndim == 4 else array
        if self._channel is not None:
            maps = maps[self._channel : self._channel + 1]
        self._survey.start(maps if maps.dtype.kind != "b" else maps.astype(np.uint8))

    def _on_survey_finished(self, found: Survey) -> None:
        self._found = found
        values = found.statistics
        texts = {
            "minimum": wording.brief(values.minimum),
            "maximum": wording.brief(values.maximum),
            "mean": wording.number(values.mean),
            "deviation": wording.number(values.deviation),
            "zeros": wording.percent(values.zeros),
            "dead": "–",
        }
        if self._shown is not None and self._shown.ndim == 4 and self._channel is None:
            texts["dead"] = f"{values.dead:,} / {values.channels:,}"
        for key, text in texts.items():
            self.numbers[key].setText(text)
            self.numbers[key].setAccessibleName(f"{self._titles[key]}: {text}")
        title = self.tr("How often each value occurs (log scale)")
        if found.sampled:
            title = self.tr("How often values occur (log scale, a sample)")
        if values.not_finite:
            title = self.tr("{0} values are infinite or no numbers").format(
                wording.count(values.not_finite)
            )
        self.chart_title.setText(title)
        self.histogram.set_counts(found.counts, values.minimum, values.maximum)
        self._show_colours()

    def _show_colours(self) -> None:
        if self._found is None:
            return
        values, view = self._found.statistics, self.session.view
        # Least and greatest value decide alone, so two values stand for the whole layer.
        ends = np.array([[[values.minimum, values.maximum]]], np.float32)
        scale = "layer" if view.scale == "map" else view.scale
        if self._channel is not None and self._shown is not None and view.scale != "map":
            # One map wears the colours of its layer.
            ends = self._shown[0]
        lows, highs, colours = limits_and_colours(ends, scale, view.colours)
        low, high = float(lows[0]), float(highs[0])
        if view.scale == "map" and self._channel is None:
            # Each map has its own numbers; only black as zero holds for all.
            middle = "0" if colours == "polar" else ""
            texts = (self.tr("each map’s least"), middle, self.tr("its greatest"))
            self.histogram.set_axis(None)
        else:
            # The bars stand above the colours of their values.
            self.histogram.set_axis((low, high))
            texts = (wording.short(low), wording.short((low + high) / 2), wording.short(high))
        self.colour_bar.set_colours(colormap.table(colours), texts)

    # Sizes: the histogram gives way first; the colours always keep their numbers.

    def sizeHint(self) -> QSize:
        """Return the size at which nothing is scaled or hidden."""
        return QSize(256, self._without_chart() + _GAP + self._chart_height(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Return the least size that still shows everything but the histogram."""
        return QSize(200, self._without_chart())

    def hasHeightForWidth(self) -> bool:
        """Return False: the panel hides its histogram by itself."""
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Hide the histogram where it would be too low to be read."""
        super().resizeEvent(event)
        needed = self._without_chart() + _GAP + self._chart_height(LEAST_HEIGHT)
        self._chart.setHidden(self.height() < needed)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line that divides this panel from the one above."""
        width = self.width() - 2 * _SIDE
        QPainter(self).fillRect(_SIDE, 0, width, 1, theme.colour("line"))

    def _chart_height(self, bars: int) -> int:
        return self.chart_title.sizeHint().height() + 6 + bars

    def _without_chart(self) -> int:
        margins = self._column.contentsMargins()
        heights = [
            item.sizeHint().height()
            for item in (self._column.itemAt(i) for i in range(self._column.count()))
            if item.widget() is not self._chart and item.spacerItem() is None
        ]
        gaps = _GAP * (len(heights) - 1)
        return margins.top() + sum(heights) + gaps + margins.bottom()
