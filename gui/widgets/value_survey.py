"""Statistics of a layer without holding up the window, however large the layer is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import nan, sqrt

import numpy as np
from PySide6.QtCore import QObject, Signal

from engine.visual import statistics
from engine.visual.statistics import Statistics
from gui.asides import Asides, AtOnce
from gui.background import Ticket
from gui.widgets.histogram import BINS

SAMPLED_ABOVE = 4_000_000
"""Larger layers are counted by every n-th row of their maps in the histogram."""
_BLOCK = 1 << 17


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found: the statistics, and how many values fall into each of `BINS` equal parts.

    `sampled` says that the counts are of a part of the values only.
    """

    statistics: Statistics
    counts: np.ndarray
    sampled: bool


class ValueSurvey(QObject):
    """Looks at an array, a large one in the lane; the newest array wins."""

    finished = Signal(object)
    """The `Survey` of the array that was asked for last."""

    def __init__(self, parent: QObject | None = None, lane: Asides | None = None) -> None:
        super().__init__(parent)
        self._lane = lane if lane is not None else AtOnce(self)

    def start(self, values: np.ndarray) -> None:
        """Look at `values`, (C, H, W) maps or any other shape; small ones end before this does."""
        self.stop()
        if values.size <= _BLOCK:
            self._tell(_found(values))
        else:
            self._lane.ask(self, lambda ticket: _found(values, ticket), self._tell)

    def stop(self) -> None:
        """Look no further."""
        self._lane.forget(self)

    def _tell(self, found: Survey | None) -> None:
        if found is not None:
            self.finished.emit(found)


def _found(values: np.ndarray, ticket: Ticket | None = None) -> Survey | None:
    """Return the survey of `values`, None where it is not wanted any more or there are none."""
    for found in _survey(values):
        if found is not None:
            return found
        if ticket is not None:
            ticket.make_way()
            if ticket.should_stop():
                return None
    return None


def _survey(values: np.ndarray) -> Iterator[Survey | None]:
    """Yield None after each block, and the survey at the end."""
    total: Statistics | None = None
    looked = 0
    for block in _blocks(values):
        part = statistics.summary(block)
        total = part if total is None else _merged(total, looked, part, block.size)
        looked += block.size
        yield None
    if total is None:
        return
    step = max(1, values.size // SAMPLED_ABOVE) if values.ndim == 3 else 1
    low, high = total.minimum, total.maximum
    counts = np.zeros(BINS, np.int64)
    if np.isfinite(low) and np.isfinite(high):
        # A layer of one value still has a bar.
        limits = (low, high) if high > low else (low - 0.5, low + 0.5)
        for block in _blocks(values[:, ::step] if step > 1 else values):
            known = block[np.isfinite(block)] if total.not_finite else block
            # In half precision NumPy would put many values into the neighbour's bin.
            counts += np.histogram(known.astype(np.float32, copy=False), BINS, limits)[0]
            yield None
    yield Survey(total, counts, step > 1)


def _blocks(values: np.ndarray) -> Iterator[np.ndarray]:
    """Yield whole channels together, about `_BLOCK` values at a time."""
    if values.size <= _BLOCK or values.ndim != 3:
        yield values
        return
    together = max(1, _BLOCK // (values.shape[1] * values.shape[2]))
    for first in range(0, len(values), together):
        yield values[first : first + together]


def _merged(a: Statistics, a_size: int, b: Statistics, b_size: int) -> Statistics:
    """Return the statistics of two parts together; what is not finite has no part in the mean."""
    parts = [
        (part, size - part.not_finite)
        for part, size in ((a, a_size), (b, b_size))
        if size > part.not_finite
    ]
    count = sum(known for _, known in parts)
    mean = sum(part.mean * known for part, known in parts) / count if count else nan
    squares = sum((part.deviation**2 + (part.mean - mean) ** 2) * known for part, known in parts)
    return Statistics(
        minimum=min((part.minimum for part, _ in parts), default=nan),
        maximum=max((part.maximum for part, _ in parts), default=nan),
        mean=mean,
        deviation=sqrt(squares / count) if count else nan,
        zeros=(a.zeros * a_size + b.zeros * b_size) / (a_size + b_size),
        dead=a.dead + b.dead,
        channels=a.channels + b.channels,
        not_finite=a.not_finite + b.not_finite,
    )
