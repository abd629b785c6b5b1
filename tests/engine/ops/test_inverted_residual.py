"""1×1, depthwise and 1×1 as one operator, as a pass writes it, against ONNX Runtime."""

from __future__ import annotations

import numpy as np
import onnxruntime
import pytest
from onnx import helper

import engine
from engine.kernels import inverted_residual

CLIP = ("Clip", {}, (0.0, 6.0))
RELU = ("Relu", {}, ())
SIGMOID = ("Sigmoid", {}, ())


def block_of(make_model, shape, e, m, kernel, end=CLIP, bias=True, skip=False, **depth):
    """Return a file with a block, and the names of what is between."""
    random = np.random.default_rng(3)
    c = shape[1]
    weights = {
        "w1": random.normal(size=(e, c, 1, 1)).astype(np.float32),
        "w2": random.normal(size=(e, 1, *kernel)).astype(np.float32),
        "w3": random.normal(size=(m, e, 1, 1)).astype(np.float32) / e,
    }
    biases = {f"b{i}": random.normal(size=n).astype(np.float32) for i, n in enumerate((e, e, m), 1)}
    op, attributes, bounds = end
    numbers = {f"{op}{i}": np.float32(value) for i, value in enumerate(bounds)}

    def conv(x, number, **attributes):
        inputs = [x, f"w{number}", *([f"b{number}"] if bias else [])]
        return helper.make_node("Conv", inputs, [f"c{number}"], **attributes)

    def ended(number):
        return helper.make_node(op, [f"c{number}", *numbers], [f"a{number}"], **attributes)

    nodes = [conv("x", 1), ended(1), conv("a1", 2, group=e, **depth), ended(2), conv("a2", 3)]
    if skip:
        nodes.append(helper.make_node("Add", ["c3", "x"], ["y"]))
    else:
        nodes.append(helper.make_node("Relu", ["c3"], ["y"]))
    constants = {**weights, **(biases if bias else {}), **numbers}
    made = make_model(nodes, [("x", shape)], [("y", None)], constants)
    return made.SerializeToString()


def compare(file, shape, threads=1, ops=("InvertedResidual",)):
    """Run a file in ONNX Runtime and here, twice; return the model and the input."""
    x = np.random.default_rng(1).normal(size=shape).astype(np.float32)
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    (expected,) = session.run(None, {"x": x})
    model = engine.load(file, threads=threads)
    for sign in (-1, 1):  # a second run finds what the first has left in memory
        model.run({"x": sign * x})
    got = model.run({"x": x})["y"]
    np.testing.assert_allclose(got, expected, rtol=1e-5, atol=1e-5 * abs(expected).max())
    (plan,) = model._network._bench.plans.values()
    assert tuple(step.node.op for step in plan.steps) == ops
    return model, x, expected


@pytest.fixture
def small(monkeypatch):
    """Let small blocks be fused, and worked on a few rows at a time."""
    monkeypatch.setattr(inverted_residual, "LARGE", 0)
    monkeypatch.setattr(inverted_residual, "WIDE", 2000)


SAME = {"pads": [1, 1, 1, 1]}


@pytest.mark.parametrize(
    ("kernel", "depth"),
    [
        ((3, 3), SAME),
        ((3, 3), {"pads": [1, 1, 1, 1], "strides": [2, 2]}),
        ((3, 3), {"pads": [0, 0, 1, 1], "strides": [2, 2]}),
        ((3, 3), {"strides": [2, 1]}),
        ((3, 3), {"pads": [1, 2, 0, 3], "strides": [1, 2]}),
        ((5, 5), {"pads": [2, 2, 2, 2], "strides": [2, 2]}),
        ((5, 3), {"pads": [2, 1, 2, 1], "strides": [3, 3]}),
        ((2, 4), {"auto_pad": "SAME_LOWER"}),
        ((2, 2), {"strides": [3, 3]}),
        ((1, 1), {}),
        ((4, 3), {"pads": [3, 2, 3, 2], "strides": [1, 1]}),
    ],
)
@pytest.mark.parametrize("size", [(9, 12), (14, 7)])
@pytest.mark.parametrize("threads", [1, 2])
def test_windows(make_model, small, kernel, depth, size, threads):
    shape = [2, 3, *size]
    compare(block_of(make_model, shape, 20, 5, kernel, **depth), shape, threads)


@pytest.mark.parametrize("end", [CLIP, RELU, SIGMOID, ("Clip", {}, (0.5, 2.0))])
@pytest.mark.parametrize("bias", [True, False])
def test_activations(make_model, small, end, bias):
    """Around the wide map there are zeros, also where the activation of zero is none."""
    shape = [1, 4, 10, 11]
    compare(block_of(make_model, shape, 12, 6, (3, 3), end, bias, **SAME), shape)


def test_shortcut(make_model, small):
    shape = [1, 6, 10, 11]
    compare(block_of(make_model, shape, 24, 6, (3, 3), skip=True, **SAME), shape)


def test_what_is_between_can_be_watched(make_model, small):
    shape = [1, 3, 9, 8]
    file = block_of(make_model, shape, 16, 5, (3, 3), **SAME)
    model, x, expected = compare(file, shape)
    everything = model.run({"x": x}, watch=["c1", "a1", "c2", "a2", "c3"])
    np.testing.assert_allclose(everything["y"], expected, rtol=1e-5, atol=1e-5)
    np.testing.assert_array_equal(everything["a1"], everything["c1"].clip(0, 6))


def test_infinite_weights_do_not_reach_the_zeros_around(make_model, small):
    shape = [1, 1, 8, 8]
    weights = {
        "w1": np.array([1, np.inf], np.float32).reshape(2, 1, 1, 1),
        "w2": np.ones((2, 1, 3, 3), np.float32),
        "w3": np.ones((1, 2, 1, 1), np.float32),
    }
    nodes = [
        helper.make_node("Conv", ["x", "w1"], ["a"]),
        helper.make_node("Conv", ["a", "w2"], ["b"], group=2, **SAME),
        helper.make_node("Conv", ["b", "w3"], ["y"]),
    ]
    file = make_model(nodes, [("x", shape)], [("y", None)], weights).SerializeToString()
    assert np.isposinf(engine.load(file).run({"x": np.ones(shape, np.float32)})["y"]).all()


def test_large_blocks_are_fused_and_others_are_not(make_model):
    for side, ops in (
        (48, ("InvertedResidual",)),
        (24, ("Conv", "Conv", "Conv")),
    ):
        shape = [1, 8, side, side]
        compare(block_of(make_model, shape, 64, 8, (3, 3), **SAME), shape, ops=ops)


@pytest.mark.parametrize("group", [1, 32])
def test_other_convolutions_between_stay(make_model, small, group):
    shape = [1, 8, 9, 9]
    weights = {
        "w1": np.ones((64, 8, 1, 1), np.float32),
        "w2": np.ones((64, 64 // group, 3, 3), np.float32),
        "w3": np.ones((4, 64, 1, 1), np.float32),
    }
    nodes = [
        helper.make_node("Conv", ["x", "w1"], ["a"]),
        helper.make_node("Conv", ["a", "w2"], ["b"], group=group),
        helper.make_node("Conv", ["b", "w3"], ["y"]),
    ]
    file = make_model(nodes, [("x", shape)], [("y", None)], weights).SerializeToString()
    compare(file, shape, ops=("Conv", "Conv", "Conv"))


def test_a_map_that_others_read_stays(make_model, small):
    shape = [1, 8, 9, 9]
    weights = {
        "w1": np.ones((16, 8, 1, 1), np.float32),
        "w2": np.ones((16, 1, 3, 3), np.float32),
        "w3": np.ones((16, 16, 1, 1), np.float32),
    }
    nodes = [
        helper.make_node("Conv", ["x", "w1"], ["a"]),
        helper.make_node("Conv", ["a", "w2"], ["b"], group=16, **SAME),
        helper.make_node("Conv", ["b", "w3"], ["c"]),
        helper.make_node("Mul", ["c", "a"], ["y"]),
    ]
    file = make_model(nodes, [("x", shape)], [("y", None)], weights).SerializeToString()
    compare(file, shape, ops=("Conv", "Conv", "Conv", "Mul"))
