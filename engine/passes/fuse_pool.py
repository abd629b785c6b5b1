"""Fuse the max-pooling of a small map into the convolution that computes it.

1. Conv → MaxPool becomes one node `ConvMaxPool` of the domain `convolens`, which pools products
   where they stand; if nobody else reads the convolution's result, it is not watched, it has no
   shortcut, and it is small. Where the convolution ends with an activation that never falls, the
   node does it after the pooling, on a part of the numbers: the largest stays the largest.
   Activations that follow are fused after this (`fuse_activation`).

Larger maps are computed in tiles, and their activations as part of a copy that is needed anyway.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import replace

from engine.graph import Graph, Node
from engine.ops.registry import Spec
from engine.passes.fuse_activation import FUSED_DOMAIN
from engine.passes.pattern import only_reader

MOST_NUMBERS = 1 << 16
"""Of the convolution's result for one picture: 256 KB."""
RENAMED = ("kernel_shape", "strides", "pads", "dilations", "auto_pad", "ceil_mode")


def fuse_pool(graph: Graph, watched: Collection[str], specs: Mapping[str, Spec | None]) -> Graph:
    """Return the graph with max-pooling fused into small convolutions; see the rule above.

    Parameters
    ----------
    specs : what is known of each value
    """
    readers = graph.consumers()
    nodes: list[Node] = []
    dissolved: set[int] = set()
    for node in graph.nodes:
        if id(node) in dissolved:
            continue
        pool = only_reader(graph, readers, node, watched) if _is_small(node, specs) else None
        if pool is not None and _is_plain_pool(pool):
            dissolved.add(id(pool))
            given = pool.attributes
            pooling = {f"pool_{name}": given[name] for name in RENAMED if name in given}
            node = replace(
                node,
                op="ConvMaxPool",
                domain=FUSED_DOMAIN,
                outputs=pool.outputs[:1],
                attributes={**node.attributes, **pooling},
            )
        nodes.append(node)
    return replace(graph, nodes=tuple(nodes), opsets={**graph.opsets, FUSED_DOMAIN: 1})


def _is_small(node: Node, specs: Mapping[str, Spec | None]) -> bool:
    """Return whether a node is a convolution whose result is small, and may be pooled at once."""
    if node.op != "Conv" or node.domain not in ("", FUSED_DOMAIN) or len(node.inputs) > 3:
        return False
    spec = specs.get(node.outputs[0])
    return spec is not None and math.prod(spec.shape[1:]) <= MOST_NUMBERS and _never_falls(node)


def _is_plain_pool(node: Node) -> bool:
    """Return whether a node is max-pooling whose positions nobody asks for."""
    return node.op == "MaxPool" and not node.domain and not any(node.outputs[1:])


def _never_falls(node: Node) -> bool:
    """Return whether a convolution's activation keeps the order of numbers, to the last bit."""
    match node.attributes.get("activation", ""):
        case "" | "Relu":
            return True
        case "Clip":
            return bool(node.attributes["low"] <= node.attributes["high"])
        case "LeakyRelu":
            return bool(node.attributes["slope"] >= 0)
    return False
