"""What a detector found: boxes, from the surest on, and how their numbers are read."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QT_TRANSLATE_NOOP, QSignalBlocker
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from engine.detection import Convention, Detections
from gui import found_boxes, theme
from gui.panel import Area, Panel
from gui.widgets.bar_delegate import INSET, Bar
from gui.widgets.bar_list import BarList
from gui.widgets.choice import Choice
from gui.widgets.words import OneLine, Paragraph, words
from gui.words import wording

if TYPE_CHECKING:
    from gui.controller import Controller
    from gui.session import Session

_SIDE = 16
_FIELD_HEIGHT = 28
"""As high as the combo boxes of the style sheet."""


class DetectionsPanel(Panel):
    """What the network found in the picture, and where."""

    TITLE: ClassVar[str] = QT_TRANSLATE_NOOP("DetectionsPanel", "Found in the picture")
    AREA: ClassVar[Area | None] = "right"
    ORDER: ClassVar[int] = 6

    def __init__(
        self, session: Session, controller: Controller, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, controller, parent)
        heading = OneLine(theme.font("heading"))
        heading.setText(self.tr("Found in the picture"))
        head = QHBoxLayout()
        head.setContentsMargins(INSET, 0, INSET, 0)
        head.addWidget(heading, 1)
        self.threshold = QSpinBox(minimum=1, maximum=99, suffix=self.tr(" %"))
        self.threshold.setSingleStep(5)
        self.threshold.setMinimumHeight(_FIELD_HEIGHT)
        self.threshold.setAccessibleName(self.tr("Least score of a box that is shown"))
        self.threshold.setToolTip(self.threshold.accessibleName())
        self.threshold.valueChanged.connect(
            lambda value: controller.change_boxes(threshold=value / 100)
        )
        self.convention = Choice()
        self.convention.setAccessibleName(self.tr("What the four numbers of a box mean"))
        self.convention.setToolTip(self.convention.accessibleName())
        self.convention.setMinimumContentsLength(12)
        self.convention.setSizeAdjustPolicy(
            Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.convention.chosen.connect(lambda chosen: controller.change_boxes(convention=chosen))
        self.list = BarList()
        self.list.setAccessibleName(self.tr("Found in the picture"))
        self.note = Paragraph(role="small", quiet=True)
        self.note.setContentsMargins(INSET, 0, INSET, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(_SIDE - INSET, 10, _SIDE - INSET, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.list)
        column.addWidget(self.note)
        column.addLayout(self._row(self.tr("Score above"), self.threshold))
        column.addLayout(self._row("", self.convention))
        session.activations_changed.connect(self._refresh)
        session.boxes_changed.connect(self._refresh)
        self._refresh()

    def _row(self, text: str, field: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(INSET, 0, INSET, 0)
        if text:
            label = words(text, "caption", quiet=True)
            label.setBuddy(field)
            row.addWidget(label)
        row.addWidget(field, 1)
        return row

    def _refresh(self) -> None:
        found, reading = found_boxes.detections(self.session), self.session.boxes
        self.setVisible(found is not None)
        if found is None or self.session.activations is None:
            self.list.set_bars([])
            return
        with QSignalBlocker(self.threshold):
            self.threshold.setValue(round(100 * reading.threshold))
        self._offer(found, recognised=reading.convention is None)
        self.convention.set_value(reading.convention)
        labels = self.session.activations.prediction.labels
        marks = found_boxes.marks(self.session)
        bars = []
        for row, mark in enumerate(marks):
            label = found_boxes.name(found, row, labels) or self.tr("Box {0}").format(row + 1)
            score = float(found.scores[row])
            edges = ", ".join(str(round(edge)) for edge in mark.box)
            copied = f"{label}\t{score:.6g}\t{edges}"
            figure = wording.percent(score)
            bars.append(
                Bar(label, figure, score, tip=partial(self._tip, label, edges), copied=copied)
            )
        self.list.set_bars(bars)
        self.list.setVisible(bool(bars))
        count = wording.count(found.candidates)
        if bars and found.final:
            said = self.tr("Of {0} boxes that the network itself has chosen")
        elif bars:
            said = self.tr("Of {0} boxes; those that a better one covers are left out")
        else:
            said = self.tr("Nothing found above {1} % in {0} boxes")
        self.note.setText(said.format(count, round(100 * reading.threshold)))

    def _tip(self, label: str, edges: str) -> str:
        return self.tr("{0}\nLeft, top, right, bottom in pixels: {1}").format(label, edges)

    def _offer(self, found: Detections, *, recognised: bool) -> None:
        first = self.tr("Recognised by their values")
        if recognised:
            first = self.tr("{0} (recognised)").format(self._named(found.convention))
        self.convention.set_entries(
            [(first, None), *((self._named(each), each) for each in found.conventions)]
        )

    def _named(self, convention: Convention) -> str:
        layout = {
            "classes": self.tr("Centre, size, scores of classes"),
            "objectness": self.tr("Centre, size, objectness, scores of classes"),
            "grid": self.tr("Cell, logarithm of size, objectness, scores of classes"),
            "corners_score_class": self.tr("Corners, score, class"),
            "class_score_corners": self.tr("Class, score, corners"),
            "picture_corners_class_score": self.tr("Picture, corners, class, score"),
            "picture_class_score_corners": self.tr("Picture, class, score, corners"),
        }.get(convention.layout)
        if layout is not None:
            unit = self.tr("{0}; in pixels") if convention.pixels else self.tr("{0}; 0 to 1")
            return unit.format(layout)
        kinds = {
            (False, False): self.tr("Corners, 0 to 1"),
            (False, True): self.tr("Corners, in pixels"),
            (True, False): self.tr("Centre and size, 0 to 1"),
            (True, True): self.tr("Centre and size, in pixels"),
        }
        kind = kinds[convention.centred, convention.pixels]
        return self.tr("{0}, y first").format(kind) if convention.y_first else kind
