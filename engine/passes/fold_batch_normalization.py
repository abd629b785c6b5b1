"""Fold batch normalization into the convolution before it.

1. Conv(x, W[, b]) → BatchNormalization(scale, bias, mean, var) becomes Conv(x, W', b') with
   W' = W · scale / √(var + ε) for each output channel, b' = (b − mean) · scale / √(var + ε) + bias,
   if the four and W are constants, nobody else reads what Conv returns, and it is not watched.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from engine.graph import Graph, Node
from engine.passes.pattern import only_reader


def fold_batch_normalization(graph: Graph, watched: Collection[str]) -> Graph:
    """Return the graph with each foldable BatchNormalization dissolved; see the rules above."""
    constants = dict(graph.constants)
    readers = graph.consumers()
    nodes: list[Node] = []
    dissolved: set[int] = set()
    for node in graph.nodes:
        if id(node) in dissolved:
            continue
        norm = only_reader(graph, readers, node, watched)
        if node.op == "Conv" and norm is not None and _foldable(node, norm, constants):
            node = _fold(node, norm, constants)
            dissolved.add(id(norm))
        nodes.append(node)
    return graph.with_nodes(tuple(nodes), constants)


def _foldable(conv: Node, norm: Node, constants: dict[str, np.ndarray]) -> bool:
    return (
        norm.op == "BatchNormalization"
        and norm.domain == conv.domain == ""
        and norm.inputs[0] == conv.outputs[0]
        and not norm.attributes.get("training_mode", 0)
        and not any(norm.outputs[1:])
        and all(name in constants for name in (*norm.inputs[1:5], *filter(None, conv.inputs[1:])))
    )


def _fold(conv: Node, norm: Node, constants: dict[str, np.ndarray]) -> Node:
    """Return the convolution that does both, after adding its weights to `constants`."""
    weights = constants[conv.inputs[1]]
    scale, shift, mean, variance = (constants[name].astype(np.float64) for name in norm.inputs[1:5])
    bias = constants[conv.inputs[2]] if len(conv.inputs) > 2 and conv.inputs[2] else 0.0
    # In float64, because the factor multiplies every weight of a channel; the weights themselves
    # are rounded once, at the end.
    factor = scale / np.sqrt(variance + norm.attributes.get("epsilon", 1e-5))
    column = factor.reshape(-1, *(1,) * (weights.ndim - 1))
    new_weights = (weights * column).astype(weights.dtype)
    new_bias = ((bias - mean) * factor + shift).astype(weights.dtype)
    for array in (new_weights, new_bias):
        array.flags.writeable = False
    output = norm.outputs[0]
    weight_name, bias_name = f"{output}:weights", f"{output}:bias"
    constants[weight_name], constants[bias_name] = new_weights, new_bias
    return replace(conv, inputs=(conv.inputs[0], weight_name, bias_name), outputs=(output,))
