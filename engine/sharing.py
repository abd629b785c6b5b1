"""Steps that threads share where that is faster, as measured while they run.

Whether it is depends on more than the work: what else the processors do, and how far they are from
each other. So now and then what seems slower is tried again. Shared or not, a step makes the same
calls: to cut a product at another place may change the last bit of a result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from time import perf_counter

from engine.kernels.binding import Together
from engine.workers import workers

Call = Callable[[], object]

FIRST_ALONE = 2
"""The turn in which a step is not shared for the first time. The first turn of all finds cold
caches, and says nothing."""
AGAIN = {True: 12, False: 48}
"""How many turns it takes until what seems slower is tried again: shared, and not."""
COLD = 3
"""How many times as long a step may take after a pause."""
MOST = 1.5
"""A turn counts as so many times what was usual, at most: other programs come and go."""
SLOWER, FASTER = 0.25, 0.5
"""How much the latest turn counts among those that are remembered."""


class Shared:
    """A step in lanes, for several threads or one after the other."""

    __slots__ = ("_alone", "_check", "_lanes", "_number", "_seconds", "_turn")

    def __init__(self, work: Sequence[Call], check: Callable[[], None], number: int) -> None:
        """Take the calls of a step.

        Parameters
        ----------
        work : calls, of which those that are `Together` are shared
        check : may raise between two calls
        number : of the step; not all try what is slower in the same run
        """
        self._lanes = tuple(
            _InLanes(piece.lanes, check) if isinstance(piece, Together) else piece for piece in work
        )
        self._alone = tuple(_one_after_the_other(work))
        self._check = check
        self._number = number
        self._turn = 0
        self._seconds = {True: 0.0, False: 0.0}

    def __call__(self) -> None:
        """Do the step, and remember how long it took."""
        self._turn += 1
        share = self._shall_share()
        start = perf_counter()
        for call in self._lanes if share else self._alone:
            self._check()
            call()
        self._learn(share, perf_counter() - start)

    def _learn(self, share: bool, seconds: float) -> None:
        usual, alone = self._seconds[share], self._seconds[False]
        if self._turn == 1 or not workers.are_warm:
            # Caches are cold, and all takes longer; only what takes very long says something.
            if share and alone:
                workers.note(min(COLD * alone - seconds, 0))
            return
        more = min(seconds, MOST * usual) - usual
        self._seconds[share] = usual + (SLOWER if more > 0 else FASTER) * more or seconds
        if share and alone:
            workers.note(alone - seconds)

    def _shall_share(self) -> bool:
        if self._turn == FIRST_ALONE or workers.are_resting():
            return False
        pays = not self._seconds[False] or self._seconds[True] < self._seconds[False]
        is_tried = self._turn > FIRST_ALONE and (self._turn + self._number) % AGAIN[not pays] == 0
        return pays != is_tried


def _one_after_the_other(work: Sequence[Call]) -> Iterator[Call]:
    for piece in work:
        if isinstance(piece, Together):
            for lane in piece.lanes:
                yield from lane
        else:
            yield piece


class _InLanes:
    """Lanes as one call."""

    __slots__ = ("_check", "_lanes")

    def __init__(self, lanes: Sequence[Sequence[Call]], check: Callable[[], None]) -> None:
        self._lanes = lanes
        self._check = check

    def __call__(self) -> None:
        workers.run(self._lanes, self._check)
