"""Boxes of detectors that put out places, scores and classes in arrays by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np


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


def _boxes_and_scores(outputs: Mapping[str, np.ndarray]) -> tuple[str, str] | None:
    """Return the names of two outputs; scores that lie in 0..1 are preferred."""
    floats = {name: a for name, a in outputs.items() if a.dtype.kind == "f" and a.size}
    for name, array in floats.items():
        if not _are_boxes(array, outputs):
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


def _are_boxes(array: np.ndarray, outputs: Mapping[str, np.ndarray]) -> bool:
    if array.ndim not in (2, 3) or array.shape[-1] != 4:
        return False
    if array.ndim == 3 or array.shape[0] > 1:
        return True
    # One row of four may be anything, unless a score and a class come with it.
    beside = [a for a in outputs.values() if a.shape == (1,)]
    return any(a.dtype.kind in "iu" for a in beside) and any(a.dtype.kind == "f" for a in beside)


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
