"""Fuse max-pooling into the convolution that computes the map.

1. Conv → MaxPool becomes one node `ConvMaxPool` of the domain `convolens`, which pools products
   where they stand; if nobody else reads the convolution's result, it is not watched, it has no
   shortcut, and it is small, or computed in tiles that windows do not cross. Where the convolution
   ends with an activation that never falls, the node does it after the pooling, on a part of the
   numbers: the largest stays the largest. Activations that follow are fused after this
   (`fuse_activation`).

Other large maps are computed in tiles too, and their activations as part of a copy that is needed
anyway.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import replace

from engine.graph import Graph, Node
from engine.kernels.conv import has_few_channels
from engine.kernels.pooled_conv import pools_in_tiles
from engine.ops.conv_max_pool import geometries
from engine.ops.registry import Spec
from engine.passes.pattern import FUSED_DOMAIN, only_reader

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
        pool = only_reader(graph, readers, node, watched) if _may_be_pooled(node) else None
        if pool is not None and _is_plain_pool(pool):
            one = _as_one(node, pool)
            if _is_small(node, specs) or _is_in_tiles(one, graph, specs):
                dissolved.add(id(pool))
                node = one
        nodes.append(node)
    return replace(graph, nodes=tuple(nodes), opsets={**graph.opsets, FUSED_DOMAIN: 1})


def _as_one(conv: Node, pool: Node) -> Node:
    given = pool.attributes
    pooling = {f"pool_{name}": given[name] for name in RENAMED if name in given}
    return replace(
        conv,
        op="ConvMaxPool",
        domain=FUSED_DOMAIN,
        outputs=pool.outputs[:1],
        attributes={**conv.attributes, **pooling},
    )


def _may_be_pooled(node: Node) -> bool:
    """Return whether a node is a convolution without shortcut whose order of numbers is kept."""
    is_conv = node.op == "Conv" and node.domain in ("", FUSED_DOMAIN)
    return is_conv and len(node.inputs) <= 3 and _never_falls(node)


def _is_small(node: Node, specs: Mapping[str, Spec | None]) -> bool:
    spec = specs.get(node.outputs[0])
    return spec is not None and math.prod(spec.shape[1:]) <= MOST_NUMBERS


def _is_in_tiles(node: Node, graph: Graph, specs: Mapping[str, Spec | None]) -> bool:
    """Return whether a `ConvMaxPool` is pooled where its tiles stand."""
    x, w = specs.get(node.inputs[0]), graph.constants.get(node.inputs[1])
    if x is None or w is None or node.attributes.get("group", 1) > 1 or x.ndim != w.ndim:
        return False
    geometry, windows = geometries(x, w, node.attributes)
    return not has_few_channels(geometry, x.shape[1], 1) and pools_in_tiles(geometry, windows)


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
