"""What the worker does for the controller: plain functions without Qt, run off the UI thread.

They stand together because they are one thing: the way from a request to what the window shows.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import engine
import resources
from engine.constants import IMAGE_SUFFIXES
from engine.transform import Transform
from gui.edits import Edits
from gui.session import Mode, Recent, Source

if TYPE_CHECKING:
    import numpy as np

    from gui.background import Ticket

MODEL_SUFFIXES = (".onnx", ".npz")
LABEL_SUFFIXES = (".txt", ".json")
LARGE_MODEL_BYTES = 100_000_000
THUMBNAIL_SIDE = 80
_PAINT_SECONDS = 0.06

FileKind = Literal["model", "image", "labels", "folder", "other"]

_IMAGE_STARTS = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF",
)  # fmt: skip
# A model's first field is its version (tag 08); a zip file may be NumPy weights.
_MODEL_STARTS = (b"\x08", b"PK")


def kind_by_name(path: Path) -> FileKind | None:
    """Return what a file is, if its name tells."""
    suffix = path.suffix.lower()
    if suffix in MODEL_SUFFIXES:
        return "model"
    return "image" if suffix in IMAGE_SUFFIXES else None


def kind_of(path: Path) -> FileKind:
    """Return what a file is, by its name or else by its first bytes; never raises.

    A drive that is gone may hold it up for many seconds.
    """
    kind, suffix = kind_by_name(path), path.suffix.lower()
    if kind is not None:
        return kind
    if os.path.isdir(path):  # it never raises, `Path.is_dir` does on long names
        return "folder"
    if suffix in LABEL_SUFFIXES:
        return "labels"
    if not os.path.isfile(path):
        return "other"  # a pipe may never give a byte
    try:
        with path.open("rb") as file:
            start = file.read(16)
    except (OSError, ValueError):
        return "other"
    if start.startswith(_IMAGE_STARTS):
        return "image"
    return "model" if start.startswith(_MODEL_STARTS) else "other"


@dataclass(eq=False)
class ModelRequest:
    """A model to open: the name of a bundled one, or a path. Read once, however often asked.

    `partial` asks for the part of it that can run, where it holds operators that are not known.
    """

    name: str
    loaded: engine.Model | None = None
    partial: bool = False

    def __post_init__(self) -> None:
        for name in resources.BUNDLED:
            if self.name == str(resources.model_path(name)):
                self.name = name

    @property
    def bundled(self) -> bool:
        """Whether the model is one of ours."""
        return self.name in resources.BUNDLED

    @property
    def path(self) -> Path:
        """The model's file."""
        return resources.model_path(self.name) if self.bundled else Path(self.name)


@dataclass(eq=False)
class PictureRequest:
    """A picture to open; `content` is its path, its bytes, its pixels, or what returns these."""

    content: Path | bytes | np.ndarray | engine.Picture | Callable[[], np.ndarray]
    kind: Literal["file", "clipboard", "drawing"]
    name: str


@dataclass(frozen=True)
class Wanted:
    """What the window shall show next; what is None stays as it is.

    `model`, `source`, `mode`, `drawing` and `edits` are what is open now; `opening` and `picture`
    shall take their place.
    """

    model: engine.Model | None = None
    source: Source | None = None
    mode: Mode = "start"
    drawing: np.ndarray | None = None
    edits: Edits = field(default_factory=Edits)
    opening: ModelRequest | None = None
    picture: PictureRequest | None = None
    restoring: bool = False


@dataclass(frozen=True)
class Failure:
    """An error, and what could not be opened; `part` is a model of which a part may run."""

    error: engine.EngineError
    what: Literal["model", "image", "run"]
    name: str
    part: Path | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a `Wanted`.

    `edits` is None where they hold on; `unedited` is what the network says without them;
    `applied` are the changes that the activations came of.
    """

    model: engine.Model | None
    source: Source | None
    mode: Mode
    activations: engine.Activations | None = None
    opened: ModelRequest | None = None
    failures: list[Failure] = field(default_factory=list)
    edits: Edits | None = None
    unedited: engine.Prediction | None = None
    applied: Edits = field(default_factory=Edits)


def draws(model: engine.Model) -> bool:
    """Return whether drawings are what a model is for."""
    return bool(model.preprocess.ink) or model.preprocess.channels == "L"


def fulfil(wanted: Wanted, ticket: Ticket, reading: str) -> Outcome:
    """Open what is wanted and run it.

    What cannot be opened leaves what is open in its place: the failure is told in the outcome.
    `reading` are the words to show before a large model is read, with `{0}` for its name.
    """
    failures: list[Failure] = []
    model, source, mode = wanted.model, wanted.source, wanted.mode
    opened = _opened(wanted.opening, ticket, reading, failures)
    if opened is not None:
        model = opened.loaded
    if wanted.picture is not None:
        try:
            source = _read(wanted.picture, ticket)
            mode = "drawing" if wanted.picture.kind == "drawing" else "image"
        except engine.CancelledError:
            raise
        except engine.EngineError as error:
            failures.append(Failure(error, "image", wanted.picture.name))
    elif opened is not None and model is not None:
        source, mode = _picture_for(model, opened.bundled, wanted)
    if mode == "start" and wanted.restoring:
        return Outcome(model, source, mode, None, opened, failures)
    unchanged = opened is None and source is wanted.source and model is wanted.model
    if model is None or source is None or (unchanged and failures):
        return Outcome(model, source, mode, None, opened, failures)
    return _run(wanted, Outcome(model, source, mode, None, opened, failures), ticket)


def _opened(
    request: ModelRequest | None, ticket: Ticket, reading: str, failures: list[Failure]
) -> ModelRequest | None:
    if request is None:
        return None
    if request.loaded is None:
        path = request.path
        try:
            if path.is_file() and path.stat().st_size > LARGE_MODEL_BYTES:
                # The parser holds Python's lock: what is not shown now is shown afterwards.
                ticket.say(reading.format(path.name))
                ticket.stopped.wait(_PAINT_SECONDS)
            model = engine.load(path, partial=request.partial, should_stop=ticket.should_stop)
            if request.partial and not model.layers:
                raise engine.UnsupportedError("none of its layers can run without the others.")
            # Counted here, because the status line must not wait for it.
            model.parameters, model.multiply_adds  # noqa: B018
            request.loaded = model
        except engine.CancelledError:
            raise
        except engine.EngineError as error:
            refused = isinstance(error, engine.UnsupportedError) and not request.partial
            failures.append(Failure(error, "model", path.name, path if refused else None))
            return None
    return request


def _read(request: PictureRequest, ticket: Ticket) -> Source:
    picture = request.content
    if callable(picture):
        picture = picture()
    if not isinstance(picture, engine.Picture):
        picture = engine.read_image(picture, should_stop=ticket.should_stop)
    path = request.content if isinstance(request.content, Path) else None
    return Source(picture, request.kind, request.name, path)


def _picture_for(model: engine.Model, bundled: bool, wanted: Wanted) -> tuple[Source | None, Mode]:
    """Return the picture, and the mode, for a model that was opened without one."""
    source = wanted.source
    if wanted.restoring:
        return source, wanted.mode
    drawing_wanted = draws(model) and (bundled or source is None or source.kind == "drawing")
    if drawing_wanted:
        return drawing_source(wanted.drawing), "drawing"
    if source is not None and source.kind == "drawing":
        return None, "image"
    return source, "image"


def drawing_source(drawing: np.ndarray | None, name: str = "drawing") -> Source | None:
    """Return a drawing as a source; None for none, or for an empty sheet."""
    if drawing is None or drawing.min() == drawing.max():
        return None
    return Source(engine.read_image(drawing), "drawing", name)


def _run(wanted: Wanted, outcome: Outcome, ticket: Ticket) -> Outcome:
    model, source, failures = outcome.model, outcome.source, outcome.failures
    if model is None or source is None:
        return outcome
    edits = _edits_for(wanted, outcome)
    try:
        activations, unedited = _run_edited(model, source, edits, ticket)
    except engine.CancelledError:
        raise
    except engine.EngineError as error:
        refused = isinstance(
            error, engine.UnsupportedError | engine.GraphError | engine.FormatError
        )
        if outcome.opened is not None and not refused:
            # The model itself is sound; only this picture does not go through it.
            failures.append(Failure(error, "run", model.name))
            return Outcome(model, source, outcome.mode, None, outcome.opened, failures)
        what = "model" if outcome.opened is not None else "run"
        failures.append(Failure(error, what, model.name))
        return Outcome(wanted.model, wanted.source, wanted.mode, None, None, failures)
    other = edits if edits != wanted.edits else None
    return Outcome(
        model, source, outcome.mode, activations, outcome.opened, failures, other, unedited, edits
    )


def _edits_for(wanted: Wanted, outcome: Outcome) -> Edits:
    """Return the changes that hold on: another picture is shown as it is, another model too.

    A drawing stays the same one while strokes are added.
    """
    if outcome.opened is not None:
        return Edits()
    before, now = wanted.source, outcome.source
    drawn = all(each is not None and each.kind == "drawing" for each in (before, now))
    kept = now is before or drawn
    return wanted.edits if kept else Edits(wanted.edits.switches, Transform())


def _run_edited(
    model: engine.Model, source: Source, edits: Edits, ticket: Ticket
) -> tuple[engine.Activations, engine.Prediction | None]:
    """Return what every layer puts out after the changes, and the answer without them."""
    unedited = model.predict(source.picture, should_stop=ticket.should_stop) if edits else None
    activations = edits.switches.applied_to(model).activations(
        engine.transforming.transformed(source.picture, edits.transform),
        should_stop=ticket.should_stop,
        on_step=ticket.on_step,
    )
    return activations, unedited


def first_layer(model: engine.Model, activations: engine.Activations | None) -> str | None:
    """Return the layer to show first: the first activation function with maps, else convolution.

    The very first maps of a network are edges and colours, which everybody understands.
    """
    layers = activations.layers if activations is not None else model.layers
    maps = [layer for layer in layers if len(layer.shape) == 4 and layer.shape[-1] != 1]
    for ops in (("Relu", "Clip", "PRelu", "LeakyRelu", "HardSwish"), ("Conv",)):
        for layer in maps:
            if layer.op in ops:
                return layer.name
    for layer in (*maps, *layers):
        return layer.name
    return None


def thumbnail_path(folder: Path, path: Path) -> Path:
    """Return where the thumbnail of `path` lies in the folder of settings `folder`."""
    digest = hashlib.sha1(os.fsencode(path), usedforsecurity=False).hexdigest()
    return folder / "thumbnails" / f"{digest}.png"


def recent_image(source: Source, path: Path, note: str, folder: Path) -> Recent:
    """Return the entry of a picture for the list of recent files; writes its thumbnail."""
    pixels = source.picture.pixels
    side = min(pixels.shape[:2])
    top, left = (pixels.shape[0] - side) // 2, (pixels.shape[1] - side) // 2
    square = pixels[top : top + side, left : left + side]
    target = thumbnail_path(folder, path)
    target.parent.mkdir(parents=True, exist_ok=True)
    small = engine.images.resize(square, (THUMBNAIL_SIDE, THUMBNAIL_SIDE), "box")
    engine.export.save_png(small, target)
    return Recent(path, "image", note, time.time())
