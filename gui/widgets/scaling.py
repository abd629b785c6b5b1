"""Which values become the darkest and the brightest colour, the same in stage, strip and bars."""

from __future__ import annotations

import numpy as np

from engine.visual import colormap, normalize


def limits_and_colours(
    maps: np.ndarray, scale: normalize.Scale, colours: str
) -> tuple[np.ndarray, np.ndarray, str]:
    """Return the values of the darkest and the brightest colour of each map, and the colour map.

    Polar is symmetric about zero whatever the scale, so that its black is always zero.
    """
    low, high = (np.asarray(end, np.float32) for end in normalize.limits(maps, scale))
    if colours == "auto":
        colours = colormap.suggest(float(np.min(low)))
    if colours == "polar":
        high = np.maximum(abs(low), abs(high))
        low = -high
    return np.broadcast_to(low, len(maps)), np.broadcast_to(high, len(maps)), colours
