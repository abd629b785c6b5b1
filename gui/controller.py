"""What the person wants → work in the background → the session; the session's only writer.

The intents stand in `gui.intents`; here what comes back from the background is shown.
"""

from __future__ import annotations

import logging
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import engine
import resources
from gui import work
from gui.asides import Asides
from gui.intents.changing import Changing
from gui.intents.looking import Looking
from gui.intents.opening import Opening
from gui.intents.saving import Saving
from gui.intents.weights import ReadAgain, Weights
from gui.session import BoxReading, Problem, Recent, Session
from gui.settings import RECENT_LIMIT, Settings
from gui.words import problem_text

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

log = logging.getLogger("convolens")


class Controller(Opening, Looking, Changing, Weights, Saving):
    """Every intent of the person is a method of this object."""

    def __init__(self, session: Session, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(session, settings, parent)
        self._requests.ended.connect(self._on_run_ended)
        self._requests.chore_ended.connect(self._on_chore_ended)
        self._requests.failed.connect(self.report)
        self._requests.progress_changed.connect(self._on_progress_changed)
        self.asides = Asides(self)
        """What views want worked out beside the runs."""
        self.pictures = Asides(self)
        """What views want coloured; a lane of its own, for layouts and statistics take longer."""
        for lane in (self.asides, self.pictures):
            lane.failed.connect(self.report)
        self._batches.failed.connect(lambda _, error: self.report(error))
        session.change(view=settings.view, recent=settings.recent)

    @property
    def busy(self) -> bool:
        """Whether anything waits or runs in the background."""
        return self._requests.busy or self._batches.busy or self._looker.busy

    def close(self) -> bool:
        """Stop all work and write the settings; return whether the workers ended."""
        lanes = (self._requests, self.asides, self.pictures, self._batches, self._looker)
        ended = all([lane.close() for lane in lanes])
        self.settings.save()
        return ended

    # Problems and progress.

    def report(self, problem: BaseException | Problem) -> None:
        """Say what went wrong."""
        if isinstance(problem, Problem):
            self._tell(lambda: problem)
            return
        if not isinstance(problem, engine.EngineError | OSError):
            log.error("unexpected", exc_info=problem)
        self._tell(partial(problem_text.of_error, problem, self.session))

    def tell_again(self) -> None:
        """Say what is wrong anew, in the language of now."""
        if self.session.problem is not None and self._wording is not None:
            self._tell(self._wording)

    def cancel(self) -> None:
        """Stop what runs in the background; what is open stays."""
        self._looker.forget_all()
        self._requests.cancel()

    def clear_recent(self) -> None:
        """Forget which files were open."""
        self._set_recent(())

    def _on_progress_changed(self, progress: object) -> None:
        self.session.change(progress=progress)

    # From the background.

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
        if outcome.activations is not None:
            self._applied = outcome.applied
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
                self._used_before.clear()
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
        elif isinstance(result, ReadAgain):
            self._use_read_again(result)
        elif isinstance(result, str):
            self.hover(result)

    def _add_recent(self, entry: Recent) -> None:
        others = (each for each in self.session.recent if each.path != entry.path)
        self._set_recent((entry, *others)[:RECENT_LIMIT])

    def _set_recent(self, recent: tuple[Recent, ...]) -> None:
        self.settings.recent = recent
        self.session.change(recent=recent)
