"""Multiply values on their way, to see what depends on them: a factor of 0 switches off.

1. The value v that a node makes becomes v:as_computed, and a Mul of it with the factors becomes v;
   so whatever reads v, and whoever watches it, gets the changed one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from engine.graph import Graph, Node

SUFFIX = ":as_computed"


def scale_values(graph: Graph, factors: Mapping[str, np.ndarray]) -> Graph:
    """Return the graph with some values scaled.

    Parameters
    ----------
    factors : for each value's name a float32 array that broadcasts to it
    """
    nodes: list[Node] = []
    constants = dict(graph.constants)
    for node in graph.nodes:
        renamed = {name: name + SUFFIX for name in node.outputs if name in factors}
        nodes.append(replace(node, outputs=tuple(renamed.get(n, n) for n in node.outputs)))
        for name, computed in renamed.items():
            constants[f"{name}:factors"] = factors[name]
            scaled = Node("Mul", (computed, f"{name}:factors"), (name,), name=f"{node.name} scaled")
            nodes.append(scaled)
    return graph.with_nodes(tuple(nodes), constants)
