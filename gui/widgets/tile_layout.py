"""Where the parts of a tile stand, and how large tiles are so that few of them fill the stage."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import sqrt

from PySide6.QtCore import QPoint, QRect, QRectF, QSize

from gui.widgets import zoom

GAP = 10
"""Between two tiles, in logical pixels; the ring of the chosen one needs 4 on each side."""
ABOVE = 6
_CAPTION_GAP = 2
_BELOW = 3
_NARROWEST = 34
_MARK = 7
_BAR = 12
_LONGEST = 4
"""The longer side of a map in edges, at most."""


@dataclass(frozen=True, slots=True)
class TileLayout:
    """Where the parts of a tile stand within its cell, in logical pixels.

    `rows`, `columns` are the map's; on the screen a square one has sides of `edge` pixels, another
    about as much room: a line of text read by a network is no thin streak.
    """

    rows: int
    columns: int
    edge: int
    caption: int

    @property
    def size(self) -> QSize:
        """The map on the screen."""
        longer, shorter = max(self.rows, self.columns), min(self.rows, self.columns)
        scale = self.edge * min(sqrt(longer / shorter), _LONGEST) / longer
        return QSize(max(4, round(scale * self.columns)), max(4, round(scale * self.rows)))

    @property
    def cell(self) -> QSize:
        """The map with its caption and the space around it."""
        size = self.size
        below = _CAPTION_GAP + self.caption + _BELOW
        return QSize(max(size.width(), _NARROWEST) + GAP, ABOVE + size.height() + below)

    def map_rect(self, cell: QRect) -> QRect:
        """Return where the map stands in a cell."""
        return QRect(cell.topLeft() + QPoint(GAP // 2, ABOVE), self.size)

    def caption_rect(self, cell: QRect) -> QRect:
        """Return where the caption stands in a cell."""
        top = cell.top() + ABOVE + self.size.height() + _CAPTION_GAP
        return QRect(cell.left() + GAP // 2, top, cell.width() - GAP, self.caption)

    def pixel_at(self, cell: QRect, point: QPoint) -> tuple[int, int] | None:
        """Return (y, x) of the map's pixel under `point`, None beside the map."""
        rect = self.map_rect(cell)
        if not rect.contains(point):
            return None
        inside = point - rect.topLeft()
        # The middle of the screen's pixel decides, as in `map_tiles.nearest`.
        return (
            int((inside.y() + 0.5) * self.rows / rect.height()),
            int((inside.x() + 0.5) * self.columns / rect.width()),
        )

    def pixel_rect(self, cell: QRect, y: int, x: int) -> QRectF:
        """Return where a pixel of the map stands on the screen, at least as large as a mark."""
        rect = QRectF(self.map_rect(cell))
        width, height = rect.width() / self.columns, rect.height() / self.rows
        box = QRectF(rect.left() + x * width, rect.top() + y * height, width, height)
        grow_x, grow_y = max(0.0, _MARK - width) / 2, max(0.0, _MARK - height) / 2
        return box.adjusted(-grow_x, -grow_y, grow_x, grow_y)

    def fits(self, count: int, room: QSize) -> bool:
        """Return whether `count` cells stand in `room` without scrolling."""
        cell = self.cell
        return (room.width() // cell.width()) * (room.height() // cell.height()) >= count


def layout_for(maps: tuple[int, int, int], caption: int, size: int, room: QSize) -> TileLayout:
    """Return the layout for maps of shape (C, H, W), the height of a caption and a zoom.

    At the default zoom few maps are as large as `room` allows, many have the default size.
    """
    count, rows, columns = maps
    larger = range(zoom.LARGEST, zoom.DEFAULT, -2)
    fitting = next(
        (edge for edge in larger if TileLayout(rows, columns, edge, caption).fits(count, room)),
        zoom.DEFAULT,
    )
    layout = TileLayout(rows, columns, zoom.edge_for(size, fitting), caption)
    too_wide = layout.cell.width() / max(1, room.width() - _BAR)
    if too_wide > 1:
        layout = replace(layout, edge=max(1, int(layout.edge / too_wide)))
    return layout
