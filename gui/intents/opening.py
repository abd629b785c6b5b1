"""Open models, pictures, drawings and label files, one or many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import engine
import resources
from gui import work
from gui.asides import Asides
from gui.batch import Batch, BatchWorker
from gui.intents.base import Intents
from gui.words import problem_text

if TYPE_CHECKING:
    import numpy as np
    from PySide6.QtCore import QObject

    from engine.images import Picture
    from gui.session import Session
    from gui.settings import Settings

FIRST_PHOTO = "chelsea.png"


class Opening(Intents):
    """What is looked at: chosen, dropped, pasted or drawn."""

    def __init__(self, session: Session, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(session, settings, parent)
        self._batches = BatchWorker(self)
        self._batches.ended.connect(self._on_batch_ended)
        self._waiting_batch: list[Path] = []
        self._picture_asked = False
        self._looker = Asides(self)  # of its own: what waits for a drive holds nothing else up
        self._looker.failed.connect(self.report)

    def open_files(self, paths: Sequence[Path | str]) -> None:
        """Open models, images and label files, told apart by name or content."""
        files = list(map(Path, paths))
        kinds = list(map(work.kind_by_name, files))
        self._looker.forget_all()  # the newest wins
        if None in kinds:
            # To look at files may take long: their drive may be gone.
            self._looker.ask(
                "kinds",
                lambda _: list(map(work.kind_of, files)),
                partial(self._open_sorted, files),
            )
        else:
            self._open_sorted(files, kinds)

    def _open_sorted(self, files: list[Path], kinds: Sequence[work.FileKind | None]) -> None:
        found: dict[work.FileKind, list[Path]] = {}
        for path, kind in zip(files, kinds, strict=True):
            assert kind is not None
            found.setdefault(kind, []).append(path)
        model, image = (next(iter(found.get(kind, ())), None) for kind in ("model", "image"))
        many = [*found.get("folder", ()), *found.get("image", ())]
        if len(many) > 1 or "folder" in found:
            self.open_batch(many, model)
            found = {kind: files for kind, files in found.items() if kind in ("model", "other")}
        elif model is not None or image is not None:
            self._open(
                str(model) if model is not None else None,
                _file_request(image) if image is not None else None,
            )
        elif "labels" in found:
            self.load_labels(found["labels"][0])
        for path in found.get("other", [])[:1]:
            self._tell(partial(problem_text.cannot_open, path))
        skipped = sum(len(each) for each in found.values()) - len(found)
        if skipped > 0:
            self.hover(self.tr("The first was opened, %n more left out", "", skipped))

    def open_model(self, model: Path | str) -> None:
        """Open a model: a path, or the name of a bundled one; runs it on the picture in hand."""
        name = str(model)
        picture = None
        source = self.session.source
        nothing_shown = self.session.mode == "start" or source is None
        if name == resources.BUNDLED[-1] and nothing_shown and self.session.page == "explore":
            sample = _first_sample()
            picture = _file_request(sample) if sample is not None else None
        self._open(name, picture)

    def open_part(self) -> None:
        """Open as much of the model that could not be opened as can run."""
        part = self.session.problem.part if self.session.problem is not None else None
        if part is not None:
            self.dismiss_problem()
            self._want(restoring=False, opening=work.ModelRequest(str(part), partial=True))

    def open_image(self, path: Path | str) -> None:
        """Open a picture; with no model open, `photos` opens too."""
        self._open(None, _file_request(Path(path)))

    def open_picture(
        self,
        picture: Picture | np.ndarray | bytes | Callable[[], np.ndarray],
        kind: Literal["clipboard", "drawing"],
        name: str,
    ) -> None:
        """Open a picture that is no file."""
        self._open(None, work.PictureRequest(picture, kind, name))

    def restore(self) -> None:
        """Open the model of the last time again; what is shown stays as it is."""
        if self.settings.last_model:
            request = work.ModelRequest(self.settings.last_model)
            self._want(opening=request, restoring=True)

    def _open(self, model: str | None, picture: work.PictureRequest | None) -> None:
        changes: dict[str, Any] = {"restoring": False}
        self._looker.forget_all()
        # What is said about the last file would be taken for a word about this one.
        self.dismiss_problem()
        if model is not None:
            changes["opening"] = work.ModelRequest(model)
        self._picture_asked = picture is not None
        if picture is not None:
            changes["picture"] = picture
            if model is None and self.session.model is None and not self._requests.opening:
                changes["opening"] = work.ModelRequest(resources.BUNDLED[-1])
        self._want(**changes)

    def load_labels(self, path: Path | str) -> None:
        """Read the labels of the open model from a file."""
        if self.session.model is None:
            self._tell(partial(problem_text.labels_without_model, Path(path)))
            return
        self._requests.chore(lambda _: engine.read_labels(Path(path)), self.tr("Reading labels"))

    # Many pictures at once.

    def open_batch(self, paths: Sequence[Path], model: Path | str | None = None) -> None:
        """Run a model, or the one that is open, on all pictures in files and folders."""
        if model is None and self.session.model is None and not self._requests.opening:
            model = resources.BUNDLED[-1]
        self.dismiss_problem()
        if model is not None:
            self._open(str(model), None)
        if self._requests.opening:
            self._waiting_batch = list(paths)
        else:
            self._start_batch(paths)

    def _start_batch(self, paths: Sequence[Path]) -> None:
        assert self.session.model is not None
        batch = Batch(paths, self.session.model, self.session.boxes, self)
        before = self.session.batch
        if before is not None:
            before.deleteLater()
        self.session.change(batch=batch, page="batch", unit=False, hovered="")
        self._batches.start(batch)

    def repeat_batch(self) -> None:
        """Run on the same pictures again, with the model and the settings of now."""
        if self.session.batch is not None and self.session.model is not None:
            self._start_batch(self.session.batch.paths)

    def stop_batch(self) -> None:
        """Stop here; what is done stays."""
        self._batches.stop()

    def show_batch(self) -> None:
        """Go back to the table of many pictures."""
        if self.session.batch is not None:
            self.session.change(page="batch", hovered="")

    def leave_batch(self) -> None:
        """Go back to the one picture; the table stays as it is."""
        self.session.change(page="explore", hovered="")

    def _on_batch_ended(self, batch: Batch) -> None:
        if not batch.items:
            self.session.change(batch=None, page="explore")
            self._tell(partial(problem_text.no_pictures, batch.paths[0]))

    # Drawing.

    def draw(self) -> None:
        """Go to the canvas; its strokes are still there."""
        self.leave_batch()
        model = self.session.model
        from_start = self.session.mode == "start"
        if model is None or (from_start and not work.draws(model)):
            self._open(resources.BUNDLED[0], None)
            return
        if self.session.mode != "drawing":
            self.session.change(mode="drawing")
            self.drawing_changed(self._drawing)

    def drawing_changed(self, image_hwc: np.ndarray | None) -> None:
        """Run the network on the drawing, (H, W, 3) uint8 RGB; the newest one wins.

        A drawing that comes when the canvas is no longer shown is only kept.
        """
        self._drawing = image_hwc
        if self.session.mode != "drawing":
            return
        if image_hwc is None or image_hwc.min() == image_hwc.max():
            if not self._requests.opening:
                self._requests.cancel_runs()
            # A unit that is explained is explained again with the first new stroke.
            place = self.session.place if self.session.unit else None
            self.session.change(source=None, activations=None, place=place)
            return
        request = work.PictureRequest(image_hwc, "drawing", self.tr("Drawing"))
        self._want(live=True, picture=request)

    @property
    def drawing(self) -> np.ndarray | None:
        """The drawing as it was told last, (H, W, 3) uint8 RGB."""
        return self._drawing


def _file_request(path: Path) -> work.PictureRequest:
    return work.PictureRequest(path, "file", path.name)


def _first_sample() -> Path | None:
    """Return the photo that the start page shows; or the first sample of the program's author."""
    samples = resources.sample_paths(resources.BUNDLED[-1])
    photo = (path for path in samples if path.name == FIRST_PHOTO)
    return next(photo, samples[0] if samples else None)
