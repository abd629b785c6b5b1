"""Cut a network where it cannot run.

1. A node with an operator, attribute or inner graph that is not known is removed, and so is every
   node that needs its results.
2. What the removed nodes read, and outputs that are left, become the outputs.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.graph import Graph, Node, Value
from engine.inference import problems_of
from engine.passes.drop_unused import drop_unused


def cut_unknown(graph: Graph) -> tuple[Graph, tuple[str, ...]]:
    """Return the part of a graph that can run, and the nodes that are not known, as text.

    The graph comes back as it is if all are known.
    """
    lost: set[str] = set()
    unknown: list[str] = []
    left: list[Node] = []
    cut: list[Node] = []
    for node in graph.nodes:
        problems = problems_of(node, graph.opsets)
        if problems:
            reason = problems[0].message.rstrip(".")
            unknown.append(f"{node}: {reason}")
        if problems or lost.intersection(node.inputs):
            lost.update(filter(None, node.outputs))
            cut.append(node)
        else:
            left.append(node)
    if not unknown:
        return graph, ()
    made = {name for node in left for name in node.outputs if name}
    known = {value.name: value for value in graph.outputs}
    wanted = dict.fromkeys(
        [name for name in known if name in made]
        + [name for node in cut for name in node.inputs if name in made]
    )
    outputs = tuple(known.get(name, Value(name, None, np.dtype(np.float32))) for name in wanted)
    return drop_unused(replace(graph, nodes=tuple(left), outputs=outputs)), tuple(unknown)
