"""What a detector found in one picture: boxes with names, in pixels of that picture."""

from __future__ import annotations

from dataclasses import dataclass

from engine.constants import BOX_THRESHOLD
from engine.detection import Convention, detect
from engine.images import Picture
from engine.model import Model
from engine.prediction import Prediction

MOST = 100
"""So many boxes are told of where nobody says how many."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box in the picture.

    Attributes
    ----------
    index, label : of its class; the label is empty where all are of one kind
    score : 0..1
    x, y, w, h : left, top, width and height in pixels of the picture
    """

    index: int
    label: str
    score: float
    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class Found:
    """The boxes, best first, and how many there were to choose from."""

    boxes: tuple[Box, ...]
    candidates: int


def find(
    model: Model,
    picture: Picture,
    prediction: Prediction,
    *,
    convention: Convention | None = None,
    threshold: float = BOX_THRESHOLD,
    most: int = MOST,
) -> Found | None:
    """Return what `model` found in `picture`; None where it is no detector.

    Parameters
    ----------
    prediction : what the model says of the picture
    convention, threshold : how the boxes are read, as for `engine.detection.detect`
    most : so many boxes are returned at most
    """
    prepared = model.prepare(picture)
    found = detect(
        prediction.outputs,
        prepared.seen.shape[:2],
        convention=convention,
        threshold=threshold,
        task=model.task,
        named=0 if model.labels.assumed else len(model.labels),
    )
    if found is None:
        return None
    boxes = []
    for row, (left, top, right, bottom) in enumerate(found.within(*prepared.part)[:most].tolist()):
        index, label = int(found.classes[row]), found.name(row, prediction.labels)
        label = f"class {index}" if label is None else label
        score = float(found.scores[row])
        boxes.append(Box(index, label, score, left, top, right - left, bottom - top))
    return Found(tuple(boxes), found.candidates)
