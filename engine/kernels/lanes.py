"""Work that several threads may share: independent tiles, each thread with scratch of its own."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TypeVar

from engine.kernels import binding

Steps = list[Callable[[], object]]
Tile = TypeVar("Tile")

WORTH = 1 << 22
"""Multiply-adds from which on threads may share a step: some 100 µs. To start and to wait for each
other costs them 5 to 15 of it, and its short calls wait for Python's lock; so networks of small
layers were slower with two threads where steps of 25 µs were shared. Whether it pays is measured
when it runs."""


def count(multiply_adds: float) -> int:
    """Return over how many threads a step is worth spreading."""
    return binding.current().lanes if multiply_adds >= WORTH else 1


def even(total: int, at_a_time: int, multiply_adds: float) -> int:
    """Return how many rows, of that many in all, to work on at a time: each thread gets as many.

    Parameters
    ----------
    at_a_time : how many at most
    """
    lanes = count(multiply_adds)
    tiles = -(-total // at_a_time)
    return -(-total // (-(-tiles // lanes) * lanes))


def even_pixels(shape: Sequence[int], at_a_time: int, multiply_adds: float) -> int:
    """Return how many pixels of an output (N, *spatial) to work on at a time: `even` whole rows."""
    row = math.prod(shape[2:])
    if shape[0] > 1 or at_a_time < row:
        return at_a_time
    return even(shape[1], at_a_time // row, multiply_adds) * row


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
