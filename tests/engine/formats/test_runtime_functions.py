"""Operators that ONNX Runtime's quantizer and optimizer write, against ONNX Runtime itself."""

from __future__ import annotations

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

import engine
from engine.errors import UnsupportedError

onnxruntime = pytest.importorskip("onnxruntime")

RANDOM = np.random.default_rng(8)
X = (RANDOM.normal(size=(1, 4, 7, 6)) * 2).astype(np.float32)


def floats(*shape):
    return (RANDOM.normal(size=shape) * 0.5).astype(np.float32)


def model_of(nodes, feeds, constants, outputs=("y",), opset=17):
    domains = [helper.make_opsetid("", opset), helper.make_opsetid("com.microsoft", 1)]
    graph = helper.make_graph(
        nodes,
        "test",
        [
            helper.make_tensor_value_info(
                name, helper.np_dtype_to_tensor_dtype(array.dtype), array.shape
            )
            for name, array in feeds.items()
        ],
        [helper.make_empty_tensor_value_info(name) for name in outputs],
        [numpy_helper.from_array(np.asarray(array), name) for name, array in constants.items()],
    )
    return helper.make_model(graph, opset_imports=domains, ir_version=9)


def theirs(data, feeds):
    options = onnxruntime.SessionOptions()
    # As the file says it: fused, products of bytes saturate on processors without VNNI.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    return session.run(None, feeds)


def agree(nodes, feeds, constants, *, steps=0, opset=17):
    """Hold one output against ONNX Runtime; of bytes, so many steps apart at most."""
    data = model_of(nodes, feeds, constants, opset=opset).SerializeToString()
    (expected,) = theirs(data, feeds)
    (got,) = engine.load(data).run(feeds).values()
    assert (got.shape, got.dtype) == (expected.shape, expected.dtype)
    if got.dtype.kind == "f":
        np.testing.assert_allclose(got, expected, rtol=1e-4, atol=1e-5 * np.abs(expected).max())
    else:
        apart = np.abs(got.astype(int) - expected.astype(int))
        assert apart.max() <= steps
        assert np.ptp(expected.astype(int)) > 20


def quantized(dtype, name="q", scale=0.05):
    """Return the constants of a scale and a zero point, and the node that quantizes `x`."""
    zero = np.array(128 if dtype == np.uint8 else -3, dtype)
    parts = [f"{name}_s", f"{name}_z"]
    node = helper.make_node("QuantizeLinear", ["x", *parts], [name])
    return {parts[0]: np.float32(scale), parts[1]: zero}, node, [name, *parts]


def own(op, inputs, **attributes):
    return helper.make_node(op, inputs, ["y"], domain="com.microsoft", **attributes)


@pytest.mark.parametrize("dtype", [np.uint8, np.int8])
@pytest.mark.parametrize(
    ("op", "attributes"),
    [
        ("QLinearSigmoid", {}),
        ("QLinearLeakyRelu", {"alpha": 0.2}),
        ("QLinearLeakyRelu", {}),
        ("QLinearGlobalAveragePool", {}),
        ("QLinearGlobalAveragePool", {"channels_last": 0}),
        ("QLinearAveragePool", {"kernel_shape": [3, 2], "strides": [2, 1], "pads": [1, 0, 1, 1]}),
        ("QLinearAveragePool", {"kernel_shape": [2, 2], "strides": [2, 2], "ceil_mode": 1}),
        ("QLinearAveragePool", {"kernel_shape": [2, 2], "pads": [1, 1, 0, 0],
                                "count_include_pad": 1}),
        ("QLinearSoftmax", {"axis": 1, "opset": 17}),
    ],
)  # fmt: skip
def test_operators_of_one_array_of_bytes_agree(dtype, op, attributes):
    constants, node, x = quantized(dtype)
    lowest = np.array(0 if dtype == np.uint8 else -128, dtype)
    constants |= {"y_s": np.float32(0.03), "y_z": constants["q_z"]}
    if op in ("QLinearSigmoid", "QLinearSoftmax"):
        constants |= {"y_s": np.float32(1 / 256), "y_z": lowest}
    # Means that differ, so that there is something to see.
    feeds = {"x": X + np.array([-2, -1, 1, 2], np.float32).reshape(4, 1, 1)}
    # Its own exponentials are approximate.
    agree([node, own(op, [*x, "y_s", "y_z"], **attributes)], feeds, constants, steps=1)


@pytest.mark.parametrize("dtype", [np.uint8, np.int8])
@pytest.mark.parametrize("op", ["QLinearAdd", "QLinearMul"])
def test_arithmetic_between_bytes_agrees(dtype, op):
    constants, node, x = quantized(dtype)
    other = np.arange(4, dtype=dtype).reshape(4, 1, 1) * 20
    constants |= {"o": other, "o_s": np.float32(0.04), "y_s": np.float32(0.11)}
    inputs = [*x, "o", "o_s", "q_z", "y_s", "q_z"]
    agree([node, own(op, inputs)], {"x": X}, constants, steps=1)


def test_parts_are_called_by_the_node_they_stand_for():
    constants, node, x = quantized(np.uint8)
    constants["y_s"] = np.float32(0.1)
    added = own("QLinearAdd", [*x, *x, "y_s", "q_z"], name="/block/add_quant")
    data = model_of([node, added], {"x": X}, constants).SerializeToString()
    (layer,) = [layer for layer in engine.load(data).layers if layer.op == "Add"]
    assert layer.title == "add_quant/Add"


def test_bytes_are_joined_and_chosen():
    constants, node, x = quantized(np.uint8)
    other, second, y = quantized(np.uint8, "r", 0.02)
    both = {**constants, **other, "y_s": np.float32(0.06), "y_z": np.uint8(100)}
    joined = own("QLinearConcat", ["y_s", "y_z", *x, *y], axis=1)
    agree([node, second, joined], {"x": X}, both, steps=1)
    both["c"] = np.array([[True], [False]] * 3 + [[True]])
    chosen = own("QLinearWhere", ["c", *x, *y, "y_s", "y_z"])
    agree([node, second, chosen], {"x": X}, both, steps=1)


@pytest.mark.parametrize("turned", [0, 1])
@pytest.mark.parametrize("ends", ["bytes", "floats"])
@pytest.mark.parametrize("each", [True, False])
def test_a_dense_layer_of_bytes_agrees(turned, ends, each):
    weights = RANDOM.integers(-90, 90, (3, 5) if turned else (5, 3)).astype(np.int8)
    constants, node, x = quantized(np.uint8)
    constants |= {
        "w": weights,
        "w_s": np.array([0.01, 0.02, 0.005], np.float32) if each else np.float32(0.01),
        "w_z": np.zeros(3, np.int8) if each else np.int8(0),
        "b": np.array([100, -300, 50], np.int32),
        "y_s": np.float32(0.08),
    }
    end = ["y_s", "q_z"] if ends == "bytes" else []
    gemm = own("QGemm", [*x, "w", "w_s", "w_z", "b", *end], transB=turned, alpha=1.0)
    agree([node, gemm], {"x": floats(6, 5) * 4}, constants, steps=1)


def test_products_that_end_in_floats_agree():
    constants, node, _ = quantized(np.uint8)
    weights = RANDOM.integers(0, 200, (5, 3)).astype(np.uint8)
    constants |= {
        "w": weights,
        "w_s": np.float32(0.01),
        "w_z": np.uint8(90),
        "b": floats(3),
    }
    feeds = {"x": floats(6, 5) * 4}
    inputs = ["q", "w", "q_s", "w_s", "q_z", "w_z", "b"]
    agree([node, own("MatMulIntegerToFloat", inputs)], feeds, constants)
    agree([node, own("MatMulIntegerToFloat", inputs[:4])], feeds, constants)
    agree([own("DynamicQuantizeMatMul", ["x", "w", "w_s", "w_z", "b"])], feeds, constants)


def test_quantizing_by_channel_agrees():
    constants = {
        "s": np.array([0.1, 0.2, 0.05, 0.01], np.float32),
        "z": np.array([3, 128, 200, 90], np.uint8),
    }
    nodes = [
        helper.make_node("QuantizeLinear", ["x", "s", "z"], ["q"], domain="com.microsoft", axis=1),
        own("DequantizeLinear", ["q", "s", "z"], axis=1),
    ]
    agree(nodes, {"x": X}, constants)


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("Relu", []),
        ("Tanh", []),
        ("Sigmoid", []),
        ("LeakyRelu", [0.2]),
        ("Clip", [-0.5, 0.7]),
        ("HardSigmoid", [0.3, 0.4]),
        ("", []),
    ],
)
@pytest.mark.parametrize("opset", [9, 17])
def test_fused_layers_agree(name, numbers, opset):
    constants = {"w": floats(6, 2, 3, 3), "b": floats(6), "d": floats(4, 3), "c": floats(3)}
    given = {"activation": name} if name else {}
    conv = {**given, "activation_params": numbers} if numbers else given
    attributes = {"group": 2, "pads": [1, 1, 1, 1], "kernel_shape": [3, 3]}
    agree([own("FusedConv", ["x", "w", "b"], **attributes, **conv)], {"x": X}, constants,
          opset=opset)  # fmt: skip
    if name in ("", "Relu"):
        feeds = {"x": X, "z": floats(1, 6, 7, 6)}
        node = own("FusedConv", ["x", "w", "b", "z"], **attributes, **conv)
        agree([node], feeds, constants, opset=opset)
    if name in ("Clip", ""):
        return  # ONNX Runtime itself fuses them into no dense layer
    keys = ("activation_alpha", "activation_beta")
    settings = given | dict(zip(keys, numbers, strict=False))
    node = own("FusedGemm", ["x", "d", "c"], alpha=0.5, beta=2.0, **settings)
    agree([node], {"x": floats(5, 4)}, constants, opset=opset)


@pytest.mark.parametrize("turned", [(0, 0), (1, 0), (0, 1), (1, 1)])
def test_fused_products_agree(turned):
    a, b = floats(2, 3, 4, 5), floats(2, 3, 5, 6)
    a, b = (m.swapaxes(2, 3).copy() if turn else m for m, turn in zip((a, b), turned, strict=True))
    node = own("FusedMatMul", ["x", "o"], transA=turned[0], transB=turned[1], alpha=0.3)
    agree([node], {"x": a}, {"o": b})


def test_activations_of_transformers_agree():
    constants = {"b": floats(6)}
    agree([own("Gelu", ["x"])], {"x": X}, {})
    agree([own("BiasGelu", ["x", "b"])], {"x": X}, constants)
    agree([own("FastGelu", ["x", "b"])], {"x": X}, constants)
    agree([own("FastGelu", ["x"])], {"x": X}, {})
    agree([own("QuickGelu", ["x"], alpha=1.5)], {"x": X}, {})


@pytest.mark.parametrize("small", ["basic", "extended"])
def test_a_file_that_was_optimized_agrees_and_shows_its_parts(small_cnn, tmp_path, small):
    level = getattr(onnxruntime.GraphOptimizationLevel, f"ORT_ENABLE_{small.upper()}")
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.graph_optimization_level = level
    options.optimized_model_filepath = str(tmp_path / "optimized.onnx")
    data = small_cnn.SerializeToString()
    onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    fused = {node.op_type for node in onnx.load(tmp_path / "optimized.onnx").graph.node}
    assert ("FusedConv" in fused) is (small == "extended")
    feeds = {"x": floats(2, 3, 9, 7)}
    model = engine.load(tmp_path / "optimized.onnx")
    (got,), (expected,) = model.run(feeds).values(), theirs(data, feeds)
    np.testing.assert_allclose(got, expected, rtol=1e-4, atol=1e-5)
    assert {"Conv", "Relu"} <= {layer.op for layer in model.layers}


@pytest.mark.parametrize(
    ("op", "attributes", "word"),
    [
        ("QLinearGlobalAveragePool", {"channels_last": 1}, "channels_last"),
        ("FusedConv", {"activation": "Wave"}, "Wave"),
        ("FusedConv", {"colour": 3}, "colour"),
        ("FusedMatMul", {"transBatchA": 1}, "transBatchA"),
        ("Mystery", {}, "Mystery"),
    ],
)
def test_what_is_not_known_is_named(op, attributes, word):
    data = model_of([own(op, ["x", "o"], **attributes)], {"x": X}, {"o": X}).SerializeToString()
    with pytest.raises(UnsupportedError, match=word) as refused:
        engine.load(data)
    assert op in str(refused.value)


def test_a_function_of_the_model_itself_comes_first():
    """Exporters may define in the file what they call by ONNX Runtime's name."""
    made = model_of([own("Gelu", ["x"])], {"x": X}, {})
    body = [helper.make_node("Neg", ["a"], ["b"])]
    opsets = [helper.make_opsetid("", 17)]
    made.functions.append(helper.make_function("com.microsoft", "Gelu", ["a"], ["b"], body, opsets))
    (got,) = engine.load(made.SerializeToString()).run({"x": X}).values()
    np.testing.assert_array_equal(got, -X)
    assert made.graph.output[0].type.tensor_type.elem_type == TensorProto.UNDEFINED
