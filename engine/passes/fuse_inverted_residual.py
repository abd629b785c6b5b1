"""Fuse the three convolutions of an inverted residual, so that the wide map is never whole.

1. Conv 1×1 → depthwise Conv → Conv 1×1, each with its activation, the last with its shortcut,
   become one node `InvertedResidual` of the domain `convolens`, which computes some rows at a time;
   if nobody else reads what is between, it is not watched, weights and biases are constant, and the
   wide map is large (`engine.kernels.inverted_residual.applies`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from engine.graph import Graph, Node
from engine.kernels.inverted_residual import applies
from engine.kernels.windows import Geometry
from engine.ops.conv import conv_geometry
from engine.ops.registry import Spec
from engine.passes.pattern import FUSED_DOMAIN, merged, only_reader

_END = ("activation", "low", "high", "slope", "offset")
_KEPT = ("strides", "pads", "auto_pad")
_FLOAT = np.dtype(np.float32)


def fuse_inverted_residual(
    graph: Graph, watched: Collection[str], specs: Mapping[str, Spec | None]
) -> Graph:
    """Return the graph with inverted residuals as one node each; see the rule above.

    Parameters
    ----------
    specs : what is known of each value
    """
    readers = graph.consumers()
    fused: dict[int, Node] = {}
    dissolved: set[int] = set()
    for expand in graph.nodes:
        if id(expand) in fused or not _is_pointwise(expand, graph, specs):
            continue
        depth = only_reader(graph, readers, expand, watched)
        if depth is None or not _is_depthwise_of(expand, depth, graph, specs):
            continue
        project = only_reader(graph, readers, depth, watched)
        if project is None or project.inputs[0] != depth.outputs[0]:
            continue
        if _is_pointwise(project, graph, specs, most_inputs=4):
            fused[id(project)] = _as_one(expand, depth, project)
            dissolved |= {id(expand), id(depth)}
    return merged(graph, fused, dissolved)


def _as_one(expand: Node, depth: Node, project: Node) -> Node:
    nodes = expand, depth, project
    inputs = [expand.inputs[0]]
    for node in nodes:
        inputs += [*node.inputs[1:3], ""][:2]
    given = depth.attributes
    ends = [{name: n.attributes[name] for name in _END if name in n.attributes} for n in nodes]
    return replace(
        project,
        op="InvertedResidual",
        domain=FUSED_DOMAIN,
        inputs=(*inputs, *project.inputs[3:]),
        attributes={"ends": ends, **{name: given[name] for name in _KEPT if name in given}},
    )


def _is_pointwise(
    node: Node, graph: Graph, specs: Mapping[str, Spec | None], most_inputs: int = 3
) -> bool:
    geometry = _geometry(node, graph, specs, most_inputs)
    return (
        geometry is not None
        and geometry.kernel == geometry.strides == (1, 1)
        and not geometry.is_padded
        and node.attributes.get("group", 1) == 1
    )


def _is_depthwise_of(
    expand: Node, node: Node, graph: Graph, specs: Mapping[str, Spec | None]
) -> bool:
    geometry = _geometry(node, graph, specs)
    if geometry is None or node.inputs[0] != expand.outputs[0]:
        return False
    channels = len(graph.constants[expand.inputs[1]])
    of_each = len(graph.constants[node.inputs[1]]) == channels
    is_depthwise = node.attributes.get("group", 1) == channels > 1 and of_each
    return is_depthwise and applies(geometry, channels)


def _geometry(
    node: Node, graph: Graph, specs: Mapping[str, Spec | None], most_inputs: int = 3
) -> Geometry | None:
    """Return where a convolution's windows lie; None where it is no plain one of pictures."""
    if node.op != "Conv" or node.domain not in ("", FUSED_DOMAIN):
        return None
    if len(node.inputs) > most_inputs or not _are_constant(node.inputs[1:3], graph):
        return None
    x, w = specs.get(node.inputs[0]), graph.constants[node.inputs[1]]
    if x is None or x.ndim != 4 or x.dtype != _FLOAT or w.dtype != _FLOAT:
        return None
    windows = ("kernel_shape", "strides", "dilations", "pads", "auto_pad")
    given = {name: node.attributes[name] for name in windows if name in node.attributes}
    return conv_geometry(x, w, **given)


def _are_constant(names: Sequence[str], graph: Graph) -> bool:
    return all(not name or name in graph.constants for name in names)
