"""What was asked of the worker and is not done yet: merged, timed, and told when it ends."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from gui import work
from gui.background import Background, Ticket
from gui.session import Progress

PROGRESS_AFTER_MS = 500
"""What takes longer is shown, with a button to cancel it."""


class Requests(QObject):
    """One lane for runs, where the newest request wins, and one for chores such as saving.

    A request that comes while another is under way takes over what that one had not done yet:
    a picture that is dropped while a model loads does not forget the model.
    """

    ended = Signal(object, bool)
    """The `work.Outcome` of a run, and whether nobody asked for it aloud."""
    chore_ended = Signal(object)
    """What a chore returned."""
    failed = Signal(object)
    """An exception that nobody foresaw in a run, or any that ended a chore."""
    progress_changed = Signal(object)
    """A `Progress`, or None when all is done."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs = Background(self)
        self._chores = Background(self)
        self._ticket: Ticket | None = None
        self._wanted: work.Wanted | None = None
        self._pending_chores: set[int] = set()
        self._progress = Progress("")
        self._shown = False
        self._patience = QTimer(self, singleShot=True, interval=PROGRESS_AFTER_MS)
        self._patience.timeout.connect(self._on_patience_ended)
        self._runs.succeeded.connect(self._on_run_ended)
        self._runs.failed.connect(self._on_run_failed)
        self._chores.succeeded.connect(self._on_chore_ended)
        self._chores.failed.connect(self._on_chore_failed)
        for background in (self._runs, self._chores):
            background.progressed.connect(self._on_progressed)

    @property
    def busy(self) -> bool:
        """Whether anything is not done yet."""
        return self._ticket is not None or bool(self._pending_chores)

    @property
    def opening(self) -> bool:
        """Whether a model is on its way."""
        return self._wanted is not None and self._wanted.opening is not None

    @property
    def restoring(self) -> bool:
        """Whether that is the model of the last time."""
        return self._wanted is not None and self._wanted.restoring

    def want(self, now: work.Wanted, *, live: bool = False, **changes: Any) -> None:
        """Ask for `changes` to what is open `now`.

        A `live` request lets one that runs come to its end.
        """
        before = self._wanted
        if before is not None:
            now = dataclasses.replace(now, opening=before.opening, picture=before.picture)
        wanted = self._wanted = dataclasses.replace(now, **changes)
        reading, running = self.tr("Reading {0}"), self.tr("Running")
        self._progress = Progress(self.tr("Opening") if wanted.opening is not None else running)
        self._ticket = self._runs.submit(
            lambda ticket: work.fulfil(wanted, ticket, reading), interrupt=not live
        )
        self._be_patient()

    def chore(self, job: Callable[[Ticket], Any], text: str) -> None:
        """Do `job` when the chores before it are done."""
        if not self.busy:
            self._progress = Progress(text)
        ticket = self._chores.submit(job, replace=False)
        ticket.text = text
        self._pending_chores.add(ticket.number)
        self._be_patient()

    def cancel_runs(self) -> None:
        """Forget what was asked of the network; chores go on."""
        self._runs.cancel()
        self._ticket = self._wanted = None
        self._rest()

    def cancel(self) -> None:
        """Forget everything."""
        self._chores.cancel()
        self._pending_chores.clear()
        self.cancel_runs()

    def close(self) -> bool:
        """End the threads; return whether they did."""
        self._patience.stop()
        self._ticket = self._wanted = None
        return all([background.close() for background in (self._runs, self._chores)])

    def _be_patient(self) -> None:
        if not self._patience.isActive() and not self._shown:
            self._patience.start()

    def _rest(self) -> None:
        if self.busy:
            return
        self._patience.stop()
        if self._shown:
            self._shown = False
            self.progress_changed.emit(None)

    def _on_patience_ended(self) -> None:
        if self.busy:
            self._shown = True
            self.progress_changed.emit(self._progress)

    def _on_progressed(self, ticket: Ticket, text: str, done: int, total: int) -> None:
        self._progress = Progress(text or self._progress.text, done, total)
        # Words without numbers announce something that may hold Python's lock: show them now.
        if self._shown or (text and not total):
            self._shown = True
            self.progress_changed.emit(self._progress)

    def _finish(self, ticket: Ticket) -> bool:
        """Forget the request if `ticket` was the newest; return whether it was only restoring."""
        if ticket is not self._ticket:
            return False
        restoring = self.restoring
        self._ticket = self._wanted = None
        self._rest()
        return restoring

    def _on_run_ended(self, ticket: Ticket, outcome: work.Outcome) -> None:
        self.ended.emit(outcome, self._finish(ticket))

    def _on_run_failed(self, ticket: Ticket, error: Exception) -> None:
        self._finish(ticket)
        self.failed.emit(error)

    def _on_chore_ended(self, ticket: Ticket, result: object) -> None:
        self._pending_chores.discard(ticket.number)
        self._rest()
        self.chore_ended.emit(result)

    def _on_chore_failed(self, ticket: Ticket, error: Exception) -> None:
        self._pending_chores.discard(ticket.number)
        self._rest()
        self.failed.emit(error)
