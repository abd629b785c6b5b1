"""A network ready to run: a straight line of steps over arrays that were made beforehand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextvars import Context
from dataclasses import dataclass, field
from operator import length_hint
from time import perf_counter

import numpy as np

from engine import ledger, stopping
from engine.errors import EngineError, ShapeError, refused
from engine.graph import Node
from engine.kernels import settings
from engine.kernels.activation import Piece
from engine.memory import ALIGNMENT, memory_order
from engine.ops.registry import Work
from engine.sharing import Shared
from engine.stopping import ShouldStop
from engine.workers import workers

OnStep = Callable[[int, int], None]

ONE_PIECE_BYTES = 1 << 22
"""From here on NumPy asks Linux for large pages."""
LARGE = 1 << 21
"""Elements that are copied part by part."""


def _copy(target: np.ndarray, source: np.ndarray) -> None:
    """Copy an array to one of its shape and dtype; a large one may have to be turned on the way."""
    if target.size < LARGE:
        target[...] = source
        return
    # Along the axis with the largest stride the parts lie together in memory; it may be short.
    enough = target.size // LARGE
    axis = max(range(target.ndim), key=lambda a: (target.shape[a] >= enough, target.strides[a]))
    ahead, behind = np.moveaxis(target, axis, 0), np.moveaxis(source, axis, 0)
    for part in stopping.pieces(len(ahead), ahead.size):
        ahead[part] = behind[part]


def _copied(array: np.ndarray) -> np.ndarray:
    copy = np.empty(array.shape, array.dtype)
    _copy(copy, array)
    return copy


@dataclass(slots=True, eq=False)
class Slot:
    """Where a value stands while a plan runs.

    A value whose shape is known has its `buffer` for good; another gets a new `array` each run.
    """

    name: str
    buffer: np.ndarray | None = None
    array: np.ndarray | None = None

    def feed(self, array: np.ndarray) -> None:
        """Put what the caller gives in its place."""
        if self.buffer is None:
            self.array = array
        elif array.dtype == self.buffer.dtype:
            self.buffer[...] = array
        else:
            np.copyto(self.buffer, array, casting="same_kind")

    def store(self, result: np.ndarray) -> None:
        """Put a result in its place."""
        if self.buffer is None:
            # A view may lie on a buffer that a later step overwrites.
            self.array = result if result.base is None else _copied(result)
        elif result.shape != self.buffer.shape:
            raise ShapeError(
                f"result {self.name!r} was expected as {self.buffer.shape}, came as {result.shape}."
            )
        elif result.dtype != self.buffer.dtype:
            np.copyto(self.buffer, result, casting="no")
        else:
            _copy(self.buffer, result)


@dataclass(frozen=True, slots=True)
class Step:
    """One node at work. `work` is empty where the result is a view that needs none."""

    node: Node
    work: Work


@dataclass(eq=False)
class Plan:
    """What `compile_plan` makes of a graph for fixed input shapes.

    Not for two threads at once: every run uses the same arrays.

    Attributes
    ----------
    inputs : where the values stand that a run fills first
    watched : where the values stand that a run returns
    total_bytes : what all arrays take, scratch memory included, weights excluded
    """

    steps: Sequence[Step]
    inputs: Mapping[str, Slot]
    watched: Mapping[str, Slot]
    total_bytes: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    """How long each step of the last run took, by the name of its first output, if it was timed."""
    _line: tuple[Callable[[], object], ...] = field(init=False)
    _owners: tuple[int, ...] = field(init=False)
    _is_shared: bool = field(init=False)
    _quiet: Context = field(init=False)
    _copied: int = field(init=False)

    def __post_init__(self) -> None:
        calls = [(call, i) for i, step in enumerate(self.steps) for call in _calls(step.work)]
        # A tiny network takes 50 µs, so nothing stands between its calls.
        self._line = tuple(call for call, _ in calls)
        self._owners = tuple(index for _, index in calls)
        self._is_shared = any(isinstance(call, Shared) for call, _ in calls)
        fixed = {n: s.buffer for n, s in self.watched.items() if s.buffer is not None}
        self._copied = sum(buffer.nbytes + -buffer.nbytes % ALIGNMENT for buffer in fixed.values())
        # To enter a context that was set once takes 0.1 µs, to set NumPy 2.
        self._quiet = Context()
        self._quiet.run(settings.apply)
        self._quiet.run(ledger.open_for_good, self.total_bytes)

    def run(
        self,
        feeds: Mapping[str, np.ndarray],
        *,
        should_stop: ShouldStop | None = None,
        on_step: OnStep | None = None,
        timed: bool = True,
    ) -> dict[str, np.ndarray]:
        """Return the watched values for these inputs, as arrays of the caller's own.

        Parameters
        ----------
        feeds : for each input an array of exactly the shape the plan was compiled for
        should_stop : asked before each piece of work
        on_step : told after each step how many are done, and how many there are
        timed : whether `seconds` shall tell how long each step took

        Raises
        ------
        CancelledError
            If `should_stop` said so.
        EngineError
            If an operator cannot work on the values that reach it; it names the node.
        """
        for name, slot in self.inputs.items():
            slot.feed(feeds[name])
        if timed or should_stop is not None or on_step is not None:
            held = ledger.opened(self.total_bytes)
            with stopping.asking(should_stop), settings.in_force(), held, workers.awake():
                self._run_steps(on_step)
                # With everything watched, gigabytes may be copied.
                return self._own_copies()
        if self._is_shared:
            with workers.awake():
                self._quiet.run(self._run_line)
        else:
            self._quiet.run(self._run_line)
        return self._own_copies()

    def _run_steps(self, on_step: OnStep | None) -> None:
        self.seconds = seconds = {}
        total = len(self.steps)
        start = perf_counter()
        for done, step in enumerate(self.steps, 1):
            try:
                for piece in step.work:
                    stopping.check()
                    piece()
            except EngineError as error:
                error.node = error.node or str(step.node)
                raise
            except Exception as error:
                raise refused(error, str(step.node)) from error
            end = perf_counter()
            seconds[step.node.outputs[0]] = end - start
            start = end
            if on_step is not None:
                on_step(done, total)

    def _run_line(self) -> None:
        self.seconds = {}
        line = iter(self._line)
        try:
            for call in line:
                call()
        except EngineError as error:
            error.node = error.node or str(self._owner(line))
            raise
        except Exception as error:
            raise refused(error, str(self._owner(line))) from error

    def _own_copies(self) -> dict[str, np.ndarray]:
        """Return copies of what is watched, in the same order in memory.

        Many large ones share one piece of new memory: NumPy then asks the system for large pages,
        and to get small ones, a page at a time, takes longer than to fill them.
        """
        if self._copied < ONE_PIECE_BYTES:
            return {name: _own_copy(slot) for name, slot in self.watched.items()}
        memory = np.empty(self._copied, np.uint8)
        start = 0
        copies = {}
        for name, slot in self.watched.items():
            stopping.check()
            buffer = slot.buffer
            if buffer is None:
                copies[name] = _own_copy(slot)
                continue
            axes = memory_order(buffer)
            end = start + buffer.nbytes
            shape = [buffer.shape[axis] for axis in axes]
            stored = memory[start:end].view(buffer.dtype).reshape(shape)
            copies[name] = stored.transpose(np.argsort(axes))
            _copy(copies[name], buffer)
            start = end + -end % ALIGNMENT
        return copies

    def _owner(self, line: Iterator[object]) -> Node:
        """Return the node that the call belongs to that a line gave last."""
        failed = len(self._line) - length_hint(line) - 1
        return self.steps[self._owners[failed]].node


def _calls(work: Iterable[Callable[[], object]]) -> Iterator[Callable[[], object]]:
    """Yield the single calls that pieces of work consist of."""
    for piece in work:
        if isinstance(piece, Piece):
            yield from _calls(piece.parts)
        else:
            yield piece


def _own_copy(slot: Slot) -> np.ndarray:
    array = slot.array if slot.buffer is None else slot.buffer
    assert array is not None
    return array.copy(order="K")
