"""A model of three classes, a picture, and the folder of a program."""

from __future__ import annotations

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from PIL import Image

import engine


@pytest.fixture
def model(tmp_path_factory):
    weights = np.arange(3 * 3, dtype=np.float32).reshape(3, 3, 1, 1) / 9
    graph = helper.make_graph(
        [
            helper.make_node("Conv", ["x", "w"], ["maps"]),
            helper.make_node("GlobalAveragePool", ["maps"], ["mean"]),
            helper.make_node("Flatten", ["mean"], ["flat"]),
            helper.make_node("Softmax", ["flat"], ["y"], axis=1),
        ],
        "leaves",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, 8, 8])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 3])],
        [numpy_helper.from_array(weights, "w")],
    )
    path = tmp_path_factory.mktemp("model") / "leaves.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)]), path)
    return engine.load(path)


@pytest.fixture
def sample(tmp_path_factory):
    path = tmp_path_factory.mktemp("samples") / "橡树.png"
    Image.fromarray(np.arange(8 * 8 * 3, dtype=np.uint8).reshape(8, 8, 3)).save(path)
    return path
