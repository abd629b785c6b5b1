"""Small ONNX models, made while the tests run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper
from PIL import Image

# Corners in shares of the picture; the second class is "dog", the last box covers the first.
BOXES = np.array(
    [[[0, 0, 0.5, 0.5], [0.5, 0.25, 1, 1], [0.5, 0.5, 0.75, 1], [0.01, 0, 0.5, 0.5]]], np.float32
)
SCORES = np.array([[[0.9, 0.0], [0.0, 0.6], [0.1, 0.3], [0.8, 0.0]]], np.float32)
MakeModel = Callable[..., onnx.ModelProto]


@pytest.fixture
def make_model() -> MakeModel:
    """Return a function that makes a model of nodes, inputs, outputs and weights.

    Inputs and outputs are (name, shape) pairs, float32; a size may be a string.
    """

    def make(
        nodes: Sequence[onnx.NodeProto],
        inputs: Sequence[tuple[str, Sequence[Any]]],
        outputs: Sequence[tuple[str, Sequence[Any] | None]],
        weights: Mapping[str, np.ndarray] | None = None,
        opset: int = 17,
        metadata: Mapping[str, str] | None = None,
    ) -> onnx.ModelProto:
        graph = helper.make_graph(
            list(nodes),
            "test",
            [helper.make_tensor_value_info(n, onnx.TensorProto.FLOAT, s) for n, s in inputs],
            [helper.make_tensor_value_info(n, onnx.TensorProto.FLOAT, s) for n, s in outputs],
            [numpy_helper.from_array(array, name) for name, array in (weights or {}).items()],
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])
        model.ir_version = 9
        helper.set_model_props(model, dict(metadata or {}))
        return model

    return make


@pytest.fixture
def small_cnn(make_model: MakeModel) -> onnx.ModelProto:
    """Return conv → batch norm → relu → pool → conv (+ skip) → clip → flatten → dense."""
    random = np.random.default_rng(7)

    def weights(*shape: int) -> np.ndarray:
        return random.normal(size=shape).astype(np.float32) * 0.3

    return make_model(
        [
            helper.make_node("Conv", ["x", "w1", "b1"], ["c1"], "conv1", pads=[1, 1, 1, 1]),
            helper.make_node("BatchNormalization", ["c1", "s", "t", "m", "v"], ["n1"], "norm1"),
            helper.make_node("Relu", ["n1"], ["r1"], "relu1"),
            helper.make_node(
                "MaxPool", ["r1"], ["p1"], "pool1", kernel_shape=[2, 2], strides=[2, 2]
            ),
            helper.make_node("Conv", ["p1", "w2"], ["c2"], "conv2", pads=[1, 1, 1, 1]),
            helper.make_node("Add", ["c2", "p1"], ["a2"], "skip"),
            helper.make_node("Clip", ["a2", "zero", "six"], ["k2"], "clip2"),
            helper.make_node("Flatten", ["k2"], ["f"], "flatten"),
            helper.make_node("Gemm", ["f", "w3", "b3"], ["y"], "dense", transB=1),
        ],
        [("x", ["N", 3, 9, 7])],
        [("y", ["N", 5])],
        {
            "w1": weights(4, 3, 3, 3),
            "b1": weights(4),
            "s": weights(4),
            "t": weights(4),
            "m": weights(4),
            "v": np.abs(weights(4)) + 0.1,
            "w2": weights(4, 4, 3, 3),
            "zero": np.float32(0).reshape(()),
            "six": np.float32(6).reshape(()),
            "w3": weights(5, 4 * 4 * 3),
            "b3": weights(5),
        },
    )


@pytest.fixture
def picture(tmp_path):
    pixels = np.zeros((40, 60, 3), np.uint8)
    pixels[10:30, 20:40] = 255
    Image.fromarray(pixels).save(tmp_path / "street.png")
    return tmp_path / "street.png"


@pytest.fixture
def detector(make_model, tmp_path):
    """Return a network that sees the same boxes in every picture of 32 × 32."""
    nodes = [
        helper.make_node("ReduceSum", ["x"], ["sum"], keepdims=0),
        helper.make_node("Mul", ["sum", "none"], ["nothing"]),
        helper.make_node("Add", ["some_boxes", "nothing"], ["boxes"]),
        helper.make_node("Add", ["some_scores", "nothing"], ["scores"]),
    ]
    weights = {"none": np.array(0, np.float32), "some_boxes": BOXES, "some_scores": SCORES}
    made = make_model(nodes, [("x", [1, 3, 32, 32])], [("boxes", None), ("scores", None)], weights)
    onnx.save(made, tmp_path / "detector.onnx")
    (tmp_path / "names.txt").write_text("cat\ndog\n", "utf-8")
    return [str(tmp_path / "detector.onnx"), "--labels", str(tmp_path / "names.txt")]


@pytest.fixture
def painter(make_model, tmp_path):
    made = make_model(
        [helper.make_node("Sub", ["one", "x"], ["negative"])],
        [("x", [1, 3, 40, 60])],
        [("negative", None)],
        {"one": np.array(1, np.float32)},
    )
    onnx.save(made, tmp_path / "painter.onnx")
    return str(tmp_path / "painter.onnx")
