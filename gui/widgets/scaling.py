"""Which values become the darkest and the brightest colour, the same in stage, strip and bars."""

from __future__ import annotations

import numpy as np

from engine.visual import normalize, tiles

AUTOMATIC = "auto"


def limits_and_colours(
    maps: np.ndarray, scale: normalize.Scale, colours: str
) -> tuple[np.ndarray, np.ndarray, str]:
    """Return the values of the darkest and the brightest colour of each map, and the colour map.

    Parameters
    ----------
    maps : (C, H, W) of any number type
    scale : 'layer', 'map' or 'symmetric'
    colours : name of a colour map, or 'auto': by the sign of the values

    Returns
    -------
    low, high : (C,) floating point
    colours : name of a colour map
    """
    low, high, name = tiles.scaled(maps, scale, None if colours == AUTOMATIC else colours)
    return np.broadcast_to(low, len(maps)), np.broadcast_to(high, len(maps)), name
