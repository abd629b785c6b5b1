"""Small networks that show what the bundled ones do not: weights alone, a mask, a part, NHWC."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from onnx import TensorProto, helper, numpy_helper

CHANCE = np.random.default_rng(1)


def weights(*shape: int) -> np.ndarray:
    """Return random weights."""
    return (CHANCE.normal(size=shape) * 0.3).astype(np.float32)


def archive(path: Path) -> Path:
    """Write weights as Lasagne saves them, without a description."""
    convolutions = weights(20, 1, 5, 5), weights(20), weights(50, 20, 5, 5), weights(50)
    np.savez(path, *convolutions, weights(800, 500), weights(500), weights(500, 10), weights(10))
    return path


def mask(path: Path) -> Path:
    """Write a network whose output has a class for each pixel."""
    nodes = [
        helper.make_node("Conv", ["x", "a"], ["c1"], "conv1", pads=[1] * 4),
        helper.make_node("Relu", ["c1"], ["r1"], "relu1"),
        helper.make_node("Conv", ["r1", "b"], ["c2"], "scores"),
        helper.make_node("Softmax", ["c2"], ["y"], "softmax", axis=1),
    ]
    return _saved(path, nodes, {"a": weights(8, 3, 3, 3), "b": weights(12, 8, 1, 1)})


def part(path: Path) -> Path:
    """Write a network with an operator in its middle that nobody knows."""
    nodes = [
        helper.make_node("Conv", ["x", "a"], ["c1"], "conv1", pads=[1] * 4),
        helper.make_node("Relu", ["c1"], ["r1"], "relu1"),
        helper.make_node("Swirl", ["r1"], ["s"], "swirl", domain="my.own"),
        helper.make_node("Conv", ["s", "b"], ["c2"], "conv2"),
        helper.make_node("GlobalAveragePool", ["c2"], ["y"], "mean"),
    ]
    return _saved(path, nodes, {"a": weights(8, 3, 3, 3), "b": weights(4, 8, 1, 1)})


def channels_last(path: Path) -> Path:
    """Write a classifier that takes pictures as NHWC, as tf2onnx does."""
    nodes = [
        helper.make_node("Transpose", ["x"], ["t"], "transpose", perm=[0, 3, 1, 2]),
        helper.make_node(
            "Conv", ["t", "a"], ["c1"], "conv1", strides=[2, 2], auto_pad="SAME_UPPER"
        ),
        helper.make_node("Relu", ["c1"], ["r1"], "relu1"),
        helper.make_node("GlobalAveragePool", ["r1"], ["p"], "mean"),
        helper.make_node("Flatten", ["p"], ["f"], "flat"),
        helper.make_node("Gemm", ["f", "d"], ["g"], "dense"),
        helper.make_node("Softmax", ["g"], ["y"], "softmax"),
    ]
    arrays = {"a": weights(16, 3, 3, 3), "d": weights(16, 6)}
    return _saved(path, nodes, arrays, (1, 96, 96, 3))


def _saved(
    path: Path,
    nodes: list[object],
    arrays: dict[str, np.ndarray],
    shape: tuple[int, ...] = (1, 3, 64, 64),
) -> Path:
    graph = helper.make_graph(
        nodes,
        path.stem,
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(array, name) for name, array in arrays.items()],
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("my.own", 1)]
    model = helper.make_model(graph, opset_imports=opsets)
    model.ir_version = 9
    path.write_bytes(model.SerializeToString())
    return path
