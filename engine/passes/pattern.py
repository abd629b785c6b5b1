"""What passes ask of a graph before they merge nodes, and how they merge them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from engine.graph import Graph, Node

FUSED_DOMAIN = "convolens"
"""Of the operators that only passes write."""


def only_reader(
    graph: Graph, readers: Mapping[str, Sequence[Node]], node: Node, watched: Collection[str]
) -> Node | None:
    """Return the one node that reads `node`'s result, or None where the result must stay.

    It must stay if several nodes read it, if it is watched, or if it is an output of the graph.
    """
    name = node.outputs[0]
    if name in watched or any(name == value.name for value in graph.outputs):
        return None
    following = readers.get(name, ())
    return following[0] if len(following) == 1 else None


def merged(graph: Graph, fused: Mapping[int, Node], dissolved: Collection[int]) -> Graph:
    """Return the graph with nodes replaced, and others gone, each named by its `id`."""
    nodes = tuple(fused.get(id(n), n) for n in graph.nodes if id(n) not in dissolved)
    return replace(graph, nodes=nodes, opsets={**graph.opsets, FUSED_DOMAIN: 1})
