"""A `Graph` to an ONNX file."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from onnx import ModelProto, TensorProto, helper, numpy_helper

from engine.errors import UnsupportedError
from engine.graph import Graph, Node, Value

_IR_VERSION = 8  # of ONNX 1.10; every reader of opset 17 knows it
_PRODUCER = "Convolens"


def write_onnx(graph: Graph, metadata: Mapping[str, str]) -> bytes:
    """Return the bytes of an ONNX file that holds a network.

    Parameters
    ----------
    metadata : its `metadata_props`

    Raises
    ------
    UnsupportedError
        If a node holds inner graphs; it names the node.
    """
    model = ModelProto()
    model.ir_version = _IR_VERSION
    model.producer_name = _PRODUCER
    for domain, version in graph.opsets.items():
        model.opset_import.add(domain=domain, version=version)
    for key, value in metadata.items():
        model.metadata_props.add(key=key, value=value)
    model.graph.name = graph.name or "network"
    model.graph.node.extend(_node(node) for node in graph.nodes)
    model.graph.input.extend(map(_value, graph.inputs))
    model.graph.output.extend(map(_value, graph.outputs))
    model.graph.initializer.extend(
        numpy_helper.from_array(array, name) for name, array in graph.constants.items()
    )
    data: bytes = model.SerializeToString()
    return data


def _node(node: Node) -> object:
    if any(node.inner_graphs()):
        raise UnsupportedError("holds a graph, which cannot be written.", node=str(node))
    attributes = {
        key: numpy_helper.from_array(value) if isinstance(value, np.ndarray) else value
        for key, value in node.attributes.items()
    }
    return helper.make_node(
        node.op, node.inputs, node.outputs, node.name, domain=node.domain, **attributes
    )


def _value(value: Value) -> object:
    kind = helper.np_dtype_to_tensor_dtype(value.dtype)
    made = helper.make_tensor_value_info(value.name, kind or TensorProto.FLOAT, value.shape)
    made.type.denotation = value.denotation
    for dimension, word in zip(made.type.tensor_type.shape.dim, value.axes, strict=False):
        dimension.denotation = word
    return made
