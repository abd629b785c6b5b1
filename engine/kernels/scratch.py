"""Memory that a kernel needs while it runs, and that nobody reads afterwards."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from engine import budget, stopping
from engine.kernels import binding, settings

Work = Sequence[Callable[[], object]]


_WHAT = "The scratch memory of a kernel"


def take(shape: Sequence[int], dtype: Any) -> np.ndarray:
    """Return an array of any content that the kernel being prepared has while it runs.

    The other steps of a plan have the same memory in their turn.
    """
    shared = binding.active()
    if shared is None:
        return budget.allocate(shape, dtype, what=_WHAT)
    sizes, kind = budget.check_elements(shape, _WHAT), np.dtype(dtype)
    size = math.prod(sizes) * kind.itemsize
    array: np.ndarray = shared.scratch(size)[:size].view(kind).reshape(sizes)
    return array


def keep(shape: Sequence[int], dtype: Any, fill: float = 0) -> np.ndarray:
    """Return such an array filled, for what is written once and stays: borders, constants."""
    shared = binding.active()
    if shared is None:
        return budget.allocate(shape, dtype, fill, what=_WHAT)
    sizes, kind = budget.check_elements(shape, _WHAT), np.dtype(dtype)
    memory = shared.reserve(math.prod(sizes) * kind.itemsize)
    array: np.ndarray = memory.view(kind).reshape(sizes)
    array[...] = fill
    return array


def laid_out_as(x: np.ndarray, dtype: Any) -> np.ndarray:
    """Return what `take` does for the shape of `x`, its axes in the same order in memory."""
    axes = np.argsort([-abs(stride) for stride in x.strides], kind="stable")
    return take([x.shape[axis] for axis in axes], dtype).transpose(np.argsort(axes))


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


def copy(source: np.ndarray, target: np.ndarray) -> Callable[[], object]:
    """Return the work of copying, which also converts the dtype."""
    # What `target[...] = source` calls: 0.18 µs, where `np.copyto` takes 0.34.
    return partial(target.__setitem__, ..., source)


def run(work: Work) -> None:
    """Run prepared work at once; it can be stopped between its pieces.

    Raises
    ------
    CancelledError
        If somebody asked the run to stop.
    """
    with settings.in_force():
        for step in work:
            stopping.check()
            step()
