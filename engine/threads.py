"""How many threads BLAS and plans may use; the only place that knows threadpoolctl.

BLAS gets one, always: with another job on the second core, a multiplication of 33 µs took 16,000 µs
with two BLAS threads, because each waits for the other. The limit holds only while a plan runs;
people who use the engine as a library get theirs back. What a plan shares among threads, it shares
itself (`engine.workers`).
"""

from __future__ import annotations

import os
import threading
from functools import cache
from typing import Any

from threadpoolctl import ThreadpoolController


def default_threads() -> int:
    """Return how many threads a plan uses if nobody says: the processors there are, at most 4.

    The share of a step that each gets shrinks faster than what it costs to hand it out.
    """
    count = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    return max(1, min(4, count))


@cache
def _libraries() -> list[Any]:
    # Finding the libraries takes 0.6 ms; the smallest network takes a tenth of that.
    found = ThreadpoolController().select(user_api="blas").lib_controllers
    return list(found)


class _OneBlasThread:
    """Keeps BLAS at one thread while any thread is inside. Two calls to the library, 1 µs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self._before: list[tuple[Any, int]] = []

    def __enter__(self) -> None:
        with self._lock:
            self._inside += 1
            if self._inside > 1:
                return
            for library in _libraries():
                threads = library.get_num_threads()
                if threads is not None and threads != 1:
                    self._before.append((library, threads))
                    library.set_num_threads(1)

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            if not self._inside:
                for library, threads in self._before:
                    library.set_num_threads(threads)
                self._before.clear()


_one_blas_thread = _OneBlasThread()


def one_blas_thread() -> _OneBlasThread:
    """Return a context that keeps BLAS at one thread until its block ends."""
    return _one_blas_thread
