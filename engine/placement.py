"""Where values may lie so that nothing has to be copied later.

1. What a Concat of channels joins is written into slices of its result, so that the Concat itself
   has nothing to do. Concats of concats, as in DenseNet, share one array.
2. A convolution with padding finds its zeros around its input in memory, because the value lies
   inside a larger array whose border is zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.graph import Graph, Node
from engine.ops.registry import Spec, arguments_of, operator_of

Sizes = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A slice of the channels of another value, from `start` on."""

    root: str
    start: int


@dataclass(frozen=True, slots=True)
class Margin:
    """How many zeros lie before and after a feature map, along each spatial axis."""

    before: Sizes
    after: Sizes

    def joined(self, other: Margin | None) -> Margin:
        """Return a margin that is large enough for both."""
        if other is None:
            return self
        return Margin(
            tuple(map(max, self.before, other.before)), tuple(map(max, self.after, other.after))
        )


def places_in_concats(graph: Graph, specs: Mapping[str, Spec | None]) -> dict[str, Place]:
    """Return for each value that can be written into a slice of a Concat's result which one."""
    made = {
        name
        for node in graph.nodes
        # A view lies where its input lies.
        if not operator_of(node, graph.opsets).view
        for name in node.outputs
    }
    places: dict[str, Place] = {}
    for node in reversed(graph.nodes):
        if not _joins_channels(node, specs):
            continue
        starts, position = [], 0
        for name in node.inputs:
            starts.append(position)
            spec = specs.get(name) or graph.constants[name]
            position += spec.shape[1]
        output = node.outputs[0]
        if output not in places:
            found = _as_they_lie(node, starts, places)
            if found is not None:
                places[output] = found
                continue
        base = places.get(output, Place(output, 0))
        for name, start in zip(node.inputs, starts, strict=True):
            if name in made and name not in places and node.inputs.count(name) == 1:
                places[name] = Place(base.root, base.start + start)
    return places


def _joins_channels(node: Node, specs: Mapping[str, Spec | None]) -> bool:
    spec = specs.get(node.outputs[0])
    if node.op != "Concat" or node.domain or spec is None or spec.ndim < 3:
        return False
    return node.attributes.get("axis", 1) in (1, 1 - spec.ndim)


def _as_they_lie(node: Node, starts: list[int], places: Mapping[str, Place]) -> Place | None:
    """Return where a Concat's result lies already, because a later one placed all its inputs."""
    found = [places.get(name) for name in node.inputs]
    first = found[0]
    if first is None:
        return None
    for place, start in zip(found, starts, strict=True):
        if place is None or place.root != first.root or place.start != first.start + start:
            return None
    return first


def wanted_margins(
    graph: Graph, specs: Mapping[str, Spec | None], places: Mapping[str, Place]
) -> dict[str, Margin]:
    """Return the zeros that the readers of each value want around it.

    What is wanted around a slice is wanted around the whole array.
    """
    margins: dict[str, Margin] = {}
    for node in graph.nodes:
        operator = operator_of(node, graph.opsets)
        if operator.margin is None or not isinstance(specs.get(node.inputs[0]), Spec):
            continue
        given = [
            graph.constants.get(name, specs.get(name)) if name else None for name in node.inputs
        ]
        if any(name and known is None for name, known in zip(node.inputs, given, strict=True)):
            continue
        wanted = operator.margin(*given, **arguments_of(node, operator))
        if wanted is not None:
            name = node.inputs[0]
            root = places[name].root if name in places else name
            margins[root] = Margin(*wanted).joined(margins.get(root))
    return margins
