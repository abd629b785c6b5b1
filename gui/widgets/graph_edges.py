"""The edges of the drawn network as paths, and which of them are in sight."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

Point = tuple[float, float]


def path_of(route: Sequence[Point]) -> QPainterPath:
    """Return a route as a line that is level beside nodes and bends between columns."""
    path = QPainterPath(QPointF(*route[0]))
    for (left, start), (right, end) in pairwise(route):
        if start == end:
            path.lineTo(right, end)
        else:
            middle = (left + right) / 2
            path.cubicTo(middle, start, middle, end, right, end)
    return path


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
