"""Which node an arrow key leads to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt

from engine.visual.graph_layout import Layout

DIRECTIONS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
"""Which way each arrow leads: columns, rows."""


def step(
    layout: Layout,
    edges: Sequence[tuple[int, int]],
    number: int,
    direction: tuple[int, int],
) -> int:
    """Return the node beside `number`, -1 where there is none.

    To the left and right it is a neighbour along an edge: of the nearest column the one that is
    most in line. Up and down it is the nearest one that way, if there is any of the same column.

    Parameters
    ----------
    direction : (-1, 0) left, (1, 0) right, (0, -1) up, (0, 1) down
    """
    x, y = layout.corners[:, 0], layout.corners[:, 1]
    if direction[0]:
        ends = edges if direction[0] > 0 else [(b, a) for a, b in edges]
        beside = [target for source, target in ends if source == number]
        column = layout.columns[number]

        def distance_to(other: int) -> tuple[int, float, int]:
            return abs(layout.columns[other] - column), abs(y[other] - y[number]), other

        return min(beside, key=distance_to, default=-1)
    below = (y - y[number]) * direction[1]
    distance = np.where(below > 0, below + 4 * np.abs(x - x[number]), np.inf)
    nearest = int(np.argmin(distance))
    return nearest if np.isfinite(distance[nearest]) else -1
