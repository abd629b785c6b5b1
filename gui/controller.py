"""What the person wants → work in the background → the session; the session's only writer.

It is one thing, though long: the list of intents, each a few lines; the work itself is in
`gui.work`, `gui.batch` and `gui.requests`.
"""

from __future__ import annotations

import dataclasses
import logging
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from PySide6.QtCore import QObject, Signal

import engine
import resources
from engine import export
from gui import problem_text, saving, work
from gui.asides import Asides
from gui.background import Ticket
from gui.batch import Batch, BatchWorker
from gui.edits import Edits
from gui.requests import Requests
from gui.session import BoxReading, Pinned, Place, Problem, Recent, Session
from gui.settings import RECENT_LIMIT, Settings
from gui.units import extent_of, place_in

if TYPE_CHECKING:
    from engine.images import Picture
    from engine.metadata import Preprocess
    from engine.transform import Transform
    from gui.language import Choice as Language
    from gui.pack.contents import Wish
    from gui.theme import Choice

FIRST_PHOTO = "chelsea.png"

log = logging.getLogger("convolens")


class Controller(QObject):
    """Every intent of the person is a method here; see the module's text."""

    theme_wanted = Signal(str)
    """The person chose other colours."""
    language_wanted = Signal(str)
    """The person chose another language."""

    def __init__(self, session: Session, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.settings = settings
        self._drawing: np.ndarray | None = None
        self._requests = Requests(self)
        self._requests.ended.connect(self._on_run_ended)
        self._requests.chore_ended.connect(self._on_chore_ended)
        self._requests.failed.connect(self.report)
        self._requests.progress_changed.connect(self._on_progress_changed)
        self.asides = Asides(self)
        """What views want worked out beside the runs."""
        self.asides.failed.connect(self.report)
        self._batches = BatchWorker(self)
        self._batches.ended.connect(self._on_batch_ended)
        self._batches.failed.connect(lambda _, error: self.report(error))
        self._waiting_batch: list[Path] = []
        self._picture_asked = False
        self._undone: list[Edits] = []
        self._wording: Callable[[], Problem] | None = None
        session.change(view=settings.view, recent=settings.recent)

    @property
    def busy(self) -> bool:
        """Whether anything waits or runs in the background."""
        return self._requests.busy or self._batches.busy

    def close(self) -> bool:
        """Stop all work and write the settings; return whether the workers ended."""
        ended = all([self._requests.close(), self.asides.close(), self._batches.close()])
        self.settings.save()
        return ended

    # Opening.

    def open_files(self, paths: Sequence[Path | str]) -> None:
        """Open models, images and label files, told apart by name or content."""
        found: dict[work.FileKind, list[Path]] = {}
        for path in map(Path, paths):
            found.setdefault(work.kind_of(path), []).append(path)
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
            self._want(opening=request, restoring=True)

    def _open(self, model: str | None, picture: work.PictureRequest | None) -> None:
        changes: dict[str, Any] = {"restoring": False}
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
        batch, before = Batch(paths, self.session.model, self), self.session.batch
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

    # Looking.

    def show_layer(self, name: str) -> None:
        """Put a layer on the stage."""
        if name != self.session.layer:
            self.session.change(layer=name, place=None, unit=False, hovered="")

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
        shown = _run_of(self.session)
        return [layer.name for layer in shown.layers] if shown is not None else []

    def mark_place(self, channel: int, y: int, x: int) -> None:
        """Mark one activation."""
        self.session.change(place=Place(channel, y, x))

    def explain(self, channel: int) -> None:
        """Open a channel of the layer at the marked pixel, or at its strongest one."""
        activations, name = self.session.activations, self.session.layer
        array = activations.get(name) if activations is not None and name is not None else None
        if array is not None and extent_of(array) is not None:
            place = place_in(array, channel, self.session.place)
            self.session.change(place=place, unit=True, hovered="")

    def show_maps(self) -> None:
        """Go back from one unit to all maps of the layer."""
        self.session.change(unit=False, hovered="")

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

    def change_boxes(self, **fields: object) -> None:
        """Read a detector's boxes in another way, or show more or fewer of them."""
        self.session.change(boxes=dataclasses.replace(self.session.boxes, **fields))  # type: ignore[arg-type]

    def change_theme(self, choice: Choice) -> None:
        """Wear other colours: system, light or dark."""
        self.settings.theme = choice
        self.theme_wanted.emit(choice)

    def change_language(self, choice: Language) -> None:
        """Speak another language: the system's, English or Chinese."""
        self.settings.language = choice
        self.language_wanted.emit(choice)

    def show_start(self) -> None:
        """Go to the start page; what is open stays open."""
        if not self._requests.restoring:
            # A run that ended now would lead away from the page again.
            self._requests.cancel_runs()
        self.session.change(mode="start", page="explore", hovered="")

    # Changing things to see what happens.

    def change_edits(self, edits: Edits, *, going_on: bool = False) -> None:
        """Change channels or the picture, and run again; the newest change wins.

        `going_on` says that it is a part of the change before, as while a slider is dragged:
        both are undone at once.
        """
        if edits == self.session.edits:
            return
        if not (going_on and self._undone):
            self._undone.append(self.session.edits)
        self._edit(edits)

    def _edit(self, edits: Edits) -> None:
        self.session.change(edits=edits)
        if self.session.model is not None and self.session.source is not None:
            self._want(live=True)

    def change_picture(self, transform: Transform, *, going_on: bool = False) -> None:
        """Turn, move, brighten, blur or cover the picture."""
        self.change_edits(Edits(self.session.edits.switches, transform), going_on=going_on)

    def scale_channel(self, channel: int, factor: float) -> None:
        """Scale a channel of the layer on the stage; 0 switches it off, 1 on."""
        if self.session.layer is not None:
            edits = self.session.edits
            switches = edits.switches.with_factor(self.session.layer, channel, factor)
            self.change_edits(Edits(switches, edits.transform))

    def switch_channel(self, channel: int) -> None:
        """Switch a channel of the layer on the stage off, or a changed one on again."""
        changed = channel in self.session.edits.switches.of(self.session.layer)
        self.scale_channel(channel, 1.0 if changed else 0.0)

    def keep_only_channel(self, channel: int) -> None:
        """Switch all other channels of the layer on the stage off."""
        activations, layer = self.session.activations, self.session.layer
        if activations is not None and layer in activations:
            count, edits = activations[layer].shape[1], self.session.edits
            switches = edits.switches.with_only(layer, channel, count)
            self.change_edits(Edits(switches, edits.transform))

    def reset_channels(self) -> None:
        """Switch all channels of all layers on again."""
        self.change_edits(Edits(transform=self.session.edits.transform))

    def reset_edits(self) -> None:
        """Undo all changes of channels and picture."""
        self.change_edits(Edits())

    @property
    def can_undo_edit(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self._undone)

    def undo_edit(self) -> None:
        """Take the last change back."""
        if self._undone:
            self._edit(self._undone.pop())

    # Comparing.

    def pin(self) -> None:
        """Keep what is shown now as A, to compare with what comes next."""
        session = self.session
        model, source, activations = session.model, session.source, session.activations
        if model is not None and source is not None and activations is not None:
            pinned = Pinned(model, source, activations, session.edits)
            session.change(pinned=pinned, comparing=True, unit=False, hovered="")

    def unpin(self) -> None:
        """Forget A."""
        self.session.change(pinned=None, comparing=False, hovered="")

    def compare(self, shown: bool) -> None:
        """Show A and B side by side, or B alone."""
        if self.session.pinned is not None:
            self.session.change(comparing=shown, unit=False, hovered="")

    def swap(self) -> None:
        """Make A of B, and B of A."""
        session, before = self.session, self.session.pinned
        self.pin()
        if before is not None and session.pinned is not before:
            self._requests.cancel_runs()
            self._undone.clear()
            layer = session.layer
            if layer not in before.activations:
                layer = work.first_layer(before.model, before.activations)
            session.change(
                mode="drawing" if before.source.kind == "drawing" else "image",
                model=before.model,
                source=before.source,
                activations=before.activations,
                layer=layer,
                edits=before.edits,
                unedited=None,
            )

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
        if self.session.model is None:
            self._tell(partial(problem_text.labels_without_model, Path(path)))
            return
        self._requests.chore(lambda _: engine.read_labels(Path(path)), self.tr("Reading labels"))

    def reset_labels(self) -> None:
        """Name the classes as the model's file says."""
        if self.session.model is not None:
            self._use_labels(self.session.model.as_stated().labels)

    def _use_labels(self, labels: engine.Labels) -> None:
        if self.session.model is not None:
            self._want(model=self.session.model.with_options(labels=labels))

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
            export.save_png(pixels, target)
            return saved

        self._requests.chore(job, self.tr("Saving"))

    def save(self, write: saving.Write, path: Path | str) -> None:
        """Write a file of what is shown, in the background; it can be cancelled."""
        target = Path(path)
        saved = self.tr("Saved {0}").format(target.name)

        def job(ticket: Ticket) -> str:
            write(target, should_stop=ticket.should_stop, on_step=ticket.on_step)
            return saved

        self._requests.chore(job, self.tr("Saving {0}").format(target.name))

    def save_maps(self, folder: Path | str) -> None:
        """Write all feature maps into a folder."""
        activations, target = self.session.activations, Path(folder)
        if activations is None:
            return
        saved = self.tr("Saved the maps of %n layers", "", len(activations))

        def job(ticket: Ticket) -> str:
            export.save_maps(
                activations, target, should_stop=ticket.should_stop, on_step=ticket.on_step
            )
            return saved

        self._requests.chore(job, self.tr("Saving maps"))

    def make_program(
        self, wish: Wish, out: Path, *, base: Path | None = None, one_folder: bool = False
    ) -> None:
        """Make a program that carries a model, and try it."""
        tested, untested = self.tr("{0} is made; it passed its self-test"), self.tr("{0} is made")

        def job(ticket: Ticket) -> str:
            from gui.pack.assemble import assemble

            made = assemble(
                wish, out, base=base, one_folder=one_folder,
                say=ticket.say, should_stop=ticket.should_stop,
            )  # fmt: skip
            return (tested if made.tested else untested).format(made.path.name)

        self._requests.chore(job, self.tr("Making a program"))

    def save_table(self, rows: Callable[[], Sequence[Sequence[Any]]], path: Path | str) -> None:
        """Write a table as CSV; `rows`, called in the background, returns heading and rows."""
        target = Path(path)
        saved = self.tr("Saved {0}").format(target.name)

        def job(_: Ticket) -> str:
            heading, *others = rows()
            export.save_csv([str(name) for name in heading], others, target)
            return saved

        self._requests.chore(job, self.tr("Saving"))

    # Problems and progress.

    def report(self, problem: BaseException | Problem) -> None:
        """Say what went wrong."""
        if isinstance(problem, Problem):
            self._tell(lambda: problem)
            return
        if not isinstance(problem, engine.EngineError | OSError):
            log.error("unexpected", exc_info=problem)
        self._tell(partial(problem_text.of_error, problem, self.session))

    def _tell(self, wording: Callable[[], Problem]) -> None:
        self._wording = wording
        self.session.change(problem=wording())

    def tell_again(self) -> None:
        """Say what is wrong anew, in the language of now."""
        if self.session.problem is not None and self._wording is not None:
            self._tell(self._wording)

    def dismiss_problem(self) -> None:
        """Close the banner."""
        self._wording = None
        self.session.change(problem=None)

    def cancel(self) -> None:
        """Stop what runs in the background; what is open stays."""
        self._requests.cancel()

    def clear_recent(self) -> None:
        """Forget which files were open."""
        self._set_recent(())

    def _on_progress_changed(self, progress: object) -> None:
        self.session.change(progress=progress)

    # From the background.

    def _want(self, *, live: bool = False, **changes: Any) -> None:
        session = self.session
        now = work.Wanted(session.model, session.source, session.mode, self._drawing, session.edits)
        self._requests.want(now, live=live, **changes)

    def _on_run_ended(self, outcome: work.Outcome, restoring: bool) -> None:
        if outcome.opened is not None:
            self.settings.last_model = outcome.opened.name
        self._show(outcome)
        if restoring:
            for failure in outcome.failures:
                log.warning("%s is not there again: %s", failure.name, failure.error)
        elif outcome.failures:
            self._tell(partial(problem_text.of_failures, outcome.failures, self.session))
        if not restoring:
            self._remember(outcome)
        self._go_on_with_batch(outcome)

    def _go_on_with_batch(self, outcome: work.Outcome) -> None:
        """Start the batch that waited for a model, or repeat the one on the page with another."""
        waiting, self._waiting_batch = self._waiting_batch, []
        if outcome.opened is None:
            return
        if waiting:
            self._start_batch(waiting)
        elif self.session.page == "batch":
            self.repeat_batch()

    def _show(self, outcome: work.Outcome) -> None:
        session = self.session
        new_source = outcome.source is not session.source
        if outcome.model is session.model and not new_source and outcome.activations is None:
            return
        changes: dict[str, object] = {
            "mode": outcome.mode,
            "model": outcome.model,
            "source": outcome.source,
            "activations": outcome.activations,
            "unedited": outcome.unedited,
        }
        if outcome.edits is not None:
            changes["edits"] = outcome.edits
            self._undone.clear()
        if new_source and self._picture_asked:
            changes["page"] = "explore"
        if outcome.model is not None:
            shown = outcome.activations or outcome.model
            names = {layer.name for layer in shown.layers}
            if outcome.opened is not None:
                changes["boxes"] = BoxReading()
            if outcome.opened is not None or session.layer not in names:
                changes |= {"place": None, "unit": False}
            if session.layer not in names:
                changes["layer"] = work.first_layer(outcome.model, outcome.activations)
        session.change(**changes)

    def _remember(self, outcome: work.Outcome) -> None:
        model, source, folder = outcome.model, outcome.source, self.settings.folder
        if model is None:
            return
        if outcome.opened is not None and not outcome.opened.bundled:
            classes = str(len(model.labels))
            self._add_recent(Recent(outcome.opened.path, "model", classes, time.time()))
        path = source.path if source is not None and outcome.activations is not None else None
        ours = path is None or resources.bundled(path)
        if not ours and (path, model.name) != self._newest_image():
            self._requests.chore(
                lambda _: work.recent_image(source, path, model.name, folder),
                self.tr("Remembering the picture"),
            )

    def _newest_image(self) -> tuple[Path, str] | None:
        images = (each for each in self.session.recent if each.kind == "image")
        return next(((each.path, each.note) for each in images), None)

    def _on_chore_ended(self, result: object) -> None:
        if isinstance(result, Recent):
            self._add_recent(result)
        elif isinstance(result, engine.Labels):
            self._use_labels(result)
        elif isinstance(result, str):
            self.hover(result)

    def _add_recent(self, entry: Recent) -> None:
        others = (each for each in self.session.recent if each.path != entry.path)
        self._set_recent((entry, *others)[:RECENT_LIMIT])

    def _set_recent(self, recent: tuple[Recent, ...]) -> None:
        self.settings.recent = recent
        self.session.change(recent=recent)


def _file_request(path: Path) -> work.PictureRequest:
    return work.PictureRequest(path, "file", path.name)


def _first_sample() -> Path | None:
    """Return the photo that the start page shows; or the first sample of the program's author."""
    samples = resources.sample_paths(resources.BUNDLED[-1])
    photo = (path for path in samples if path.name == FIRST_PHOTO)
    return next(photo, samples[0] if samples else None)


def _run_of(session: Session) -> engine.Activations | engine.Model | None:
    """Return what knows the layers for the picture in hand, else for the usual one."""
    return session.activations if session.activations is not None else session.model
