"""A graph, the shapes of its inputs and what shall be watched, to a `Plan`.

`watch` is an argument of compilation: fusing and the reuse of buffers destroy feature maps, so
what somebody wants to see must be known before. The same graph is compiled with everything
watched for looking inside, and with its outputs alone for speed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from engine import ledger, stopping
from engine.arrays import Arrays
from engine.cutting import cut
from engine.errors import EngineError, refused
from engine.graph import Graph, Node
from engine.kernels import binding
from engine.kernels.binding import Binding, Together
from engine.memory import Pool
from engine.ops.registry import Operator, Spec, Work, arguments_of, check_results, operator_of
from engine.passes.drop_unused import drop_unused
from engine.passes.flatten_as_it_lies import flatten_as_it_lies
from engine.passes.fold_batch_normalization import Folded, fold_batch_normalization
from engine.passes.fold_constants import fold_constants
from engine.passes.fuse_activation import fuse_activation
from engine.passes.fuse_channel_shuffle import fuse_channel_shuffle
from engine.passes.fuse_inverted_residual import fuse_inverted_residual
from engine.passes.fuse_pool import fuse_pool
from engine.passes.fuse_residual import fuse_residual
from engine.plan import Plan, Slot, Step
from engine.sharing import Shared


@dataclass(frozen=True, slots=True)
class Weights:
    """What plans of one network made of its constants, for those that follow.

    Attributes
    ----------
    folded : as `fold_batch_normalization` takes it
    prepared : as `Binding.weights`
    """

    folded: Folded = field(default_factory=dict)
    prepared: dict[tuple[int, str], tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Options:
    """What a person may choose about how plans compute.

    Attributes
    ----------
    threads : over how many threads a step may be spread
    strict : only algorithms whose error is that of plain float32 products
    direct : as `Binding.direct`
    """

    threads: int = 1
    strict: bool = False
    direct: int = 0


@dataclass(frozen=True, slots=True)
class Resolved:
    """A graph for fixed input shapes: constants folded, and what is known of each value left."""

    graph: Graph
    inputs: Mapping[str, Spec]
    specs: Mapping[str, Spec | None]


def resolve(graph: Graph, inputs: Mapping[str, Spec]) -> Resolved:
    """Return the graph for inputs of these shapes and dtypes; its nodes are the layers.

    Raises
    ------
    EngineError
        If an operator does not fit its inputs; it names the node.
    """
    folded, specs = fold_constants(graph, inputs)
    return Resolved(folded, inputs, specs)


def compile_plan(
    resolved: Resolved,
    watch: Collection[str],
    options: Options | None = None,
    weights: Weights | None = None,
) -> Plan:
    """Return the plan that computes the watched values.

    Parameters
    ----------
    watch : names of values that a run shall return; nothing else is sure to be computed
    weights : what plans of the same graph prepared of its constants; this one adds its own

    Raises
    ------
    EngineError
        If an operator cannot be prepared for its inputs; it names the node.
    LimitError
        If the plan would need more memory than the budget allows.
    """
    watched = frozenset(watch)
    weights = weights or Weights()
    graph = drop_unused(replace(resolved.graph, outputs=()), watched)
    graph = fold_batch_normalization(graph, watched, weights.folded)
    graph = fuse_residual(graph, watched, resolved.specs)
    graph = fuse_activation(graph, watched)
    graph = fuse_pool(graph, watched, resolved.specs)
    graph = fuse_activation(graph, watched)
    graph = fuse_inverted_residual(graph, watched, resolved.specs)
    graph = fuse_channel_shuffle(graph, watched, resolved.specs)
    graph = flatten_as_it_lies(graph, watched, resolved.specs)
    graph = drop_unused(graph, watched)
    builder = _Builder(graph, resolved.specs, watched, options or Options(), weights)
    with binding.use(builder.binding):
        return builder.build(resolved.inputs)


class _Builder:
    """Places the values of a graph in memory and binds its nodes to them, in running order."""

    def __init__(
        self,
        graph: Graph,
        specs: Mapping[str, Spec | None],
        watched: Collection[str],
        options: Options,
        weights: Weights,
    ) -> None:
        self.graph = graph
        self.watched = watched
        pool = Pool()
        self.binding = Binding(
            pool.reserve, options.threads, options.strict, options.direct, weights.prepared
        )
        self.n_shared = 0
        # Which zeros a convolution wants around its input depends on the algorithm it will take.
        with binding.use(self.binding):
            self.arrays = Arrays(graph, specs, watched, pool, self.binding)

    def build(self, inputs: Mapping[str, Spec]) -> Plan:
        feeds = {}
        for name in (value.name for value in self.graph.inputs):
            spec = inputs.get(name)
            if spec is None:
                feeds[name] = self.arrays.slots[name] = Slot(name)
            else:
                feeds[name] = self.arrays.place_feed(name, spec)
        steps = []
        for node in self.graph.nodes:
            self.binding.begin_step()
            stopping.check()
            try:
                steps.append(Step(node, self.work_of(node)))
            except EngineError as error:
                error.node = error.node or str(node)
                raise
            except Exception as error:
                raise refused(error, str(node)) from error
            self.arrays.release(node)
        watched = {name: self.arrays.slots[name] for name in self.watched}
        return Plan(steps, feeds, watched, self.arrays.pool.total_bytes)

    def work_of(self, node: Node) -> Work:
        """Return what a node does at each run, after making room for its outputs."""
        operator = operator_of(node, self.graph.opsets)
        arguments = arguments_of(node, operator)
        inputs = [self.arrays.slots[name] if name else None for name in node.inputs]
        fixed = all(slot is None or slot.buffer is not None for slot in inputs)
        # Before a run, only constants have values; what else there is cannot decide a view.
        constant = all(name in self.graph.constants for name in node.inputs[1:] if name)
        view = operator.view and fixed and constant
        if view and self.arrays.place_view(node, operator, inputs, arguments):
            return ()
        outputs = [self.arrays.place_output(name, operator, node, inputs) for name in node.outputs]
        fixed = fixed and all(slot is None or slot.buffer is not None for slot in outputs)
        out = tuple(None if slot is None else slot.buffer for slot in outputs)
        arrays = [None if slot is None else slot.buffer for slot in inputs]
        work: Work | None = None
        if fixed and len(out) == 1 and out[0] is not None:
            work = cut(operator, arrays, out[0], arguments)
            if work is not None:
                return work
        if operator.binder is not None and fixed:
            target = out if len(out) > 1 else out[0]
            work = operator.binder(*arrays, **arguments, out=target)
            if work is not None:
                return self._shared(work)
        return (_plain(operator, inputs, outputs, arguments),)

    def _shared(self, work: Work) -> Work:
        """Return work, in one call if threads may share it."""
        if not any(isinstance(piece, Together) for piece in work):
            return work
        self.n_shared += 1
        return (Shared(work, stopping.check, self.n_shared),)


def _plain(
    operator: Operator,
    inputs: list[Slot | None],
    outputs: list[Slot | None],
    arguments: dict[str, Any],
) -> Callable[[], object]:
    """Return a step that calls the operator's function and stores what it returns."""
    unplanned = [slot for slot in outputs if slot is not None and slot.buffer is None]

    def run() -> None:
        arrays = [slot and (slot.array if slot.buffer is None else slot.buffer) for slot in inputs]
        result = operator(*arrays, **arguments)
        results = result if isinstance(result, tuple) else (result,)
        check_results(results, [slot.name if slot else "" for slot in outputs])
        for slot, array in zip(outputs, results, strict=False):
            if slot is not None:
                slot.store(np.asarray(array))
        ledger.enter(slot.array for slot in unplanned)

    return run
