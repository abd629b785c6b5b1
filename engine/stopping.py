"""Whether somebody asked the run to stop, for work that cannot be cut into pieces beforehand.

A plan asks between the pieces of its steps. An operator whose amount of work the data decides
(a loop) asks here, while it runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from engine.errors import CancelledError

ShouldStop = Callable[[], bool]

_asked: ContextVar[ShouldStop | None] = ContextVar("should_stop", default=None)


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
        raise CancelledError("was cancelled.")
