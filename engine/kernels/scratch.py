"""Memory that a kernel needs while it runs, and that nobody reads afterwards."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine import budget

Work = Sequence[Callable[[], None]]


def take(shape: Sequence[int], dtype: Any) -> np.ndarray:
    """Return an array of any content that the kernel being prepared has for itself."""
    return budget.allocate(shape, dtype, what="The scratch memory of a kernel")


def keep(shape: Sequence[int], dtype: Any, fill: float = 0) -> np.ndarray:
    """Return such an array filled, for what is written once and stays: borders, constants."""
    return budget.allocate(shape, dtype, fill, what="The scratch memory of a kernel")


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
