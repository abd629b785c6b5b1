"""What a view wants worked out beside the runs, off the UI thread: layouts, statistics."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from PySide6.QtCore import QObject, Signal

from gui.background import Background, Ticket


class Asides(QObject):
    """One lane of its own, so that saving or a long run holds nothing up.

    Each question has a name, and the newest question of a name wins. Nobody is told that work
    goes on: what is asked here takes a moment, and views show what they have until then.
    """

    failed = Signal(object)
    """The exception that ended a job."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane: Background | None = None
        self._asked: dict[Hashable, Ticket] = {}
        self._answers: dict[Ticket, Callable[[Any], None]] = {}

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return bool(self._asked)

    def ask(
        self,
        name: Hashable,
        job: Callable[[Ticket], Any],
        done: Callable[[Any], None],
        *,
        first: bool = False,
    ) -> None:
        """Do `job` in the background, and tell `done` what it returned.

        What is `first` goes before all that wait, and into jobs that make way for it.
        """
        self.forget(name)
        if self._lane is None:
            self._lane = Background(self)
            self._lane.succeeded.connect(self._on_succeeded)
            self._lane.failed.connect(self._on_failed)
        ticket = self._lane.submit(job, replace=False, first=first)
        self._asked[name] = ticket
        self._answers[ticket] = done

    def forget(self, name: Hashable) -> None:
        """Take a question back."""
        ticket = self._asked.pop(name, None)
        if ticket is not None:
            ticket.stopped.set()
            del self._answers[ticket]

    def forget_all(self) -> None:
        """Take all questions back, because who asked them goes."""
        for name in list(self._asked):
            self.forget(name)

    def close(self) -> bool:
        """End the thread; return whether it did."""
        self._asked.clear()
        self._answers.clear()
        return self._lane is None or self._lane.close()

    def _take(self, ticket: Ticket) -> Callable[[Any], None]:
        self._asked = {name: other for name, other in self._asked.items() if other is not ticket}
        return self._answers.pop(ticket)

    def _on_succeeded(self, ticket: Ticket, result: Any) -> None:
        if ticket in self._answers:
            self._take(ticket)(result)

    def _on_failed(self, ticket: Ticket, error: Exception) -> None:
        if ticket in self._answers:
            self._take(ticket)
            self.failed.emit(error)


class AtOnce(Asides):
    """For a view that nobody gave a lane: the answer is there when `ask` returns."""

    def ask(
        self,
        name: Hashable,
        job: Callable[[Ticket], Any],
        done: Callable[[Any], None],
        *,
        first: bool = False,
    ) -> None:
        """Do `job` here and now."""
        done(job(Ticket(0, job, lambda *_: None)))


class Newest(QObject):
    """Asks a lane one question at a time; of those that come meanwhile only the newest follows.

    Each answer is used, so that something is seen to move where new numbers come faster than they
    are worked through: a question that replaced the one before each time would never be answered.
    """

    def __init__(self, lane: Asides, parent: QObject, *, first: bool = False) -> None:
        """Ask `lane`; what this asks is done `first` of all that waits there."""
        super().__init__(parent)
        self._lane = lane
        self._first = first
        self._working = False
        self._next: tuple[Callable[[Ticket], Any], Callable[[Any], None]] | None = None
        lane.failed.connect(self._on_failed)

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._working

    def ask(self, job: Callable[[Ticket], Any], done: Callable[[Any], None]) -> None:
        """Do `job` when the one before is done, and tell `done` what it returned."""
        self._next = (job, done)
        if not self._working:
            self._go_on()

    def forget(self) -> None:
        """Take all questions back."""
        self._next = None
        self._working = False
        self._lane.forget(self)

    def _go_on(self) -> None:
        if self._next is None:
            return
        (job, done), self._next = self._next, None
        self._working = True

        def answered(result: Any) -> None:
            self._working = False
            done(result)
            if not self._working:
                self._go_on()

        self._lane.ask(self, job, answered, first=self._first)

    def _on_failed(self) -> None:
        """Go on with the next; the lane has told what went wrong."""
        self._working = False
        self._go_on()
