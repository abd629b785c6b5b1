"""In which column and which row of it each node of a graph stands: the combinatorial half.

The method is Sugiyama's: columns ("ranks") by the longest path, long edges cut into pieces by
dummy nodes, and few crossings by sorting each rank by the mean place of its neighbours, to and
fro. Networks feed one value to many readers, so all long edges that leave a node share one row of
dummies, a trunk, that reaches to the last of its readers.

K. Sugiyama, S. Tagawa, M. Toda, "Methods for visual understanding of hierarchical system
structures", IEEE Trans. Systems, Man and Cybernetics 11(2), 1981.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from engine.errors import CancelledError, GraphError

Edge = tuple[int, int]
ShouldStop = Callable[[], bool]

_SWEEPS = 8
_PATIENCE = 2
"""Sweeps without fewer crossings after which the search ends."""
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Order:
    """Vertices, nodes 0..n-1 and then dummies, by column and row.

    Attributes
    ----------
    rank : the column of each vertex
    columns : the vertices of each column, from the top
    pieces : (from, to) of each piece of an edge; always one column long
    trunks : for each node its dummies, in the columns after its own
    """

    rank: list[int]
    columns: list[list[int]]
    pieces: list[Edge]
    trunks: list[list[int]]


def ordered(count: int, edges: Sequence[Edge], should_stop: ShouldStop | None = None) -> Order:
    """Return columns and rows for `count` nodes.

    Raises
    ------
    GraphError
        If the edges run in a circle.
    CancelledError
        If `should_stop` says so.
    """
    rank = _ranks(count, edges)
    trunks: list[list[int]] = [[] for _ in range(count)]
    reach = list(rank)
    for source, target in edges:
        reach[source] = max(reach[source], rank[target] - 1)
    for node in range(count):
        trunks[node] = list(range(len(rank), len(rank) + reach[node] - rank[node]))
        rank.extend(range(rank[node] + 1, reach[node] + 1))
    pieces: dict[Edge, None] = {}
    for source, target in edges:
        steps = [source, *trunks[source][: rank[target] - rank[source] - 1], target]
        pieces.update(dict.fromkeys(pairwise(steps)))
    order = Order(rank, _first_columns(rank, list(pieces)), list(pieces), trunks)
    _Crossings(order).reduce(should_stop)
    return order


def _ranks(count: int, edges: Sequence[Edge]) -> list[int]:
    """Return the length of the longest path to each node; sources stand close to their readers."""
    readers: list[list[int]] = [[] for _ in range(count)]
    missing = [0] * count
    for source, target in edges:
        readers[source].append(target)
        missing[target] += 1
    rank = [0] * count
    sources = [node for node in range(count) if not missing[node]]
    ready = list(sources)
    for node in ready:  # grows while it is walked through
        for reader in readers[node]:
            rank[reader] = max(rank[reader], rank[node] + 1)
            missing[reader] -= 1
            if not missing[reader]:
                ready.append(reader)
    if len(ready) < count:
        raise GraphError("the layers of the network depend on each other in a circle.")
    for node in sources:
        rank[node] = min((rank[reader] for reader in readers[node]), default=1) - 1
    return rank


def _first_columns(rank: list[int], pieces: list[Edge]) -> list[list[int]]:
    """Return columns in the order of a walk into the depth, which tears no branch apart."""
    readers: list[list[int]] = [[] for _ in rank]
    has_source = [False] * len(rank)
    for source, target in pieces:
        readers[source].append(target)
        has_source[target] = True
    columns: list[list[int]] = [[] for _ in range(max(rank, default=-1) + 1)]
    seen = [False] * len(rank)
    waiting = [vertex for vertex in range(len(rank) - 1, -1, -1) if not has_source[vertex]]
    while waiting:
        vertex = waiting.pop()
        if not seen[vertex]:
            seen[vertex] = True
            columns[rank[vertex]].append(vertex)
            # Trunks, whose numbers are the highest, are taken first: skips run on top.
            waiting.extend(sorted(readers[vertex]))
    return columns


class _Gap:
    """The pieces between one column and the next, as arrays."""

    def __init__(self, left: list[int], right: list[int], pieces: list[Edge]) -> None:
        ends = np.array(pieces, np.intp).reshape(-1, 2)
        self.source, self.target = ends[:, 0], ends[:, 1]
        self.left = self._side(left, self.source)
        self.right = self._side(right, self.target)

    @staticmethod
    def _side(column: list[int], ends: np.ndarray) -> tuple[Any, ...]:
        ids = np.array(column, np.intp)
        sorter = np.argsort(ids)
        local = sorter[np.searchsorted(ids, ends, sorter=sorter)]
        return ids, local, np.bincount(local, minlength=len(ids))

    def sort_right(self, place: np.ndarray) -> None:
        """Sort the right column by the mean place of what it reads."""
        _sort(self.right, self.source, place)

    def sort_left(self, place: np.ndarray) -> None:
        """Sort the left column by the mean place of its readers."""
        _sort(self.left, self.target, place)

    def crossings(self, place: np.ndarray) -> int:
        """Return how many pairs of pieces cross."""
        if len(self.left[0]) < 2 or len(self.right[0]) < 2:
            return 0
        source, target = place[self.source], place[self.target]
        row = target[np.lexsort((target, source))].astype(np.int32)
        found = 0
        together = max(1, _BLOCK // len(row))
        for first in range(0, len(row), together):
            part = row[first : first + together]
            found += int(np.count_nonzero(np.triu(part[:, None] > row[first:], 1)))
        return found


def _sort(side: tuple[Any, ...], others: np.ndarray, place: np.ndarray) -> None:
    ids, local, degree = side
    if len(ids) < 2:
        return
    now = place[ids]
    sums = np.bincount(local, weights=place[others], minlength=len(ids))
    mean = np.where(degree > 0, sums / np.maximum(degree, 1), now)
    # Those without neighbours keep their place; equals keep their order.
    place[ids[np.lexsort((now, mean))]] = np.arange(len(ids))


class _Crossings:
    """Sorts the columns of an order in place."""

    def __init__(self, order: Order) -> None:
        self._columns = order.columns
        self._place = np.zeros(len(order.rank))
        for column in order.columns:
            self._place[column] = np.arange(len(column))
        between: list[list[Edge]] = [[] for _ in order.columns]
        for piece in order.pieces:
            between[order.rank[piece[0]]].append(piece)
        pairs = pairwise(order.columns)
        self._gaps = [
            _Gap(left, right, pieces)
            for (left, right), pieces in zip(pairs, between, strict=False)
            if len(left) > 1 or len(right) > 1
        ]

    def reduce(self, should_stop: ShouldStop | None) -> None:
        """Sweep to and fro, and keep the best."""
        best, fewest = self._place.copy(), self._count()
        vain = 0
        for sweep in range(_SWEEPS):
            if not fewest or vain >= _PATIENCE:
                break
            if should_stop is not None and should_stop():
                raise CancelledError("the drawing of the network is no longer wanted.")
            if sweep % 2:
                for gap in reversed(self._gaps):
                    gap.sort_left(self._place)
            else:
                for gap in self._gaps:
                    gap.sort_right(self._place)
            count = self._count()
            vain = 0 if count < fewest else vain + 1
            if count < fewest:
                best, fewest = self._place.copy(), count
        for column in self._columns:
            column.sort(key=best.__getitem__)

    def _count(self) -> int:
        return sum(gap.crossings(self._place) for gap in self._gaps)
