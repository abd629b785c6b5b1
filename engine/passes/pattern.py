"""What passes ask of a graph before they merge two nodes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from engine.graph import Graph, Node


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
