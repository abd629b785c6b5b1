"""A long drawing broken into rows, as a text is into lines.

Networks are long chains: drawn in one row, a hundred layers are a thread when all of them are in
view. So the drawing is cut where few edges run, and the parts stand below each other. An edge
that is cut turns at the end of its row, runs back between the rows and goes on in the next one.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.visual.graph_layout import Layout, Point, Spacing
from engine.visual.graph_order import Edge

_MOST_LINES = 4
"""Where more edges than these run, nothing is cut."""
_LANE = 8.0
_TURN = 18.0
_BELOW_LANES = 28.0
_FINE = 1.12
"""Lengths of rows that are tried differ by this factor."""
_SHORTEST = 0.6
"""A row is at least that full if it then cuts fewer edges."""


@dataclass(frozen=True, slots=True)
class _Row:
    first: int
    last: int
    shift: Point
    """What is added to the corners of its nodes."""
    end: float
    """Where its last column ends."""
    below: float
    """Where it ends, and the room for its edges' way back begins."""


def wrapped(
    layout: Layout,
    edges: Sequence[Edge],
    spacing: Spacing,
    aspect: float,
    most: tuple[float, float] | None = None,
) -> Layout:
    """Return a drawing in as many rows as fit best into a view.

    Parameters
    ----------
    layout : in one row, as `arrange` gives it for `edges` and `spacing`
    aspect : width of the view divided by its height
    most : width and height that are seen at once where the drawing is smallest; what needs more
        is as wide as that, if it can be, so that it is read by scrolling one way only
    """
    count = max(layout.columns, default=-1) + 1
    if count < 2:
        return layout
    lines = _lines(layout, edges, count)
    bounds = _bounds(layout, count, spacing)
    free = [column for column, cut in enumerate(lines) if len(cut) <= _MOST_LINES]
    steps = range(1, 10 * count.bit_length())
    lengths = {count, *(round(_FINE**step) for step in steps if _FINE**step < count)}
    choices = {tuple(_ends(lines, free, most)) for most in lengths}
    drawings = [_rows(ends, lines, bounds, spacing) for ends in sorted(choices)]
    best = min(drawings, key=lambda rows: max(_width(rows) / aspect, rows[-1].below))
    if most is not None and (_width(best) > most[0] or best[-1].below > most[1]):
        narrow = [rows for rows in drawings if _width(rows) <= most[0]]
        best = min(narrow, key=lambda rows: rows[-1].below, default=best)
    return _moved(layout, edges, best, lines)


def _width(rows: Sequence[_Row]) -> float:
    return max(row.end for row in rows)


def _lines(layout: Layout, edges: Sequence[Edge], count: int) -> list[dict[int, float]]:
    """Return which lines run from each column to the next: their source and height there."""
    lines: list[dict[int, float]] = [{} for _ in range(count - 1)]
    for (source, _), route in zip(edges, layout.routes, strict=True):
        column = layout.columns[source]
        for _, y in route[0:-1:2]:
            lines[column][source] = y
            column += 1
    return lines


def _bounds(layout: Layout, count: int, spacing: Spacing) -> tuple[np.ndarray, np.ndarray]:
    """Return the top and the bottom of each column."""
    top, bottom = np.full(count, np.inf), np.full(count, -np.inf)
    for column, (_, y) in zip(layout.columns, layout.corners, strict=True):
        top[column] = min(top[column], y)
        bottom[column] = max(bottom[column], y + spacing.height)
    pitch = spacing.width + spacing.between_columns
    for route in layout.routes:
        for x, y in route[1:-1:2]:
            column = round(x / pitch)
            top[column], bottom[column] = min(top[column], y), max(bottom[column], y)
    return top, bottom


def _ends(lines: Sequence[dict[int, float]], free: Sequence[int], most: int) -> list[int]:
    """Return the last column of each row, where a row should have at most `most`.

    `free` are the columns after which a row may end.
    """
    ends: list[int] = []
    first = 0
    while len(lines) + 1 - first > most:
        least = first + max(1, math.ceil(_SHORTEST * most)) - 1
        begin, middle = bisect_left(free, first), bisect_left(free, least)
        stop = bisect_left(free, first + most)
        if middle < stop:
            end = min(free[middle:stop], key=lambda n: (len(lines[n]), -n))
        elif begin < stop:
            end = free[stop - 1]
        elif stop < len(free):
            end = free[stop]
        else:
            break
        ends.append(end)
        first = end + 1
    return [*ends, len(lines)]


def _rows(
    ends: Sequence[int],
    lines: Sequence[dict[int, float]],
    bounds: tuple[np.ndarray, np.ndarray],
    spacing: Spacing,
) -> list[_Row]:
    pitch = spacing.width + spacing.between_columns
    rows = []
    first, y = 0, 0.0
    for end in ends:
        top = float(bounds[0][first : end + 1].min())
        bottom = float(bounds[1][first : end + 1].max())
        width = (end - first) * pitch + spacing.width
        rows.append(_Row(first, end, (-first * pitch, y - top), width, y + bottom - top))
        back = len(lines[end]) if end < len(lines) else 0
        y += bottom - top + _TURN + _BELOW_LANES + _LANE * max(0, back - 1)
        first = end + 1
    return rows


def _moved(
    layout: Layout,
    edges: Sequence[Edge],
    rows: Sequence[_Row],
    lines: Sequence[dict[int, float]],
) -> Layout:
    row_of = [number for number, row in enumerate(rows) for _ in range(row.first, row.last + 1)]
    corners = layout.corners.copy()
    for node, column in enumerate(layout.columns):
        corners[node] += rows[row_of[column]].shift
    lanes = {
        row.last: sorted(lines[row.last], key=lines[row.last].__getitem__) for row in rows[:-1]
    }
    routes = []
    for (source, _), route in zip(edges, layout.routes, strict=True):
        column = layout.columns[source]
        points: list[Point] = []
        for number, (x, y) in enumerate(route):
            entering = number % 2 == 1
            if entering:
                column += 1
            row = rows[row_of[column]]
            point = (x + row.shift[0], y + row.shift[1])
            if entering and column == row.first:
                before = rows[row_of[column - 1]]
                lane = lanes[before.last].index(source)
                points += _way_back(before, points[-1][1], point[1], lane, len(lanes[before.last]))
            points.append(point)
        routes.append(tuple(points))
    width = _width(rows)
    return Layout(corners, layout.columns, tuple(routes), width, rows[-1].below)


def _way_back(row: _Row, start: float, end: float, lane: int, lanes: int) -> list[Point]:
    """Return the corners of a line from the end of a row to the begin of the next.

    The upper of two lines turns outside the other at the right and inside it at the left, so
    that they do not cross.
    """
    outside = (lanes - 1 - lane) * _LANE
    right, between, left = row.end + _TURN + outside, row.below + _TURN + outside, -_TURN
    left -= lane * _LANE
    return [(right, start), (right, between), (left, between), (left, end)]
