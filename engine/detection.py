"""Boxes of a detector: found among its outputs, read by their values, overlapping ones left out.

They come with their scores in outputs by themselves, or with all in one (`box_rows`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from engine.box_outputs import find_boxes
from engine.box_rows import LAYOUTS, Rows, read_rows
from engine.constants import BOX_THRESHOLD
from engine.metadata import Labels
from engine.ops.ordering import non_max_suppression

_MOST = 2000
"""So many of the best boxes are compared with each other."""
_OVERLAP = 0.45
"""A box that shares more of the joint area than this with a better one of its class goes."""
_SURELY_PIXELS = 2.0
"""Shares of a picture's width reach little beyond 1."""


@dataclass(frozen=True, slots=True)
class Convention:
    """What the four numbers of a box mean.

    Attributes
    ----------
    centred : centre, width and height; else two corners
    pixels : pixels of what the network sees; else shares of its width and height
    y_first : y before x, and height before width
    layout : a key of `box_rows.LAYOUTS` where one array holds all of a box; else empty
    """

    centred: bool = False
    pixels: bool = False
    y_first: bool = False
    layout: str = ""


CONVENTIONS = tuple(
    Convention(centred, pixels, y_first)
    for y_first in (False, True)
    for centred in (False, True)
    for pixels in (False, True)
)
"""Those of boxes that are an output by themselves."""


@dataclass(frozen=True, eq=False)
class Detections:
    """What was found, best first.

    Attributes
    ----------
    boxes : (D, 4) float32: left, top, right, bottom in shares of what the network sees
    scores : (D,) float32 0..1
    classes : (D,) ints
    convention : how the boxes were read
    candidates : how many there were to choose from
    class_count, background : as for `Candidates`
    conventions : what their numbers may mean
    """

    boxes: np.ndarray
    scores: np.ndarray
    classes: np.ndarray
    convention: Convention
    candidates: int
    class_count: int
    background: int | None
    conventions: tuple[Convention, ...] = CONVENTIONS

    @property
    def final(self) -> bool:
        """Whether the network has left out overlapping boxes itself."""
        return bool(self.convention.layout) and LAYOUTS[self.convention.layout].final

    def name(self, row: int, labels: Labels) -> str | None:
        """Return what a box is called; None where its class has no name.

        It is empty where the network looks for one kind of thing, which needs no name.
        """
        number = int(self.classes[row])
        named = self.class_count - (self.background is not None)
        # Files often leave the class that means "nothing" without a name.
        number -= int(self.background == 0 and len(labels) == named)
        if number < len(labels):
            return labels.short(number)
        return "" if named == 1 else None

    def within(self, left: float, top: float, right: float, bottom: float) -> np.ndarray:
        """Return the boxes as (D, 4), where the network sees this part of a picture."""
        size = np.array([right - left, bottom - top] * 2, np.float32)
        return self.boxes * size + np.array([left, top] * 2, np.float32)


def recognised(boxes: np.ndarray) -> Convention:
    """Return what the numbers of boxes, (K, 4), seem to mean: corners or centres, in what unit."""
    known = boxes[np.isfinite(boxes).all(1)]
    if not len(known):
        return Convention()
    pixels = float(np.quantile(np.abs(known), 0.95)) > _SURELY_PIXELS
    in_order = (known[:, 2] >= known[:, 0]) & (known[:, 3] >= known[:, 1])
    return Convention(centred=bool(in_order.mean() < 0.95), pixels=pixels)


def detect(
    outputs: Mapping[str, np.ndarray],
    size: tuple[int, int],
    *,
    convention: Convention | None = None,
    threshold: float = BOX_THRESHOLD,
    task: str = "",
    named: int = 0,
) -> Detections | None:
    """Return what a detector found; None where the outputs hold no boxes.

    Parameters
    ----------
    outputs : what the network puts out, by name
    size : height and width of what it sees, in pixels
    convention : what the numbers of a box mean; recognised by their values where not given
    threshold : boxes must score more, 0..1
    task : what the model says it does, or empty
    named : how many classes it names, 0 where it names none
    """
    found = find_boxes(outputs)
    if found is None:
        return _of_rows(outputs, size, convention, threshold, task, named)
    convention = convention or _by_name(outputs) or recognised(found.boxes)
    corners = _corners(found.boxes, convention, size)
    best = _without_overlaps(corners, found.scores, found.classes, threshold)
    return Detections(
        corners[best],
        found.scores[best],
        found.classes[best],
        convention,
        len(found.boxes),
        found.class_count,
        found.background,
    )


def _of_rows(
    outputs: Mapping[str, np.ndarray],
    size: tuple[int, int],
    convention: Convention | None,
    threshold: float,
    task: str,
    named: int,
) -> Detections | None:
    layout = convention.layout if convention else ""
    found = read_rows(outputs, size, layout=layout, task=task, named=named)
    if found is None:
        return None
    if convention is None or convention.layout != found.layout:
        convention = _recognised_rows(found)
    corners = _corners(found.boxes, convention, size)
    if found.final:
        best = np.flatnonzero((found.scores > threshold) & np.isfinite(corners).all(1))
        best = best[np.argsort(-found.scores[best], kind="stable")]
    else:
        best = _without_overlaps(corners, found.scores, found.classes, threshold)
    return Detections(
        corners[best],
        found.scores[best],
        found.classes[best],
        convention,
        len(found.boxes),
        found.class_count,
        None,
        tuple(
            Convention(not LAYOUTS[name].final, pixels, layout=name)
            for name in found.possible
            for pixels in ((True,) if LAYOUTS[name].grid else (False, True))
        ),
    )


def _recognised_rows(found: Rows) -> Convention:
    sure = found.boxes[found.scores > 0] if (found.scores > 0).any() else found.boxes
    return replace(recognised(sure), centred=not found.final, layout=found.layout)


def _by_name(outputs: Mapping[str, np.ndarray]) -> Convention | None:
    """Return the convention of TensorFlow's detectors, told by the name of their boxes."""
    named = any(name.startswith("detection_boxes") for name in outputs)
    return Convention(y_first=True) if named else None


def _without_overlaps(
    corners: np.ndarray, scores: np.ndarray, classes: np.ndarray, threshold: float
) -> np.ndarray:
    """Return which boxes are left, best first."""
    good = np.flatnonzero((scores > threshold) & np.isfinite(corners).all(1))
    good = good[np.argsort(-scores[good], kind="stable")][:_MOST]
    kept = [
        _not_overlapping(corners, scores, good[classes[good] == each])
        for each in np.unique(classes[good])
    ]
    best = np.concatenate(kept) if kept else good
    result: np.ndarray = best[np.argsort(-scores[best], kind="stable")]
    return result


def _corners(boxes: np.ndarray, convention: Convention, size: tuple[int, int]) -> np.ndarray:
    """Return boxes as left, top, right, bottom in shares."""
    pairs = boxes.reshape(-1, 2, 2)
    if convention.y_first:
        pairs = pairs[:, :, ::-1]
    if convention.centred:
        half = pairs[:, 1] / 2
        pairs = np.stack((pairs[:, 0] - half, pairs[:, 0] + half), 1)
    if convention.pixels:
        pairs = pairs / np.array(size[::-1], np.float32)
    result: np.ndarray = np.sort(pairs, axis=1).reshape(-1, 4)
    return result


def _not_overlapping(corners: np.ndarray, scores: np.ndarray, rows: np.ndarray) -> np.ndarray:
    chosen = non_max_suppression(
        corners[rows][None],
        scores[rows][None, None],
        np.array(len(rows), np.int64),
        np.array(_OVERLAP, np.float32),
    )
    kept: np.ndarray = rows[chosen[:, 2]]
    return kept
