"""Flatten a feature map as it lies in memory, channels last, and turn the weights that read it.

1. x → Flatten, or Reshape to two axes → Gemm or MatMul with constant weights becomes Transpose
   (0, 2, 3, 1), which is a view, → Flatten, which is one then → Gemm with its weights in that
   order; if x is kept channels last, nobody else reads what is flat, it is not watched, and the
   weights are few: the copy of them is memory, where the copy of x would be time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np

from engine.arrays import PLANAR_CHANNELS
from engine.graph import Graph, Node
from engine.ops.registry import Spec, operator_of
from engine.passes.pattern import only_reader

MOST_WEIGHTS = 1 << 20


def flatten_as_it_lies(
    graph: Graph, watched: Collection[str], specs: Mapping[str, Spec | None]
) -> Graph:
    """Return the graph with feature maps flattened without a copy; see the rule above.

    Parameters
    ----------
    specs : what is known of each value
    """
    readers = graph.consumers()
    makers = {name: node for node in graph.nodes for name in node.outputs}
    constants = dict(graph.constants)
    changed: dict[int, tuple[Node, ...]] = {}
    for node in graph.nodes:
        dense = only_reader(graph, readers, node, watched) if _flattens(node, specs) else None
        maker = makers.get(node.inputs[0])
        if dense is None or maker is None or not operator_of(maker, graph.opsets).channels_last:
            continue
        spec = specs[node.inputs[0]]
        assert spec is not None
        weights = _weights(dense, node, graph)
        if weights is None:
            continue
        turned, name = f"{node.outputs[0]}:channels last", f"{dense.outputs[0]}:weights"
        constants[name] = _in_order(weights, spec.shape[1:], dense.attributes.get("transB", 0))
        changed[id(node)] = (
            Node("Transpose", node.inputs[:1], (turned,), {"perm": [0, 2, 3, 1]}),
            replace(node, op="Flatten", inputs=(turned,), attributes={}),
        )
        given = (dense.inputs[0], name, *dense.inputs[2:])
        changed[id(dense)] = (replace(dense, inputs=given),)
    nodes = tuple(new for node in graph.nodes for new in changed.get(id(node), (node,)))
    return graph.with_nodes(nodes, constants)


def _flattens(node: Node, specs: Mapping[str, Spec | None]) -> bool:
    """Return whether a node makes rows of pictures that are kept channels last."""
    if node.domain or node.op not in ("Flatten", "Reshape") or node.attributes.get("axis", 1) != 1:
        return False
    x, flat = specs.get(node.inputs[0]), specs.get(node.outputs[0])
    if x is None or flat is None or x.ndim != 4 or flat.ndim != 2 or not flat.shape[0]:
        return False
    n, c, h, w = x.shape
    return flat.shape == (n, c * h * w) and c > PLANAR_CHANNELS and h * w > 1


def _weights(dense: Node, flat: Node, graph: Graph) -> np.ndarray | None:
    """Return the constant weights that a dense layer multiplies the rows with, if they are few."""
    plain = dense.op == "Gemm" or (dense.op == "MatMul" and not dense.domain)
    if not plain or dense.inputs[0] != flat.outputs[0] or dense.attributes.get("transA", 0):
        return None
    weights = graph.constants.get(dense.inputs[1])
    few = weights is not None and weights.ndim == 2 and weights.size <= MOST_WEIGHTS
    return weights if few else None


def _in_order(weights: np.ndarray, shape: tuple[int, ...], transposed: int) -> np.ndarray:
    """Return weights for pixels and then channels, in place of channels and then pixels."""
    c, h, w = shape
    if transposed:
        by_place = weights.reshape(-1, c, h, w).transpose(0, 2, 3, 1)
    else:
        by_place = weights.reshape(c, h, w, -1).transpose(1, 2, 0, 3)
    result = by_place.reshape(weights.shape)
    result.flags.writeable = False
    return result
