"""Memory that a kernel needs while it runs, and that nobody reads afterwards."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np

from engine import budget

Work = Sequence[Callable[[], None]]
_ALIGNMENT = 64


class Arena:
    """One block of memory that the steps of a plan use in turn.

    A plan runs its steps one after the other, so they need not each hold a megabyte of columns;
    and memory that the step before has just touched is still in the cache.
    """

    def __init__(self) -> None:
        self._block = np.empty(0, np.uint8)
        self._used = 0

    def next_step(self) -> None:
        """Let what follows use the memory that was taken so far."""
        self._used = 0

    def take(self, shape: Sequence[int], dtype: Any) -> np.ndarray:
        """Return an array of any content, valid until the step that took it ends."""
        sizes = budget.check_elements(shape, "The scratch memory of a kernel")
        size_bytes = math.prod(sizes) * np.dtype(dtype).itemsize
        start = -(-self._used // _ALIGNMENT) * _ALIGNMENT
        if start + size_bytes > self._block.size:
            # Earlier steps keep the smaller block alive; doubling bounds the waste.
            start = 0
            self._block = budget.allocate(
                (max(size_bytes, 2 * self._block.size),), np.uint8, what="Scratch memory"
            )
        self._used = start + size_bytes
        block: np.ndarray = self._block[start : self._used].view(dtype)
        return block.reshape(sizes)


_arena: ContextVar[Arena | None] = ContextVar("arena", default=None)


@contextmanager
def shared() -> Iterator[Arena]:
    """Let all kernels that are prepared inside the block share one arena.

    Whoever opens it calls `next_step` between two steps, and never runs two of them at once.
    """
    arena = Arena()
    token = _arena.set(arena)
    try:
        yield arena
    finally:
        _arena.reset(token)


def take(shape: Sequence[int], dtype: Any) -> np.ndarray:
    """Return an array of any content for the kernel being prepared."""
    arena = _arena.get()
    if arena is None:
        return budget.allocate(shape, dtype, what="The scratch memory of a kernel")
    return arena.take(shape, dtype)


class Spare:
    """One scratch array that the pieces of a kernel use in turn, taken when one first asks."""

    def __init__(self) -> None:
        self._memory: np.ndarray | None = None

    def get(self, shape: Sequence[int], dtype: Any) -> np.ndarray:
        """Return an array of any content, valid until the piece that asked ends."""
        size = math.prod(shape)
        if self._memory is None or self._memory.size < size or self._memory.dtype != dtype:
            self._memory = take((size,), dtype)
        return self._memory[:size].reshape(shape)

    def like(self, x: np.ndarray) -> np.ndarray:
        """Return an array of the shape and dtype of `x`."""
        return self.get(x.shape, x.dtype)


def keep(shape: Sequence[int], dtype: Any, fill: float = 0) -> np.ndarray:
    """Return a filled array that the kernel being prepared has for itself."""
    return budget.allocate(shape, dtype, fill, what="The scratch memory of a kernel")


def copy(source: np.ndarray, target: np.ndarray) -> Callable[[], None]:
    """Return the work of copying, which also converts the dtype."""

    def step() -> None:
        np.copyto(target, source, casting="unsafe")

    return step


def run(work: Work) -> None:
    """Run prepared work at once; NaN and infinity are values here, not warnings."""
    with np.errstate(all="ignore"):
        for step in work:
            step()
