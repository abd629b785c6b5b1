"""A map laid over a picture."""

from __future__ import annotations

import numpy as np

from engine.visual.tiles import colorize

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels of the picture."""


def overlay(
    picture: np.ndarray,
    values: np.ndarray,
    low: float,
    high: float,
    cmap: str,
    *,
    opacity: float = 0.6,
    box: Box | None = None,
) -> np.ndarray:
    """Return the picture with a map over it, each value a block of pixels.

    Parameters
    ----------
    picture : (H, W, 3) uint8 RGB
    values : (h, w) map
    low, high, cmap : as for `colorize`
    opacity : 0 shows the picture alone, 1 the map alone
    box : the part of the picture that the map belongs to, such as the crop a network saw; all
        of it where not given

    Returns
    -------
    (H, W, 3) uint8 RGB
    """
    height, width = picture.shape[:2]
    left, top, right, bottom = box or (0, 0, width, height)
    rows, y = _cells(height, top, bottom, values.shape[0])
    columns, x = _cells(width, left, right, values.shape[1])
    result = picture.copy()
    if y.size and x.size:
        colours = colorize(values, low, high, cmap)[y][:, x].astype(np.float32)
        below = picture[rows, columns]
        mixed = below + (colours - below) * np.float32(min(max(opacity, 0.0), 1.0))
        result[rows, columns] = np.rint(mixed)
    return result


def _cells(size: int, begin: float, end: float, cells: int) -> tuple[slice, np.ndarray]:
    """Return the pixels whose centres lie between `begin` and `end`, and the cell of each."""
    centres = np.arange(size) + 0.5
    inside = np.flatnonzero((centres >= begin) & (centres < end))
    if not inside.size:
        return slice(0, 0), inside
    cell = ((centres[inside] - begin) * (cells / (end - begin))).astype(np.intp)
    return slice(int(inside[0]), int(inside[-1]) + 1), np.minimum(cell, cells - 1)
