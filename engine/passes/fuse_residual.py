"""Fuse the addition of a shortcut into the convolution whose result is added.

1. Conv(x, W[, b]) → c, Add(c, r) becomes one Conv(x, W, b, r) of the domain `convolens` in the
   place of the Add: r is added while the convolution's result is still in the cache; if nobody else
   reads c, it is not watched, and r has exactly the shape of c. Where both addends come from a
   convolution, the later one takes the other.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from engine.graph import Graph, Node
from engine.ops.registry import Spec
from engine.passes.pattern import FUSED_DOMAIN, merged, only_reader


def fuse_residual(
    graph: Graph, watched: Collection[str], specs: Mapping[str, Spec | None]
) -> Graph:
    """Return the graph with shortcuts fused into convolutions; see the rule above.

    Parameters
    ----------
    specs : what is known of each value
    """
    readers = graph.consumers()
    makers = {node.outputs[0]: node for node in graph.nodes}
    position = {id(node): index for index, node in enumerate(graph.nodes)}
    fused: dict[int, Node] = {}
    dissolved: set[int] = set()
    for add in graph.nodes:
        if add.op != "Add" or add.domain or add.attributes or len(set(add.inputs)) != 2:
            continue
        hosts = [
            conv
            for name in add.inputs
            if (conv := makers.get(name)) is not None
            and conv.op == "Conv"
            and not conv.domain
            and only_reader(graph, readers, conv, watched) is add
        ]
        if not hosts or not _same_shape(add, specs, graph):
            continue
        conv = max(hosts, key=lambda node: position[id(node)])
        (residual,) = (name for name in add.inputs if name != conv.outputs[0])
        x, w, *bias = conv.inputs
        fused[id(add)] = replace(
            conv,
            domain=FUSED_DOMAIN,
            inputs=(x, w, bias[0] if bias else "", residual),
            outputs=add.outputs,
        )
        dissolved.add(id(conv))
    return merged(graph, fused, dissolved)


def _same_shape(add: Node, specs: Mapping[str, Spec | None], graph: Graph) -> bool:
    first, second = (graph.constants.get(name, specs.get(name)) for name in add.inputs)
    return first is not None and second is not None and first.shape == second.shape
