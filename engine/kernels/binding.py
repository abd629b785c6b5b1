"""What kernels share while the steps of one plan are bound: memory, weights, settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

import numpy as np

from engine import budget

Key = tuple[int, tuple[int, ...], tuple[int, ...]]
_ALIGNMENT = 64


@dataclass(frozen=True)
class Border:
    """Zeros that lie around a feature map in memory, for good.

    Attributes
    ----------
    whole : (N, H + …, W + …, C) array, the map with what lies around it
    before : how many pixels lie before it, along each spatial axis
    after : and after it
    """

    whole: np.ndarray
    before: tuple[int, ...]
    after: tuple[int, ...]


@dataclass(eq=False)
class Binding:
    """What the kernels of one plan share.

    Attributes
    ----------
    reserve : returns new memory of that many bytes, and counts it for the plan
    lanes : how many threads a step may be spread over
    strict : whether only algorithms with the accuracy of plain float32 GEMM are allowed
    direct : multiply-adds up to which BLAS multiplies operands where they lie; 0 if it never does
    pieces : how many parts the steps so far are cut into
    weights : what kernels prepared of constants, by the constant's identity and the algorithm;
        shared by all plans of a network. The constant stands beside it, so that it stays alive
    """

    reserve: Callable[[int], np.ndarray] = lambda size: np.empty(size, np.uint8)
    lanes: int = 1
    strict: bool = False
    direct: int = 0
    weights: dict[tuple[int, str], tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)
    pieces: int = 0
    _borders: dict[Key, Border] = field(default_factory=dict)
    _blocks: list[np.ndarray] = field(default_factory=list)
    _used: list[int] = field(default_factory=list)

    def count_pieces(self, count: int) -> None:
        """Hold the parts that a step is cut into, with those of the steps before, against a limit.

        Each is a Python object, and there may be one for each pixel.
        """
        self.pieces += count
        budget.check("Running this network on a picture of this size", self.pieces, "pieces")

    def begin_step(self) -> None:
        """Let the next step have the scratch memory of the one before: they never run at once."""
        self._used = [0] * len(self._blocks)

    def scratch(self, size: int) -> np.ndarray:
        """Return that many bytes that the step being bound has for itself while it runs."""
        size += -size % _ALIGNMENT
        for index, block in enumerate(self._blocks):
            start = self._used[index]
            if start + size <= block.size:
                self._used[index] += size
                return block[start : start + size]
        self._blocks.append(self.reserve(size))
        self._used.append(size)
        return self._blocks[-1]

    def note_border(self, inner: np.ndarray, border: Border) -> None:
        """Remember what lies around an array (N, *spatial, C)."""
        self._borders[_key(inner)] = border

    def border(self, inner: np.ndarray) -> Border | None:
        """Return what lies around an array (N, *spatial, C), if that is known."""
        return self._borders.get(_key(inner))

    def prepared(
        self, constant: np.ndarray, algorithm: str, prepare: Callable[[], np.ndarray]
    ) -> np.ndarray:
        """Return what an algorithm makes of a constant, made once for all plans of a network."""
        key = (id(constant), algorithm)
        if key not in self.weights:
            self.weights[key] = (constant, prepare())
        return self.weights[key][1]


def _key(array: np.ndarray) -> Key:
    return array.__array_interface__["data"][0], array.shape, array.strides


_binding: ContextVar[Binding | None] = ContextVar("binding", default=None)


def current() -> Binding:
    """Return the binding in force; outside of one, a new one that shares nothing."""
    return _binding.get() or Binding()


def active() -> Binding | None:
    """Return the binding in force, or None."""
    return _binding.get()


@contextmanager
def use(binding: Binding) -> Iterator[Binding]:
    """Put a binding in force until the block ends."""
    token = _binding.set(binding)
    try:
        yield binding
    finally:
        _binding.reset(token)


Steps = list[Callable[[], object]]


class Together:
    """Work in lanes that need not wait for each other, each a sequence of calls in order.

    Called, it runs them one after the other; `engine.workers` runs them at once.
    """

    __slots__ = ("lanes",)

    def __init__(self, lanes: Sequence[Steps]) -> None:
        self.lanes = tuple(lanes)

    def __call__(self) -> None:
        """Run all lanes."""
        for lane in self.lanes:
            for piece in lane:
                piece()
