"""How the bundled models are written: plain ONNX with readable names and our own metadata."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from engine.metadata import KEY, Card, Preprocess, to_json
from resources import model_path

if TYPE_CHECKING:
    from torch import nn

OPSET = 17
IR_VERSION = 8


@dataclass(frozen=True)
class Drawn:
    """What a drawing model says of itself."""

    name: str
    title: str
    description: str
    labels: Sequence[str]
    preprocess: Preprocess
    credit: str
    licence: str = "MIT"


def write_drawing_model(net: nn.Sequential, about: Drawn) -> None:
    """Write a trained network to `resources/models/NAME.onnx`."""
    from resources.training import folded

    nodes: list[onnx.NodeProto] = []
    constants: list[onnx.TensorProto] = []
    counts: dict[str, int] = {}
    value = "image"

    def constant(name: str, array: np.ndarray) -> str:
        constants.append(numpy_helper.from_array(array.astype(np.float32), name))
        return name

    for kind, weight, bias in folded(net):
        counts[kind] = counts.get(kind, 0) + 1
        name = kind if kind == "flatten" else f"{kind}{counts[kind]}"
        inputs = [value]
        if weight is not None and bias is not None:
            inputs += [constant(f"{name}.weight", weight), constant(f"{name}.bias", bias)]
        operator, attributes = _OPERATORS[kind]
        nodes.append(helper.make_node(operator, inputs, [name], name=name, **attributes))
        value = name
    nodes.append(
        helper.make_node("Softmax", [value], ["probabilities"], name="probabilities", axis=1)
    )
    height, width = about.preprocess.size or (28, 28)
    graph = helper.make_graph(
        nodes,
        about.name,
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 1, height, width])],
        [
            helper.make_tensor_value_info(
                "probabilities", TensorProto.FLOAT, ["N", len(about.labels)]
            )
        ],
        constants,
    )
    card = Card(about.title, about.description, about.licence, about.credit)
    save(graph, about.name, to_json(about.labels, about.preprocess, card), card)


_OPERATORS: dict[str, tuple[str, dict[str, object]]] = {
    "conv": ("Conv", {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1]}),
    "relu": ("Relu", {}),
    "pool": ("MaxPool", {"kernel_shape": [2, 2], "strides": [2, 2]}),
    "flatten": ("Flatten", {}),
    "dense": ("Gemm", {"transB": 1}),
}


def save(graph: onnx.GraphProto, name: str, metadata: str, card: Card) -> None:
    """Write a graph as the bundled model `name`, checked, with its metadata."""
    model = helper.make_model(
        graph,
        producer_name="convolens",
        ir_version=IR_VERSION,
        opset_imports=[helper.make_opsetid("", OPSET)],
    )
    model.doc_string = f"{card.title}. {card.description} {card.credit} Licence: {card.licence}."
    helper.set_model_props(model, {KEY: metadata})
    onnx.checker.check_model(model, full_check=True)
    path = model_path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, path)
    print(f"{path}: {path.stat().st_size / 1e6:.2f} MB")
