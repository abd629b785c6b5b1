"""Boxes of detectors that put all of a box into one array: place, scores, class.

The array is (N, K, A) or (N, A, K): A numbers for each of K boxes, of which the first picture is
read. `LAYOUTS` has what the numbers may be; which of them it is, is told by the shape, by what the
model says of itself, and by the values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

_TASKS = ("detect", "segment", "pose")
"""Boxes that are turned (`obb`) are no such boxes."""
_STRIDES = ((8, 16, 32), (8, 16, 32, 64), (4, 8, 16, 32), (16, 32))
"""How many pixels lie between the cells of the grids that boxes come from."""
_LARGEST_LOGIT = 50.0
_LARGEST_LOGARITHM = 8.0
"""Of a size in cells; sizes in pixels reach further."""
_MOST_FINAL = 1000
"""Lists of boxes that a network has chosen itself have a hundred or three rows, as a rule."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What the numbers of a box are, by their places.

    Attributes
    ----------
    box : the first of four
    score, klass : of its score and its class; None where there is a score for each class
    objectness : how sure it is of anything at all; None where it does not say
    grid : the box is told in cells of grids, its size as a logarithm
    """

    box: int = 0
    score: int | None = None
    klass: int | None = None
    objectness: int | None = None
    grid: bool = False

    @property
    def final(self) -> bool:
        """Whether the network has left out overlapping boxes itself; then two corners are told."""
        return self.score is not None


LAYOUTS: Mapping[str, Layout] = {
    "classes": Layout(),  # YOLOv8, v9, v11
    "objectness": Layout(objectness=4),  # YOLOv5, v7, v3
    "grid": Layout(objectness=4, grid=True),  # YOLOX
    "corners_score_class": Layout(score=4, klass=5),  # YOLOv10, YOLO26
    "class_score_corners": Layout(box=2, score=1, klass=0),  # Paddle
    "picture_corners_class_score": Layout(box=1, score=6, klass=5),  # YOLOv7 with its own choice
    "picture_class_score_corners": Layout(box=3, score=2, klass=1),  # SSD in Caffe and OpenVINO
}


@dataclass(frozen=True, eq=False)
class Rows:
    """All boxes of an array, each with its best class.

    Attributes
    ----------
    layout : a key of `LAYOUTS`
    boxes : (K, 4) float32; corners where `final`, else centre and size
    scores : (K,) float32 0..1
    classes : (K,) ints
    class_count : how many classes there are
    possible : the layouts that its shape allows
    """

    layout: str
    boxes: np.ndarray
    scores: np.ndarray
    classes: np.ndarray
    class_count: int
    possible: tuple[str, ...]

    @property
    def final(self) -> bool:
        """Whether the network has left out overlapping boxes itself."""
        return LAYOUTS[self.layout].final


def read_rows(
    outputs: Mapping[str, np.ndarray],
    size: tuple[int, int],
    *,
    layout: str = "",
    task: str = "",
    named: int = 0,
) -> Rows | None:
    """Return the boxes in one of a network's outputs; None where it holds none.

    Parameters
    ----------
    outputs : what the network puts out, by name
    size : height and width of what it sees, in pixels
    layout : what the numbers are, where somebody chose it; else their values decide
    task : what the model says it does, or empty
    named : how many classes it names, 0 where it names none
    """
    for array in outputs.values():
        table = _of_first_picture(array, task)
        if table is None:
            continue
        possible = _possible(table.shape, size, task, named)
        for each in (layout,) if layout in possible else possible:
            rows = table if LAYOUTS[each].final or len(table) > table.shape[1] else table.T
            if layout in possible or _fits(rows, LAYOUTS[each], task):
                extra = _numbers_of_masks(outputs, rows.shape[1])
                read = _read(rows, each, size, extra, named, task)
                if read is not None:
                    return Rows(each, *read, possible)
    return None


def _of_first_picture(array: np.ndarray, task: str) -> np.ndarray | None:
    if array.dtype.kind != "f" or not array.size or task == "obb":
        return None
    if array.ndim == 4 and array.shape[:2] == (1, 1) and array.shape[3] == 7:
        return array.reshape(array.shape[2:])
    if array.ndim == 3:
        return array[:1].reshape(array.shape[1:])
    listed = array.ndim == 2 and array.shape[1] in (6, 7) and (len(array) > 1 or task == "detect")
    return array if listed else None


def _possible(
    shape: Sequence[int], size: tuple[int, int], task: str, named: int
) -> tuple[str, ...]:
    """Return the layouts that a table of this shape may have, the most probable first."""
    names: list[str] = []
    if shape[1] == 6:
        names += ["corners_score_class", "class_score_corners"]
    elif shape[1] == 7:
        names += ["picture_corners_class_score", "picture_class_score_corners"]
    elif shape[1] > 6 and shape[0] <= _MOST_FINAL and task in ("segment", "pose"):
        names.append("corners_score_class")
    count, numbers = max(shape), min(shape)
    if numbers < 5 or count == numbers or not (task in _TASKS or count in set(_counts(size))):
        return tuple(names)
    across = shape[0] < shape[1]
    sure = ["objectness"] if numbers > 5 else []
    if numbers > 5 and not across and count in set(_counts(size, each=(1,))):
        sure.insert(0, "grid")
    if named and numbers in (named + 4, named + 5):
        across = numbers == named + 4
    return (*names, "classes", *sure) if across else (*names, *sure, "classes")


def _counts(size: tuple[int, int], each: Sequence[int] = (1, 3)) -> Iterator[int]:
    """Yield how many boxes there are with one, or three, in each cell of the usual grids."""
    for strides in _STRIDES:
        cells = sum(-(-size[0] // stride) * -(-size[1] // stride) for stride in strides)
        yield from (cells * boxes for boxes in each)


def _fits(rows: np.ndarray, layout: Layout, task: str) -> bool:
    """Return whether the numbers can be meant so."""
    boxes = rows[:, layout.box : layout.box + 4]
    if not np.isfinite(rows).all():
        return False
    if layout.score is None:
        if not layout.grid:
            return bool(boxes[:, 2:].min() >= 0)
        return bool(boxes[:, :2].min() < 0 and boxes[:, 2:].max() < _LARGEST_LOGARITHM)
    assert layout.klass is not None
    scores, classes = rows[:, layout.score], rows[:, layout.klass]
    real = boxes[scores > 0]
    ordered = (real[:, 2:] >= real[:, :2]).all()
    whole = (classes == np.rint(classes)).all() and classes.min() >= -1
    pictures = layout.box in (0, 2) or (rows[:, 0] == np.rint(rows[:, 0])).all()
    return bool(ordered and whole and pictures and scores.min() >= -1 and scores.max() <= 1.001)


def _numbers_of_masks(outputs: Mapping[str, np.ndarray], numbers: int) -> int:
    """Return how many numbers behind the scores choose among masks that are an output, too."""
    masks = (a.shape[1] for a in outputs.values() if a.ndim == 4 and a.dtype.kind == "f")
    return next((count for count in masks if 1 < count < numbers - 4), 0)


def _read(
    rows: np.ndarray, name: str, size: tuple[int, int], extra: int, named: int, task: str
) -> tuple[np.ndarray, np.ndarray, np.ndarray, int] | None:
    """Return boxes, scores, classes and how many there are of these."""
    layout = LAYOUTS[name]
    boxes = rows[:, layout.box : layout.box + 4].astype(np.float32)
    if layout.score is not None and layout.klass is not None:
        scores = rows[:, layout.score].astype(np.float32)
        classes = np.clip(np.rint(rows[:, layout.klass]), 0, 2**31).astype(np.int64)
        return boxes, scores, classes, max(named, int(classes.max()) + 1)
    first = 4 if layout.objectness is None else 5
    count = rows.shape[1] - first - extra
    if task == "pose":
        count = min(named or 1, count)
    if count < 1:
        return None
    shares = _shares(rows[:, 4 : first + count].astype(np.float32))
    if shares is None:
        return None
    if layout.objectness is not None:
        shares = shares[:, 1:] * shares[:, :1]
    classes = np.argmax(shares, axis=1)
    scores = np.take_along_axis(shares, classes[:, None], axis=1)[:, 0]
    return _in_pixels(boxes, size) if layout.grid else boxes, scores, classes, count


def _shares(scores: np.ndarray) -> np.ndarray | None:
    """Return scores 0..1, from logits if they all are; None where they cannot be scores."""
    low, high = scores.min(axis=0), scores.max(axis=0)
    if low.min() >= -1e-3 and high.max() <= 1 + 1e-3:
        result: np.ndarray = np.clip(scores, 0, 1)
        return result
    if (low < 0).all() and low.min() > -_LARGEST_LOGIT and high.max() < _LARGEST_LOGIT:
        result = 0.5 * (1 + np.tanh(scores / 2))
        return result
    return None


def _in_pixels(boxes: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Return boxes told in cells as centre and size in pixels; (N, 4), as YOLOX counts them."""
    places, strides = [], []
    for steps in _STRIDES:
        sides = [(-(-size[0] // step), -(-size[1] // step), step) for step in steps]
        if sum(rows * columns for rows, columns, _ in sides) == len(boxes):
            for rows, columns, step in sides:
                y, x = np.divmod(np.arange(rows * columns), columns)
                places.append(np.stack((x, y), axis=1))
                strides.append(np.full((rows * columns, 1), step))
            break
    lengths = np.concatenate(strides).astype(np.float32)
    centre = (boxes[:, :2] + np.concatenate(places)) * lengths
    with np.errstate(over="ignore"):
        extent = np.exp(boxes[:, 2:]) * lengths
    return np.concatenate((centre, extent), axis=1).astype(np.float32)
