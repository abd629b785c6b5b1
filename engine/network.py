"""A network and the plans made for it: what several `Model`s with other labels share."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Mapping
from time import perf_counter

import numpy as np

from engine.compile import Resolved, compile_plan, resolve
from engine.errors import ShapeError, UnsupportedError
from engine.graph import Graph, Value
from engine.inference import check_operators
from engine.ops.registry import Spec
from engine.passes.fold_constants import fold_constants
from engine.plan import OnStep, Plan
from engine.stopping import ShouldStop
from engine.threads import one_blas_thread

_KEPT_PLANS = 4
"""Plans hold the arrays of a whole run, so few are kept: two shapes, watched and not."""

Shapes = tuple[tuple[str, tuple[int, ...]], ...]


class Network:
    """A graph with a cache of what was compiled for each input shape. Safe for threads."""

    def __init__(self, graph: Graph) -> None:
        check_operators(graph)
        # What depends on no input is the same for all shapes: weights stored as float16 or
        # quantized become float32 here, once.
        self.graph, _ = fold_constants(graph, {})
        self._lock = threading.RLock()
        self._resolved: OrderedDict[Shapes, Resolved] = OrderedDict()
        self._plans: OrderedDict[tuple[Shapes, frozenset[str]], Plan] = OrderedDict()

    def resolved(self, shapes: Mapping[str, tuple[int, ...]]) -> Resolved:
        """Return the graph for inputs of these shapes; its nodes are the layers."""
        key = tuple(shapes.items())
        with self._lock:
            if key not in self._resolved:
                # Strings and sequences have no place in a buffer.
                inputs = {
                    v.name: Spec(shapes[v.name], v.dtype)
                    for v in self.graph.inputs
                    if not v.dtype.hasobject
                }
                self._resolved[key] = resolve(self.graph, inputs)
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
    ) -> tuple[dict[str, np.ndarray], dict[str, float], float]:
        """Return the watched values, the seconds of each step, and those of the whole run.

        Raises
        ------
        EngineError
            If the feeds do not fit, a watched name does not exist, or an operator fails.
        """
        arrays = {value.name: _fitting(value, feeds) for value in self.graph.inputs}
        unknown = set(feeds) - set(arrays)
        if unknown:
            raise ShapeError(f"there is no input {unknown.pop()!r}; inputs: {', '.join(arrays)}.")
        # Infinities and NaN are values like others here: the maps show them.
        with self._lock, one_blas_thread(), np.errstate(all="ignore"):
            plan = self._plan({name: array.shape for name, array in arrays.items()}, watch)
            start = perf_counter()
            values = plan.run(arrays, should_stop=should_stop, on_step=on_step)
            elapsed = perf_counter() - start
        return {name: values[name] for name in watch}, plan.seconds, elapsed

    def _plan(self, shapes: Mapping[str, tuple[int, ...]], watch: Collection[str]) -> Plan:
        key = (tuple(shapes.items()), frozenset(watch))
        if key not in self._plans:
            resolved = self.resolved(shapes)
            made = {name for node in resolved.graph.nodes for name in node.outputs}
            unknown = set(watch) - made - set(resolved.graph.constants) - set(shapes)
            if unknown:
                raise UnsupportedError(
                    f"there is no layer {min(unknown)!r}.",
                    remedy="model.layers lists the names.",
                    layer=min(unknown),
                )
            self._plans[key] = compile_plan(resolved, watch)
            if len(self._plans) > _KEPT_PLANS:
                self._plans.popitem(last=False)
        self._plans.move_to_end(key)
        return self._plans[key]


def _fitting(value: Value, feeds: Mapping[str, np.ndarray]) -> np.ndarray:
    """Return what is fed to an input, if its shape and dtype fit."""
    if value.name not in feeds:
        raise ShapeError(
            f"input {value.name!r} is missing.", remedy="Give an array for each input."
        )
    array = np.asarray(feeds[value.name])
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
    return array
