"""Many pictures at once: what the network says about each, and how often it is right."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from engine import stopping
from engine.constants import BOX_THRESHOLD, IMAGE_SUFFIXES
from engine.detection import Convention
from engine.errors import CancelledError, EngineError
from engine.found import Box, find
from engine.images import Picture, read_image, resize
from engine.metadata import Labels
from engine.model import Model
from engine.prediction import Prediction

TOP = 5
"""So many labels are kept of each picture; accuracy counts the first, and all of them."""


@dataclass(frozen=True, slots=True)
class Item:
    """One picture: its file, what it is called, and the folder that may name its class."""

    path: Path
    name: str
    folder: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """What became of one picture.

    Attributes
    ----------
    truth : the class it belongs to, by number; None where nobody said, or no label is called so
    ranking : the `TOP` most probable classes as (index, short label, probability), best first;
        empty if the network is no classifier
    boxes : what a detector found, best first; None if the network is none
    outputs : name and shape of what comes out of a network that is neither
    place : where the true class stands among all, from 1 on; None without truth
    seconds : reading, preparing and running
    error : why there is no answer; None if there is one
    thumbnail : (h, w, 3) uint8 RGB where one was asked for
    """

    item: Item
    truth: int | None = None
    ranking: tuple[tuple[int, str, float], ...] = ()
    place: int | None = None
    seconds: float = 0.0
    error: EngineError | None = None
    thumbnail: np.ndarray | None = None
    boxes: tuple[Box, ...] | None = None
    outputs: tuple[tuple[str, tuple[int, ...]], ...] = ()

    @property
    def best(self) -> list[tuple[str, float]]:
        """The `TOP` surest labels of a classifier, or boxes of a detector, as (label, 0..1)."""
        if self.boxes is not None:
            return [(box.label, box.score) for box in self.boxes[:TOP]]
        return [(label, probability) for _, label, probability in self.ranking]

    @property
    def kinds(self) -> dict[str, int]:
        """How many boxes of each label a detector found, the surest first."""
        return dict(Counter(box.label for box in self.boxes or ()))

    @property
    def correct(self) -> bool | None:
        """Whether the most probable class is the true one; None where that is not known."""
        return None if self.place is None else self.place == 1


def _files_in(root: Path) -> Iterator[Path]:
    """Yield all files within a folder; what vanishes meanwhile, or may not be read, is left out."""
    for folder, _, names in os.walk(root):
        stopping.check()
        yield from (Path(folder, name) for name in names)


def find_pictures(
    paths: Collection[Path], should_stop: Callable[[], bool] | None = None
) -> list[Item]:
    """Return the pictures among files, and those in folders and their sub-folders, by name.

    The folder that a picture lies in may name its class; the one that was given itself only where
    there are several.

    Raises
    ------
    CancelledError
        If `should_stop` says so, or what is asked already; at once, however slow the drive is.
    """
    return stopping.apart(lambda _: _pictures_among(paths), should_stop)


def _pictures_among(paths: Collection[Path]) -> list[Item]:
    roots = [path for path in paths if path.is_dir()]
    items = [Item(path, path.name) for path in paths if path not in roots]
    for root in roots:
        for path in sorted(_files_in(root)):
            stopping.check()
            inside = path.relative_to(root)
            hidden = any(part.startswith(".") for part in inside.parts)
            if hidden or path.suffix.lower() not in IMAGE_SUFFIXES or not path.is_file():
                continue
            names_class = path.parent != root or len(roots) > 1
            name = inside if len(roots) == 1 else Path(root.name) / inside
            items.append(Item(path, name.as_posix(), path.parent.name if names_class else ""))
    return items


def class_named(name: str, labels: Labels) -> int | None:
    """Return the class that a folder's name means: a label, one of its names, or its number."""
    wanted = _plain(name)
    for index in range(len(labels)):
        if _plain(labels.full(index)) == wanted:
            return index
    for index in range(len(labels)):
        if wanted in map(_plain, labels.full(index).split(",")):
            return index
    return int(name) if name.isdecimal() and int(name) < len(labels) else None


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").replace("-", " ").split())


def classes_of(items: Collection[Item], labels: Labels) -> dict[str, int | None]:
    """Return the class that each folder among `items` means; None where no label is called so."""
    folders = dict.fromkeys(item.folder for item in items if item.folder)
    return {folder: class_named(folder, labels) for folder in folders}


def predict_each(
    model: Model,
    items: Collection[Item],
    *,
    classes: dict[str, int | None] | None = None,
    thumbnail: int = 0,
    convention: Convention | None = None,
    threshold: float = BOX_THRESHOLD,
    should_stop: Callable[[], bool] | None = None,
) -> Iterator[Result]:
    """Yield the result of each picture, in order; one that fails does not stop the others.

    Parameters
    ----------
    classes : the class that each folder means, as `classes_of` says; nothing for no truth
    thumbnail : pixels of the longer side of a small picture in each result; 0 for none
    convention, threshold : how a detector's boxes are read, as for `engine.detection.detect`

    Raises
    ------
    CancelledError
        If `should_stop` says so.
    """
    for item in items:
        if should_stop is not None and should_stop():
            raise CancelledError("was cancelled.")
        start = perf_counter()
        truth = (classes or {}).get(item.folder)
        small = None
        try:
            picture = read_image(item.path, should_stop=should_stop)
            small = _thumbnail(picture.pixels, thumbnail) if thumbnail else None
            prediction = model.predict(picture, should_stop=should_stop)
            said = _said(model, picture, prediction, convention, threshold)
        except CancelledError:
            raise
        except EngineError as error:
            error.file = error.file or item.path.name
            seconds = perf_counter() - start
            yield Result(item, truth, seconds=seconds, error=error, thumbnail=small)
            continue
        place, seconds = _place(prediction, truth), perf_counter() - start
        yield Result(item, truth, place=place, seconds=seconds, thumbnail=small, **said)


def _said(
    model: Model,
    picture: Picture,
    prediction: Prediction,
    convention: Convention | None,
    threshold: float,
) -> dict[str, Any]:
    """Return the answer in the field of a result where its kind belongs."""
    if prediction.probabilities is not None:
        labels, ranking = prediction.labels, prediction.ranking(TOP)
        return {"ranking": tuple((index, labels.short(index), p) for index, p in ranking)}
    found = find(model, picture, prediction, convention=convention, threshold=threshold)
    if found is not None:
        return {"boxes": found.boxes}
    return {"outputs": tuple((name, array.shape) for name, array in prediction.outputs.items())}


def _place(prediction: Prediction, truth: int | None) -> int | None:
    probabilities = prediction.probabilities
    if probabilities is None or truth is None or truth >= probabilities.size:
        return None
    order = np.argsort(-probabilities, kind="stable")
    return int(np.flatnonzero(order == truth)[0]) + 1


def _thumbnail(pixels: np.ndarray, side: int) -> np.ndarray:
    height, width = pixels.shape[:2]
    shrink = min(1.0, side / max(height, width))
    # Every n-th pixel first: a photo of 24 megapixels has far more than a thumbnail needs.
    step = max(1, int(1 / shrink) // 4)
    size = (max(1, round(height * shrink)), max(1, round(width * shrink)))
    return resize(np.ascontiguousarray(pixels[::step, ::step]), size, "box")


@dataclass(slots=True)
class Score:
    """How often the network was right, counted as results come."""

    total: int = 0
    failed: int = 0
    judged: int = 0
    top_1: int = 0
    top_5: int = 0
    seconds: float = 0.0
    confusion: Counter[tuple[int, int]] = field(default_factory=Counter)
    """How often a picture of the first class was taken for the second."""

    def add(self, result: Result) -> None:
        """Count one result."""
        self.total += 1
        self.seconds += result.seconds
        self.failed += result.error is not None
        if result.place is not None and result.truth is not None:
            self.judged += 1
            self.top_1 += result.place == 1
            self.top_5 += result.place <= TOP
            self.confusion[result.truth, result.ranking[0][0]] += 1

    @property
    def accuracy(self) -> tuple[float, float] | None:
        """The shares 0..1 whose true class came first, and among the first five."""
        if not self.judged:
            return None
        return self.top_1 / self.judged, self.top_5 / self.judged

    def matrix(self) -> tuple[list[int], np.ndarray]:
        """Return the true classes in order, and how often each was taken for each.

        Returns
        -------
        classes : (n) numbers of the classes that pictures belong to
        counts : (n, n + 1) int64; a row for each true class, a column for each answer; the last
            column counts answers that are none of them
        """
        classes = sorted({truth for truth, _ in self.confusion})
        places = {index: place for place, index in enumerate(classes)}
        counts = np.zeros((len(classes), len(classes) + 1), np.int64)
        for (truth, answer), count in self.confusion.items():
            counts[places[truth], places.get(answer, len(classes))] += count
        return classes, counts
