"""Where the nodes of a network stand when it is drawn from left to right, and how edges run.

Columns and rows come from `graph_order`. Heights come from blocks: vertices of one straight line
are aligned first, trunks before chains and the longest path before others, where no two lines
cross; blocks then keep their distance, and go where their neighbours are.

E. Gansner, E. Koutsofios, S. North, K. Vo, "A technique for drawing directed graphs", IEEE Trans.
Software Engineering 19(3), 1993 (straight long edges count most);
U. Brandes, B. Köpf, "Fast and simple horizontal coordinate assignment", Graph Drawing 2001
(alignment into blocks).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from engine.visual.graph_order import Edge, Order, ShouldStop, ordered

Point = tuple[float, float]

_ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Spacing:
    """Sizes in pixels: of a node, between columns, between rows, and beside a passing edge."""

    width: float = 140
    height: float = 104
    between_columns: float = 40
    between_rows: float = 20
    beside_edge: float = 14


@dataclass(frozen=True, slots=True)
class Layout:
    """A drawing.

    Attributes
    ----------
    corners : (N, 2) float64, x and y of the upper left corner of each node, from 0 on
    columns : for each node, which column it stands in
    routes : for each edge, as they were given, its points: the right side of a node, left and
        right of each column that it passes, and the left side of the node where it ends
    width, height : of all
    """

    corners: np.ndarray
    columns: tuple[int, ...]
    routes: tuple[tuple[Point, ...], ...]
    width: float
    height: float


def arrange(
    count: int,
    edges: Sequence[Edge],
    spacing: Spacing | None = None,
    should_stop: ShouldStop | None = None,
) -> Layout:
    """Return a drawing of `count` nodes; the same graph always gives the same.

    Parameters
    ----------
    edges : (from, to), each a node's number
    should_stop : asked now and then

    Raises
    ------
    GraphError
        If the edges run in a circle.
    CancelledError
        If `should_stop` says so.
    """
    space = spacing or Spacing()
    corners = np.zeros((count, 2))
    columns = [0] * count
    routes: list[tuple[Point, ...]] = [()] * len(edges)
    top = 0.0
    for nodes, inner in _parts(count, edges):
        local = {node: number for number, node in enumerate(nodes)}
        ends = [(local[a], local[b]) for a, b in (edges[number] for number in inner)]
        order = ordered(len(nodes), ends, should_stop)
        middle = _heights(order, len(nodes), space)
        middle += top - min(y - _half(v, len(nodes), space) for v, y in enumerate(middle))
        for number, node in enumerate(nodes):
            columns[node] = order.rank[number]
            left = order.rank[number] * (space.width + space.between_columns)
            corners[node] = left, middle[number] - space.height / 2
        for number, (source, target) in zip(inner, ends, strict=True):
            routes[number] = _route(order, middle, source, target, space)
        bottom = max(y + _half(v, len(nodes), space) for v, y in enumerate(middle))
        top = float(bottom) + 2 * space.between_rows
    width = max(columns, default=-1) * (space.width + space.between_columns) + space.width
    height = top - 2 * space.between_rows
    return Layout(corners, tuple(columns), tuple(routes), max(0.0, width), max(0.0, height))


def _parts(count: int, edges: Sequence[Edge]) -> list[tuple[list[int], list[int]]]:
    """Return nodes and edges of each part that hangs together, in the order of their nodes."""
    root = list(range(count))

    def find(node: int) -> int:
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for source, target in edges:
        a, b = find(source), find(target)
        root[max(a, b)] = min(a, b)
    parts: dict[int, tuple[list[int], list[int]]] = {}
    for node in range(count):
        parts.setdefault(find(node), ([], []))[0].append(node)
    for number, (source, _) in enumerate(edges):
        parts[find(source)][1].append(number)
    return list(parts.values())


def _half(vertex: int, count: int, space: Spacing) -> float:
    return space.height / 2 if vertex < count else 0.0


def _route(
    order: Order, middle: np.ndarray, source: int, target: int, space: Spacing
) -> tuple[Point, ...]:
    pitch = space.width + space.between_columns
    first, last = order.rank[source], order.rank[target]
    points: list[Point] = [(first * pitch + space.width, float(middle[source]))]
    for dummy in order.trunks[source][: last - first - 1]:
        left, y = order.rank[dummy] * pitch, float(middle[dummy])
        points += [(left, y), (left + space.width, y)]
    return (*points, (last * pitch, float(middle[target])))


def _heights(order: Order, count: int, space: Spacing) -> np.ndarray:
    """Return the y of each vertex's middle."""
    block = _blocks(order, count)
    gaps: dict[Edge, float] = {}
    for column in order.columns:
        for a, b in pairwise(column):
            distance = _half(a, count, space) + _half(b, count, space)
            nodes = a < count and b < count
            distance += space.between_rows if nodes else space.beside_edge
            pair = (block[a], block[b])
            gaps[pair] = max(gaps.get(pair, 0.0), distance)
    size = max(block, default=-1) + 1
    above: list[list[tuple[int, float]]] = [[] for _ in range(size)]
    below: list[list[tuple[int, float]]] = [[] for _ in range(size)]
    for (a, b), distance in gaps.items():
        above[b].append((a, distance))
        below[a].append((b, distance))
    near: list[list[int]] = [[] for _ in range(size)]
    for source, target in order.pieces:
        a, b = block[source], block[target]
        if a != b:
            near[a].append(b)
            near[b].append(a)
    y = _settled(above, below, near)
    return np.array([y[each] for each in block])


def _blocks(order: Order, count: int) -> list[int]:
    """Return for each vertex the straight line it belongs to, numbered from 0."""
    place = [0] * len(order.rank)
    for column in order.columns:
        for row, vertex in enumerate(column):
            place[vertex] = row
    taken: list[list[Edge]] = [[] for _ in order.columns]
    follows: dict[int, int] = {}
    leads: set[int] = set()
    for source, target in _level_pieces(order, count, place):
        pair = (place[source], place[target])
        lines = taken[order.rank[source]]
        at = bisect_left(lines, pair)
        crosses = any(line[1] > pair[1] for line in lines[max(0, at - 1) : at])
        crosses |= any(line[1] < pair[1] for line in lines[at : at + 1])
        if source not in leads and target not in follows and not crosses:
            lines.insert(at, pair)
            leads.add(source)
            follows[target] = source
    block = [-1] * len(order.rank)
    size = 0
    for column in order.columns:
        for vertex in column:
            if vertex in follows:
                block[vertex] = block[follows[vertex]]
            else:
                block[vertex] = size
                size += 1
    return block


def _level_pieces(order: Order, count: int, place: list[int]) -> list[Edge]:
    """Return the pieces that should be level, those that should most first.

    A node in line with a trunk would pull the trunk, or its own chain, out of line, so pieces
    between the two are not among them.
    """
    before = [0] * len(order.rank)
    after = [0] * len(order.rank)
    by_column = sorted(order.pieces, key=lambda piece: order.rank[piece[0]])
    for source, target in by_column:
        before[target] = max(before[target], before[source] + (source < count))
    for source, target in reversed(by_column):
        after[source] = max(after[source], after[target] + (target < count))
    return sorted(
        (piece for piece in order.pieces if (piece[0] < count) == (piece[1] < count)),
        key=lambda piece: (
            piece[0] < count,
            -(before[piece[0]] + after[piece[1]]),
            abs(place[piece[0]] - place[piece[1]]),
            piece,
        ),
    )


def _settled(
    above: list[list[tuple[int, float]]],
    below: list[list[tuple[int, float]]],
    near: list[list[int]],
) -> list[float]:
    """Return the y of each block: apart as they must be, and close to their neighbours.

    Lines that run from left to right without crossing are never above each other in a circle,
    so that the blocks can be walked through from the top down.
    """
    missing = [len(blocks) for blocks in above]
    downward = [block for block, count in enumerate(missing) if not count]
    y = [0.0] * len(above)
    for block in downward:  # grows while it is walked through
        for other, distance in below[block]:
            y[other] = max(y[other], y[block] + distance)
            missing[other] -= 1
            if not missing[other]:
                downward.append(other)
    upward = downward[::-1]
    for number in range(_ROUNDS):
        for block in downward if number % 2 else upward:
            if near[block]:
                wanted = sum(y[other] for other in near[block]) / len(near[block])
                for other, distance in below[block]:
                    wanted = min(wanted, y[other] - distance)
                for other, distance in above[block]:
                    wanted = max(wanted, y[other] + distance)
                y[block] = wanted
    return y
