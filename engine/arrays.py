"""Where the values of a graph stand while its plan is made: new arrays, slices and views."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from engine.graph import Graph, Node
from engine.kernels.binding import Binding, Border
from engine.memory import (
    Block,
    Pool,
    array_in,
    channels_last,
    count_readers,
    memory_order,
    size_bytes,
)
from engine.ops.registry import Operator, Spec
from engine.placement import Margin, Place, places_in_concats, wanted_margins
from engine.plan import Slot


class Arrays:
    """The place of each value of a graph, given in running order and taken back when read.

    Attributes
    ----------
    slots : where each value stands, constants included
    pool : the memory of all arrays
    binding : what kernels share
    """

    def __init__(
        self,
        graph: Graph,
        specs: Mapping[str, Spec | None],
        watched: Collection[str],
        pool: Pool,
        binding: Binding,
    ) -> None:
        self.slots = {name: Slot(name, array) for name, array in graph.constants.items()}
        self.pool = pool
        self.binding = binding
        self._specs = specs
        self._readers = count_readers(graph, watched)
        self._blocks: dict[str, Block] = {}
        self._places = places_in_concats(graph, specs)
        self._margins = wanted_margins(graph, specs, self._places)
        self._shared = {place.root for place in self._places.values()}
        self._roots: dict[str, tuple[Slot, Block]] = {}

    def place_feed(self, name: str, spec: Spec) -> Slot:
        """Return the place of an input of the graph."""
        slot = self._place(name, spec, tuple(range(spec.ndim)))
        # A feed comes before the first step: nobody may take its block before it is read.
        if self._readers.get(name, 0) == 0:
            self._blocks[name].readers += 1
        return slot

    def place_output(
        self, name: str, operator: Operator, node: Node, inputs: list[Slot | None]
    ) -> Slot | None:
        """Return the place of a result: a buffer where its shape is known."""
        spec = self._specs.get(name) if name else None
        if not name:
            return None
        if spec is None:
            self.slots[name] = Slot(name)
            return self.slots[name]
        axes = _axes_of(spec, operator, inputs)
        if name in self._places:
            self._place_slice(name, spec, self._places[name])
        elif name in self._shared:
            self.slots[name], self._blocks[name] = self._place_root(name)
        elif not (operator.in_place and self._place_over_input(name, spec, axes, node, inputs)):
            self._place(name, spec, axes)
        return self.slots[name]

    def place_view(
        self, node: Node, operator: Operator, inputs: list[Slot | None], arguments: dict[str, Any]
    ) -> bool:
        """Let the outputs share the first input's memory, and return whether that was possible."""
        source = inputs[0]
        if source is None or node.inputs[0] not in self._blocks:
            return False
        result = operator(*(slot and slot.buffer for slot in inputs), **arguments)
        results = result if isinstance(result, tuple) else (result,)
        if not all(np.may_share_memory(array, source.buffer) for array in results):
            return False
        block = self._blocks[node.inputs[0]]
        for name, array in zip(node.outputs, results, strict=False):
            if name:
                self.slots[name] = Slot(name, array)
                self._blocks[name] = block
                block.readers += self._readers.get(name, 0)
        return True

    def _place_over_input(
        self,
        name: str,
        spec: Spec,
        axes: tuple[int, ...],
        node: Node,
        inputs: list[Slot | None],
    ) -> bool:
        """Let a result take the place of an input that nobody reads afterwards, if there is one."""
        if name in self._margins:
            return False
        for source, slot in zip(node.inputs, inputs, strict=True):
            block = self._blocks.get(source)
            if block is None or slot is None or slot.buffer is None or block.readers != 1:
                continue
            buffer = slot.buffer
            if (buffer.shape, buffer.dtype) == (spec.shape, spec.dtype) and (
                buffer.transpose(axes).flags.c_contiguous and block.layout is None
            ):
                self.slots[name] = Slot(name, buffer)
                self._blocks[name] = block
                block.readers += self._readers.get(name, 0)
                return True
        return False

    def _place(self, name: str, spec: Spec, axes: tuple[int, ...]) -> Slot:
        """Return a place with a new array for a value, in a block of its own."""
        self.slots[name], block = self._array(name, spec, axes)
        block.readers = self._readers.get(name, 0)
        self._blocks[name] = block
        return self.slots[name]

    def _place_root(self, root: str) -> tuple[Slot, Block]:
        """Return the array that several values share as slices of its channels, and its block.

        It comes with the first of them, and stays until all of them are read.
        """
        if root not in self._roots:
            spec = self._specs[root]
            assert spec is not None
            names = [root, *(name for name, place in self._places.items() if place.root == root)]
            slot, block = self._array(root, spec, channels_last(spec.ndim))
            block.readers = sum(self._readers.get(name, 0) for name in names)
            self._roots[root] = slot, block
        return self._roots[root]

    def _place_slice(self, name: str, spec: Spec, place: Place) -> None:
        """Let a value lie in a slice of the channels of another one."""
        root, block = self._place_root(place.root)
        assert root.buffer is not None
        axes = channels_last(spec.ndim)
        channels = slice(place.start, place.start + spec.shape[1])
        inner = root.buffer[:, channels]
        border = self.binding.border(root.buffer.transpose(axes))
        if border is not None:
            whole = border.whole.transpose(np.argsort(axes))[:, channels]
            self._note_border(inner, whole, Margin(border.before, border.after))
        self.slots[name] = Slot(name, inner)
        self._blocks[name] = block

    def _array(self, name: str, spec: Spec, axes: tuple[int, ...]) -> tuple[Slot, Block]:
        """Return a new array for a value, with zeros around it where its readers want them."""
        margin = self._margins.get(name)
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
        self._note_border(inner, whole, margin)
        return Slot(name, inner), block

    def _note_border(self, inner: np.ndarray, whole: np.ndarray, margin: Margin) -> None:
        """Let kernels know what lies around an array."""
        axes = channels_last(inner.ndim)
        border = Border(whole.transpose(axes), margin.before, margin.after)
        self.binding.note_border(inner.transpose(axes), border)

    def release(self, node: Node) -> None:
        """Give back the blocks that nobody needs after this node."""
        for name in dict.fromkeys(filter(None, node.inputs)):
            if name in self._blocks:
                self._blocks[name].readers -= 1
        names = filter(None, (*node.inputs, *node.outputs))
        used = {id(block): block for name in names if (block := self._blocks.get(name))}
        for block in used.values():
            if block.readers == 0:
                self.pool.give_back(block)


PLANAR_CHANNELS, PLANAR_NUMBERS = 16, 1 << 14


def _stays_planar(spec: Spec, source: Slot | None) -> bool:
    """Return whether a result is so small that it is best kept as its input is, plane by plane.

    Channels last, each of its pixels would be a run of a few numbers; and Flatten would copy.
    """
    if source is None or source.buffer is None or source.buffer.ndim != spec.ndim:
        return False
    small = spec.shape[1] <= PLANAR_CHANNELS and math.prod(spec.shape[1:]) <= PLANAR_NUMBERS
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
