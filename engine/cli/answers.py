"""What a network says of one picture, for `convolens predict`: labels, boxes or pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from engine import export
from engine.cli.reading import shape_text
from engine.errors import FileError
from engine.found import MOST, Found, find
from engine.images import read_image
from engine.model import Model
from engine.prediction import Prediction
from engine.visual.output_picture import output_picture


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What a network says of one picture.

    Attributes
    ----------
    path : of the picture
    found : what a detector found; None where the network is none
    pictures : the outputs that are pictures, (H, W, 3) uint8 RGB, by name
    """

    path: Path
    prediction: Prediction
    found: Found | None
    pictures: dict[str, Any]


def answer(model: Model, path: Path, threshold: float, most: int = MOST) -> Answer:
    """Return what a network says of the picture in a file; `most` boxes at most.

    Raises
    ------
    EngineError
        If the picture cannot be read, or the network cannot work on it.
    """
    picture = read_image(path)
    prediction = model.predict(picture)
    if prediction.probabilities is not None:
        return Answer(path, prediction, None, {})
    found = find(model, picture, prediction, threshold=threshold, most=most)
    if found is not None:
        return Answer(path, prediction, found, {})
    layout = model.preprocess.layout
    read = {n: output_picture(array, layout) for n, array in prediction.outputs.items()}
    pictures = {name: one[0] for name, one in read.items() if one is not None}
    return Answer(path, prediction, None, pictures)


def lines(answer: Answer, k: int, threshold: float, saved: bool) -> Iterator[str]:
    """Yield an answer as text: the `k` best labels of a classifier, boxes, or outputs.

    Of pictures that are not `saved` it says how they would be.
    """
    prediction = answer.prediction
    for label, probability in prediction.top(k):
        yield f"{probability:7.2%}  {label}"
    if answer.found is not None:
        for box in answer.found.boxes:
            place = f"x {box.x:.0f}  y {box.y:.0f}  w {box.w:.0f}  h {box.h:.0f}"
            yield f"{box.score:7.2%}  {box.label or 'box'}  {place}"
        if not answer.found.boxes:
            yield (
                f"nothing found above {threshold:.0%} "
                f"({answer.found.candidates:,} boxes; --threshold)"
            )
    elif prediction.probabilities is None:
        for name, array in prediction.outputs.items():
            span = f", {array.min():.6g} to {array.max():.6g}" if _has_span(array) else ""
            note = ", a picture: --output-pictures DIR saves it"
            note = note if name in answer.pictures and not saved else ""
            yield f"{name}: {shape_text(array.shape)}{span}{note}"


def _has_span(array: Any) -> bool:
    return bool(array.size) and array.dtype.kind in "iuf"


def as_json(answer: Answer, k: int) -> dict[str, Any]:
    """Return an answer as a JSON object; `boxes` is there for detectors alone."""
    prediction = answer.prediction
    row: dict[str, Any] = {
        "image": str(answer.path),
        "predictions": [
            {"index": i, "label": prediction.labels.short(i), "probability": p}
            for i, p in prediction.ranking(k)
        ],
        "softmax_applied": prediction.softmax_applied,
        "outputs": {name: list(array.shape) for name, array in prediction.outputs.items()},
        "seconds": prediction.seconds,
    }
    if answer.found is not None:
        row["boxes"] = [asdict(box) for box in answer.found.boxes]
    return row


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, where it is not there.

    Raises
    ------
    FileError
        If the system does not let us.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise FileError(f"cannot be made a folder: {reason}.", file=str(folder)) from error


def save_pictures(answer: Answer, folder: Path, taken: set[Path]) -> Iterator[Path]:
    """Write the outputs that are pictures into a folder and yield the path of each.

    Parameters
    ----------
    taken : what was written before, which is not written over

    Raises
    ------
    FileError
        If the system does not let us.
    """
    for name, pixels in answer.pictures.items():
        stem = export.safe_name(f"{answer.path.stem}_{name}")
        target, number = folder / f"{stem}.png", 1
        while target in taken:
            number += 1
            target = folder / f"{stem}_{number}.png"
        export.save_png(pixels, target)
        taken.add(target)
        yield target
