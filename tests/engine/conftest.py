"""Small ONNX models, made while the tests run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper

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
