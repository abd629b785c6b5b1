"""Operators that depend on the order along an axis: running sums, the largest k, box selection."""

from __future__ import annotations

import math

import numpy as np

from engine import stopping
from engine.errors import ShapeError
from engine.ops.arguments import axis_of, scalar, whole
from engine.ops.registry import onnx_op, same_as_first

SORTED = 300
"""Nanoseconds for an element that is sorted."""
LONG = 1 << 16
"""Elements of a row that is sorted part by part, where few of it are wanted."""


@onnx_op("CumSum", since=11, shape=same_as_first)
def cum_sum(x: np.ndarray, axis: np.ndarray, *, exclusive: int = 0, reverse: int = 0) -> np.ndarray:
    """Return for each element the sum of those up to it along `axis`.

    Parameters
    ----------
    exclusive : leave out the element itself
    reverse : sum from the other end

    Notes
    -----
    ONNX CumSum-14, https://onnx.ai/onnx/operators/onnx__CumSum.html
    """
    place = axis_of(whole(axis, "axis"), x.ndim)
    source = np.moveaxis(np.flip(x, place) if reverse else x, place, 0)
    sums = np.zeros(source.shape, x.dtype)
    # One further on for what leaves out the element itself. Not `sums - source`: that would lose
    # digits, and turn ∞ − ∞ into NaN.
    target, rest = (sums[1:], source[:-1]) if exclusive else (sums, source)
    with np.errstate(all="ignore"):
        for part in stopping.pieces(len(rest), rest.size):
            np.cumsum(rest[part], 0, x.dtype, target[part])
            if part.start:
                target[part] += target[part.start - 1]
    whole_sums = np.moveaxis(sums, 0, place)
    return np.flip(whole_sums, place) if reverse else whole_sums


def _top(x: np.ndarray, k: int, axis: int, largest: bool) -> tuple[np.ndarray, np.ndarray]:
    place = axis_of(axis, x.ndim)
    size = x.shape[place]
    if not 0 <= k <= size:
        raise ShapeError(f"k must be between 0 and {size}, got {k}.")
    rows = np.moveaxis(x, place, -1).reshape(math.prod(x.shape) // max(size, 1), size)
    first = np.empty((len(rows), k), np.int64)
    for part in stopping.pieces(len(rows), rows.size, SORTED):
        first[part] = _first(rows[part], k, largest)
    values = np.take_along_axis(rows, first, 1)
    others = x.shape[:place] + x.shape[place + 1 :]
    back = (np.moveaxis(array.reshape(*others, k), -1, place) for array in (values, first))
    return next(back), next(back)


def _first(rows: np.ndarray, k: int, largest: bool) -> np.ndarray:
    """Return where the first `k` in order stand in each row."""
    size = rows.shape[1]
    chosen: list[np.ndarray] = []
    if 4 * k < LONG < size:
        # Of a long row each part gives its first; they stand in the order of their places.
        for part in stopping.pieces(size, rows.size, SORTED):
            chosen.append(part.start + _order(rows[:, part], largest)[:, :k])
    if not chosen:
        return _order(rows, largest)[:, :k]
    places = np.concatenate(chosen, 1)
    order = _order(np.take_along_axis(rows, places, 1), largest)[:, :k]
    return np.take_along_axis(places, order, 1)


def _order(rows: np.ndarray, largest: bool) -> np.ndarray:
    if not largest:
        return np.argsort(rows, 1, kind="stable")
    # A stable order of the flipped array, flipped back, keeps equal values in their order
    # and needs no negation, which unsigned integers do not have.
    flipped = np.argsort(rows[:, ::-1], 1, kind="stable")
    return np.asarray(rows.shape[1] - 1 - flipped[:, ::-1])


@onnx_op("TopK", since=1)
def top_k_1(x: np.ndarray, *, k: int, axis: int = -1) -> tuple[np.ndarray, np.ndarray]:
    """Return the `k` largest values along `axis`, largest first, and their int64 positions.

    Notes
    -----
    ONNX TopK-1, https://onnx.ai/onnx/operators/onnx__TopK.html
    """
    return _top(x, k, axis, largest=True)


@onnx_op("TopK", since=10, shape_from=("k",))
def top_k(
    x: np.ndarray, k: np.ndarray, *, axis: int = -1, largest: int = 1, sorted: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    """Return the `k` largest or smallest values along `axis` and their int64 positions.

    Parameters
    ----------
    largest : whether the largest are meant, or the smallest
    sorted : whether they must come in order; they always do. Of equal values the one with the
        lower position comes first

    Raises
    ------
    ShapeError
        If there are not `k` values.

    Notes
    -----
    ONNX TopK-11, https://onnx.ai/onnx/operators/onnx__TopK.html
    """
    return _top(x, whole(k, "k"), axis, bool(largest))


@onnx_op("NonMaxSuppression", since=10, dynamic=True)
def non_max_suppression(
    boxes: np.ndarray,
    scores: np.ndarray,
    max_output_boxes_per_class: np.ndarray | None = None,
    iou_threshold: np.ndarray | None = None,
    score_threshold: np.ndarray | None = None,
    *,
    center_point_box: int = 0,
) -> np.ndarray:
    """Return the best boxes that overlap no better one, as (count, 3): batch, class, box.

    Parameters
    ----------
    boxes : (batch, boxes, 4) floats: y1, x1, y2, x2 in any order of corners, or x and y of the
        centre, width, height if `center_point_box`
    scores : (batch, classes, boxes) floats
    max_output_boxes_per_class : none is selected where it is 0 or not given
    iou_threshold : a box that shares more of the joint area than this with a better one goes
    score_threshold : boxes must score more; all may stay where it is not given

    Notes
    -----
    ONNX NonMaxSuppression-11, https://onnx.ai/onnx/operators/onnx__NonMaxSuppression.html
    """
    if (
        boxes.ndim != 3
        or scores.ndim != 3
        or boxes.shape[2] != 4
        or (boxes.shape[0], boxes.shape[1]) != (scores.shape[0], scores.shape[2])
    ):
        raise ShapeError(
            "boxes must be (batch, boxes, 4) and scores (batch, classes, boxes), "
            f"got {boxes.shape} and {scores.shape}."
        )
    most = 0
    if max_output_boxes_per_class is not None:
        most = whole(max_output_boxes_per_class, "max_output_boxes_per_class")
    overlap = 0.0 if iou_threshold is None else float(scalar(iou_threshold, "iou_threshold"))
    lowest = -np.inf if score_threshold is None else scalar(score_threshold, "score_threshold")
    corners = _corners(boxes.astype(np.float32), bool(center_point_box))
    found = [
        (batch, group, box)
        for batch in range(scores.shape[0])
        for group in range(scores.shape[1])
        for box in _suppressed(corners[batch], scores[batch, group], most, overlap, lowest)
    ]
    return np.array(found, np.int64).reshape(-1, 3)


def _corners(boxes: np.ndarray, centred: bool) -> np.ndarray:
    """Return boxes as low and high corner, (batch, boxes, 2, 2)."""
    pairs = boxes.reshape((*boxes.shape[:2], 2, 2))
    if centred:
        centre, half = pairs[:, :, 0], pairs[:, :, 1] / 2
        pairs = np.stack((centre - half, centre + half), 2)
    return np.sort(pairs, axis=2)


def _suppressed(
    corners: np.ndarray, scores: np.ndarray, most: int, overlap: float, lowest: float
) -> list[int]:
    """Return which boxes of one class stay, best first."""
    left = np.argsort(-scores, kind="stable")
    left = left[scores[left] > lowest]
    areas = np.prod(corners[:, 1] - corners[:, 0], axis=1)
    kept: list[int] = []
    while left.size and len(kept) < most:
        stopping.check()
        best, left = left[0], left[1:]
        kept.append(int(best))
        low = np.maximum(corners[best, 0], corners[left, 0])
        high = np.minimum(corners[best, 1], corners[left, 1])
        shared = np.prod(np.clip(high - low, 0, None), axis=1)
        joint = areas[best] + areas[left] - shared
        left = left[~((joint > 0) & (shared > overlap * joint))]
    return kept
