"""What the person wants → work in the background → the session; the session's only writer."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

import engine
import resources
from gui import problem_text, work
from gui.background import Background, Ticket
from gui.session import Place, Problem, Progress, Recent, Session
from gui.settings import RECENT_LIMIT, Settings

if TYPE_CHECKING:
    from engine.images import Picture
    from engine.metadata import Preprocess
    from gui.theme import Choice

PROGRESS_AFTER_MS = 500


class Controller(QObject):
    """Every intent of the person is a method here; see the module's text."""

    theme_wanted = Signal(str)
    """The person chose other colours."""

    def __init__(self, session: Session, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.settings = settings
        self._runs = Background(self)
        self._chores = Background(self)
        self._ticket: Ticket | None = None
        self._wanted: work.Wanted | None = None
        self._drawing: np.ndarray | None = None
        self._progress = Progress("")
        self._patience = QTimer(self, singleShot=True, interval=PROGRESS_AFTER_MS)
        self._patience.timeout.connect(self._on_patience_ended)
        self._runs.succeeded.connect(self._on_run_ended)
        self._runs.failed.connect(self._on_run_failed)
        self._chores.succeeded.connect(self._on_chore_ended)
        self._chores.failed.connect(self._on_chore_failed)
        for background in (self._runs, self._chores):
            background.progressed.connect(self._on_progressed)
        session.change(view=settings.view, recent=settings.recent)

    @property
    def busy(self) -> bool:
        """Whether anything waits or runs in the background."""
        return self._ticket is not None or self._runs.busy or self._chores.busy

    def close(self) -> bool:
        """Stop all work and write the settings; return whether the workers ended."""
        self._patience.stop()
        self._ticket = self._wanted = None
        ended = [background.close() for background in (self._runs, self._chores)]
        self.settings.save()
        return all(ended)

    # Opening.

    def open_files(self, paths: Sequence[Path | str]) -> None:
        """Open models, images and label files, told apart by name or content."""
        found: dict[work.FileKind, list[Path]] = {}
        for path in map(Path, paths):
            found.setdefault(work.kind_of(path), []).append(path)
        model, image = (found.get(kind, [None])[0] for kind in ("model", "image"))
        if model is not None or image is not None:
            self._open(
                str(model) if model is not None else None,
                _file_request(image) if image is not None else None,
            )
        elif "labels" in found:
            self.load_labels(found["labels"][0])
        for kind in ("folder", "other"):
            for path in found.get(kind, [])[:1]:
                self.report(problem_text.cannot_open(path, kind))
        skipped = sum(len(each) for each in found.values()) - len(found)
        if skipped > 0:
            self.hover(self.tr("The first was opened, %n more left out", "", skipped))

    def open_model(self, model: Path | str) -> None:
        """Open a model: a path, or the name of a bundled one; runs it on the picture in hand."""
        name = str(model)
        picture = None
        if name == "photos" and (self.session.mode == "start" or self.session.source is None):
            picture = _file_request(resources.sample_paths(name)[0])
        self._open(name, picture)

    def open_image(self, path: Path | str) -> None:
        """Open a picture; with no model open, `photos` opens too."""
        self._open(None, _file_request(Path(path)))

    def open_picture(
        self,
        picture: Picture | np.ndarray | bytes,
        kind: Literal["clipboard", "drawing"],
        name: str,
    ) -> None:
        """Open a picture that is no file."""
        self._open(None, work.PictureRequest(picture, kind, name))

    def restore(self) -> None:
        """Open the model of the last time again; what is shown stays as it is."""
        if self.settings.last_model:
            request = work.ModelRequest(self.settings.last_model)
            if request.bundled or request.path.is_file():
                self._want(opening=request, restoring=True)

    def _open(self, model: str | None, picture: work.PictureRequest | None) -> None:
        changes: dict[str, Any] = {"restoring": False}
        if model is not None:
            changes["opening"] = work.ModelRequest(model)
        if picture is not None:
            changes["picture"] = picture
            pending = self._wanted is not None and self._wanted.opening is not None
            if model is None and self.session.model is None and not pending:
                changes["opening"] = work.ModelRequest("photos")
        self._want(**changes)

    # Drawing.

    def draw(self) -> None:
        """Go to the canvas; its strokes are still there."""
        model = self.session.model
        opening = self._wanted is not None and self._wanted.opening is not None
        from_start = self.session.mode == "start"
        if not opening and (model is None or (from_start and not work.draws(model))):
            self._open("digits", None)
            return
        self.session.change(mode="drawing")
        self.drawing_changed(self._drawing)

    def drawing_changed(self, image_hwc: np.ndarray | None) -> None:
        """Run the network on the drawing, (H, W, 3) uint8 RGB; the newest one wins."""
        self._drawing = image_hwc
        if image_hwc is None or image_hwc.min() == image_hwc.max():
            self._forget_picture()
            return
        name = self.tr("Drawing")
        request = work.PictureRequest(image_hwc, "drawing", name)
        self._want(live=True, picture=request)

    @property
    def drawing(self) -> np.ndarray | None:
        """The drawing as it was told last, (H, W, 3) uint8 RGB."""
        return self._drawing

    def _forget_picture(self) -> None:
        if self._wanted is not None and self._wanted.opening is None:
            self._finish()
            self._runs.cancel()
        self.session.change(source=None, activations=None, place=None)

    # Looking.

    def show_layer(self, name: str) -> None:
        """Put a layer on the stage."""
        if name != self.session.layer:
            self.session.change(layer=name, place=None, hovered="")

    def next_layer(self) -> None:
        """Put the next layer on the stage."""
        self._step_layer(1)

    def previous_layer(self) -> None:
        """Put the layer before on the stage."""
        self._step_layer(-1)

    def _step_layer(self, step: int) -> None:
        names = self.layer_names()
        if names:
            layer = self.session.layer
            index = names.index(layer) + step if layer in names else 0
            self.show_layer(names[min(max(index, 0), len(names) - 1)])

    def layer_names(self) -> list[str]:
        """Return the keys of the layers that can be shown, in order."""
        shown = self.session.activations or self.session.model
        return [layer.name for layer in shown.layers] if shown is not None else []

    def mark_place(self, channel: int, y: int, x: int) -> None:
        """Mark one activation."""
        self.session.change(place=Place(channel, y, x))

    def clear_place(self) -> None:
        """Mark none."""
        self.session.change(place=None)

    def hover(self, text: str) -> None:
        """Show the value under the mouse, in words."""
        if text != self.session.hovered:
            self.session.change(hovered=text)

    def change_view(self, **fields: object) -> None:
        """Show maps and predictions in another way."""
        view = dataclasses.replace(self.session.view, **fields)
        if view != self.session.view:
            self.settings.view = view
            self.session.change(view=view)

    def change_theme(self, choice: Choice) -> None:
        """Wear other colours: system, light or dark."""
        self.settings.theme = choice
        self.theme_wanted.emit(choice)

    def show_start(self) -> None:
        """Go to the start page; what is open stays open."""
        self.session.change(mode="start", hovered="")

    # The model's options.

    def change_preprocess(self, preprocess: Preprocess) -> None:
        """Prepare pictures in another way, and run again."""
        if self.session.model is not None:
            self._want(model=self.session.model.with_options(preprocess=preprocess))

    def reset_preprocess(self) -> None:
        """Prepare pictures as the model's file says."""
        if self.session.model is not None:
            self.change_preprocess(self.session.model.as_stated().preprocess)

    def load_labels(self, path: Path | str) -> None:
        """Read the labels of the open model from a file."""
        model = self.session.model
        if model is None:
            self.report(problem_text.labels_without_model(Path(path)))
            return
        self._chore(lambda _: model.with_options(labels=engine.read_labels(Path(path))))

    def reset_labels(self) -> None:
        """Name the classes as the model's file says."""
        model = self.session.model
        if model is not None:
            self._want(model=model.with_options(labels=model.as_stated().labels))

    # Saving.

    def save_drawing(self, path: Path | str) -> None:
        """Write the drawing as a PNG file."""
        if self._drawing is not None:
            self.save_picture(self._drawing, path)

    def save_picture(self, pixels: np.ndarray, path: Path | str) -> None:
        """Write pixels, (H, W, 3) uint8 RGB, as a PNG file."""
        target = Path(path)
        saved = self.tr("Saved {0}").format(target.name)

        def job(_: Ticket) -> str:
            from engine import export

            export.save_png(pixels, target)
            return saved

        self._chore(job)

    def save_maps(self, folder: Path | str) -> None:
        """Write all feature maps into a folder."""
        activations = self.session.activations
        if activations is None:
            return
        target = Path(folder)
        saved = self.tr("Saved the maps of {0} layers").format(len(activations))
        saving = self.tr("Saving maps")

        def job(ticket: Ticket) -> str:
            from engine import export

            ticket.text = saving
            export.save_maps(
                activations, target, should_stop=ticket.should_stop, on_step=ticket.on_step
            )
            return saved

        self._chore(job)

    # Problems and progress.

    def report(self, problem: BaseException | Problem) -> None:
        """Say what went wrong."""
        if not isinstance(problem, Problem):
            problem = problem_text.of_error(problem, self.session)
        self.session.change(problem=problem)

    def dismiss_problem(self) -> None:
        """Close the banner."""
        self.session.change(problem=None)

    def cancel(self) -> None:
        """Stop what runs in the background; what is open stays."""
        for background in (self._runs, self._chores):
            background.cancel()
        self._finish()

    def clear_recent(self) -> None:
        """Forget which files were open."""
        self._set_recent(())

    # From the background.

    def _want(self, *, live: bool = False, **changes: Any) -> None:
        """Ask the worker for a change; what was asked before and is not done yet still counts."""
        session = self.session
        now = {
            "model": session.model, "source": session.source, "mode": session.mode,
            "drawing": self._drawing,
        }  # fmt: skip
        base = self._wanted or work.Wanted()
        wanted = self._wanted = dataclasses.replace(base, **{**now, **changes})
        reading = self.tr("Reading {0}")
        self._progress = Progress(self.tr("Opening") if wanted.opening else self.tr("Running"))
        self._ticket = self._runs.submit(
            lambda ticket: work.fulfil(wanted, ticket, reading), interrupt=not live
        )
        if not self._patience.isActive():
            self._patience.start()

    def _finish(self) -> None:
        self._ticket = self._wanted = None
        if not self._chores.busy:
            self._patience.stop()
            self.session.change(progress=None)

    def _on_patience_ended(self) -> None:
        if self.busy:
            self.session.change(progress=self._progress)

    def _on_progressed(self, ticket: Ticket, text: str, done: int, total: int) -> None:
        self._progress = Progress(text or self._progress.text, done, total)
        if self.session.progress is not None or (text and not total):
            self.session.change(progress=self._progress)

    def _on_run_ended(self, ticket: Ticket, outcome: work.Outcome) -> None:
        wanted = self._wanted
        newest = ticket is self._ticket
        if newest:
            self._finish()
        if outcome.opened is not None:
            self.settings.last_model = outcome.opened.name
        self._show(outcome)
        for failure in reversed(outcome.failures):
            if not (newest and wanted is not None and wanted.restoring):
                self.report(problem_text.of_failure(failure, self.session))
        self._remember(outcome)

    def _show(self, outcome: work.Outcome) -> None:
        session = self.session
        changed = outcome.model is not session.model or outcome.source is not session.source
        if not changed and outcome.activations is None:
            return
        changes: dict[str, object] = {
            "mode": outcome.mode, "model": outcome.model, "source": outcome.source,
            "activations": outcome.activations,
        }  # fmt: skip
        if outcome.model is not None:
            shown = outcome.activations or outcome.model
            names = {layer.name for layer in shown.layers}
            if outcome.model is not session.model and outcome.opened is not None:
                changes["place"] = None
            if session.layer not in names or outcome.opened is not None:
                kept = session.layer if session.layer in names else None
                changes["layer"] = kept or work.first_layer(outcome.model, outcome.activations)
        if not outcome.failures:
            changes["problem"] = None
        session.change(**changes)

    def _remember(self, outcome: work.Outcome) -> None:
        model, source, folder = outcome.model, outcome.source, self.settings.folder
        if outcome.opened is not None and not outcome.opened.bundled and model is not None:
            note = self.tr("Model")
            if len(model.labels):
                note = self.tr("Model · %n classes", "", len(model.labels))
            self._add_recent(Recent(outcome.opened.path, "model", note, time.time()))
        known = self.session.recent[0].path if self.session.recent else None
        path = source.path if source is not None and outcome.activations is not None else None
        if path is not None and path != known and resources.root() not in path.parents:
            note = model.name if model is not None else ""
            self._chore(lambda _: work.recent_image(source, path, note, folder))

    def _on_run_failed(self, ticket: Ticket, error: Exception) -> None:
        if ticket is self._ticket:
            self._finish()
        self.report(error)

    def _chore(self, job: Any) -> None:
        self._chores.submit(job, replace=False)
        if not self._patience.isActive():
            self._patience.start()

    def _on_chore_ended(self, ticket: Ticket, result: object) -> None:
        if isinstance(result, Recent):
            self._add_recent(result)
        elif isinstance(result, str):
            self.hover(result)
        elif isinstance(result, engine.Model):
            self._want(model=result)
        self._on_chore_done()

    def _on_chore_failed(self, ticket: Ticket, error: Exception) -> None:
        self.report(error)
        self._on_chore_done()

    def _on_chore_done(self) -> None:
        if not self.busy:
            self._patience.stop()
            self.session.change(progress=None)

    def _add_recent(self, entry: Recent) -> None:
        others = (each for each in self.session.recent if each.path != entry.path)
        self._set_recent((entry, *others)[:RECENT_LIMIT])

    def _set_recent(self, recent: tuple[Recent, ...]) -> None:
        self.settings.recent = recent
        self.session.change(recent=recent)


def _file_request(path: Path) -> work.PictureRequest:
    return work.PictureRequest(path, "file", path.name)
