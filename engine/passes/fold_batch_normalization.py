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

Folded = dict[tuple[float | int, ...], tuple[tuple[np.ndarray, ...], np.ndarray, np.ndarray]]
"""The new weights and bias by ε and the identities of what they were made of, which stands first,
so that it stays alive."""


def fold_batch_normalization(
    graph: Graph, watched: Collection[str], folded: Folded | None = None
) -> Graph:
    """Return the graph with each foldable BatchNormalization dissolved; see the rules above.

    Parameters
    ----------
    folded : what was folded before; this adds its own. The same constants come out for the same
        ones, so that what kernels prepare of them is made once, however many plans there are
    """
    folded = {} if folded is None else folded
    constants = dict(graph.constants)
    readers = graph.consumers()
    nodes: list[Node] = []
    dissolved: set[int] = set()
    for node in graph.nodes:
        if id(node) in dissolved:
            continue
        norm = only_reader(graph, readers, node, watched)
        if node.op == "Conv" and norm is not None and _foldable(node, norm, constants):
            node = _fold(node, norm, constants, folded)
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


def _fold(conv: Node, norm: Node, constants: dict[str, np.ndarray], folded: Folded) -> Node:
    """Return the convolution that does both, after adding its weights to `constants`."""
    names = (*norm.inputs[1:5], *filter(None, conv.inputs[1:]))
    given = tuple(constants[name] for name in names)
    epsilon = norm.attributes.get("epsilon", 1e-5)
    key = (epsilon, *map(id, given))
    if key not in folded:
        folded[key] = given, *_new_weights(*given, epsilon=epsilon)
    output = norm.outputs[0]
    weight_name, bias_name = f"{output}:weights", f"{output}:bias"
    _, constants[weight_name], constants[bias_name] = folded[key]
    return replace(conv, inputs=(conv.inputs[0], weight_name, bias_name), outputs=(output,))


def _new_weights(
    scale: np.ndarray,
    shift: np.ndarray,
    mean: np.ndarray,
    variance: np.ndarray,
    weights: np.ndarray,
    bias: np.ndarray | float = 0.0,
    *,
    epsilon: float,
) -> tuple[np.ndarray, np.ndarray]:
    # In float64, because the factor multiplies every weight of a channel; the weights themselves
    # are rounded once, at the end.
    scale, shift, mean, variance = (
        array.astype(np.float64) for array in (scale, shift, mean, variance)
    )
    factor = scale / np.sqrt(variance + epsilon)
    column = factor.reshape(-1, *(1,) * (weights.ndim - 1))
    new_weights = (weights * column).astype(weights.dtype)
    new_bias = ((bias - mean) * factor + shift).astype(weights.dtype)
    for array in (new_weights, new_bias):
        array.flags.writeable = False
    return new_weights, new_bias
