"""Many pictures at once: what came out so far, and the worker that goes through them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Qt, Signal

import engine
from engine.constants import IMAGE_SUFFIXES
from gui.background import Background, Ticket

if TYPE_CHECKING:
    from engine.batch import Item, Result
    from gui.session import BoxReading

THUMBNAIL = 72
"""Pixels of a thumbnail's longer side: 36 on a screen of twice the density."""
_TELL_SECONDS = 0.5
"""Each handful makes Qt paint the whole table anew, some 20 ms; so not more often than this."""
_LEAST_NAMED = 0.5
"""Sub-folders name the classes where at least this share of them is called as a label."""

State = Literal["finding", "running", "done", "stopped"]


class Batch(QObject):
    """Pictures, the model that looks at them, and its answers; changes on the UI thread only.

    Attributes
    ----------
    paths : the folders and files that were given
    reading : how the boxes of a detector are read
    items : the pictures in them, once they are found
    judged : whether folders name the classes
    results : the answers so far, in the order of `items`
    """

    grew = Signal(int)
    """How many of the last results are new."""
    state_changed = Signal()

    def __init__(
        self,
        paths: Sequence[Path],
        model: engine.Model,
        reading: BoxReading,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.paths = list(paths)
        self.model = model
        self.reading = reading
        self.items: list[Item] = []
        self.judged = False
        self.results: list[Result] = []
        self.score = engine.batch.Score()
        self.state: State = "finding"

    @property
    def title(self) -> str:
        """What the pictures are called together."""
        # By its name: a drive that is gone may hold who asks it up for many seconds.
        first = self.paths[0]
        file = first.suffix.lower() in IMAGE_SUFFIXES and len(self.paths) > 1
        folder = first.parent if file else first
        return folder.name or str(folder)

    @property
    def running(self) -> bool:
        """Whether more is to come."""
        return self.state in ("finding", "running")

    def enter(self, state: State) -> None:
        """Tell that it has begun, is done, or was stopped."""
        if state != self.state:
            self.state = state
            self.state_changed.emit()

    def add(self, results: Sequence[Result]) -> None:
        """Take more answers."""
        self.results.extend(results)
        for result in results:
            self.score.add(result)
        if results:
            self.grew.emit(len(results))


class BatchWorker(QObject):
    """Goes through one batch at a time, beside the other work; answers come in handfuls."""

    ended = Signal(object)
    """The batch that is done."""
    failed = Signal(object, object)
    """The batch, and the exception that ended it."""

    _found = Signal(object, object, bool)
    _came = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background(self)
        self._ticket: Ticket | None = None
        self._batch: Batch | None = None
        queued = Qt.ConnectionType.QueuedConnection
        self._found.connect(self._on_found, queued)
        self._came.connect(self._on_came, queued)
        self._background.succeeded.connect(self._on_ended)
        self._background.failed.connect(self._on_failed)

    @property
    def busy(self) -> bool:
        """Whether a batch is under way."""
        return self._ticket is not None

    def start(self, batch: Batch) -> None:
        """Go through `batch`; one that is under way ends here."""
        self.stop()
        paths, model, reading = tuple(batch.paths), batch.model, batch.reading
        self._batch = batch
        self._ticket = self._background.submit(
            lambda ticket: self._work(ticket, paths, model, reading)
        )

    def stop(self) -> None:
        """Leave the batch as it is now."""
        if self._ticket is not None:
            self._background.cancel()
            self._ticket = None
            assert self._batch is not None
            self._batch.enter("stopped")

    def close(self) -> bool:
        """End the thread; return whether it did."""
        self._ticket = None
        return self._background.close()

    def _work(
        self, ticket: Ticket, paths: Sequence[Path], model: engine.Model, reading: BoxReading
    ) -> None:
        items = engine.batch.find_pictures(paths, ticket.should_stop)
        classes = engine.batch.classes_of(items, model.labels)
        named = sum(index is not None for index in classes.values())
        judged = bool(named) and named >= _LEAST_NAMED * len(classes)
        self._found.emit(ticket, items, judged)
        waiting: list[Result] = []
        told = time.monotonic()
        for result in engine.batch.predict_each(
            model,
            items,
            classes=classes if judged else None,
            thumbnail=THUMBNAIL,
            convention=reading.convention,
            threshold=reading.threshold,
            should_stop=ticket.should_stop,
        ):
            waiting.append(result)
            if time.monotonic() - told >= _TELL_SECONDS:
                self._came.emit(ticket, waiting)
                waiting, told = [], time.monotonic()
        self._came.emit(ticket, waiting)

    def _on_found(self, ticket: Ticket, items: list[Item], judged: bool) -> None:
        if ticket is self._ticket and self._batch is not None:
            self._batch.items, self._batch.judged = items, judged
            self._batch.enter("running")

    def _on_came(self, ticket: Ticket, results: list[Result]) -> None:
        if ticket is self._ticket and self._batch is not None:
            self._batch.add(results)

    def _on_ended(self, ticket: Ticket) -> None:
        if ticket is self._ticket and self._batch is not None:
            self._ticket = None
            self._batch.enter("done")
            self.ended.emit(self._batch)

    def _on_failed(self, ticket: Ticket, error: Exception) -> None:
        if ticket is self._ticket and self._batch is not None:
            self._ticket = None
            self._batch.enter("stopped")
            self.failed.emit(self._batch, error)
