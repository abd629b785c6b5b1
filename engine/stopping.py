"""Whether somebody asked the run to stop, and work that is left alone when it does not.

A plan asks between the pieces of its steps; an operator whose amount of work the data decides
(a loop) asks here, while it runs. But one call of NumPy or Pillow cannot be interrupted. So what
may be stopped works on a thread of its own (`apart`), and whoever waits for it goes away at once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Any, TypeVar

from engine.errors import CancelledError

ShouldStop = Callable[[], bool]
T = TypeVar("T")

ASK_SECONDS = 0.02
"""How long work may go without asking before who waits for it asks itself."""
END_SECONDS = 0.02
"""How long work that shall stop is waited for, before it is left alone."""
PIECE_NANOSECONDS = 30_000_000
"""How long one call of NumPy may take, where the work can be parted."""

_asked: ContextVar[ShouldStop | None] = ContextVar("should_stop", default=None)
_apart: ContextVar[_Apart | None] = ContextVar("apart", default=None)


@contextmanager
def asking(should_stop: ShouldStop | None) -> Iterator[None]:
    """Let `check` ask this function until the block ends."""
    token = _asked.set(should_stop)
    try:
        yield
    finally:
        _asked.reset(token)


def check() -> None:
    """Raise if the run shall stop.

    Raises
    ------
    CancelledError
        If it shall.
    """
    should_stop = _asked.get()
    if should_stop is not None and should_stop():
        raise _cancelled()


def pieces(count: int, elements: int, nanoseconds: int = 15) -> Iterator[slice]:
    """Yield slices that cover `count` rows, and ask before each whether to stop.

    Parameters
    ----------
    elements : in all rows together
    nanoseconds : what NumPy takes for one of them, about
    """
    step = max(1, PIECE_NANOSECONDS * count // max(elements * nanoseconds, 1))
    for start in range(0, count, step):
        check()
        yield slice(start, start + step)


def apart(function: Callable[[ShouldStop | None], T], should_stop: ShouldStop | None) -> T:
    """Return what a function returns, or leave it alone when it does not stop as it shall.

    Parameters
    ----------
    function : gets what it shall ask whether to stop. It runs on another thread, where `check`
        asks the same; what it returns after it was left alone is dropped
    should_stop : if None, what is asked already (`asking`); if that is nothing too, nobody can
        stop the function, and it runs here

    Raises
    ------
    CancelledError
        Within a tenth of a second after `should_stop` first says so, whatever the function does,
        unless it holds Python's lock.
    """
    asked = should_stop if should_stop is not None else _asked.get()
    if asked is None or _apart.get() is not None:
        return function(asked)
    work = _Apart(asked)
    context = copy_context()
    threading.Thread(
        target=context.run, args=(work.do, function), name="convolens run", daemon=True
    ).start()
    try:
        value: T = work.wait()
    except BaseException:
        work.stopped = True
        raise
    return value


def left_alone() -> Callable[[], bool]:
    """Return what tells, on any thread, whether the work that calls this now is wanted no more."""
    work = _apart.get()
    return bool if work is None else lambda: work.stopped


class _Apart:
    """One function on a thread of its own, as both sides see it."""

    def __init__(self, should_stop: ShouldStop) -> None:
        self.stopped = False
        self._should_stop = should_stop
        self._asked_at = monotonic()
        self._ended: SimpleQueue[tuple[Any, BaseException | None]] = SimpleQueue()

    def should_stop(self) -> bool:
        self._asked_at = monotonic()
        return self.stopped or self._should_stop()

    def do(self, function: Callable[[ShouldStop | None], Any]) -> None:
        _apart.set(self)
        try:
            with asking(self.should_stop):
                self._ended.put((function(self.should_stop), None))
        except BaseException as error:  # noqa: BLE001 - raised by who waits
            self._ended.put((None, error))

    def wait(self) -> Any:
        while True:
            try:
                value, error = self._ended.get(timeout=ASK_SECONDS)
                break
            except Empty:
                # While it asks itself, it will hear it itself, and end in order.
                if monotonic() - self._asked_at > ASK_SECONDS and self.should_stop():
                    self.stopped = True
                    try:
                        value, error = self._ended.get(timeout=END_SECONDS)
                        break
                    except Empty:
                        raise _cancelled() from None
        if error is not None:
            raise error
        return value


def _cancelled() -> CancelledError:
    return CancelledError("was cancelled.")
