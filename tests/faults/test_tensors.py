"""Weights that are not what they announce."""

from __future__ import annotations

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

import engine
from tests.faults.guard import SMALL

node = helper.make_node


@pytest.fixture
def with_weights(network):
    """Return a function that makes a model whose weights 'w' are a given message."""

    def make(op: str = "Add", **fields) -> onnx.ModelProto:
        model = network([node(op, ["x", "w"], ["y"], "user")])
        tensor = model.graph.initializer.add(name="w", data_type=TensorProto.FLOAT)
        for name, value in fields.items():
            if name == "data_type" or isinstance(value, bytes):
                setattr(tensor, name, value)
            else:
                getattr(tensor, name).extend(value)
        return model

    return make


@pytest.mark.parametrize(
    ("fields", "kinds"),
    [
        ({"dims": [2**40, 2**40], "raw_data": bytes(4)}, "LimitError"),
        ({"dims": [2**62, 2, 2], "raw_data": bytes(4)}, "LimitError"),
        ({"dims": [0, 2**62, 2**62]}, "LimitError"),
        ({"dims": [-1], "raw_data": bytes(4)}, "FormatError"),
        ({"dims": [3], "raw_data": bytes(11)}, "FormatError"),
        ({"dims": [3], "raw_data": bytes(13)}, "FormatError"),
        ({"dims": [3], "raw_data": bytes(12), "float_data": [1, 2]}, "FormatError|ShapeError"),
        ({"dims": [3], "float_data": [1.0]}, "FormatError"),
        ({"dims": [3], "int64_data": [1, 2, 3]}, "FormatError"),
        ({"dims": [1] * 65, "raw_data": bytes(4)}, "ShapeError"),
        ({"dims": [1], "data_type": 0, "raw_data": bytes(4)}, "FormatError|UnsupportedError"),
        ({"dims": [1], "data_type": 99, "raw_data": bytes(4)}, "FormatError|UnsupportedError"),
        ({"dims": [1], "data_type": 8, "string_data": [b"one"]}, "ShapeError|UnsupportedError"),
        ({"dims": [1], "data_type": 8, "raw_data": b"one"}, "FormatError"),
        ({"dims": [1], "data_type": 7, "raw_data": bytes(8)}, "ShapeError"),
        ({"dims": [5, 5], "raw_data": bytes(100)}, "ShapeError"),
    ],
)
def test_tensors_that_do_not_fit_are_refused(refused, with_weights, fields, kinds):
    refused(with_weights(**fields), kinds)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e-45, 3e38])
def test_any_float_is_a_weight(guard, with_weights, value):
    raw = np.float32(value).tobytes()
    answer = guard("model", source=with_weights(dims=[1], raw_data=raw).SerializeToString())
    assert "ok" in answer, answer


@pytest.mark.parametrize("dims", [[], [1], [1, 1, 1, 1]])
def test_scalars_are_weights(guard, with_weights, dims):
    answer = guard("model", source=with_weights(dims=dims, raw_data=bytes(4)).SerializeToString())
    assert "ok" in answer, answer


def test_weights_without_elements_are_refused_where_they_do_not_fit(guard, with_weights):
    answer = guard("model", source=with_weights(dims=[0]).SerializeToString())
    assert answer.get("error") == "ShapeError", answer


@pytest.mark.parametrize("kind", [16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26])
def test_narrow_types_are_read_or_refused_in_words(guard, network, kind):
    model = network([node("Cast", ["w"], ["c"], to=1), node("Add", ["x", "c"], ["y"])])
    size = {16: 8, 21: 2, 22: 2, 23: 2, 25: 1, 26: 1}.get(kind, 4)
    model.graph.initializer.add(name="w", data_type=kind, dims=[4], raw_data=bytes(size))
    model.graph.input[0].type.tensor_type.shape.dim[3].dim_value = 4
    answer = guard("model", source=model.SerializeToString(), picture=False)
    assert "ok" in answer or answer["ours"], answer


def test_a_million_tiny_weights_are_read(guard, network):
    model = network([node("Relu", ["x"], ["y"])])
    tiny = helper.make_tensor("w", 1, [1], [1.0]).SerializeToString()
    field = bytes([5 << 3 | 2])
    names = (f"{i:07d}".encode() for i in range(1_000_000))
    inits = b"".join(
        field + bytes([len(part)]) + part
        for part in (tiny.replace(b"B\x01w", b"B\x07" + name) for name in names)
    )
    graph = model.graph.SerializeToString() + inits
    model.ClearField("graph")
    size, length = len(graph), b""
    while size:
        length += bytes([size & 0x7F | (0x80 if size > 0x7F else 0)])
        size >>= 7
    data = model.SerializeToString() + bytes([7 << 3 | 2]) + length + graph
    answer = guard("model", source=data, seconds=200, picture=False)
    assert "ok" in answer or answer.get("error") == "LimitError", answer


def test_weights_in_all_are_held_against_the_budget(refused, network):
    weights = {f"w{i}": np.ones(1 << 20, np.float32) for i in range(20)}
    answer = refused(network([node("Relu", ["x"], ["y"])], weights), "LimitError", run=False)
    assert answer["facts"]["setting"] == "plan_bytes"
    assert answer["facts"]["limit"] == SMALL["plan_bytes"]


def test_input_of_no_size_is_refused_before_anything_is_allocated(refused, network):
    for shape in ((1, 3, 2**40, 2**40), (2**62, 2**62), (1, 3, 2**31, 2)):
        refused(network([node("Relu", ["x"], ["y"])], shape=shape), "LimitError")


def test_input_of_no_size_is_refused_before_anything_is_computed(refused, network):
    """A mean of zeros that take no memory takes the time of as many that do."""
    mean = node("ReduceMean", ["x"], ["y"], axes=[0, 1, 2, 3])
    model = network([mean], shape=(3, 3, 2**31, 1))
    answer = refused(model, "LimitError", run=False)
    assert answer["facts"]["setting"] == "tensor_elements"
    assert answer["seconds"] < 20


def test_strings_where_numbers_belong_are_refused(network):
    model = network([node("Relu", ["x"], ["y"])])
    model.graph.input[0].type.tensor_type.elem_type = TensorProto.STRING
    with pytest.raises(engine.EngineError):
        engine.load(model.SerializeToString()).predict(np.zeros((8, 8, 3), np.uint8))


def complex_weights(network) -> onnx.ModelProto:
    return network([node("Add", ["x", "w"], ["y"])], {"w": np.ones(8, np.complex64)})


def complex_input(network) -> onnx.ModelProto:
    model = network([node("Relu", ["x"], ["y"])])
    model.graph.input[0].type.tensor_type.elem_type = TensorProto.COMPLEX128
    return model


def complex_constant(network) -> onnx.ModelProto:
    value = numpy_helper.from_array(np.array([1 + 2j]))
    return network([node("Constant", [], ["c"], value=value), node("Mul", ["x", "c"], ["y"])])


def complex_fill(network) -> onnx.ModelProto:
    value = numpy_helper.from_array(np.array([1j], np.complex64))
    size = np.array([3], np.int64)
    return network([node("ConstantOfShape", ["n"], ["y"], value=value)], {"n": size})


def complex_in_a_branch(network) -> onnx.ModelProto:
    value = numpy_helper.from_array(np.array([1j], np.complex64), "c")
    out = helper.make_tensor_value_info("b", 1, None)
    branch = helper.make_graph([node("Add", ["x", "c"], ["b"])], "branch", [], [out], [value])
    choice = node("If", ["t"], ["y"], then_branch=branch, else_branch=branch)
    return network([choice], {"t": np.array(True)})


def complex_by_attribute(op: str, name: str):
    def make(network) -> onnx.ModelProto:
        inputs = ["x"] if op != "RandomNormal" else []
        more = {"shape": [2]} if not inputs else {}
        return network([node(op, inputs, ["y"], **{name: TensorProto.COMPLEX64}, **more)],
                       shape=(3, 8))  # fmt: skip

    return make


@pytest.mark.parametrize(
    "make",
    [
        complex_weights,
        complex_input,
        complex_constant,
        complex_fill,
        complex_in_a_branch,
        complex_by_attribute("Cast", "to"),
        complex_by_attribute("EyeLike", "dtype"),
        complex_by_attribute("RandomNormal", "dtype"),
        complex_by_attribute("RandomUniformLike", "dtype"),
        complex_by_attribute("Bernoulli", "dtype"),
    ],
)
def test_complex_numbers_do_not_come_in(refused, network, make):
    """Inside, NumPy would drop their imaginary part with a warning that nobody reads."""
    answer = refused(make(network), "UnsupportedError")
    assert "complex" in answer["text"].lower()
