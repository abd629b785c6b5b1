"""What a detector found, in a session: boxes with names, as the person wants them read."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from engine.detection import Detections, detect
from gui.widgets.box_marks import BoxMark
from gui.words import wording

if TYPE_CHECKING:
    import engine
    from gui.session import Session

MOST = 100
"""So many boxes are drawn and listed."""

translate = QCoreApplication.translate

_latest: list[tuple[weakref.ref[Any], dict[str, Any], Detections | None]] = []
"""The run that was read last, how, and what was found: list and picture ask one after the other,
and a detector of 25,200 boxes takes 14 ms to read."""


def detections(session: Session) -> Detections | None:
    """Return what was found; None where the network is no detector, or has not run."""
    model, activations, reading = session.model, session.activations, session.boxes
    if model is None or activations is None or model.missing:
        return None
    how: dict[str, Any] = {
        "convention": reading.convention,
        "threshold": reading.threshold,
        "task": model.task,
        "named": 0 if model.labels.assumed else len(model.labels),
    }
    for run, before, found in _latest:
        if run() is activations and before == how:
            return found
    found = detect(activations.prediction.outputs, activations.prepared.seen.shape[:2], **how)
    _latest[:] = [(weakref.ref(activations), how, found)]
    return found


def name(found: Detections, row: int, labels: engine.Labels) -> str:
    """Return what a box is called; a detector of one kind of thing needs no name for it."""
    known = found.name(row, labels)
    if known is None:
        return translate("found_boxes", "Class {0}").format(int(found.classes[row]))
    return known


def marks(session: Session) -> tuple[BoxMark, ...]:
    """Return the boxes in pixels of the picture that went in, with name and score."""
    found, activations = detections(session), session.activations
    if found is None or activations is None:
        return ()
    boxes = found.within(*activations.prepared.part)[:MOST]
    labels = activations.prediction.labels
    return tuple(
        BoxMark(
            tuple(float(edge) for edge in box),
            f"{name(found, row, labels)} {wording.percent(float(found.scores[row]))}".strip(),
        )
        for row, box in enumerate(boxes)
    )
