"""Networks of half precision, calculated in single precision."""

from __future__ import annotations

import numpy as np
from onnx import TensorProto, helper, numpy_helper

import engine
from engine.formats.onnx_file import read_onnx
from engine.passes.widen_half import widen_half

HALF = TensorProto.FLOAT16


def model(nodes, weights=(), outputs=("y",), kind=HALF):
    graph = helper.make_graph(
        nodes,
        "half",
        [helper.make_tensor_value_info("x", kind, [1, 2, 8, 8])],
        [helper.make_tensor_value_info(name, kind, None) for name in outputs],
        [numpy_helper.from_array(array, name) for name, array in dict(weights).items()],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    return made.SerializeToString()


X = np.random.default_rng(0).normal(size=(1, 2, 8, 8)).astype(np.float16)


def test_sums_do_not_overflow_on_the_way():
    """The mean of numbers around 300 over 2,048 products: the sum is far beyond 65,504."""
    w = np.full((1, 2, 8, 8), 300, np.float16)
    scale = np.array(1 / 128, np.float16)
    nodes = [
        helper.make_node("Conv", ["x", "w"], ["c"]),
        helper.make_node("Mul", ["c", "scale"], ["y"]),
    ]
    loaded = engine.load(model(nodes, {"w": w, "scale": scale}))
    (y,) = loaded.run({"x": np.full((1, 2, 8, 8), 2, np.float16)}).values()
    assert y.dtype == np.float16
    assert y.item() == 600


def test_inputs_and_outputs_keep_the_type_of_the_file():
    loaded = engine.load(model([helper.make_node("Relu", ["x"], ["y"])]))
    assert loaded.inputs[0].dtype == np.float16
    (y,) = loaded.run({"x": X}).values()
    assert y.dtype == np.float16
    np.testing.assert_array_equal(y, np.maximum(X, 0))
    (same,) = loaded.run({"x": X.astype(np.float32)}).values()
    np.testing.assert_array_equal(same, y)


def test_casts_constants_and_inner_graphs_are_widened():
    branch = helper.make_graph(
        [
            helper.make_node("Constant", [], ["k"], value=numpy_helper.from_array(np.float16([2]))),
            helper.make_node("Mul", ["h", "k"], ["out"]),
        ],
        "branch",
        [],
        [helper.make_tensor_value_info("out", HALF, None)],
    )
    nodes = [
        helper.make_node("Cast", ["x"], ["h"], to=HALF),
        helper.make_node("ReduceMax", ["x"], ["top"], keepdims=0),
        helper.make_node("Greater", ["top", "top"], ["flag"]),
        helper.make_node("If", ["flag"], ["m"], then_branch=branch, else_branch=branch),
        helper.make_node("Cast", ["m"], ["y"], to=TensorProto.FLOAT),
    ]
    data = model(nodes, kind=TensorProto.FLOAT)
    wide = widen_half(read_onnx(data).graph)
    assert [node.attributes["to"] for node in wide.nodes if node.op == "Cast"] == [1, 1]
    x = X.astype(np.float32)
    (y,) = engine.load(data).run({"x": x}).values()
    np.testing.assert_array_equal(y, x * 2)


def test_networks_without_it_are_left_alone(small_cnn):
    graph = read_onnx(small_cnn.SerializeToString()).graph
    assert widen_half(graph) is graph


def test_bits_are_left_alone():
    nodes = [
        helper.make_node("BitCast", ["x"], ["b"], to=TensorProto.INT16),
        helper.make_node("BitCast", ["b"], ["y"], to=HALF),
    ]
    graph = helper.make_graph(
        nodes,
        "bits",
        [helper.make_tensor_value_info("x", HALF, [3])],
        [helper.make_tensor_value_info("y", HALF, None)],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 26)])
    x = np.array([1, -2, 0.5], np.float16)
    (y,) = engine.load(made.SerializeToString()).run({"x": x}).values()
    np.testing.assert_array_equal(y, x)
