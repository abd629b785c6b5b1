"""What the arrays hold in all that come to be while a network runs.

A plan knows its memory from its shapes before it runs. What depends on data, lies in graphs inside
graphs or is collected by loops and sequences does not stand in it: each such array is entered here
when an operator gives it, and leaves with the array.
"""

from __future__ import annotations

import sys
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import numpy as np

from engine import budget

SMALL_BYTES = 1 << 10
"""What is smaller is not worth a microsecond; a hundred thousand of them are 100 MB."""

_ledger: ContextVar[Ledger | None] = ContextVar("ledger", default=None)


class Ledger:
    """The memory of one run.

    Parameters
    ----------
    planned_bytes : what the plan takes beside what is entered here
    """

    def __init__(self, planned_bytes: int = 0) -> None:
        self.held_bytes = planned_bytes
        self._known: dict[int, weakref.ref[np.ndarray]] = {}

    def enter(self, arrays: Iterable[object]) -> None:
        """Count arrays, and those in sequences among them, until they are freed.

        Raises
        ------
        LimitError
            If all together exceed the budget of a plan.
        """
        for array in arrays:
            if isinstance(array, np.ndarray):
                if array.dtype.hasobject:
                    self._enter_items(array)
                elif array.nbytes > SMALL_BYTES:
                    self._count(array)
        budget.check("What is computed in all", self.held_bytes, "plan_bytes")

    def _enter_items(self, array: np.ndarray) -> None:
        items = array.ravel().tolist()
        texts = {id(item): item for item in items if isinstance(item, str)}  # each once
        self._count(array, sum(map(sys.getsizeof, texts.values())))
        for item in items:
            if isinstance(item, np.ndarray) and item.nbytes > SMALL_BYTES:
                self._count(item)

    def _count(self, array: np.ndarray, text_bytes: int = 0) -> None:
        """Count what a view looks into, once; of a broadcast that is less than it seems.

        The texts of an array lie beside it.
        """
        seen_bytes = array.nbytes
        while isinstance(array.base, np.ndarray):
            array = array.base
        key = id(array)
        if key in self._known:
            return
        size_bytes = min(seen_bytes, max(array.nbytes, SMALL_BYTES)) + text_bytes

        def forget(_: object) -> None:
            self.held_bytes -= size_bytes
            del self._known[key]

        self._known[key] = weakref.ref(array, forget)
        self.held_bytes += size_bytes


@contextmanager
def opened(planned_bytes: int = 0) -> Iterator[None]:
    """Enter what operators give into a ledger of its own until the block ends."""
    token = _ledger.set(Ledger(planned_bytes))
    try:
        yield
    finally:
        _ledger.reset(token)


def open_for_good(planned_bytes: int) -> None:
    """Enter what operators give in this context into a ledger of its own."""
    _ledger.set(Ledger(planned_bytes))


def enter(arrays: Iterable[object]) -> None:
    """Count arrays in the ledger of this run, if there is one.

    Raises
    ------
    LimitError
        If all together exceed the budget of a plan.
    """
    ledger = _ledger.get()
    if ledger is not None:
        ledger.enter(arrays)
