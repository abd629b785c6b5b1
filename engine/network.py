"""A network and the plans made for it: what several `Model`s with other labels share."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from contextlib import nullcontext
from time import monotonic, perf_counter

import numpy as np

from engine import stopping
from engine.compile import Options, Resolved, Weights, compile_plan, resolve
from engine.errors import EngineError, ShapeError, UnsupportedError
from engine.graph import Graph, Value
from engine.inference import check_operators
from engine.ops.registry import Spec
from engine.passes.fold_constants import fold_constants
from engine.passes.widen_half import HALF, widen_half
from engine.plan import OnStep, Plan
from engine.stopping import ASK_SECONDS, ShouldStop
from engine.threads import one_blas_thread

_KEPT_PLANS = 4
"""Plans hold the arrays of a whole run, so few are kept: two shapes, watched and not."""

_PATIENCE_SECONDS = 0.2
"""How long a run that shall stop is waited for, when another wants its place: twice what the
longest piece of work takes. Its plans are made already."""

Shapes = tuple[tuple[str, tuple[int, ...]], ...]
PlanKey = tuple[Shapes, frozenset[str]]
Feeds = tuple[tuple[str, ...], list[tuple[str, tuple[int, ...], np.dtype]]]


class _Bench:
    """What one run at a time works with: the plans, whose arrays each run fills anew."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.left_alone: Callable[[], bool] = bool
        self.resolved: OrderedDict[Shapes, Resolved] = OrderedDict()
        self.plans: OrderedDict[PlanKey, Plan] = OrderedDict()
        self.latest: tuple[Feeds, Plan] | None = None


class Network:
    """A graph with a cache of what was compiled for each input shape. Safe for threads.

    `file` is what errors call it.
    """

    def __init__(self, graph: Graph, options: Options | None = None, file: str = "") -> None:
        self.file = file
        check_operators(graph)
        # What depends on no input is the same for all shapes: weights stored as float16 or
        # quantized become float32 here, once.
        self.graph, _ = fold_constants(widen_half(graph), {})
        self._half = {value.name for value in graph.outputs if value.dtype == HALF}
        self._options = options or Options()
        self._weights = Weights()
        self._bench = _Bench()
        self._stuck: _Bench | None = None
        self._swapping = threading.Lock()

    def resolved(self, shapes: Mapping[str, tuple[int, ...]]) -> Resolved:
        """Return the graph for inputs of these shapes; its nodes are the layers."""
        key = tuple(shapes.items())
        # A run holds the bench until it ends; who only wants to know what is known never waits.
        known = self._bench.resolved.get(key)
        if known is not None:
            return known
        bench = self._take()
        try:
            return self._resolved(bench, key)
        finally:
            self._leave(bench)

    def _take(self) -> _Bench:
        """Return the bench when nobody works at it; nobody else gets it until `_leave`.

        Who was left alone there, in one call that does not end, is not waited for: there is a new
        bench then. But no third: what they hold in memory would have no limit.
        """
        came = monotonic()
        while True:
            bench = self._bench
            if bench.lock.acquire(False) or bench.lock.acquire(timeout=ASK_SECONDS):
                if bench is self._bench:
                    bench.left_alone = stopping.left_alone()
                    return bench
                bench.lock.release()
                continue
            stopping.check()
            with self._swapping:
                late = bench.left_alone() and monotonic() - came > _PATIENCE_SECONDS
                if late and bench is self._bench and self._stuck is None:
                    self._stuck, self._bench = bench, _Bench()

    def _leave(self, bench: _Bench) -> None:
        """Let the next one to the bench; one that was given up is forgotten, with its arrays."""
        # What it leads to leads back here, and a network would not be freed with its last user.
        bench.left_alone = bool
        bench.lock.release()
        if bench is self._stuck:
            self._stuck = None

    def _resolved(self, bench: _Bench, key: Shapes) -> Resolved:
        shapes = dict(key)
        if key not in bench.resolved:
            # Strings and sequences have no place in a buffer.
            inputs = {
                v.name: Spec(shapes[v.name], v.dtype)
                for v in self.graph.inputs
                if not v.dtype.hasobject
            }
            try:
                bench.resolved[key] = resolve(self.graph, inputs)
            except EngineError as error:
                error.file = error.file or self.file
                raise
            if len(bench.resolved) > _KEPT_PLANS:
                bench.resolved.popitem(last=False)
        bench.resolved.move_to_end(key)
        return bench.resolved[key]

    def run(
        self,
        feeds: Mapping[str, np.ndarray],
        watch: Collection[str],
        should_stop: ShouldStop | None = None,
        on_step: OnStep | None = None,
        *,
        timed: bool = False,
    ) -> tuple[dict[str, np.ndarray], dict[str, float], float]:
        """Return the watched values, the seconds of each step if `timed`, and of the whole run.

        Raises
        ------
        EngineError
            If the feeds do not fit, a watched name does not exist, or an operator fails.
        """
        arrays = {name: np.asarray(array) for name, array in feeds.items()}
        names = tuple(watch)
        try:
            bench = self._take()
            try:
                with one_blas_thread():
                    plan = self._plan_for(bench, arrays, names, should_stop)
                    start = perf_counter()
                    values = plan.run(arrays, should_stop=should_stop, on_step=on_step, timed=timed)
                    elapsed = perf_counter() - start
            finally:
                self._leave(bench)
        except EngineError as error:
            error.file = error.file or self.file
            raise
        if self._half:
            values = {name: self._declared(name, array) for name, array in values.items()}
        if len(names) > 1:
            values = {name: values[name] for name in names}
        return values, plan.seconds, elapsed

    def _declared(self, name: str, array: np.ndarray) -> np.ndarray:
        """Return an output in half precision if the file says so, and it is what it says."""
        if name not in self._half or array.dtype.kind != "f":
            return array
        with np.errstate(over="ignore"):
            return array.astype(np.float16)

    def _plan_for(
        self,
        bench: _Bench,
        arrays: Mapping[str, np.ndarray],
        watch: tuple[str, ...],
        should_stop: ShouldStop | None,
    ) -> Plan:
        """Return the plan for these inputs; what fitted in the run before is not checked again."""
        feeds = (watch, [(name, array.shape, array.dtype) for name, array in arrays.items()])
        if bench.latest is None or bench.latest[0] != feeds:
            # Preparing a network may take longer than running it.
            with stopping.asking(should_stop) if should_stop else nullcontext():
                bench.latest = feeds, self._plan(bench, self._key_of(arrays, watch))
        return bench.latest[1]

    def _key_of(self, arrays: Mapping[str, np.ndarray], watch: tuple[str, ...]) -> PlanKey:
        """Return what decides the plan, after checking that the arrays fit the inputs."""
        for value in self.graph.inputs:
            _check_fits(value, arrays)
        names = [value.name for value in self.graph.inputs]
        unknown = set(arrays) - set(names)
        if unknown:
            raise ShapeError(f"there is no input {unknown.pop()!r}; inputs: {', '.join(names)}.")
        return tuple((name, arrays[name].shape) for name in names), frozenset(watch)

    def _plan(self, bench: _Bench, key: PlanKey) -> Plan:
        if key not in bench.plans:
            shapes, watch = dict(key[0]), key[1]
            resolved = self._resolved(bench, key[0])
            made = {name for node in resolved.graph.nodes for name in node.outputs}
            unknown = set(watch) - made - set(resolved.graph.constants) - set(shapes)
            if unknown:
                raise UnsupportedError(
                    f"there is no layer {min(unknown)!r}.",
                    remedy="model.layers lists the names.",
                    layer=min(unknown),
                )
            # Infinities and NaN are values like others, in constants too.
            with np.errstate(all="ignore"):
                plan = compile_plan(resolved, watch, self._options, self._weights)
            bench.plans[key] = plan
            if len(bench.plans) > _KEPT_PLANS:
                bench.plans.popitem(last=False)
        bench.plans.move_to_end(key)
        return bench.plans[key]


def _check_fits(value: Value, feeds: Mapping[str, np.ndarray]) -> None:
    """Raise a ShapeError if what is fed to an input does not fit it."""
    if value.name not in feeds:
        raise ShapeError(
            f"input {value.name!r} is missing.", remedy="Give an array for each input."
        )
    array = feeds[value.name]
    expected = value.shape
    if expected is not None and (
        array.ndim != len(expected)
        or any(
            isinstance(e, int) and e not in (0, got)
            for e, got in zip(expected, array.shape, strict=True)
        )
    ):
        wanted = " × ".join("?" if size is None else str(size) for size in expected)
        got = " × ".join(map(str, array.shape))
        raise ShapeError(f"input {value.name!r} takes {wanted}, got {got}.", expected=expected)
    if not np.can_cast(array.dtype, value.dtype, "same_kind"):
        raise ShapeError(f"input {value.name!r} takes {value.dtype}, got {array.dtype}.")
