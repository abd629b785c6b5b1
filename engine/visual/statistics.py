"""Numbers that sum up an array: range, mean, zeros, dead channels, histogram."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Statistics:
    """What an array holds.

    Attributes
    ----------
    minimum, maximum, mean, deviation : of the finite values; NaN where there are none
    zeros : share of elements that are exactly 0, 0..1
    dead : how many channels are 0 everywhere
    channels : how many there are
    not_finite : how many elements are infinite or no number
    """

    minimum: float
    maximum: float
    mean: float
    deviation: float
    zeros: float
    dead: int
    channels: int
    not_finite: int


def summary(array: np.ndarray) -> Statistics:
    """Return the statistics of an array.

    Parameters
    ----------
    array : (N, C, …) or (C, H, W) or (C,) array of numbers
    """
    channel_axis = 0 if array.ndim in (1, 3) else 1
    values = array.astype(np.float32, copy=False)
    channels = array.shape[channel_axis] if array.ndim else 1
    lowest, highest = np.min(values, initial=np.inf), np.max(values, initial=-np.inf)
    finite = values
    if not (np.isfinite(lowest) and np.isfinite(highest)):
        finite = values[np.isfinite(values)]
        lowest, highest = np.min(finite, initial=np.inf), np.max(finite, initial=-np.inf)
    known = finite.size > 0
    return Statistics(
        minimum=float(lowest) if known else float("nan"),
        maximum=float(highest) if known else float("nan"),
        # In float64: squares of a float32 overflow from 1.8e19 on.
        mean=float(np.mean(finite, dtype=np.float64)) if known else float("nan"),
        deviation=float(np.std(finite, dtype=np.float64)) if known else float("nan"),
        zeros=1 - np.count_nonzero(values) / values.size if values.size else 0.0,
        dead=int(np.count_nonzero(dead(array, channel_axis))) if array.ndim else int(not array),
        channels=channels,
        not_finite=values.size - finite.size,
    )


def dead(maps: np.ndarray, channel_axis: int = 0) -> np.ndarray:
    """Return for each channel whether it is 0 everywhere, (C,) bool.

    Parameters
    ----------
    maps : array with at least one axis, for example (C, H, W)
    """
    others = tuple(axis for axis in range(maps.ndim) if axis != channel_axis)
    alive: np.ndarray = np.any(maps, axis=others)
    return ~alive


def histogram(array: np.ndarray, bins: int = 64) -> tuple[np.ndarray, np.ndarray]:
    """Return how many finite values fall into each bin.

    Returns
    -------
    counts : (bins,) int64
    edges : (bins + 1,) float64 from the smallest to the largest value; around it if there is
        one value only, 0..1 if there is none
    """
    values = np.ravel(array).astype(np.float64)
    counts, edges = np.histogram(values[np.isfinite(values)], bins)
    return counts.astype(np.int64), edges
