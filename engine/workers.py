"""Threads that take a share of large steps."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from time import get_clock_info, perf_counter, thread_time

from engine.kernels import settings

Lane = Sequence[Callable[[], object]]

_IDLE_SECONDS = 1.0
_REST_SECONDS = 0.2
_ALONE = 0.85
"""What one thread takes for all lanes, by what they take: each lays out its weights anew."""
_CREDIT_SECONDS = 0.003
"""How much time may be lost to workers before they get no work, and how much they can earn."""

# What other threads take of the processor must not count as work; but some systems tell the time
# of a thread in steps of 16 ms.
_own_time = thread_time if get_clock_info("thread_time").resolution < 1e-5 else perf_counter


class _Job:
    """Lanes to run, and what became of those that workers took."""

    def __init__(self, lanes: Sequence[Lane]) -> None:
        self.waiting = list(lanes)
        self.stopped = False
        self.finished: SimpleQueue[BaseException | None] = SimpleQueue()


class Workers:
    """Threads that wait for lanes of work. They come when first needed and leave when idle.

    A worker on a busy core makes everybody wait for it. So it is noted how much sooner the work is
    done than one thread would have done it, and if that does not pay, workers get none for a while.
    """

    def __init__(self) -> None:
        self._in_use = threading.Lock()
        self._jobs: SimpleQueue[_Job] = SimpleQueue()
        self._alive = 0
        self._balance = 0.0
        self._resting_until = 0.0

    def run(self, lanes: Sequence[Lane], check: Callable[[], None]) -> None:
        """Run lanes of work at once, here and on workers; `check` may raise between two pieces."""
        if perf_counter() < self._resting_until or not self._in_use.acquire(blocking=False):
            for lane in lanes:
                _run_lane(lane, check)
            return
        try:
            self._run(lanes, check)
        finally:
            self._in_use.release()

    def _run(self, lanes: Sequence[Lane], check: Callable[[], None]) -> None:
        job = _Job(lanes[1:])
        self._call(job, len(lanes) - 1)
        own = 1
        start, busy = perf_counter(), _own_time()
        try:
            _run_lane(lanes[0], check)
            while (lane := _next(job)) is not None:
                own += 1
                _run_lane(lane, check)
        except BaseException:
            job.stopped = True
            while _next(job) is not None:
                own += 1
            raise
        finally:
            busy = _own_time() - busy
            errors = [job.finished.get() for _ in range(len(lanes) - own)]
        for error in filter(None, errors):
            raise error
        alone = busy / own * len(lanes) * _ALONE
        saved = alone - (perf_counter() - start)
        self._balance = min(self._balance + saved, _CREDIT_SECONDS)
        if self._balance < -_CREDIT_SECONDS:
            self._balance, self._resting_until = 0.0, perf_counter() + _REST_SECONDS

    def _call(self, job: _Job, count: int) -> None:
        while self._alive < count:
            self._alive += 1
            threading.Thread(target=self._work, name="convolens worker", daemon=True).start()
        for _ in range(count):
            self._jobs.put(job)

    def _work(self) -> None:
        with settings.in_force():
            while True:
                try:
                    job = self._jobs.get(timeout=_IDLE_SECONDS)
                except Empty:
                    break
                while (lane := _next(job)) is not None:
                    job.finished.put(_error_of(lane, job))
        # Who counts on this worker, and calls while it leaves, finds nobody, and works alone.
        self._alive -= 1


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


def _next(job: _Job) -> Lane | None:
    try:
        return job.waiting.pop()
    except IndexError:
        return None


def _run_lane(lane: Lane, check: Callable[[], None]) -> None:
    for piece in lane:
        check()
        piece()


workers = Workers()
"""Shared by all plans of the process."""
