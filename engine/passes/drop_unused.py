"""Drop what nobody needs.

1. A node none of whose outputs is read, watched, or an output of the graph is removed.
2. So is a constant that no node is left to read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from engine.graph import Graph, Node


def drop_unused(graph: Graph, keep: Collection[str] = ()) -> Graph:
    """Return the graph without nodes and constants that contribute nothing.

    Parameters
    ----------
    keep : names of values that must stay, besides the graph's outputs
    """
    needed = {value.name for value in graph.outputs} | set(keep)
    nodes = []
    for node in reversed(graph.nodes):
        if any(name in needed for name in node.outputs):
            needed.update(_reads(node))
            nodes.append(node)
    constants = {name: array for name, array in graph.constants.items() if name in needed}
    return graph.with_nodes(tuple(reversed(nodes)), constants)


def _reads(node: Node) -> Iterator[str]:
    """Yield every name a node reads; for one with inner graphs, all that those mention."""
    yield from node.inputs
    for attribute in node.attributes.values():
        yield from _mentioned(attribute)


def _mentioned(attribute: Any) -> Iterator[str]:
    for graph in attribute if isinstance(attribute, list) else [attribute]:
        if isinstance(graph, Graph):
            yield from (value.name for value in graph.outputs)
            for node in graph.nodes:
                yield from _reads(node)
