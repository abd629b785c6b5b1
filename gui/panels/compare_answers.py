"""Comparing: two answers, and how far apart the layer on the stage is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from engine.comparison import Difference, difference, paired_classes
from engine.visual import colormap
from gui import comparison, theme
from gui.panel import Area, Panel
from gui.widgets.colour_bar import ColourBar
from gui.widgets.histogram import BINS, Histogram
from gui.widgets.pair_list import RING, PairList
from gui.widgets.words import OneLine, Paragraph, words
from gui.words import wording

if TYPE_CHECKING:
    from gui.controller import Controller
    from gui.session import Session

_SIDE = 16
_MOST_VALUES = 1_000_000
"""The histogram counts a part of larger layers."""
_FEWEST, _MOST = 3, 6


class CompareAnswersPanel(Panel):
    """Predictions of A and B, and the numbers of their difference."""

    TITLE: ClassVar[str] = "Two answers"
    AREA: ClassVar[Area | None] = "compare_right"
    ORDER: ClassVar[int] = 10

    def __init__(
        self, session: Session, controller: Controller, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, controller, parent)
        self.pairs = PairList()
        self.verdict = Paragraph(role="caption", quiet=True)
        self.numbers: dict[str, QLabel] = {}
        self._titles: dict[str, str] = {}
        self.histogram = Histogram()
        self.histogram.setAccessibleName(self.tr("How often each difference occurs"))
        self.colour_bar = ColourBar()
        self._layer = QWidget()
        self._build()
        for signal in (
            session.pinned_changed, session.comparing_changed, session.activations_changed,
            session.view_changed,
        ):  # fmt: skip
            signal.connect(self._refresh)
        session.layer_changed.connect(self._show_layer)
        self._refresh()

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(6)
        titles = {
            "relative": (self.tr("Relative"), self.tr("Size of B − A in shares of the size of A")),
            "largest": (self.tr("Largest"), self.tr("The largest |B − A|")),
            "mean": (self.tr("Mean"), self.tr("The mean |B − A|")),
            "unchanged": (self.tr("Equal"), self.tr("Share of values that are equal")),
        }
        for place, (key, (title, tip)) in enumerate(titles.items()):
            row, column = divmod(place, 2)
            name = OneLine(theme.font("caption"), quiet=True)
            name.setText(title)
            value = words(role="caption", bold=True)
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            value.setToolTip(tip)
            grid.addWidget(name, row, 3 * column)
            grid.addWidget(value, row, 3 * column + 1)
            self.numbers[key], self._titles[key] = value, title
        grid.setColumnMinimumWidth(2, 6)
        for column in (0, 3):
            grid.setColumnStretch(column, 1)
        heading = OneLine(theme.font("heading"))
        heading.setText(self.tr("Difference in this layer"))
        caption = OneLine(theme.font("small"), quiet=True)
        caption.setText(self.tr("How often differences occur (log scale)"))
        below = QVBoxLayout(self._layer)
        below.setContentsMargins(RING, 8, RING, 0)
        below.setSpacing(8)
        below.addWidget(heading)
        below.addLayout(grid)
        for widget in (caption, self.histogram, self.colour_bar):
            below.addWidget(widget)
        title = OneLine(theme.font("heading"))
        title.setText(self.tr("Predictions"))
        above = QVBoxLayout()
        above.setContentsMargins(RING, 0, RING, 0)
        above.setSpacing(8)
        above.addWidget(title)
        above.addWidget(self.verdict)
        column = QVBoxLayout(self)
        column.setContentsMargins(_SIDE - RING, 14, _SIDE - RING, 12)
        column.setSpacing(6)
        column.addLayout(above)
        column.addWidget(self.pairs)
        column.addWidget(self._layer)

    def _refresh(self) -> None:
        session = self.session
        pinned, activations = session.pinned, session.activations
        if pinned is None or activations is None or not session.comparing:
            return
        first, second = pinned.activations.prediction, activations.prediction
        count = min(max(session.view.top or _MOST, _FEWEST), _MOST)
        self.pairs.set_pairs(paired_classes(first, second, count))
        self.verdict.setText(self._verdict(first.top(1), second.top(1)))
        self._show_layer()

    def _verdict(self, a: list[tuple[str, float]], b: list[tuple[str, float]]) -> str:
        if not a or not b:
            return self.tr("No classes to compare; the maps can be.")
        if a[0][0] == b[0][0]:
            return self.tr("The top prediction is the same")
        return self.tr("Top prediction changed: {0} → {1}").format(a[0][0], b[0][0])

    def _show_layer(self) -> None:
        if not self.session.comparing:
            return
        pair = comparison.layer_pair(self.session)
        self._layer.setVisible(pair is not None)
        if pair is not None:
            self._show_difference(difference(*pair))

    def _show_difference(self, found: Difference) -> None:
        infinite = found.relative == float("inf")
        texts = {
            "relative": "∞" if infinite else wording.percent(found.relative),
            "largest": wording.number(found.largest, 2),
            "mean": wording.number(found.mean),
            "unchanged": wording.percent(found.unchanged),
        }
        for key, text in texts.items():
            self.numbers[key].setText(text)
            self.numbers[key].setAccessibleName(f"{self._titles[key]}: {text}")
        reach = found.largest or 1.0
        flat = found.values.ravel()
        step = -(-flat.size // _MOST_VALUES)
        counts, _ = np.histogram(flat[::step], BINS, (-reach, reach))
        self.histogram.set_counts(counts, -reach, reach)
        ends = (wording.number(-reach, 2), "0", wording.number(reach, 2))
        self.colour_bar.set_colours(colormap.table("polar"), ends)
