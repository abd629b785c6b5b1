"""The graph of an ONNX file to a `Graph`: sorted, functions expanded, inner graphs closed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from onnx import AttributeProto, GraphProto, ModelProto, NodeProto

from engine import budget
from engine.errors import GraphError, UnsupportedError
from engine.formats.functions import Functions, domain_of
from engine.formats.onnx_values import read_array, read_attribute, read_value, text
from engine.formats.order import in_running_order
from engine.graph import Graph, Node, Value

NEWEST_OPSET = 28
"""A model that asks for a much later opset than this is more likely broken than new."""


def read_graph(model: ModelProto, name: str, folder: Path | None) -> Graph:
    """Return the network of a model.

    Parameters
    ----------
    name : what errors call the model
    folder : where files with data beside the model lie, or None where it came as bytes

    Raises
    ------
    GraphError
        If its nodes make no network.
    UnsupportedError
        If it needs an opset, a function or a type of data that is not known.
    LimitError
        If it exceeds a budget.
    """
    opsets = {domain_of(text(entry.domain)): entry.version for entry in model.opset_import}
    if not opsets:
        raise GraphError("does not say which opset it uses.", file=name)
    if not 1 <= opsets.get("", 1) <= NEWEST_OPSET:
        raise UnsupportedError(
            f"asks for opset {opsets['']}; known are 1 to {NEWEST_OPSET}.",
            file=name,
            remedy="Export the model again with an older opset, for example 17.",
            opset=opsets[""],
        )
    functions = Functions(model.functions, opsets, name)
    reader = _Reader(name, folder, functions)
    graph, _ = reader.graph(model.graph, frozenset(), 0)
    if not graph.outputs:
        raise GraphError("has no output.", file=name)
    return graph


class _Reader:
    """Turns messages into our data, naming the file in every error."""

    def __init__(self, name: str, folder: Path | None, functions: Functions) -> None:
        self.name = name
        self.folder = folder
        self.functions = functions
        self.n_nodes = 0
        self.n_bytes = 0
        self.weight_bytes = 0

    def graph(
        self, proto: GraphProto, outer: frozenset[str], depth: int
    ) -> tuple[Graph, tuple[str, ...]]:
        """Return the graph of a message, and what it captures from those around it.

        Parameters
        ----------
        outer : names of values that the graphs around hold; those it reads become its inputs
        depth : 0 for the network itself
        """
        budget.check("A graph inside graphs", depth, "nesting")
        protos = self.expanded(proto)
        constants = self.constants(proto)
        inputs = tuple(v for v in map(read_value, proto.input) if v.name not in constants)
        own = frozenset(constants) | {value.name for value in inputs}
        made = own.union(*(map(text, node.output) for node in protos))
        visible = outer | made  # once: a set for each of 100,000 nodes would take minutes
        nodes = [self.node(node, visible, depth) for node in protos]
        outputs = tuple(read_value(v) for v in proto.output)
        read = dict.fromkeys(name for node in nodes for name in node.inputs)
        read |= dict.fromkeys(value.name for value in outputs)
        captured = tuple(name for name in read if name in outer and name not in made)
        ordered = in_running_order(nodes, own.union(captured), self.name)
        for value in outputs:
            if value.name not in made and value.name not in captured:
                raise GraphError(
                    f"output {value.name!r} is made by no node.",
                    file=self.name,
                    output=value.name,
                )
        graph = Graph(
            nodes=ordered,
            inputs=inputs + tuple(Value(name, None, np.dtype(object)) for name in captured),
            outputs=outputs,
            constants=constants,
            opsets=self.functions.opsets,
            name=text(proto.name),
        )
        return graph, captured

    def expanded(self, proto: GraphProto) -> list[NodeProto]:
        """Return the nodes of a graph, functions expanded, as long as they are within budget."""
        self.n_nodes += len(proto.node)
        budget.check("The network", self.n_nodes, "nodes")
        nodes = []
        for node in proto.node:
            for part in self.functions.expand(node):
                if part is not node:
                    self.n_nodes += 1
                    self.n_bytes += part.ByteSize()
                    budget.check("The network", self.n_nodes, "nodes")
                    budget.check("The network, functions expanded,", self.n_bytes, "file_bytes")
                nodes.append(part)
        return nodes

    def constants(self, proto: GraphProto) -> dict[str, np.ndarray]:
        if proto.sparse_initializer:
            raise UnsupportedError("holds sparse weights, which are not known.", file=self.name)
        constants: dict[str, np.ndarray] = {}
        for tensor in proto.initializer:
            name = text(tensor.name)
            if name in constants:
                raise GraphError(f"weights {name!r} occur twice.", file=self.name)
            array = constants[name] = read_array(tensor, self.folder, self.name)
            self.weight_bytes += array.nbytes
            budget.check("The weights", self.weight_bytes, "plan_bytes")
        return constants

    def node(self, proto: NodeProto, visible: frozenset[str], depth: int) -> Node:
        """Return the node of a message; `visible` names all that its inner graphs may read."""
        attributes: dict[str, Any] = {}
        captured: dict[str, None] = {}
        for attribute in proto.attribute:
            if attribute.type == AttributeProto.GRAPH:
                inner, read = self.graph(attribute.g, visible, depth + 1)
                attributes[text(attribute.name)] = inner
                captured |= dict.fromkeys(read)
            else:
                value = read_attribute(attribute, self.folder, self.name)
                attributes[text(attribute.name)] = value
        attributes.pop("captured", None)  # ours alone
        if any(attribute.type == AttributeProto.GRAPH for attribute in proto.attribute):
            attributes["captured"] = tuple(captured)
        made = Node(
            op=text(proto.op_type),
            inputs=(*map(text, proto.input), *captured),
            outputs=tuple(map(text, proto.output)),
            attributes=attributes,
            name=text(proto.name),
            domain=domain_of(text(proto.domain)),
        )
        if not any(made.outputs):
            raise GraphError("gives no result.", file=self.name, node=str(made))
        return made
