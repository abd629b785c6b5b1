"""Work off the UI thread: one worker, the newest request wins, all of it can be cancelled.

A job is a function that gets a `Ticket`. It must ask `ticket.should_stop()` now and then, and may
tell `ticket.on_step(done, total)`. Results come back by queued signal, so that slots run on the
UI thread; those of a ticket that was replaced or cancelled are dropped. A long job that nobody
waits for calls `ticket.make_way()` between its parts, and what a person waits for is done there.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from engine.errors import CancelledError

_STEP_SECONDS = 0.05


@dataclass(eq=False)
class Ticket:
    """One request: its number, what it does, and whether it is still wanted."""

    number: int
    job: Callable[[Ticket], Any]
    tell: Callable[[Ticket, str, int, int], None]
    make_way: Callable[[], None] = lambda: None
    first: bool = False
    stopped: threading.Event = field(default_factory=threading.Event)
    text: str = ""
    _told: float = 0.0

    def should_stop(self) -> bool:
        """Return whether the work is no longer wanted."""
        return self.stopped.is_set()

    def on_step(self, done: int, total: int) -> None:
        """Tell how far the work is; at most twenty times a second."""
        now = time.monotonic()
        if now - self._told >= _STEP_SECONDS:
            self._told = now
            self.tell(self, self.text, done, total)

    def say(self, text: str) -> None:
        """Say in words what comes now, and let the window show it before it starts."""
        self.text = text
        self.tell(self, text, 0, 0)


class Background(QObject):
    """One worker thread with a queue of tickets."""

    succeeded = Signal(object, object)
    """The ticket and what its job returned."""
    failed = Signal(object, object)
    """The ticket and the exception that ended it."""
    progressed = Signal(object, str, int, int)
    """The ticket, its words, steps done and steps in all."""

    _ended = Signal(object, object, object)
    _told = Signal(object, str, int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._numbers = itertools.count(1)
        self._waiting: deque[Ticket] = deque()
        self._running: Ticket | None = None
        self._untold: list[Ticket] = []
        self._wake = threading.Condition()
        self._closed = False
        self._results: deque[tuple[Ticket, Any, Exception | None]] = deque()
        self._next = QTimer(self, interval=0, singleShot=True)
        self._next.timeout.connect(self._tell_one)
        self._ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)
        self._told.connect(self._on_told, Qt.ConnectionType.QueuedConnection)
        self._thread = self._started()

    def _started(self) -> threading.Thread:
        # A daemon, so that a job that hangs cannot keep a closed program alive.
        thread = threading.Thread(target=self._work, name="convolens-worker", daemon=True)
        thread.start()
        return thread

    @property
    def busy(self) -> bool:
        """Whether any request is waiting or running."""
        with self._wake:
            return bool(self._waiting) or self._running is not None

    def submit(
        self,
        job: Callable[[Ticket], Any],
        *,
        replace: bool = True,
        interrupt: bool = True,
        first: bool = False,
    ) -> Ticket:
        """Ask for `job`, and return its ticket; `first`, it goes before all others that wait.

        With `replace`, all that wait are forgotten; with `interrupt` too, the one that runs is
        stopped, and results that are on their way are dropped. Live drawing replaces without
        interrupting: each run that has begun is shown, or a quick hand would never see a result
        of a slow network.
        """
        ticket = Ticket(next(self._numbers), job, self._told.emit, self._make_way, first)
        with self._wake:
            if replace:
                self._forget(self._untold if interrupt else list(self._waiting))
            (self._waiting.appendleft if first else self._waiting.append)(ticket)
            self._untold.append(ticket)
            if not self._thread.is_alive() and not self._closed:
                self._thread = self._started()
            self._wake.notify()
        return ticket

    def _forget(self, tickets: list[Ticket]) -> None:
        """Stop `tickets`, and everything that waits; the lock is held."""
        for ticket in tickets:
            ticket.stopped.set()
        self._waiting.clear()

    def cancel(self) -> None:
        """Forget everything that waits, stop what runs, and drop results on their way."""
        with self._wake:
            self._forget(self._untold)

    def close(self, seconds: float = 5.0) -> bool:
        """Cancel everything and end the thread; return whether it ended in time."""
        self.cancel()
        with self._wake:
            self._closed = True
            self._wake.notify()
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while True:
            with self._wake:
                while not self._waiting and not self._closed:
                    self._wake.wait()
                if self._closed:
                    return
                ticket = self._waiting.popleft()
            self._do(ticket)
            # Nothing large may live on here until the next request.
            del ticket

    def _do(self, ticket: Ticket) -> None:
        """Do a job on the worker thread, also in the middle of another one."""
        with self._wake:
            around, self._running = self._running, ticket
        result, error = self._result_of(ticket)
        with self._wake:
            self._running = around
            if self._closed:
                return
        self._ended.emit(ticket, result, error)

    def _make_way(self) -> None:
        """Do what was asked for as the first meanwhile."""
        while True:
            with self._wake:
                if self._closed or not self._waiting or not self._waiting[0].first:
                    return
                ticket = self._waiting.popleft()
            self._do(ticket)

    @staticmethod
    def _result_of(ticket: Ticket) -> tuple[Any, Exception | None]:
        try:
            return ticket.job(ticket), None
        except CancelledError as error:
            ticket.stopped.set()
            return None, error
        except Exception as error:  # noqa: BLE001 - the border: told to the person, thread lives on
            return None, error
        except SystemExit as error:
            # Some library wants to end the program; it would end this thread, and in silence.
            return None, RuntimeError(f"a job asked to exit ({error}).")

    def _on_ended(self, ticket: Ticket, result: Any, error: Exception | None) -> None:
        # Each result gets a turn of the event loop of its own: to show one may take 40 ms, to
        # paint what it changed as much again, and Qt does all that is queued in one turn.
        self._results.append((ticket, result, error))
        self._next.start()

    def _tell_one(self) -> None:
        ticket, result, error = self._results.popleft()
        if self._results:
            self._next.start()
        with self._wake:
            # Those that were stopped while they waited never end.
            self._untold = [
                other
                for other in self._untold
                if other is not ticket and (other is self._running or not other.stopped.is_set())
            ]
        if ticket.stopped.is_set():
            return
        if error is None:
            self.succeeded.emit(ticket, result)
        else:
            self.failed.emit(ticket, error)

    def _on_told(self, ticket: Ticket, text: str, done: int, total: int) -> None:
        if not ticket.stopped.is_set():
            self.progressed.emit(ticket, text, done, total)
