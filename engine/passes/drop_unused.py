"""Drop what nobody needs.

1. A node none of whose outputs is read, watched, or an output of the graph is removed.
2. So is a constant that no node is left to read.
"""

from __future__ import annotations

from collections.abc import Collection

from engine.graph import Graph


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
            needed.update(node.inputs)
            nodes.append(node)
    constants = {name: array for name, array in graph.constants.items() if name in needed}
    return graph.with_nodes(tuple(reversed(nodes)), constants)
