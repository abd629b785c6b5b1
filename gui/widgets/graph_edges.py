"""The edges of the drawn network as paths, and which of them are in sight."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

Point = tuple[float, float]

_RADIUS = 8.0


def path_of(route: Sequence[Point]) -> QPainterPath:
    """Return a route as a line: level beside nodes, bent between columns, round at corners."""
    path = QPainterPath(QPointF(*route[0]))
    ends = [*route[2:], route[-1]]
    for (a, b), c in zip(pairwise(route), ends, strict=True):
        if _straight(a, b):
            if _straight(b, c) and (a[0] == b[0]) != (b[0] == c[0]):
                path.lineTo(*_towards(b, a))
                path.quadTo(*b, *_towards(b, c))
            else:
                path.lineTo(*b)
        else:
            middle = (a[0] + b[0]) / 2
            path.cubicTo(middle, a[1], middle, b[1], *b)
    return path


def _straight(a: Point, b: Point) -> bool:
    return a[0] == b[0] or a[1] == b[1]


def _towards(corner: Point, other: Point) -> Point:
    """Return the point of a straight line where a round corner begins."""
    x, y = other[0] - corner[0], other[1] - corner[1]
    length = abs(x) + abs(y)
    share = min(_RADIUS, length / 2) / length if length else 0.0
    return corner[0] + x * share, corner[1] + y * share


class Edges:
    """All edges of a drawing."""

    def __init__(self, routes: Sequence[Sequence[Point]]) -> None:
        self.paths = [path_of(route) for route in routes]
        boxes = [
            (min(x), min(y), max(x), max(y)) for x, y in (zip(*r, strict=True) for r in routes)
        ]
        self._boxes = np.array(boxes).reshape(-1, 4)

    def seen(self, rect: QRectF) -> list[int]:
        """Return the numbers of the edges that may be in `rect`."""
        left, top, right, bottom = self._boxes.T
        inside = (left <= rect.right()) & (right >= rect.left())
        inside &= (top <= rect.bottom() + 1) & (bottom >= rect.top() - 1)
        return np.flatnonzero(inside).tolist()
