"""Random numbers, each computed from its place: no generator runs on from one to the next.

NumPy's own package for them is larger than all operators of the engine together, and is left out
of the one-file program.
"""

from __future__ import annotations

import os

import numpy as np

_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIXED = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB))


def any_seed() -> int:
    """Return a seed that nobody knows."""
    # The module `secrets` gives the same, but takes 5 ms to import.
    return int.from_bytes(os.urandom(8))


def uniform(count: int, seed: int | None = None, begin: int = 0) -> np.ndarray:
    """Return numbers spread evenly over 0 ≤ x < 1, (count,) float64.

    Parameters
    ----------
    seed : the same numbers each time; by default others each time
    begin : how many come before them, which are left out

    Notes
    -----
    SplitMix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators" (2014)
    """
    start = any_seed() if seed is None else seed % 2**64
    with np.errstate(over="ignore"):  # arithmetic modulo 2⁶⁴
        bits = np.arange(begin + 1, begin + count + 1, dtype=np.uint64) * _STEP + np.uint64(start)
        for shift, factor in _MIXED:
            bits = (bits ^ (bits >> np.uint64(shift))) * np.uint64(factor)
        bits ^= bits >> np.uint64(31)
    return np.asarray((bits >> np.uint64(11)) * 2.0**-53)


def normal(
    count: int, seed: int | None = None, begin: int = 0, total: int | None = None
) -> np.ndarray:
    """Return normally distributed numbers of mean 0 and deviation 1, (count,) float64.

    Parameters
    ----------
    seed, begin : as for `uniform`
    total : how many there are in all, if these are a part

    Notes
    -----
    Box, Muller, "A note on the generation of random normal deviates" (1958)
    """
    seed = any_seed() if seed is None else seed
    first = uniform(count, seed, begin)
    second = uniform(count, seed, (count if total is None else total) + begin)
    return np.asarray(np.sqrt(-2 * np.log1p(-first)) * np.cos(2 * np.pi * second))
