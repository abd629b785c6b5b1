"""Flattening without a copy, against ONNX Runtime."""

from __future__ import annotations

import numpy as np
import onnxruntime
import pytest
from onnx import helper

import engine
from engine.passes import flatten_as_it_lies


def network(make_model, n, c, dense, flatten, m=6, gives=("y",)):
    random = np.random.default_rng(0)
    transposed = dense.pop("transB", 0)
    k = c * 5 * 7
    weights = {
        "w": random.normal(size=(c, 3, 3, 3)).astype(np.float32),
        "d": random.normal(size=(m, k) if transposed else (k, m)).astype(np.float32) / k,
        "shape": np.array([n, -1]),
    }
    op = dense.pop("op")
    given = {"transB": transposed} if op == "Gemm" else {}
    nodes = [
        helper.make_node("Conv", ["x", "w"], ["c"]),
        helper.make_node(*flatten[:2], ["f"], **flatten[2]),
        helper.make_node(op, ["f", "d"], ["y"], **given),
    ]
    outputs = [(name, None) for name in gives]
    return make_model(nodes, [("x", [n, 3, 7, 9])], outputs, weights).SerializeToString()


FLATTEN, RESHAPE = ("Flatten", ["c"], {}), ("Reshape", ["c", "shape"], {})


def compare(file, n, ops, watch=()):
    x = np.random.default_rng(1).normal(size=(n, 3, 7, 9)).astype(np.float32)
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    names = [value.name for value in session.get_outputs()]
    expected = dict(zip(names, session.run(names, {"x": x}), strict=True))
    model = engine.load(file, threads=1)
    got = model.run({"x": x}, watch)
    for name, array in expected.items():
        np.testing.assert_allclose(got[name], array, rtol=1e-5, atol=1e-5)
    (plan,) = model._network._bench.plans.values()
    assert [step.node.op for step in plan.steps] == ops
    return plan, got


@pytest.mark.parametrize("n", [1, 3])
@pytest.mark.parametrize("flatten", [FLATTEN, RESHAPE])
@pytest.mark.parametrize(
    "dense", [{"op": "Gemm", "transB": 1}, {"op": "Gemm", "transB": 0}, {"op": "MatMul"}]
)
def test_what_is_channels_last_is_flattened_so(make_model, n, flatten, dense):
    op = dense["op"]
    file = network(make_model, n, 20, dict(dense), flatten)
    plan, _ = compare(file, n, ["Conv", "Transpose", "Flatten", op])
    assert all(not step.work for step in plan.steps[1:3])


def test_small_maps_that_are_kept_plane_by_plane_stay(make_model):
    file = network(make_model, 1, 8, {"op": "Gemm", "transB": 1}, FLATTEN)
    compare(file, 1, ["Conv", "Flatten", "Gemm"])


def test_many_weights_stay(make_model, monkeypatch):
    monkeypatch.setattr(flatten_as_it_lies, "MOST_WEIGHTS", 100)
    file = network(make_model, 1, 20, {"op": "Gemm", "transB": 1}, FLATTEN)
    compare(file, 1, ["Conv", "Flatten", "Gemm"])


def test_what_is_flat_and_watched_stays(make_model):
    file = network(make_model, 1, 20, {"op": "Gemm", "transB": 1}, FLATTEN)
    _, got = compare(file, 1, ["Conv", "Flatten", "Gemm"], ["f", "c"])
    np.testing.assert_array_equal(got["f"], got["c"].reshape(1, -1))


def test_what_is_flat_and_given_out_stays(make_model):
    file = network(make_model, 1, 20, {"op": "Gemm", "transB": 1}, FLATTEN, gives=("y", "f"))
    compare(file, 1, ["Conv", "Flatten", "Gemm"])
