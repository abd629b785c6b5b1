"""Channels mixed in one step, against ONNX Runtime."""

from __future__ import annotations

import numpy as np
import onnxruntime
import pytest
from onnx import helper

import engine
from engine import cutting

SHAPE = (2, 12, 5, 7)
THREE = ["Reshape", "Transpose", "Reshape"]


def network(make_model, group, perm=(0, 2, 1, 3, 4), apart=None, gives=("y",)):
    n, c, h, w = SHAPE
    constants = {
        "apart": np.array(apart or [n, group, c // group, h, w]),
        "whole": np.array(SHAPE),
        "w": np.random.default_rng(0).normal(size=(c, c, 3, 3)).astype(np.float32),
    }
    nodes = [
        helper.make_node("Conv", ["x", "w"], ["c"], pads=[1, 1, 1, 1]),
        helper.make_node("Reshape", ["c", "apart"], ["a"]),
        helper.make_node("Transpose", ["a"], ["t"], perm=perm),
        helper.make_node("Reshape", ["t", "whole"], ["s"]),
        helper.make_node("Conv", ["s", "w"], ["y"], pads=[1, 1, 1, 1]),
    ]
    outputs = [(name, None) for name in gives]
    return make_model(nodes, [("x", SHAPE)], outputs, constants).SerializeToString()


def compare(file, mixing, watch=()):
    x = np.random.default_rng(1).normal(size=SHAPE).astype(np.float32)
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    (expected,) = session.run(["y"], {"x": x})
    model = engine.load(file, threads=1)
    got = model.run({"x": x}, watch)
    np.testing.assert_allclose(got["y"], expected, rtol=1e-5, atol=1e-5 * abs(expected).max())
    (plan,) = model._network._bench.plans.values()
    assert [step.node.op for step in plan.steps] == ["Conv", *mixing, "Conv"]
    return got


@pytest.mark.parametrize("group", [1, 2, 3, 4, 6, 12])
def test_channels_are_mixed_in_one_step(make_model, group):
    got = compare(network(make_model, group), ["ChannelShuffle"], ["c", "s"])
    n, c, h, w = SHAPE
    mixed = got["c"].reshape(n, group, c // group, h, w).swapaxes(1, 2).reshape(SHAPE)
    np.testing.assert_array_equal(got["s"], mixed)


def test_large_maps_are_mixed_in_parts(make_model, monkeypatch):
    monkeypatch.setattr(cutting, "ELEMENTS", 100)
    compare(network(make_model, 3), ["ChannelShuffle"])


def test_other_orders_stay(make_model):
    compare(network(make_model, 2, perm=(0, 2, 1, 4, 3)), THREE)


def test_groups_of_something_else_stay(make_model):
    compare(network(make_model, 2, apart=[2, 2, 3, 10, 7]), THREE)


@pytest.mark.parametrize("watched", ["a", "t"])
def test_what_is_watched_stays(make_model, watched):
    compare(network(make_model, 2), THREE, [watched])


def test_what_is_given_out_stays(make_model):
    compare(network(make_model, 2, gives=("y", "t")), THREE)
