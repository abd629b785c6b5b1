"""What of a network is left out where only a part of it can run."""

from __future__ import annotations

from dataclasses import dataclass

from engine.graph import Graph
from engine.inference import problems_of
from engine.layers import Layer, layers_of


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A layer that cannot run.

    Attributes
    ----------
    reason : what of it is not known; empty where it only needs the results of such a layer
    """

    layer: Layer
    reason: str


def left_out(graph: Graph) -> tuple[LeftOut, ...]:
    """Return the layers of a whole network that `cut_unknown` cuts away, in running order."""
    lost: set[str] = set()
    found = []
    for layer in layers_of(graph, {}, frozenset()):
        problems = problems_of(layer.node, graph.opsets)
        if problems or lost.intersection(layer.node.inputs):
            lost.update(filter(None, layer.node.outputs))
            found.append(LeftOut(layer, problems[0].message if problems else ""))
    return tuple(found)
