"""A graph, the shapes of its inputs and what shall be watched, to a `Plan`.

`watch` is an argument of compilation: fusing and the reuse of buffers destroy feature maps, so
what somebody wants to see must be known before. The same graph is compiled with everything
watched for looking inside, and with its outputs alone for speed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from engine import stopping
from engine.errors import EngineError
from engine.graph import Graph, Node
from engine.kernels import binding
from engine.kernels.binding import Binding, Border, Together
from engine.memory import (
    Block,
    Pool,
    array_in,
    channels_last,
    count_readers,
    memory_order,
    size_bytes,
)
from engine.ops.registry import Operator, Spec, Work, arguments_of, check_results, operator_of
from engine.passes.drop_unused import drop_unused
from engine.passes.fold_batch_normalization import fold_batch_normalization
from engine.passes.fold_constants import fold_constants
from engine.passes.fuse_activation import fuse_activation
from engine.passes.fuse_residual import fuse_residual
from engine.placement import Margin, Place, places_in_concats, wanted_margins
from engine.plan import Plan, Slot, Step
from engine.workers import workers

Weights = dict[tuple[int, str], tuple[np.ndarray, np.ndarray]]
"""As `Binding.weights`."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a person may choose about how plans compute.

    Attributes
    ----------
    threads : over how many threads a step may be spread
    strict : only algorithms whose error is that of plain float32 products
    """

    threads: int = 1
    strict: bool = False


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
    graph = drop_unused(replace(resolved.graph, outputs=()), watched)
    graph = fold_batch_normalization(graph, watched)
    graph = fuse_residual(graph, watched, resolved.specs)
    graph = fuse_activation(graph, watched)
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
        weights: Weights | None,
    ) -> None:
        self.graph = graph
        self.specs = specs
        self.watched = watched
        self.pool = Pool()
        self.binding = Binding(
            self.pool.reserve,
            options.threads,
            options.strict,
            {} if weights is None else weights,
        )
        self.readers = count_readers(graph, watched)
        self.slots = {name: Slot(name, array) for name, array in graph.constants.items()}
        self.blocks: dict[str, Block] = {}
        self.places = places_in_concats(graph, specs)
        self.margins = wanted_margins(graph, specs, self.places)
        self.shared = {place.root for place in self.places.values()}
        self.roots: dict[str, tuple[Slot, Block]] = {}

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
            self.binding.begin_step()
            stopping.check()
            try:
                steps.append(Step(node, [_shared(piece) for piece in self.work_of(node)]))
            except EngineError as error:
                error.node = error.node or str(node)
                raise
            self.release(node)
        watched = {name: self.slots[name] for name in self.watched}
        return Plan(steps, feeds, watched, self.pool.total_bytes)

    def place_root(self, root: str) -> tuple[Slot, Block]:
        """Return the array that several values share as slices of its channels, and its block.

        It comes with the first of them, and stays until all of them are read.
        """
        if root not in self.roots:
            spec = self.specs[root]
            assert spec is not None
            names = [root, *(name for name, place in self.places.items() if place.root == root)]
            slot, block = self.array(root, spec, channels_last(spec.ndim))
            block.readers = sum(self.readers.get(name, 0) for name in names)
            self.roots[root] = slot, block
        return self.roots[root]

    def array(self, name: str, spec: Spec, axes: tuple[int, ...]) -> tuple[Slot, Block]:
        """Return a new array for a value, with zeros around it where its readers want them."""
        margin = self.margins.get(name)
        if margin is None or axes != channels_last(spec.ndim):
            block = self.pool.take(size_bytes(spec))
            return Slot(name, array_in(block, spec, axes)), block
        around = [b + a for b, a in zip(margin.before, margin.after, strict=True)]
        sizes = [size + more for size, more in zip(spec.shape[2:], around, strict=True)]
        whole_spec = Spec((*spec.shape[:2], *sizes), spec.dtype)
        block = self.pool.take(size_bytes(whole_spec), (spec, margin))
        whole = array_in(block, whole_spec, axes)
        inside = (slice(b, b + n) for b, n in zip(margin.before, spec.shape[2:], strict=True))
        inner = whole[:, :, *inside]
        self.note_border(inner, whole, margin)
        return Slot(name, inner), block

    def note_border(self, inner: np.ndarray, whole: np.ndarray, margin: Margin) -> None:
        """Let kernels know what lies around an array."""
        axes = channels_last(inner.ndim)
        border = Border(whole.transpose(axes), margin.before, margin.after)
        self.binding.note_border(inner.transpose(axes), border)

    def place_slice(self, name: str, spec: Spec, place: Place) -> None:
        """Let a value lie in a slice of the channels of another one."""
        root, block = self.place_root(place.root)
        assert root.buffer is not None
        axes = channels_last(spec.ndim)
        channels = slice(place.start, place.start + spec.shape[1])
        inner = root.buffer[:, channels]
        border = self.binding.border(root.buffer.transpose(axes))
        if border is not None:
            whole = border.whole.transpose(np.argsort(axes))[:, channels]
            self.note_border(inner, whole, Margin(border.before, border.after))
        self.slots[name] = Slot(name, inner)
        self.blocks[name] = block

    def place(self, name: str, spec: Spec, axes: tuple[int, ...]) -> Slot:
        """Return a place with a new array for a value, in a block of its own."""
        self.slots[name], block = self.array(name, spec, axes)
        block.readers = self.readers.get(name, 0)
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
        outputs = [self.place_output(name, operator, node, inputs) for name in node.outputs]
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

    def place_output(
        self, name: str, operator: Operator, node: Node, inputs: list[Slot | None]
    ) -> Slot | None:
        """Return the place of a result: a buffer where its shape is known."""
        spec = self.specs.get(name) if name else None
        if not name:
            return None
        if spec is None:
            self.slots[name] = Slot(name)
            return self.slots[name]
        axes = _axes_of(spec, operator, inputs)
        if name in self.places:
            self.place_slice(name, spec, self.places[name])
        elif name in self.shared:
            self.slots[name], self.blocks[name] = self.place_root(name)
        elif not (operator.in_place and self.place_over_input(name, spec, axes, node, inputs)):
            self.place(name, spec, axes)
        return self.slots[name]

    def place_over_input(
        self,
        name: str,
        spec: Spec,
        axes: tuple[int, ...],
        node: Node,
        inputs: list[Slot | None],
    ) -> bool:
        """Let a result take the place of an input that nobody reads afterwards, if there is one."""
        if name in self.margins:
            return False
        for source, slot in zip(node.inputs, inputs, strict=True):
            block = self.blocks.get(source)
            if block is None or slot is None or slot.buffer is None or block.readers != 1:
                continue
            buffer = slot.buffer
            if (buffer.shape, buffer.dtype) == (spec.shape, spec.dtype) and (
                buffer.transpose(axes).flags.c_contiguous and block.layout is None
            ):
                self.slots[name] = Slot(name, buffer)
                self.blocks[name] = block
                block.readers += self.readers.get(name, 0)
                return True
        return False


def _shared(piece: Callable[[], object]) -> Callable[[], object]:
    """Return work whose lanes run at once, if it has any."""
    if isinstance(piece, Together):
        return partial(workers.run, piece.lanes, stopping.check)
    return piece


_PLANAR_CHANNELS, _PLANAR_NUMBERS = 16, 1 << 14


def _stays_planar(spec: Spec, source: Slot | None) -> bool:
    """Return whether a result is so small that it is best kept as its input is, plane by plane.

    Channels last, each of its pixels would be a run of a few numbers; and Flatten would copy.
    """
    if source is None or source.buffer is None or source.buffer.ndim != spec.ndim:
        return False
    small = spec.shape[1] <= _PLANAR_CHANNELS and math.prod(spec.shape[1:]) <= _PLANAR_NUMBERS
    return small and source.buffer.flags.c_contiguous


def _axes_of(spec: Spec, operator: Operator, inputs: list[Slot | None]) -> tuple[int, ...]:
    """Return the order in which a result's axes shall lie in memory."""
    if operator.channels_last and spec.ndim > 2:
        return (
            tuple(range(spec.ndim)) if _stays_planar(spec, inputs[0]) else channels_last(spec.ndim)
        )
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
        check_results(results, [slot.name if slot else "" for slot in outputs])
        for slot, array in zip(outputs, results, strict=False):
            if slot is not None:
                slot.store(np.asarray(array))

    return run
