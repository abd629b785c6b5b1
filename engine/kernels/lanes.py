"""Work that several threads may share: independent tiles, each thread with scratch of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from engine.kernels import binding

Steps = list[Callable[[], object]]
Tile = TypeVar("Tile")

WORTH = 1 << 22
"""Multiply-adds from which on threads share a step: some 0.1 ms. To start and to wait for each
other costs them 15 µs."""


def count(multiply_adds: float) -> int:
    """Return over how many threads a step is worth spreading."""
    return binding.current().lanes if multiply_adds >= WORTH else 1


def spread(
    tiles: Sequence[Tile], bind: Callable[[Sequence[Tile]], Steps], multiply_adds: float
) -> Steps:
    """Return the work of tiles, in as many lanes as the plan has threads if it is worth that.

    Parameters
    ----------
    bind : returns the work of some tiles, one call or more for each; called once for a lane, it
        takes its scratch memory anew
    multiply_adds : of all tiles together, or as many as take as long
    """
    lanes = min(count(multiply_adds), len(tiles))
    if lanes < 2:
        return bind(tiles)
    ends = [round(len(tiles) * (lane + 1) / lanes) for lane in range(lanes)]
    starts = [0, *ends[:-1]]
    return [binding.Together([bind(tiles[a:b]) for a, b in zip(starts, ends, strict=True)])]
