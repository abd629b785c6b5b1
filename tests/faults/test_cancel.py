"""A run, and all that comes before it, can be stopped: it asks often enough for its work."""

from __future__ import annotations

import numpy as np
import pytest
from onnx import helper

import engine

node = helper.make_node


def ones(*shape: int) -> np.ndarray:
    return np.ones(shape, np.float32)


# Multiply-adds after which one must have been asked again.
PRODUCTS = 1 << 29

HEAVY = {
    "conv 3×3": (node("Conv", ["x", "w"], ["y"]), (1, 64, 130, 130), ones(64, 64, 3, 3)),
    "conv 1×1": (node("Conv", ["x", "w"], ["y"]), (1, 128, 200, 200), ones(128, 128, 1, 1)),
    "few channels": (node("Conv", ["x", "w"], ["y"]), (1, 3, 500, 500), ones(64, 3, 7, 7)),
    "transposed": (node("ConvTranspose", ["x", "w"], ["y"]), (1, 64, 100, 100), ones(64, 64, 4, 4)),
    "product": (node("MatMul", ["x", "w"], ["y"]), (1, 1, 1500, 1500), ones(1500, 1500)),
}


@pytest.mark.parametrize("name", HEAVY)
def test_heavy_steps_ask_often_enough(network, name):
    proto, shape, weights = HEAVY[name]
    model = engine.load(
        network([proto], {"w": weights}, shape=shape).SerializeToString(), threads=1
    )
    asked = 0

    def should_stop() -> bool:
        nonlocal asked
        asked += 1
        return False

    model.run({"x": ones(*shape)}, should_stop=should_stop)
    assert model.multiply_adds > PRODUCTS
    assert asked >= model.multiply_adds / PRODUCTS


@pytest.mark.parametrize("after", [0, 1, 5])
def test_a_run_ends_where_it_is_asked_to(network, after):
    proto, shape, weights = HEAVY["conv 3×3"]
    model = engine.load(network([proto], {"w": weights}, shape=shape).SerializeToString())
    asked = 0

    def should_stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > after

    with pytest.raises(engine.CancelledError):
        model.run({"x": ones(*shape)}, should_stop=should_stop)
    assert asked <= after + 2
    assert model.run({"x": ones(*shape)})["y"].shape == (1, 64, 128, 128)


def test_loading_can_be_stopped(network):
    nodes = [node("Neg", [f"c{i}" if i else "w"], [f"c{i + 1}"]) for i in range(20)]
    data = network([*nodes, node("Add", ["x", "c20"], ["y"])], {"w": ones(1)}).SerializeToString()
    asked = 0

    def should_stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > 7

    with pytest.raises(engine.CancelledError):
        engine.load(data, should_stop=should_stop)
    assert asked == 8


WIDE = {
    "erf": [node("Erf", ["x"], ["y"])],
    "bias": [node("Add", ["x", "w"], ["y"])],
    "power": [node("Pow", ["x", "w"], ["y"])],
    "comparison": [node("Less", ["x", "w"], ["b"]), node("Where", ["b", "x", "w"], ["y"])],
    "softmax of channels": [node("Softmax", ["x"], ["y"], axis=1)],
    "softmax of rows": [node("Softmax", ["x"], ["y"], axis=-1)],
    "log softmax": [node("LogSoftmax", ["x"], ["y"], axis=2)],
    "layer normalization": [node("LayerNormalization", ["x", "row"], ["y"])],
    "slopes": [node("PRelu", ["x", "w"], ["y"])],
}


@pytest.mark.parametrize("name", WIDE)
def test_operators_of_one_call_are_cut_and_give_the_same(network, monkeypatch, name):
    shape = (1, 5, 23, 40)
    random = np.random.default_rng(4)
    weights = {
        "w": random.uniform(0.5, 2, (5, 1, 1)).astype(np.float32),
        "row": random.normal(size=40).astype(np.float32),
    }
    x = random.uniform(0.1, 2, shape).astype(np.float32)
    data = network(WIDE[name], weights, shape=shape).SerializeToString()
    expected = engine.load(data).run({"x": x})["y"]
    monkeypatch.setattr("engine.cutting.ELEMENTS", 500)
    asked = 0

    def should_stop() -> bool:
        nonlocal asked
        asked += 1
        return False

    answer = engine.load(data).run({"x": x}, should_stop=should_stop)["y"]
    assert asked > x.size / 1000
    np.testing.assert_allclose(answer, expected, rtol=1e-6)
