"""How many threads BLAS and plans may use, and which BLAS; the only place to know threadpoolctl.

BLAS gets one, always: with another job on the second core, a multiplication of 33 µs took 16,000 µs
with two BLAS threads, because each waits for the other. The limit holds only while a plan runs;
people who use the engine as a library get theirs back. What a plan shares among threads, it shares
itself (`engine.workers`).
"""

from __future__ import annotations

import itertools
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
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


@dataclass(frozen=True)
class _Library:
    """A BLAS in this process: how its number of threads is read and set."""

    get: Callable[[], int | None]
    set: Callable[[int], object]


_DIRECT_PRODUCTS = dict.fromkeys(("SkylakeX", "Cooperlake", "SapphireRapids"), 10**6)
"""The processors for which OpenBLAS multiplies small matrices where they lie, and up to how many
multiply-adds; that all with AVX-512 have, of AMD too."""


@cache
def direct_products() -> int:
    """Return up to how many multiply-adds BLAS multiplies matrices where they lie; 0 if never."""
    found = (controller for controller in _found() if controller.internal_api == "openblas")
    return min((_DIRECT_PRODUCTS.get(each.architecture, 0) for each in found), default=0)


@cache
def _found() -> list[Any]:
    # Finding the libraries takes 0.6 ms; the smallest network takes a tenth of that.
    controllers: list[Any] = ThreadpoolController().select(user_api="blas").lib_controllers
    return controllers


@cache
def _libraries() -> tuple[_Library, ...]:
    return tuple(_library(controller) for controller in _found())


def _library(controller: Any) -> _Library:
    """Return OpenBLAS by its own two functions, another library as threadpoolctl sets it.

    Since 3.8, threadpoolctl lets only that Python thread set OpenBLAS that did so first, and says
    nothing to the others; here any thread may run a plan.
    """
    symbols = ("openblas_get_num_threads", "openblas_set_num_threads")
    for prefix, suffix in itertools.product(("", "scipy_"), ("", "64_", "_64")):
        get, set_ = (
            getattr(controller.dynlib, f"{prefix}{symbol}{suffix}", None) for symbol in symbols
        )
        if get is not None and set_ is not None:
            return _Library(get, set_)
    return _Library(controller.get_num_threads, controller.set_num_threads)


class _OneBlasThread:
    """Keeps BLAS at one thread while any thread is inside. Two calls to the library, 1 µs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self._before: list[tuple[_Library, int]] = []

    def __enter__(self) -> None:
        with self._lock:
            self._inside += 1
            if self._inside > 1:
                return
            for library in _libraries():
                threads = library.get()
                if threads is not None and threads != 1:
                    self._before.append((library, threads))
                    library.set(1)

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            if not self._inside:
                for library, threads in self._before:
                    library.set(threads)
                self._before.clear()


_one_blas_thread = _OneBlasThread()


def one_blas_thread() -> _OneBlasThread:
    """Return a context that keeps BLAS at one thread until its block ends."""
    return _one_blas_thread
