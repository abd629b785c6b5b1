"""From values to 0..1: which value becomes the darkest colour and which the brightest.

Zero always lies between the two limits, so that in a colour map whose dark end is zero a dark
place means zero. Values that are no numbers count as zero and set no limit.
"""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

Scale = Literal["layer", "map", "symmetric"]
"""One range for all maps; one for each; or one for all that reaches as far below 0 as above."""

SCALES: tuple[Scale, ...] = get_args(Scale)

Limit = float | np.ndarray
"""One value for all maps, or (C,) float32."""


def limits(maps: np.ndarray, scale: Scale) -> tuple[Limit, Limit]:
    """Return the values that become 0 and 1.

    Parameters
    ----------
    maps : (C, H, W) array of any number type
    scale : 'layer', 'map' or 'symmetric'

    Returns
    -------
    low, high : floats; (C,) float32 arrays for 'map'. `low` ≤ 0 ≤ `high` and `low` < `high`: where
        all is zero they are 0 and 1 (−1 and 1 for 'symmetric').
    """
    values = _floats(maps)
    axes = (-2, -1) if scale == "map" else None
    low = np.min(values, axes, initial=0)
    high = np.max(values, axes, initial=0)
    if not (np.isfinite(low).all() and np.isfinite(high).all()):
        finite = np.isfinite(values)
        low = np.min(values, axes, initial=0, where=finite)
        high = np.max(values, axes, initial=0, where=finite)
    if scale == "map":
        return low, np.where(low == high, np.float32(1), high)
    if scale == "layer":
        return float(low), float(high) if high > low else 1.0
    reach = float(max(-low, high)) or 1.0
    return -reach, reach


def normalize(maps: np.ndarray, low: Limit, high: Limit) -> np.ndarray:
    """Return `maps` as float32 in 0..1; `low` and what is below it is 0, `high` is 1.

    Parameters
    ----------
    maps : (H, W) or (C, H, W) array of any number type; what is no number counts as zero
    low, high : numbers, or one for each map; where they are equal all becomes 0
    """
    values = _floats(maps)
    begin, end = _per_map(low), _per_map(high)
    with np.errstate(all="ignore"):
        span = np.asarray(end, np.float64) - begin
        factor = np.asarray(np.where(span > 0, 1 / span, 0), np.float32)
        unit = np.subtract(values, begin, dtype=np.float32)
        unit *= factor
        if np.isnan(np.min(unit, initial=0)):  # one cheap look instead of a mask for all
            known = np.where(np.isnan(values), np.float32(0), values)
            unit = np.nan_to_num((known - begin) * factor, nan=0.0)
    clipped: np.ndarray = np.clip(unit, 0, 1, out=unit)
    return clipped


def _floats(maps: np.ndarray) -> np.ndarray:
    """Return `maps` in a float type that NumPy is quick with."""
    return maps if maps.dtype == np.float32 else maps.astype(np.float32)


def _per_map(limit: Limit) -> np.ndarray:
    values = np.asarray(limit, np.float32)
    return values[:, None, None] if values.ndim else values
