"""Concats without copies, zeros around pictures, and results over dying inputs."""

from __future__ import annotations

import numpy as np
import pytest
from onnx import helper

from engine.compile import Options, compile_plan, resolve
from engine.formats.onnx_file import read_onnx
from engine.ops.registry import Spec

ort = pytest.importorskip("onnxruntime")

TOLERANCE = 1e-5  # of the largest value: float32 sums in another order, and Winograd's forms
FLOAT = np.dtype(np.float32)


@pytest.fixture
def build(make_model):
    """Return a function that makes a model of (op, inputs, output, attributes) tuples."""

    def make(nodes, weights, shape=(1, 8, 12, 10)):
        made = [helper.make_node(op, i, [o], o, **a) for op, i, o, a in nodes]
        return make_model(made, [("x", shape)], [("y", None)], weights)

    return make


def weights(*shape):
    return np.random.default_rng(len(shape)).normal(size=shape).astype(np.float32) * 0.3


def plan_of(model, shape, watch=("y",), **options):
    graph = read_onnx(model.SerializeToString()).graph
    resolved = resolve(graph, {"x": Spec(shape, FLOAT)})
    return compile_plan(resolved, watch, Options(**options))


def check(model, x, watch=("y",), **options):
    """Return the plan, after two runs of it against ONNX Runtime: what stays must stay right."""
    plan = plan_of(model, x.shape, watch, **options)
    copy = type(model)()
    copy.CopyFrom(model)
    del copy.graph.output[:]
    copy.graph.output.extend(helper.make_empty_tensor_value_info(name) for name in watch)
    session = ort.InferenceSession(copy.SerializeToString())
    for picture in (x, x[..., ::-1, ::-1].copy(), x):
        got = plan.run({"x": picture}, timed=False)
        for name, expected in zip(watch, session.run(None, {"x": picture}), strict=True):
            error = np.max(np.abs(got[name] - expected)) / np.max(np.abs(expected))
            assert error < TOLERANCE, name
    return plan


def step(plan, output):
    (found,) = (s for s in plan.steps if s.node.outputs[0] == output)
    return found


X = np.random.default_rng(3).normal(size=(1, 8, 12, 10)).astype(np.float32)
FIRE = [
    ("Conv", ["x", "w1"], "a", {}),
    ("Relu", ["a"], "s", {}),
    ("Conv", ["s", "w2"], "b", {}),
    ("Relu", ["b"], "left", {}),
    ("Conv", ["s", "w3"], "c", {"pads": [1, 1, 1, 1]}),
    ("Relu", ["c"], "right", {}),
    ("Concat", ["left", "right"], "j", {"axis": 1}),
    ("Conv", ["j", "w4"], "y", {"pads": [1, 1, 1, 1]}),
]
FIRE_WEIGHTS = {
    "w1": weights(16, 8, 1, 1),
    "w2": weights(24, 16, 1, 1),
    "w3": weights(20, 16, 3, 3),
    "w4": weights(7, 44, 3, 3),
}


@pytest.mark.parametrize("watch", [("y",), ("y", "j"), ("y", "right"), ("left", "s", "j", "y")])
@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("n", [1, 3])
def test_a_concat_of_channels_has_nothing_to_do(build, watch, threads, n):
    x = np.concatenate([X] * n) * np.arange(1, n + 1, dtype=np.float32)[:, None, None, None]
    plan = check(build(FIRE, FIRE_WEIGHTS, x.shape), x, watch, threads=threads)
    assert not step(plan, "j").work


def test_concats_of_concats_share_one_array(build):
    nodes = [
        ("Conv", ["x", "w1"], "a", {}),
        ("Conv", ["a", "w2"], "b", {"pads": [1, 1, 1, 1]}),
        ("Concat", ["a", "b"], "ab", {"axis": 1}),
        ("Relu", ["ab"], "r", {}),
        ("Conv", ["r", "w3"], "c", {}),
        ("Concat", ["ab", "c"], "y", {"axis": -3}),
    ]
    shapes = {"w1": (4, 8, 1, 1), "w2": (6, 4, 3, 3), "w3": (5, 10, 1, 1)}
    plan = check(build(nodes, {k: weights(*s) for k, s in shapes.items()}), X)
    assert not step(plan, "ab").work
    assert not step(plan, "y").work


def test_an_earlier_concat_of_what_a_later_one_joins_is_part_of_it(build):
    nodes = [
        ("Conv", ["x", "w1"], "a", {}),
        ("Conv", ["x", "w2"], "b", {}),
        ("Concat", ["a", "b"], "ab", {"axis": 1}),
        ("Conv", ["ab", "w3"], "c", {}),
        ("Concat", ["a", "b", "c"], "y", {"axis": 1}),
    ]
    shapes = {"w1": (4, 8, 1, 1), "w2": (6, 8, 1, 1), "w3": (5, 10, 1, 1)}
    plan = check(build(nodes, {k: weights(*s) for k, s in shapes.items()}), X)
    assert not step(plan, "ab").work


@pytest.mark.parametrize(
    "nodes",
    [
        [("Concat", ["x", "x"], "y", {"axis": 1})],
        [("Relu", ["x"], "a", {}), ("Concat", ["a", "x", "a"], "y", {"axis": 1})],
        [("Relu", ["x"], "a", {}), ("Concat", ["a", "k"], "y", {"axis": 1})],
        [("Relu", ["x"], "a", {}), ("Concat", ["a", "a"], "y", {"axis": 2})],
        [
            ("Relu", ["x"], "a", {}),
            ("Concat", ["a", "x"], "b", {"axis": 1}),
            ("Concat", ["x", "a"], "c", {"axis": 1}),
            ("Add", ["b", "c"], "y", {}),
        ],
        [
            ("Relu", ["x"], "a", {}),
            ("Reshape", ["a", "shape"], "b", {}),
            ("Concat", ["b", "x"], "y", {"axis": 1}),
        ],
    ],
    ids=["input", "twice", "constant", "rows", "two orders", "view"],
)
def test_concats_that_must_copy_do(build, nodes):
    constants = {"k": weights(1, 3, 12, 10), "shape": np.array([1, 8, 12, 10])}
    check(build(nodes, constants), X)


@pytest.mark.parametrize("pads", [[1, 1, 1, 1], [0, 2, 1, 0]])
@pytest.mark.parametrize("strides", [[1, 1], [2, 2]])
@pytest.mark.parametrize("group", [1, 40])
@pytest.mark.parametrize("watch", [("y",), ("y", "r")])
def test_convolutions_find_their_padding_around_their_input(build, pads, strides, group, watch):
    nodes = [
        ("Conv", ["x", "w1"], "a", {}),
        ("Relu", ["a"], "r", {}),
        ("Conv", ["r", "w2"], "y", {"pads": pads, "strides": strides, "group": group}),
    ]
    given = {"w1": weights(40, 8, 1, 1), "w2": weights(40, 40 // group, 3, 3)}
    check(build(nodes, given), X, watch)


def test_the_same_zeros_are_used_again_and_stay_zero(build):
    nodes = [("Conv", ["x", "w0"], "c0", {"pads": [1] * 4})]
    for i in range(6):
        nodes.append(("Relu", [f"c{i}"], f"r{i}", {}))
        nodes.append(("Conv", [f"r{i}", "w"], f"c{i + 1}", {"pads": [1, 1, 1, 1]}))
    nodes.append(("Neg", ["c6"], "y", {}))
    given = {"w0": weights(20, 8, 3, 3), "w": weights(20, 20, 3, 3)}
    plan = check(build(nodes, given), X)
    watched = plan_of(build(nodes, given), X.shape, [f"r{i}" for i in range(6)] + ["y"])
    assert plan.total_bytes < watched.total_bytes


def test_results_take_the_place_of_inputs_that_nobody_reads_any_more(build):
    nodes = [
        ("Neg", ["x"], "a", {}),
        ("Relu", ["a"], "b", {}),
        ("Mul", ["b", "x"], "c", {}),
        ("Sigmoid", ["c"], "d", {}),
        ("Add", ["d", "c"], "y", {}),
    ]
    model = build(nodes, {})
    plan = check(model, X)
    check(model, X, ("a", "b", "c", "d", "y"))
    assert plan.total_bytes <= 4 * X.nbytes


def test_scratch_memory_counts_and_is_shared(build):
    nodes = [("Conv", ["x", "w0"], "c0", {"strides": [1, 2], "pads": [1, 1, 1, 1]})]
    nodes += [
        (op, ["c0" if i < 1 else f"c{i}", "w"], f"c{i + 1}", {"pads": [1, 1, 1, 1]})
        for i, op in enumerate(["Conv"] * 8)
    ]
    nodes.append(("Neg", ["c8"], "y", {}))
    given = {"w0": weights(32, 8, 3, 3), "w": weights(32, 32, 3, 3)}
    short = plan_of(build([*nodes[:2], ("Neg", ["c1"], "y", {})], given), X.shape)
    long = plan_of(build(nodes, given), X.shape)
    assert long.total_bytes <= short.total_bytes + 4 * 32 * 14 * 8 * 4


@pytest.mark.parametrize("direct", [0, 10**6])
def test_zeros_are_those_of_the_algorithm_that_is_taken(build, direct):
    # Where BLAS multiplies small matrices as they lie, Winograd's tiles are larger here.
    nodes = [
        ("Conv", ["x", "w1"], "a", {}),
        ("Conv", ["a", "w2"], "y", {"pads": [1, 1, 1, 1]}),
    ]
    x = np.random.default_rng(4).normal(size=(1, 8, 14, 14)).astype(np.float32)
    given = {"w1": weights(64, 8, 1, 1), "w2": weights(64, 64, 3, 3)}
    plan = check(build(nodes, given, x.shape), x, direct=direct)
    assert len(step(plan, "y").work) == 1  # no copy into padded memory
