"""Threads that take a share of large steps.

Between two steps of a run they look for work instead of sleeping: to be woken takes some 50 µs, as
long as half of what a step takes. While nothing runs, they sleep, and soon they leave.
"""

from __future__ import annotations

import threading
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from queue import Empty, SimpleQueue
from time import perf_counter

from engine.kernels import settings

Lane = Sequence[Callable[[], object]]

_IDLE_SECONDS = 1.0
WORKER, MAIN, GROWTH = 14e-6, 5e-6, 1.2
_LOOK_SECONDS = 500e-6
"""How often one looks for what must come soon before one sleeps. Who looks needs Python's lock for
it, and who wants the lock while another has it must be woken; so one does not look all the time."""
_REST_SECONDS, _MOST_REST_SECONDS = 0.2, 3.2
"""How long workers get no work after they lost too much time; twice as long each time in a row."""
_PAUSE_SECONDS = 0.02
_CREDIT_SECONDS = 0.003
"""How much time may be lost to workers before they rest, and how much they can earn."""


@cache
def _moments(first: float) -> tuple[Callable[[], object], ...]:
    """Return calls that take so many seconds, then more and more, while other threads run.

    Python has none that neither sleeps nor keeps its lock. A checksum gives the lock away while it
    counts, and holds it for less time than other functions that do; the bytes do not matter.
    """
    some = memoryview(bytes(1 << 20))
    seconds = []
    for _ in range(5):
        start = perf_counter()
        zlib.crc32(some[: 1 << 14])
        seconds.append(perf_counter() - start)
    rate = (1 << 14) / max(min(seconds), 1e-7)
    lengths: list[int] = []
    while sum(lengths) < _LOOK_SECONDS * rate:
        lengths.append(int(first * GROWTH ** len(lengths) * rate))
    # Below 5 KB it would keep the lock.
    return tuple(partial(zlib.crc32, some[: max(6000, length)]) for length in lengths)


class _Job:
    """Lanes to run, and what became of those that workers took."""

    __slots__ = ("awaited", "finished", "stopped", "waiting")

    def __init__(self, lanes: Sequence[Lane]) -> None:
        self.waiting = list(lanes)
        self.stopped = False
        self.finished: list[BaseException | None] = []
        self.awaited: SimpleQueue[None] | None = None

    def next_lane(self) -> Lane | None:
        """Return a lane that nobody has taken yet, which the caller takes."""
        try:
            return self.waiting.pop()
        except IndexError:
            return None

    def finish(self, error: BaseException | None) -> None:
        """Note that a worker has run a lane."""
        self.finished.append(error)
        if self.awaited is not None:
            self.awaited.put(None)

    def wait(self, count: int) -> None:
        """Wait until workers have run that many lanes."""
        for moment in _moments(MAIN):
            if len(self.finished) >= count:
                return
            moment()
        self.awaited = SimpleQueue()
        # Who finishes from now on says so; but some may have finished just before.
        while len(self.finished) < count:
            self.awaited.get()


class Workers:
    """Threads that wait for lanes of work. They come when first needed and leave when idle.

    Attributes
    ----------
    are_warm : whether the run before has just ended, so that its data may be in the caches
    """

    def __init__(self) -> None:
        self._in_use = threading.Lock()
        self._job = _Job(())
        self._calls: SimpleQueue[None] = SimpleQueue()
        self._counting = threading.Lock()
        self._alive = 0
        self._asleep = 0
        self._runs = 0
        self._ended = 0.0
        self.are_warm = True
        self._balance = 0.0
        self._rest = _REST_SECONDS
        self._resting_until = 0.0

    @contextmanager
    def awake(self) -> Iterator[None]:
        """Let workers look for lanes until the block ends, unless none come for long."""
        with self._counting:
            self._runs += 1
            self.are_warm = perf_counter() - self._ended < _PAUSE_SECONDS
        try:
            yield
        finally:
            with self._counting:
                self._runs -= 1
                self._ended = perf_counter()

    def run(self, lanes: Sequence[Lane], check: Callable[[], None]) -> None:
        """Run lanes of work at once, here and on workers; `check` may raise between two pieces."""
        if not self._in_use.acquire(blocking=False):
            for lane in lanes:
                _run_lane(lane, check)
            return
        try:
            self._run(lanes, check)
        finally:
            self._in_use.release()

    def _run(self, lanes: Sequence[Lane], check: Callable[[], None]) -> None:
        job = self._job = _Job(lanes[1:])
        if self._asleep or self._alive < len(lanes) - 1:
            self._call(len(lanes) - 1)
        own = 1
        try:
            _run_lane(lanes[0], check)
            while (lane := job.next_lane()) is not None:
                own += 1
                _run_lane(lane, check)
        except BaseException:
            job.stopped = True
            while job.next_lane() is not None:
                own += 1
            raise
        finally:
            job.wait(len(lanes) - own)
        for error in filter(None, job.finished):
            raise error

    def are_resting(self) -> bool:
        """Return whether workers shall get no work for now, because they lost too much time."""
        return perf_counter() < self._resting_until

    def note(self, saved: float) -> None:
        """Note how many seconds workers saved in a step; if they lose too many, let them rest.

        A worker on a busy core makes everybody wait for it.
        """
        self._balance = min(self._balance + saved, _CREDIT_SECONDS)
        if self._balance < -_CREDIT_SECONDS:
            self._balance, self._resting_until = 0.0, perf_counter() + self._rest
            self._rest = min(2 * self._rest, _MOST_REST_SECONDS)
        elif self._balance == _CREDIT_SECONDS:
            self._rest = _REST_SECONDS

    def _call(self, count: int) -> None:
        while self._alive < count:
            self._alive += 1
            threading.Thread(target=self._work, name="convolens worker", daemon=True).start()
        for _ in range(min(self._asleep, count)):
            self._calls.put(None)

    def _work(self) -> None:
        last = None
        with settings.in_force():
            while (job := self._next_job(last)) is not None:
                while (lane := job.next_lane()) is not None:
                    job.finish(_error_of(lane, job))
                last = job
        # Who counts on this worker, and calls while it leaves, finds nobody, and works alone.
        self._alive -= 1

    def _next_job(self, last: _Job | None) -> _Job | None:
        """Return the job that follows the last one, or None if none comes for long."""
        for moment in _moments(WORKER):
            if self._job is not last:
                return self._job
            if not self._runs:
                break
            moment()
        with self._counting:
            self._asleep += 1
        try:
            # A job may have come before it was known that somebody must be woken for it.
            if self._job is last:
                self._calls.get(timeout=_IDLE_SECONDS)
        except Empty:
            return None if self._job is last else self._job
        finally:
            with self._counting:
                self._asleep -= 1
        return self._job


def _error_of(lane: Lane, job: _Job) -> BaseException | None:
    """Run a lane, and return what went wrong."""
    try:
        for piece in lane:
            if job.stopped:
                break
            piece()
    except BaseException as error:  # noqa: BLE001 - raised by who waits
        return error
    return None


def _run_lane(lane: Lane, check: Callable[[], None]) -> None:
    for piece in lane:
        check()
        piece()


workers = Workers()
"""Shared by all plans of the process."""
