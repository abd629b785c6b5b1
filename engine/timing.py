"""Times of several functions that take turns, so that a noisy moment hits all of them."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter, process_time
from typing import Any

CLOCKS: dict[str, Callable[[], float]] = {"wall": perf_counter, "cpu": process_time}
"""`cpu` is the time this process got from its processors: for one thread on a shared machine."""


@dataclass(frozen=True)
class Times:
    """Seconds of one function: the median, the least, and those of each round."""

    median: float
    least: float
    rounds: tuple[float, ...]

    def ratio(self, other: Times) -> float:
        """Return the median of this function's time over the other's, round by round."""
        pairs = zip(self.rounds, other.rounds, strict=True)
        return statistics.median(mine / theirs for mine, theirs in pairs)


def take_turns(
    functions: Mapping[str, Callable[[], Any]],
    seconds: float,
    *,
    least_rounds: int = 5,
    clock: Callable[[], float] = perf_counter,
) -> dict[str, Times]:
    """Return the times of functions that run in turn for about that long altogether.

    A function of microseconds is called many times a round, so that the clock does not count.
    """
    repeats = {}
    for name, function in functions.items():
        start = perf_counter()
        function()
        repeats[name] = max(1, min(200, int(1e-3 / max(perf_counter() - start, 1e-6))))
    rounds: dict[str, list[float]] = {name: [] for name in functions}
    end = perf_counter() + seconds
    while perf_counter() < end or len(rounds[next(iter(rounds))]) < least_rounds:
        for name, function in functions.items():
            # The run before left the caches to somebody else; this one finds them warm, as in use.
            function()
            start = clock()
            for _ in range(repeats[name]):
                function()
            rounds[name].append((clock() - start) / repeats[name])
    return {
        name: Times(statistics.median(times), min(times), tuple(times))
        for name, times in rounds.items()
    }
