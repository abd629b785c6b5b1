"""A graph, the shapes of its inputs and what shall be watched, to a `Plan`.

`watch` is an argument of compilation: fusing and the reuse of buffers destroy feature maps, so
what somebody wants to see must be known before. The same graph is compiled with everything
watched for looking inside, and with its outputs alone for speed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from engine.errors import EngineError
from engine.graph import Graph, Node
from engine.memory import (
    Block,
    Pool,
    array_in,
    channels_last,
    count_readers,
    memory_order,
    size_bytes,
)
from engine.ops.registry import Operator, Spec, Work, arguments_of, operator_of
from engine.passes.drop_unused import drop_unused
from engine.passes.fold_batch_normalization import fold_batch_normalization
from engine.passes.fold_constants import fold_constants
from engine.passes.fuse_activation import fuse_activation
from engine.plan import Plan, Slot, Step

PASSES: tuple[Callable[[Graph, Collection[str]], Graph], ...] = (
    fold_batch_normalization,
    fuse_activation,
    drop_unused,
)
"""What rewrites a graph, in this order, after its constants are folded."""


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


def compile_plan(resolved: Resolved, watch: Collection[str]) -> Plan:
    """Return the plan that computes the watched values.

    Parameters
    ----------
    watch : names of values that a run shall return; nothing else is sure to be computed

    Raises
    ------
    EngineError
        If an operator cannot be prepared for its inputs; it names the node.
    LimitError
        If the plan would need more memory than the budget allows.
    """
    watched = frozenset(watch)
    graph = drop_unused(replace(resolved.graph, outputs=()), watched)
    for rewrite in PASSES:
        graph = rewrite(graph, watched)
    return _Builder(graph, resolved.specs, watched).build(resolved.inputs)


class _Builder:
    """Places the values of a graph in memory and binds its nodes to them, in running order."""

    def __init__(
        self, graph: Graph, specs: Mapping[str, Spec | None], watched: Collection[str]
    ) -> None:
        self.graph = graph
        self.specs = specs
        self.watched = watched
        self.pool = Pool()
        self.readers = count_readers(graph, watched)
        self.slots = {name: Slot(name, array) for name, array in graph.constants.items()}
        self.blocks: dict[str, Block] = {}

    def build(self, inputs: Mapping[str, Spec]) -> Plan:
        feeds = {}
        for name in (value.name for value in self.graph.inputs):
            spec = inputs.get(name)
            if spec is None:
                feeds[name] = self.slots[name] = Slot(name)
                continue
            feeds[name] = self.place(name, spec, tuple(range(spec.ndim)))
            # A feed comes before the first step: nobody may take its block before it is read.
            if self.readers.get(name, 0) == 0:
                self.blocks[name].readers += 1
        steps = []
        for node in self.graph.nodes:
            try:
                steps.append(Step(node, self.work_of(node)))
            except EngineError as error:
                error.node = error.node or str(node)
                raise
            self.release(node)
        watched = {name: self.slots[name] for name in self.watched}
        return Plan(steps, feeds, watched, self.pool.total_bytes)

    def place(self, name: str, spec: Spec, axes: tuple[int, ...]) -> Slot:
        """Return a place with a new array for a value, in a block of its own."""
        block = self.pool.take(size_bytes(spec))
        block.readers = self.readers.get(name, 0)
        self.slots[name] = Slot(name, array_in(block, spec, axes))
        self.blocks[name] = block
        return self.slots[name]

    def release(self, node: Node) -> None:
        """Give back the blocks that nobody needs after this node."""
        for name in dict.fromkeys(filter(None, node.inputs)):
            if name in self.blocks:
                self.blocks[name].readers -= 1
        names = filter(None, (*node.inputs, *node.outputs))
        used = {id(block): block for name in names if (block := self.blocks.get(name))}
        for block in used.values():
            if block.readers == 0:
                self.pool.give_back(block)

    def work_of(self, node: Node) -> Work:
        """Return what a node does at each run, after making room for its outputs."""
        operator = operator_of(node, self.graph.opsets)
        arguments = arguments_of(node, operator)
        inputs = [self.slots[name] if name else None for name in node.inputs]
        fixed = all(slot is None or slot.buffer is not None for slot in inputs)
        # Before a run, only constants have values; what else there is cannot decide a view.
        constant = all(name in self.graph.constants for name in node.inputs[1:] if name)
        view = operator.view and fixed and constant
        if view and self.place_view(node, operator, inputs, arguments):
            return ()
        outputs = [self.place_output(name, operator, inputs) for name in node.outputs]
        fixed = fixed and all(slot is None or slot.buffer is not None for slot in outputs)
        if operator.binder is not None and fixed:
            out = tuple(slot and slot.buffer for slot in outputs)
            arrays = [slot and slot.buffer for slot in inputs]
            target = out if len(out) > 1 else out[0]
            work: Work | None = operator.binder(*arrays, **arguments, out=target)
            if work is not None:
                return work
        return (_plain(operator, inputs, outputs, arguments),)

    def place_view(
        self, node: Node, operator: Operator, inputs: list[Slot | None], arguments: dict[str, Any]
    ) -> bool:
        """Let the outputs share the first input's memory, and return whether that was possible."""
        source = inputs[0]
        if source is None or node.inputs[0] not in self.blocks:
            return False
        result = operator(*(slot and slot.buffer for slot in inputs), **arguments)
        results = result if isinstance(result, tuple) else (result,)
        if not all(np.may_share_memory(array, source.buffer) for array in results):
            return False
        block = self.blocks[node.inputs[0]]
        for name, array in zip(node.outputs, results, strict=False):
            if name:
                self.slots[name] = Slot(name, array)
                self.blocks[name] = block
                block.readers += self.readers.get(name, 0)
        return True

    def place_output(self, name: str, operator: Operator, inputs: list[Slot | None]) -> Slot | None:
        """Return the place of a result: a buffer where its shape is known."""
        spec = self.specs.get(name) if name else None
        if spec is None:
            if not name:
                return None
            self.slots[name] = Slot(name)
        else:
            self.place(name, spec, _axes_of(spec, operator, inputs))
        return self.slots[name]


def _axes_of(spec: Spec, operator: Operator, inputs: list[Slot | None]) -> tuple[int, ...]:
    """Return the order in which a result's axes shall lie in memory."""
    if operator.channels_last and spec.ndim > 2:
        return channels_last(spec.ndim)
    for slot in inputs:
        buffer = None if slot is None else slot.buffer
        if buffer is not None and buffer.flags.writeable and buffer.ndim == spec.ndim:
            return memory_order(buffer)
    return tuple(range(spec.ndim))


def _plain(
    operator: Operator,
    inputs: list[Slot | None],
    outputs: list[Slot | None],
    arguments: dict[str, Any],
) -> Callable[[], object]:
    """Return a step that calls the operator's function and stores what it returns."""

    def run() -> None:
        arrays = [slot and (slot.array if slot.buffer is None else slot.buffer) for slot in inputs]
        result = operator.function(*arrays, **arguments)
        results = result if isinstance(result, tuple) else (result,)
        for slot, array in zip(outputs, results, strict=False):
            if slot is not None:
                slot.store(np.asarray(array))

    return run
