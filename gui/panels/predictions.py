"""What the network says: labels with probabilities, or its raw outputs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from PySide6.QtCore import QT_TRANSLATE_NOOP, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui import theme
from gui.panel import Area, Panel
from gui.widgets.bar_delegate import INSET, Bar, Style
from gui.widgets.bar_list import BarList
from gui.widgets.changes_note import ChangesNote
from gui.widgets.choice import Choice
from gui.widgets.words import OneLine, Paragraph
from gui.words import edit_words, wording

if TYPE_CHECKING:
    import engine
    from gui.controller import Controller
    from gui.session import Session

ALL = 0
"""`View.top` where all classes are shown."""
_TOPS = (1, 3, 5, 10)
_FEW = 12
"""So many classes are shown all at once, in the network's own order."""
_SIDE = 16


class PredictionsPanel(Panel):
    """What the network takes the picture for, and how sure it is."""

    TITLE: ClassVar[str] = QT_TRANSLATE_NOOP("PredictionsPanel", "Predictions")
    AREA: ClassVar[Area | None] = "right"
    ORDER: ClassVar[int] = 10

    def __init__(
        self, session: Session, controller: Controller, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, controller, parent)
        self._few_top = ALL
        self._view_top = session.view.top
        self._offered = 0
        self.heading = OneLine(theme.font("heading"))
        self.chooser = Choice()
        self.chooser.setAccessibleName(self.tr("How many predictions are shown"))
        self.chooser.chosen.connect(self._on_top_chosen)
        self.list = BarList()
        self.list.setAccessibleName(self.tr("Predictions"))
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        copy = QAction(self.tr("Copy"), self.list)
        copy.triggered.connect(self.list.copy)
        self.list.addAction(copy)
        self.changes = ChangesNote()
        self.changes.reset_wanted.connect(controller.reset_edits)
        self.note = Paragraph(role="small", quiet=True)
        self.empty = Paragraph(quiet=True)

        first = QHBoxLayout()
        first.setContentsMargins(INSET, 0, INSET, 0)
        first.addWidget(self.heading, 1)
        first.addWidget(self.chooser)
        column = QVBoxLayout(self)
        column.setContentsMargins(_SIDE - INSET, 10, _SIDE - INSET, 8)
        column.setSpacing(8)
        column.addLayout(first)
        column.addWidget(self.changes)
        column.addWidget(self.list)
        for label in (self.note, self.empty):
            label.setContentsMargins(INSET, 0, INSET, 0)
            column.addWidget(label)
        for signal in (
            session.activations_changed,
            session.model_changed,
            session.mode_changed,
        ):
            signal.connect(self._refresh)
        session.view_changed.connect(self._on_view_changed)
        session.edits_changed.connect(self._on_edits_changed)
        self._on_edits_changed()
        self._refresh()

    def _on_edits_changed(self) -> None:
        self.changes.show_words(edit_words.described(self.session.edits))

    def _on_view_changed(self) -> None:
        top = self.session.view.top
        if top != self._view_top:
            # Chosen in a menu: meant for what is shown now, be it few classes or many.
            self._view_top = self._few_top = top
            self._refresh()

    def _refresh(self) -> None:
        activations = self.session.activations
        prediction = activations.prediction if activations is not None else None
        classes = prediction is not None and prediction.probabilities is not None
        self.heading.setText(
            self.tr("Predictions") if classes or prediction is None else self.tr("Outputs")
        )
        self.chooser.setVisible(classes)
        self.list.setVisible(prediction is not None)
        self.empty.setVisible(prediction is None)
        self.note.setVisible(classes and prediction.softmax_applied)
        if prediction is None:
            self.list.set_bars([])
            self.empty.setText(self._empty_text())
        elif classes:
            self._show_classes(prediction)
        else:
            self.list.set_bars([_output(name, a) for name, a in prediction.outputs.items()])

    def _empty_text(self) -> str:
        if self.session.model is None:
            return self.tr("Open a model; its answer appears here.")
        if self.session.mode == "drawing":
            return self.tr("Draw something; the answer appears here.")
        return self.tr("Open a picture; the answer appears here.")

    def _show_classes(self, prediction: engine.Prediction) -> None:
        count = len(prediction.probabilities)
        self._offer(count)
        top = self._top(count)
        self.chooser.set_value(top)
        self.note.setText(self.tr("Softmax applied by Convolens"))
        self.note.setToolTip(
            self.tr("The network puts out raw scores; softmax turns them into shares of 100 %.")
        )
        if top == ALL and count <= _FEW:
            best = int(np.argmax(prediction.probabilities))
            self.list.set_bars(
                [self._bar(prediction, i, "line", strong=i == best) for i in range(count)]
            )
            return
        ranking = prediction.ranking(top or count)
        bars = [
            self._bar(prediction, index, "row" if place else "first")
            for place, (index, _) in enumerate(ranking)
        ]
        left = count - len(ranking)
        if left:
            bars.append(self._rest(prediction, left, sum(share for _, share in ranking)))
        self.list.set_bars(bars)

    def _bar(
        self, prediction: engine.Prediction, index: int, style: Style, *, strong: bool = False
    ) -> Bar:
        label, share = prediction.labels.short(index), float(prediction.probabilities[index])
        figure, before = wording.percent(share), self._before(index)
        if before is not None:
            figure = f"{wording.percent(before).removesuffix(' %')} → {figure}"
        return Bar(
            label,
            figure,
            share,
            style,
            strong,
            tip=partial(self._tip, prediction, index),
            before=before,
            copied=f"{label}\t{share:.6g}",
        )

    def _before(self, index: int) -> float | None:
        """Return the probability of a class without the person's changes, if there are some."""
        unedited = self.session.unedited
        if unedited is None or unedited.probabilities is None:
            return None
        known = index < unedited.probabilities.size
        return float(unedited.probabilities[index]) if known else None

    def _tip(self, prediction: engine.Prediction, index: int) -> str:
        return self.tr("{0}\nClass {1} · probability {2} · output {3}").format(
            prediction.labels.full(index),
            index,
            wording.number(float(prediction.probabilities[index]), 6),
            wording.number(float(prediction.scores[index]), 4),
        )

    def _rest(self, prediction: engine.Prediction, left: int, shown: float) -> Bar:
        text = self.tr("{0} other classes").format(wording.count(left))
        if left == 1:
            text = self.tr("1 other class")
        # Sigmoid outputs need not add up to one; then there is nothing to close.
        closes = abs(float(prediction.probabilities.sum()) - 1) < 1e-3
        return Bar(text, wording.percent(max(0.0, 1 - shown)) if closes else "", style="rest")

    # How many.

    def _offer(self, count: int) -> None:
        if count != self._offered:
            self._offered = count
            tops = [(self.tr("Top {0}").format(top), top) for top in _TOPS if top < count]
            everything = self.tr("All {0}").format(wording.count(count))
            self.chooser.set_entries([*tops, (everything, ALL)])

    def _top(self, count: int) -> int:
        wanted = self._few_top if count <= _FEW else self.session.view.top
        return wanted if wanted < count else ALL

    def _on_top_chosen(self, top: int) -> None:
        # For few classes all are the rule, whatever was kept for a thousand.
        if self._offered <= _FEW:
            self._few_top = top
            self._refresh()
        else:
            self.controller.change_view(top=top)


def _output(name: str, array: np.ndarray) -> Bar:
    """Return the row of an output that is no list of classes."""
    shape = wording.shape(array.shape)
    note = str(array.dtype)
    if array.size and array.dtype.kind in "fiub":
        low, high = (wording.number(float(f(array)), 3) for f in (np.min, np.max))
        note = f"{low} … {high}"
    tip = f"{name}\n{shape} · {array.dtype}\n{note}"
    copied = f"{name}\t{shape}\t{note}"
    return Bar(name, shape, style="note", note=note, tip=lambda: tip, copied=copied)
