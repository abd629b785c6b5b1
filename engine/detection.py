"""Boxes of a detector: found among its outputs, read by their values, overlapping ones left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

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
    """

    centred: bool = False
    pixels: bool = False
    y_first: bool = False


CONVENTIONS = tuple(
    Convention(centred, pixels, y_first)
    for y_first in (False, True)
    for centred in (False, True)
    for pixels in (False, True)
)


@dataclass(frozen=True, eq=False)
class Candidates:
    """All boxes that a network puts out, each with its best class.

    Attributes
    ----------
    boxes : (K, 4) float32 as the network gives them
    scores : (K,) float32 0..1
    classes : (K,) ints
    class_count : how many classes there are, one for "nothing" included
    background : the class that means "nothing", which is no box's class; None where there is none
    """

    boxes: np.ndarray
    scores: np.ndarray
    classes: np.ndarray
    class_count: int
    background: int | None


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
    """

    boxes: np.ndarray
    scores: np.ndarray
    classes: np.ndarray
    convention: Convention
    candidates: int
    class_count: int
    background: int | None

    def within(self, left: float, top: float, right: float, bottom: float) -> np.ndarray:
        """Return the boxes as (D, 4), where the network sees this part of a picture."""
        size = np.array([right - left, bottom - top] * 2, np.float32)
        return self.boxes * size + np.array([left, top] * 2, np.float32)


def find_boxes(outputs: Mapping[str, np.ndarray]) -> Candidates | None:
    """Return the boxes among a network's outputs; None where it is no detector.

    Boxes are (N, K, 4), or (K, 4) of more than one; with them come scores (N, K, C), (N, K) or
    without N. Of a batch the first picture is read. Scores beyond 0..1 are logits. Where the scores
    of a box add up to one, the first or the last class means "nothing": the one that is more
    probable on the whole. Where there is one score for each box, whole numbers beside it are its
    class.
    """
    names = _boxes_and_scores(outputs)
    if names is None:
        return None
    rank = outputs[names[0]].ndim
    given = outputs[names[0]].reshape(-1, *outputs[names[0]].shape[-2:])[0]
    scores = _rows(outputs[names[1]], len(given), rank)
    assert scores is not None
    found = _with_best_class(given.astype(np.float32), scores.astype(np.float32))
    if found.class_count > 1:
        return found
    columns = (_rows(a, len(given), rank) for name, a in outputs.items() if name not in names)
    classes = next(
        (rows[:, 0] for rows in columns if rows is not None and _are_classes(rows)), None
    )
    if classes is None:
        return found
    classes = classes.astype(np.int64)
    return replace(found, classes=classes, class_count=int(classes.max()) + 1)


def has_boxes(outputs: Mapping[str, np.ndarray]) -> bool:
    """Return whether a network is a detector, judged by what it puts out."""
    return _boxes_and_scores(outputs) is not None


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
    threshold: float = 0.5,
) -> Detections | None:
    """Return what a detector found; None where the outputs hold no boxes.

    Parameters
    ----------
    outputs : what the network puts out, by name
    size : height and width of what it sees, in pixels
    convention : what the numbers of a box mean; recognised by their values where not given
    threshold : boxes must score more, 0..1
    """
    found = find_boxes(outputs)
    if found is None:
        return None
    convention = convention or recognised(found.boxes)
    corners = _corners(found.boxes, convention, size)
    good = np.flatnonzero((found.scores > threshold) & np.isfinite(corners).all(1))
    good = good[np.argsort(-found.scores[good], kind="stable")][:_MOST]
    kept = [_not_overlapping(corners, found.scores, good[found.classes[good] == each])
            for each in np.unique(found.classes[good])]  # fmt: skip
    best = np.concatenate(kept) if kept else good
    best = best[np.argsort(-found.scores[best], kind="stable")]
    return Detections(
        corners[best],
        found.scores[best],
        found.classes[best],
        convention,
        len(found.boxes),
        found.class_count,
        found.background,
    )


def _boxes_and_scores(outputs: Mapping[str, np.ndarray]) -> tuple[str, str] | None:
    """Return the names of two outputs; scores that lie in 0..1 are preferred."""
    floats = {name: a for name, a in outputs.items() if a.dtype.kind == "f" and a.size}
    for name, array in floats.items():
        if not _are_boxes(array):
            continue
        count = array.shape[-2]
        fits = [
            other
            for other, scores in floats.items()
            if other != name and _rows(scores, count, array.ndim) is not None
        ]
        fits.sort(key=lambda other: not _are_shares(floats[other]))
        if fits:
            return name, fits[0]
    return None


def _are_boxes(array: np.ndarray) -> bool:
    if array.ndim not in (2, 3) or array.shape[-1] != 4:
        return False
    return array.ndim == 3 or array.shape[0] > 1


def _are_shares(array: np.ndarray) -> bool:
    return bool(array.min() >= 0 and array.max() <= 1)


def _are_classes(rows: np.ndarray) -> bool:
    """Return whether a column holds the number of a class for each box."""
    whole = rows.shape[1] == 1 and rows.dtype.kind in "iuf" and np.isfinite(rows).all()
    return bool(whole and rows.min() >= 0 and (rows == np.rint(rows)).all())


def _rows(array: np.ndarray, count: int, rank: int) -> np.ndarray | None:
    """Return numbers as (K, C), if they may belong to `count` boxes in an array of `rank`."""
    if rank == 3:
        if array.ndim not in (2, 3) or array.shape[1] != count or not array.size:
            return None
        array = array[0]
    elif array.ndim not in (1, 2) or array.shape[0] != count or not array.size:
        return None
    return array.reshape(count, -1)


def _with_best_class(boxes: np.ndarray, scores: np.ndarray) -> Candidates:
    count = scores.shape[1]
    if not _are_shares(scores):
        scores = _sigmoid(scores) if count == 1 else _softmax(scores)
    background = None
    if count > 1 and np.allclose(scores.sum(1), 1, atol=1e-3):
        first, last = scores[:, 0].mean(), scores[:, -1].mean()
        background = 0 if first >= last else count - 1
        scores = scores.copy()
        scores[:, background] = -1
    classes = np.argmax(scores, 1)
    best = np.take_along_axis(scores, classes[:, None], 1)[:, 0]
    return Candidates(boxes, best, classes, count, background)


def _sigmoid(values: np.ndarray) -> np.ndarray:
    # By tanh, which does not overflow.
    result: np.ndarray = 0.5 * (1 + np.tanh(values / 2))
    return result


def _softmax(scores: np.ndarray) -> np.ndarray:
    shifted = np.exp(scores - scores.max(1, keepdims=True))
    result: np.ndarray = shifted / shifted.sum(1, keepdims=True)
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
