"""A network and the plans made for it: what several `Model`s with other labels share."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Mapping
from contextlib import nullcontext
from time import perf_counter

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
from engine.stopping import ShouldStop
from engine.threads import one_blas_thread

_KEPT_PLANS = 4
"""Plans hold the arrays of a whole run, so few are kept: two shapes, watched and not."""

Shapes = tuple[tuple[str, tuple[int, ...]], ...]
PlanKey = tuple[Shapes, frozenset[str]]
Feeds = tuple[tuple[str, ...], tuple[tuple[str, tuple[int, ...], np.dtype], ...]]


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
        self._weights: Weights = {}
        self._lock = threading.RLock()
        self._resolved: OrderedDict[Shapes, Resolved] = OrderedDict()
        self._plans: OrderedDict[PlanKey, Plan] = OrderedDict()
        self._known: dict[Feeds, PlanKey] = {}

    def resolved(self, shapes: Mapping[str, tuple[int, ...]]) -> Resolved:
        """Return the graph for inputs of these shapes; its nodes are the layers."""
        key = tuple(shapes.items())
        # A run holds the lock until it ends; who only wants to know what is known never waits.
        known = self._resolved.get(key)
        if known is not None:
            return known
        with self._lock:
            if key not in self._resolved:
                # Strings and sequences have no place in a buffer.
                inputs = {
                    v.name: Spec(shapes[v.name], v.dtype)
                    for v in self.graph.inputs
                    if not v.dtype.hasobject
                }
                try:
                    self._resolved[key] = resolve(self.graph, inputs)
                except EngineError as error:
                    error.file = error.file or self.file
                    raise
                if len(self._resolved) > _KEPT_PLANS:
                    self._resolved.popitem(last=False)
            self._resolved.move_to_end(key)
            return self._resolved[key]

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
        try:
            with self._lock, one_blas_thread():
                # Preparing a network may take longer than running it.
                with stopping.asking(should_stop) if should_stop else nullcontext():
                    plan = self._plan_for(arrays, watch)
                start = perf_counter()
                values = plan.run(arrays, should_stop=should_stop, on_step=on_step, timed=timed)
                elapsed = perf_counter() - start
        except EngineError as error:
            error.file = error.file or self.file
            raise
        return {name: self._declared(name, values[name]) for name in watch}, plan.seconds, elapsed

    def _declared(self, name: str, array: np.ndarray) -> np.ndarray:
        """Return an output in half precision if the file says so."""
        if name not in self._half:
            return array
        with np.errstate(over="ignore"):
            return array.astype(np.float16)

    def _plan_for(self, arrays: Mapping[str, np.ndarray], watch: Collection[str]) -> Plan:
        """Return the plan for these inputs; what was found to fit once is not checked again."""
        feeds = (tuple(watch), tuple([(n, a.shape, a.dtype) for n, a in arrays.items()]))
        key = self._known.get(feeds)
        if key is None or key not in self._plans:
            for value in self.graph.inputs:
                _check_fits(value, arrays)
            names = [value.name for value in self.graph.inputs]
            unknown = set(arrays) - set(names)
            if unknown:
                raise ShapeError(
                    f"there is no input {unknown.pop()!r}; inputs: {', '.join(names)}."
                )
            key = tuple((name, arrays[name].shape) for name in names), frozenset(watch)
            if len(self._known) > _KEPT_PLANS:
                self._known.clear()
            self._known[feeds] = key
        return self._plan(key)

    def _plan(self, key: PlanKey) -> Plan:
        if key not in self._plans:
            shapes, watch = dict(key[0]), key[1]
            resolved = self.resolved(shapes)
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
            self._plans[key] = plan
            if len(self._plans) > _KEPT_PLANS:
                self._plans.popitem(last=False)
        self._plans.move_to_end(key)
        return self._plans[key]


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
