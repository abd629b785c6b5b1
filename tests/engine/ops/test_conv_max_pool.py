"""Convolution and pooling as one operator, as `fuse_pool` writes it, against ONNX Runtime."""

from __future__ import annotations

import numpy as np
import onnxruntime
import pytest
from onnx import helper

import engine
from engine.kernels import pooled_conv


def compare(
    make_model,
    shape,
    w_shape,
    conv,
    pool,
    op="Relu",
    first_op=False,
    bias=True,
    threads=1,
    tolerance=1e-5,
    **end,
):
    """Run Conv, MaxPool and an activation in ONNX Runtime and here, where they become one node."""
    random = np.random.default_rng(3)
    weights = {"w": random.normal(size=w_shape).astype(np.float32)}
    if bias:
        weights["b"] = random.normal(size=w_shape[0]).astype(np.float32)
    nodes = [
        helper.make_node("Conv", ["x", *weights], ["c"], **conv),
        helper.make_node("MaxPool", ["c"], ["p"], **pool),
        helper.make_node(op, ["p"], ["y"], **end),
    ]
    if first_op:
        nodes[1:] = [
            helper.make_node(op, ["c"], ["p"], **end),
            helper.make_node("MaxPool", ["p"], ["y"], **pool),
        ]
    made = make_model(nodes, [("x", shape)], [("y", None)], weights)
    x = random.normal(size=shape).astype(np.float32)
    session = onnxruntime.InferenceSession(
        made.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    (expected,) = session.run(None, {"x": x})
    model = engine.load(made.SerializeToString(), threads=threads)
    for _ in range(2):
        got = model.run({"x": x})["y"]
        scale = abs(expected).max()
        np.testing.assert_allclose(got, expected, rtol=tolerance, atol=tolerance * scale)
    (plan,) = model._network._bench.plans.values()
    assert [step.node.op for step in plan.steps] == ["ConvMaxPool"]
    everything = model.run({"x": x}, watch=["c", "p"])
    np.testing.assert_allclose(everything["y"], expected, rtol=tolerance, atol=tolerance * scale)


PAIRS = {"kernel_shape": [2, 2], "strides": [2, 2]}


@pytest.mark.parametrize("first_op", [False, True])
@pytest.mark.parametrize("m", [6, 32])  # kept plane by plane, and channels last
@pytest.mark.parametrize("size", [(14, 17), (25, 25), (9, 40)])
@pytest.mark.parametrize("n", [1, 3])
def test_pairs(make_model, first_op, m, size, n):
    compare(make_model, [n, 4, *size], (m, 4, 2, 2), {}, PAIRS, first_op=first_op)


@pytest.mark.parametrize(
    "pool",
    [
        {"kernel_shape": [3, 3], "strides": [2, 2]},
        {"kernel_shape": [2, 2], "strides": [2, 2], "pads": [1, 0, 1, 1]},
        {"kernel_shape": [2, 2], "strides": [2, 2], "ceil_mode": 1},
        {"kernel_shape": [2, 2], "strides": [2, 2], "dilations": [2, 1]},
        {"kernel_shape": [2, 2]},
        {"kernel_shape": [3, 2], "strides": [1, 2], "auto_pad": "SAME_UPPER"},
    ],
)
@pytest.mark.parametrize("m", [5, 32])
def test_other_windows(make_model, pool, m):
    compare(make_model, [1, 3, 13, 15], (m, 3, 3, 3), {"pads": [1, 1, 1, 1]}, pool)


@pytest.mark.parametrize(
    ("shape", "w_shape", "conv"),
    [
        ([1, 3, 40, 44], (24, 3, 5, 5), {"strides": [2, 2]}),
        ([1, 32, 14, 14], (64, 32, 3, 3), {"pads": [1, 1, 1, 1]}),
        ([2, 32, 13, 15], (24, 32, 3, 3), {"pads": [1, 1, 1, 1], "strides": [2, 1]}),
        ([1, 48, 9, 9], (16, 48, 1, 1), {}),
        ([1, 24, 9, 10], (24, 1, 3, 3), {"group": 24}),
        ([1, 2, 31], (20, 2, 3), {}),
    ],
)
def test_other_convolutions(make_model, shape, w_shape, conv):
    rank = len(shape) - 2
    pool = {"kernel_shape": [2] * rank, "strides": [2] * rank}
    for bias in (False, True):
        compare(make_model, shape, w_shape, conv, pool, bias=bias)


@pytest.mark.parametrize(
    ("n", "size", "c", "m"),
    [
        (1, (14, 14), 32, 64),  # F(2×2)
        (2, (38, 34), 32, 48),  # F(4×4), with half of a tile beyond the picture
        (1, (100, 102), 16, 24),  # a large map, in several blocks
    ],
)
@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("first_op", [False, True])
def test_pairs_in_tiles_of_winograd(make_model, monkeypatch, n, size, c, m, threads, first_op):
    monkeypatch.delattr(pooled_conv.pool, "prepare_max_and_end")
    pads = {"pads": [1, 1, 1, 1]}
    compare(
        make_model, [n, c, *size], (m, c, 3, 3), pads, PAIRS,
        first_op=first_op, threads=threads, tolerance=1e-4,  # what Winograd's forms keep
    )  # fmt: skip


@pytest.mark.parametrize("size", [(39, 34), (38, 35)])
def test_pairs_across_tiles(make_model, size):
    pads = {"pads": [1, 1, 1, 1]}
    compare(make_model, [1, 32, *size], (48, 32, 3, 3), pads, PAIRS, tolerance=1e-4)


def test_other_activations(make_model):
    for first_op in (False, True):
        compare(
            make_model, [1, 4, 12, 12], (6, 4, 3, 3), {}, PAIRS, "LeakyRelu", first_op, alpha=0.2
        )
    compare(make_model, [1, 4, 12, 12], (6, 4, 3, 3), {}, PAIRS, "Tanh")


def test_what_is_no_number_stays_so(make_model):
    made = make_model(
        [
            helper.make_node("Conv", ["x", "w"], ["c"]),
            helper.make_node("Relu", ["c"], ["r"]),
            helper.make_node("MaxPool", ["r"], ["y"], **PAIRS),
        ],
        [("x", [1, 1, 9, 9])],
        [("y", None)],
        {"w": np.ones((3, 1, 2, 2), np.float32)},
    )
    x = np.zeros((1, 1, 9, 9), np.float32)
    x[0, 0, 4, 4] = np.nan
    got = engine.load(made.SerializeToString()).run({"x": x})["y"]
    assert np.isnan(got).sum() == 3 * 4
