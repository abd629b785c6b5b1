"""Fuse an activation into the convolution, dense layer, addition or normalization before it.

1. Conv, ConvMaxPool, Gemm, Add or BatchNormalization → Relu, Clip (constant bounds), LeakyRelu,
   Sigmoid, HardSigmoid, HardSwish or Tanh becomes one node of the domain `convolens`, which applies
   the activation while its result is still in the cache; if nobody else reads the result and it is
   not watched.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from engine.graph import Graph, Node
from engine.passes.pattern import FUSED_DOMAIN, only_reader

_HOSTS = ("Conv", "ConvMaxPool", "Gemm", "Add", "BatchNormalization")


def fuse_activation(graph: Graph, watched: Collection[str]) -> Graph:
    """Return the graph with activations fused into what feeds them; see the rules above."""
    readers = graph.consumers()
    nodes: list[Node] = []
    dissolved: set[int] = set()
    for node in graph.nodes:
        if id(node) in dissolved:
            continue
        if node.op in _HOSTS and _is_open(node):
            following = only_reader(graph, readers, node, watched)
            settings = following and _activation(following, graph.constants)
            if following and settings:
                dissolved.add(id(following))
                node = replace(
                    node,
                    domain=FUSED_DOMAIN,
                    outputs=following.outputs[:1],
                    attributes={**node.attributes, **settings},
                )
        nodes.append(node)
    opsets = {**graph.opsets, FUSED_DOMAIN: 1}
    return replace(graph, nodes=tuple(nodes), opsets=opsets)


def _is_open(node: Node) -> bool:
    """Return whether a node can end with an activation and does not yet."""
    if node.op == "BatchNormalization" and any(node.outputs[1:]):
        return False
    return not node.domain or (node.domain == FUSED_DOMAIN and "activation" not in node.attributes)


def _activation(node: Node, constants: Mapping[str, np.ndarray]) -> dict[str, Any] | None:
    """Return how the fused operator must be set to do what `node` does, or None."""
    if node.domain != "":
        return None
    match node.op:
        case "Relu" | "Sigmoid" | "Tanh" | "HardSwish":
            return {"activation": node.op}
        case "HardSigmoid":
            alpha, beta = node.attributes.get("alpha", 0.2), node.attributes.get("beta", 0.5)
            return {"activation": node.op, "slope": alpha, "offset": beta}
        case "LeakyRelu":
            return {"activation": node.op, "slope": node.attributes.get("alpha", 0.01)}
        case "Clip":
            return _clip(node, constants)
    return None


def _clip(node: Node, constants: Mapping[str, np.ndarray]) -> dict[str, Any] | None:
    bounds = {
        "low": node.attributes.get("min", -np.inf),
        "high": node.attributes.get("max", np.inf),
    }
    for key, name in zip(bounds, node.inputs[1:], strict=False):
        if name and name not in constants:
            return None
        if name:
            bounds[key] = constants[name].item()
    return {"activation": "Clip", **bounds}
