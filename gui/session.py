"""The one observable model of the window: what is open, what came out, what is chosen.

Everything the window shows is read from here; only the controller writes, and only on the UI
thread. A signal says what has changed, without arguments: who listens reads the session.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal

from engine.constants import BOX_THRESHOLD
from gui.edits import Edits

if TYPE_CHECKING:
    import engine
    from engine.detection import Convention
    from engine.images import Picture
    from gui.batch import Batch

Mode = Literal["start", "image", "drawing"]
Order = Literal["channel", "mean", "maximum", "variance"]
Scale = Literal["layer", "map", "symmetric"]
Layers = Literal["strip", "graph", "table"]
Page = Literal["explore", "batch"]


@dataclass(frozen=True, slots=True)
class Source:
    """The picture in hand and where it came from."""

    picture: Picture
    kind: Literal["file", "clipboard", "drawing"]
    name: str
    path: Path | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Pinned:
    """A result that is kept to compare others with: A."""

    model: engine.Model
    source: Source
    activations: engine.Activations
    edits: Edits


@dataclass(frozen=True, slots=True)
class Problem:
    """Something went wrong, in the person's language: what, why, what to do, what is safe.

    `part` is a model that cannot run as a whole, but perhaps in part.
    """

    title: str
    text: str
    details: str = ""
    severity: Literal["error", "warning"] = "error"
    part: Path | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """One activation: channel and pixel, in the layer that is shown."""

    channel: int
    y: int
    x: int


@dataclass(frozen=True, slots=True)
class View:
    """How maps and predictions are shown; remembered between starts.

    `colours` is a name of `engine.visual.colormap`, or "auto": Ember, or Polar where a layer
    has negative values. `tile_size` is the edge of a tile in logical pixels.
    `overlay` lays maps over the network's input, with an `opacity` in percent.
    `layers` says how all layers are shown, `names` whether the graph names them.
    """

    order: Order = "channel"
    scale: Scale = "layer"
    colours: str = "auto"
    tile_size: int = 92
    top: int = 5
    overlay: bool = False
    opacity: int = 60
    layers: Layers = "strip"
    names: bool = True


@dataclass(frozen=True, slots=True)
class BoxReading:
    """How a detector's boxes are read; `convention` is None where their values decide."""

    convention: Convention | None = None
    threshold: float = BOX_THRESHOLD


@dataclass(frozen=True, slots=True)
class Recent:
    """A file that was open before. `opened` is seconds since 1970.

    `note` is the model that a picture was open in, and of a model how many classes it has.
    """

    path: Path
    kind: Literal["model", "image"]
    note: str
    opened: float


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work in the background is; `total` 0 where nobody knows."""

    text: str
    done: int = 0
    total: int = 0


@dataclass(slots=True)
class _State:
    mode: Mode = "start"
    model: engine.Model | None = None
    source: Source | None = None
    activations: engine.Activations | None = None
    layer: str | None = None
    place: Place | None = None
    unit: bool = False
    page: Page = "explore"
    batch: Batch | None = None
    edits: Edits = field(default_factory=Edits)
    unedited: engine.Prediction | None = None
    pinned: Pinned | None = None
    comparing: bool = False
    hovered: str = ""
    view: View = field(default_factory=View)
    boxes: BoxReading = field(default_factory=BoxReading)
    problem: Problem | None = None
    progress: Progress | None = None
    recent: tuple[Recent, ...] = ()


class Session(QObject):
    """What the window shows; see the module's text."""

    mode_changed = Signal()
    model_changed = Signal()
    source_changed = Signal()
    activations_changed = Signal()
    """New numbers for the same or another picture; None while a model has not run yet."""
    layer_changed = Signal()
    place_changed = Signal()
    unit_changed = Signal()
    page_changed = Signal()
    batch_changed = Signal()
    """Other pictures; a batch tells itself when it grows."""
    edits_changed = Signal()
    """Channels or the picture are to be changed; what comes of it follows."""
    unedited_changed = Signal()
    pinned_changed = Signal()
    comparing_changed = Signal()
    hovered_changed = Signal()
    """The words for the status line's right end, like `[9, 22, 31] = 2.847`."""
    view_changed = Signal()
    boxes_changed = Signal()
    problem_changed = Signal()
    progress_changed = Signal()
    recent_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = _State()

    @property
    def mode(self) -> Mode:
        """Whether the start page, a picture or the drawing canvas is shown."""
        return self._state.mode

    @property
    def model(self) -> engine.Model | None:
        """The network that is open."""
        return self._state.model

    @property
    def source(self) -> Source | None:
        """The picture that is open."""
        return self._state.source

    @property
    def activations(self) -> engine.Activations | None:
        """What came out of the last run; belongs to `model` and `source`."""
        return self._state.activations

    @property
    def layer(self) -> str | None:
        """The key of the layer on the stage."""
        return self._state.layer

    @property
    def place(self) -> Place | None:
        """The activation that is marked."""
        return self._state.place

    @property
    def unit(self) -> bool:
        """Whether the marked activation is explained, in place of the layer's maps."""
        return self._state.unit

    @property
    def page(self) -> Page:
        """Whether one picture is looked at, or the table of many."""
        return self._state.page

    @property
    def batch(self) -> Batch | None:
        """Many pictures at once, and what came out of them."""
        return self._state.batch

    @property
    def edits(self) -> Edits:
        """What the person changed to see what happens."""
        return self._state.edits

    @property
    def unedited(self) -> engine.Prediction | None:
        """What the network says without the changes; None where there are none."""
        return self._state.unedited

    @property
    def pinned(self) -> Pinned | None:
        """The result to compare with, A; what is shown now is B."""
        return self._state.pinned

    @property
    def comparing(self) -> bool:
        """Whether A and B stand side by side."""
        return self._state.comparing

    @property
    def hovered(self) -> str:
        """The value under the mouse, in words."""
        return self._state.hovered

    @property
    def view(self) -> View:
        """How maps and predictions are shown."""
        return self._state.view

    @property
    def boxes(self) -> BoxReading:
        """How the boxes of the detector that is open are read."""
        return self._state.boxes

    @property
    def problem(self) -> Problem | None:
        """What the banner says."""
        return self._state.problem

    @property
    def progress(self) -> Progress | None:
        """What goes on in the background, or None."""
        return self._state.progress

    @property
    def recent(self) -> tuple[Recent, ...]:
        """Files that were open before, newest first."""
        return self._state.recent

    def tell_all(self) -> None:
        """Tell of everything, for a window that was built when much was open already."""
        for each in fields(_State):
            if hasattr(self, f"{each.name}_changed"):
                getattr(self, f"{each.name}_changed").emit()

    def change(self, **values: object) -> None:
        """Set several values at once, then tell of each that changed. For the controller alone."""
        changed = [
            name for name, value in values.items() if getattr(self._state, name) is not value
        ]
        for name in changed:
            setattr(self._state, name, values[name])
        for name in changed:
            getattr(self, f"{name}_changed").emit()
