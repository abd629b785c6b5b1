"""Which buffer is reused when; a watched value's never.

A plan's arrays are made once, while it is compiled. Each value takes a block of bytes; when the
last step that reads it has been placed, the block goes back to the pool, and the next value that
fits takes it. Values that share memory (a Reshape is a view) share one block.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, field

import numpy as np

from engine import budget
from engine.errors import LimitError
from engine.graph import Graph, Node
from engine.ops.registry import Spec

ALIGNMENT = 64  # a cache line, and the widest vector


@dataclass(eq=False)
class Block:
    """Bytes that hold one value after another. `readers` counts what must still happen."""

    storage: np.ndarray
    readers: int = 0
    layout: Hashable = None
    """Where its zeros lie, if some of it must stay zero; only the same layout may take it again."""


@dataclass
class Pool:
    """Blocks in use and free ones; `total_bytes` is what all of them take."""

    total_bytes: int = 0
    free: list[Block] = field(default_factory=list)

    def take(self, size_bytes: int, layout: Hashable = None) -> Block:
        """Return a free block of at least this size, or a new one.

        The smallest that fits is taken, unless more than half of it would lie idle. One with a
        layout is new, and zero, or has had the same one before.

        Raises
        ------
        LimitError
            If a new block would exceed the plan's budget, or the system's memory.
        """
        fitting = [
            b
            for b in self.free
            if b.layout == layout and size_bytes <= b.storage.size <= 2 * size_bytes
        ]
        if fitting:
            block = min(fitting, key=lambda b: b.storage.size)
            self.free.remove(block)
            return block
        storage = self.reserve(size_bytes)
        if layout is not None:
            storage.fill(0)
        return Block(storage, layout=layout)

    def reserve(self, size_bytes: int) -> np.ndarray:
        """Return new memory that is counted and stays with who asked.

        Raises
        ------
        LimitError
            As `take`.
        """
        self.total_bytes += size_bytes
        budget.check(
            "Running this network on a picture of this size", self.total_bytes, "plan_bytes"
        )
        try:
            raw = np.empty(size_bytes + ALIGNMENT, np.uint8)
        except MemoryError as error:
            raise LimitError(
                f"needs {self.total_bytes:,} bytes, more memory than there is.",
                remedy="Close other programs, or use a smaller picture.",
                needed=self.total_bytes,
                setting="memory",
            ) from error
        start = -raw.ctypes.data % ALIGNMENT
        return raw[start : start + size_bytes]

    def give_back(self, block: Block) -> None:
        """Let others use a block."""
        self.free.append(block)


def array_in(block: Block, spec: Spec, axes: Sequence[int]) -> np.ndarray:
    """Return an array of `spec` at the start of a block.

    Parameters
    ----------
    axes : the order in which its axes lie in memory, outermost first
    """
    count = math.prod(spec.shape)
    flat = block.storage[: count * spec.dtype.itemsize].view(spec.dtype)
    stored = flat.reshape([spec.shape[axis] for axis in axes])
    return stored.transpose(np.argsort(axes))


def size_bytes(spec: Spec) -> int:
    """Return how many bytes an array of `spec` takes."""
    return math.prod(spec.shape) * spec.dtype.itemsize


def memory_order(array: np.ndarray) -> tuple[int, ...]:
    """Return the axes of an array from the one with the largest stride to the smallest."""
    return tuple(np.argsort([-abs(stride) for stride in array.strides], kind="stable").tolist())


def channels_last(ndim: int) -> tuple[int, ...]:
    """Return the memory order of a feature map (N, C, *spatial) whose channels lie innermost."""
    return (0, *range(2, ndim), 1)


def count_readers(graph: Graph, watched: Collection[str]) -> dict[str, int]:
    """Return how many nodes read each value; one more, for ever, where it is watched."""
    counts: dict[str, int] = {}
    for node in graph.nodes:
        for name in _names(node):
            counts[name] = counts.get(name, 0) + 1
    for name in watched:
        counts[name] = counts.get(name, 0) + 1
    return counts


def _names(node: Node) -> list[str]:
    return list(dict.fromkeys(filter(None, node.inputs)))
