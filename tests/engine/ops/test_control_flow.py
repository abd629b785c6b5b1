"""Graphs inside graphs, held against ONNX Runtime, and kept within bounds."""

from __future__ import annotations

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper

import engine
from engine import budget
from engine.errors import CancelledError, EngineError, LimitError, UnsupportedError

onnxruntime = pytest.importorskip("onnxruntime")
FLOAT, INT64, BOOL = TensorProto.FLOAT, TensorProto.INT64, TensorProto.BOOL


def value(name, kind=FLOAT, shape=None):
    return helper.make_tensor_value_info(name, kind, shape)


def model_of(nodes, inputs, outputs, weights=None, opset=16):
    graph = helper.make_graph(
        nodes,
        "test",
        inputs,
        outputs,
        [numpy_helper.from_array(np.asarray(a), n) for n, a in (weights or {}).items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])
    model.ir_version = 8
    return model.SerializeToString()


def check(data, feeds):
    """Hold the engine's outputs against ONNX Runtime's, and return them."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    expected = session.run(None, feeds)
    got = list(engine.load(data).run(feeds).values())
    assert len(got) == len(expected)
    for ours, theirs in zip(got, expected, strict=True):
        assert (ours.dtype, ours.shape) == (theirs.dtype, theirs.shape)
        np.testing.assert_allclose(ours, theirs, rtol=1e-6)
    return got


def branch(op, read, name):
    return helper.make_graph(
        [helper.make_node(op, read, [f"{name}_out"])], name, [], [value(f"{name}_out")]
    )


@pytest.fixture
def choice():
    """Return a model that adds or multiplies what lies around its branches."""
    nodes = [
        helper.make_node("Relu", ["x"], ["r"]),
        helper.make_node(
            "If",
            ["flag"],
            ["y"],
            then_branch=branch("Add", ["r", "w"], "then"),
            else_branch=branch("Mul", ["x", "w"], "else"),
        ),
        # `r` is read again after the branches, `w` only inside them.
        helper.make_node("Sub", ["y", "r"], ["z"]),
    ]
    return model_of(
        nodes,
        [value("x", FLOAT, [3]), value("flag", BOOL, [])],
        [value("z", FLOAT, None)],
        {"w": np.array([1, 2, 3], np.float32)},
    )


def test_a_branch_that_reads_text_may_make_large_maps():
    """Text is held to 100,000 items, a map beside it is not."""
    nodes = [
        helper.make_node("Size", ["t"], ["n"]),
        helper.make_node("Cast", ["n"], ["f"], to=FLOAT),
        helper.make_node("Expand", ["f", "shape"], ["large"]),
        helper.make_node("Add", ["large", "x"], ["out"]),
    ]
    then = helper.make_graph(nodes, "then", [], [value("out")])
    data = model_of(
        [
            helper.make_node(
                "If", ["flag"], ["y"], then_branch=then, else_branch=branch("Neg", ["x"], "else")
            )
        ],
        [value("x", FLOAT, [1]), value("flag", BOOL, [])],
        [value("y", FLOAT, None)],
        {"t": np.array(["a", "b"], object), "shape": np.array([1, 64, 56, 56], np.int64)},
    )
    (y,) = check(data, {"x": np.ones(1, np.float32), "flag": np.array(True)})
    assert y.shape == (1, 64, 56, 56)
    assert (y == 3).all()


@pytest.mark.parametrize("flag", [True, False])
def test_if_runs_the_branch_that_is_asked_for(choice, flag):
    x = np.array([-1, 0.5, 2], np.float32)
    (z,) = check(choice, {"x": x, "flag": np.array(flag)})
    w = np.array([1, 2, 3])
    expected = np.maximum(x, 0) + w if flag else x * w
    np.testing.assert_allclose(z, expected - np.maximum(x, 0))


def test_if_keeps_what_its_branches_read(choice):
    """Watching nothing else, memory is reused; what a branch captures must survive till then."""
    model = engine.load(choice)
    x = np.linspace(-1, 1, 3, dtype=np.float32)
    for flag in (True, False, True):
        feeds = {"x": x, "flag": np.array(flag)}
        watched = model.run(feeds, watch=["r", "y"])
        np.testing.assert_array_equal(model.run(feeds)["z"], watched["z"])


@pytest.mark.parametrize(("flag", "op"), [(True, "Relu"), (False, "Neg")])
def test_if_with_a_constant_condition_folds_away(flag, op):
    node = helper.make_node(
        "If",
        ["flag"],
        ["y"],
        then_branch=branch("Relu", ["x"], "then"),
        else_branch=branch("Neg", ["x"], "else"),
    )
    data = model_of(
        [node, helper.make_node("Abs", ["y"], ["z"])],
        [value("x", FLOAT, [2])],
        [value("z", FLOAT, [2])],
        {"flag": np.array(flag)},
    )
    model = engine.load(data)
    assert [layer.op for layer in model.layers] == [op, "Abs"]
    check(data, {"x": np.array([1, -2], np.float32)})


def test_a_branch_may_hand_on_what_it_captured_or_holds():
    """Neither output is made by a node of the branch."""
    weights = numpy_helper.from_array(np.array([5, 6], np.float32), "own")
    inner = helper.make_graph([], "inner", [], [value("x"), value("own")], [weights])
    node = helper.make_node("If", ["flag"], ["y", "z"], then_branch=inner, else_branch=inner)
    data = model_of(
        [node],
        [value("x", FLOAT, [2])],
        [value("y", FLOAT, [2]), value("z", FLOAT, [2])],
        {"flag": np.array(True)},
    )
    x = np.array([1, -2], np.float32)
    outputs = engine.load(data).run({"x": x})
    np.testing.assert_array_equal(outputs["y"], x)
    np.testing.assert_array_equal(outputs["z"], [5, 6])


def test_a_branch_may_use_names_that_occur_outside():
    inner = helper.make_graph(
        [helper.make_node("Neg", ["x"], ["r"]), helper.make_node("Exp", ["r"], ["out"])],
        "inner",
        [],
        [value("out")],
    )
    nodes = [
        helper.make_node("Relu", ["x"], ["r"]),
        helper.make_node("If", ["flag"], ["y"], then_branch=inner, else_branch=inner),
        helper.make_node("Add", ["y", "r"], ["z"]),
    ]
    data = model_of(
        nodes, [value("x", FLOAT, [2]), value("flag", BOOL, [])], [value("z", FLOAT, None)]
    )
    x = np.array([1, -2], np.float32)
    z = engine.load(data).run({"x": x, "flag": np.array(True)})["z"]
    np.testing.assert_allclose(z, np.exp(-x) + np.maximum(x, 0), rtol=1e-6)


def summing_loop(go_on="keep"):
    """Return a body that adds `step`, which lies outside, and collects what it has."""
    return helper.make_graph(
        [
            helper.make_node("Add", ["sum_in", "step"], ["sum_out"]),
            helper.make_node("Identity", ["sum_out"], ["seen"]),
            helper.make_node("Less", ["sum_out", "limit"], ["keep"]),
        ],
        "body",
        [value("i", INT64, []), value("cond_in", BOOL, []), value("sum_in", FLOAT, [])],
        [value(go_on, BOOL, []), value("sum_out", FLOAT, []), value("seen", FLOAT, [])],
    )


def loop_model(inputs=("most", "cond", "start")):
    node = helper.make_node("Loop", list(inputs), ["sum", "all"], body=summing_loop())
    return model_of(
        [node],
        [value("most", INT64, []), value("start", FLOAT, []), value("step", FLOAT, [])],
        [value("sum", FLOAT, []), value("all", FLOAT, [None])],
        {"cond": np.array(True), "limit": np.array(10, np.float32)},
    )


@pytest.mark.parametrize(("most", "rounds"), [(3, 3), (100, 5), (0, 0)])
def test_loop_stops_at_its_count_or_condition(most, rounds):
    feeds = {
        "most": np.array(most, np.int64),
        "start": np.array(0.5, np.float32),
        "step": np.array(2, np.float32),
    }
    total, seen = check(loop_model(), feeds)
    assert len(seen) == rounds
    assert total == pytest.approx(0.5 + 2 * rounds)


def test_a_loop_without_end_meets_its_limit():
    feeds = {
        "most": np.array(2**62, np.int64),
        "start": np.array(0, np.float32),
        "step": np.array(0, np.float32),
    }
    model = engine.load(loop_model())
    with budget.use(budget.Budget(loop_steps=50)), pytest.raises(LimitError) as caught:
        model.run(feeds)
    assert caught.value.facts["setting"] == "loop_steps"
    assert "Loop" in caught.value.node


def test_a_loop_can_be_cancelled_within():
    feeds = {
        "most": np.array(2**62, np.int64),
        "start": np.array(0, np.float32),
        "step": np.array(0, np.float32),
    }
    asked = []

    def stop():
        asked.append(1)
        return len(asked) > 40

    with pytest.raises(CancelledError):
        engine.load(loop_model()).run(feeds, should_stop=stop)
    assert len(asked) == 41


def test_a_loop_that_grows_meets_the_limit_of_elements():
    body = helper.make_graph(
        [
            helper.make_node("Concat", ["x_in", "x_in"], ["x_out"], axis=0),
            helper.make_node("Identity", ["cond_in"], ["cond_out"]),
        ],
        "body",
        [value("i", INT64, []), value("cond_in", BOOL, []), value("x_in", FLOAT, [None])],
        [value("cond_out", BOOL, []), value("x_out", FLOAT, [None])],
    )
    node = helper.make_node("Loop", ["most", "cond", "x"], ["y"], body=body)
    data = model_of(
        [node],
        [value("x", FLOAT, [1])],
        [value("y", FLOAT, [None])],
        {"most": np.array(60, np.int64), "cond": np.array(True)},
    )
    model = engine.load(data)
    with budget.use(budget.Budget(tensor_elements=1000)), pytest.raises(LimitError):
        model.run({"x": np.ones(1, np.float32)})


@pytest.mark.parametrize("backwards", [0, 1])
@pytest.mark.parametrize("axis", [0, 1])
def test_scan_walks_along_any_axis_either_way(axis, backwards):
    body = helper.make_graph(
        [
            helper.make_node("Add", ["s_in", "x"], ["s_out"]),
            helper.make_node("Mul", ["s_out", "factor"], ["seen"]),
        ],
        "body",
        [value("s_in", FLOAT, [2]), value("x", FLOAT, [2])],
        [value("s_out", FLOAT, [2]), value("seen", FLOAT, [2])],
    )
    node = helper.make_node(
        "Scan",
        ["start", "xs"],
        ["last", "all"],
        body=body,
        num_scan_inputs=1,
        scan_input_axes=[axis],
        scan_input_directions=[backwards],
        scan_output_axes=[axis],
        scan_output_directions=[backwards],
    )
    shape = [2, 2]
    shape[axis] = 5
    data = model_of(
        [node],
        [value("start", FLOAT, [2]), value("xs", FLOAT, shape), value("factor", FLOAT, [])],
        [value("last", FLOAT, None), value("all", FLOAT, None)],
    )
    random = np.random.default_rng(3)
    feeds = {
        "start": random.normal(size=2).astype(np.float32),
        "xs": random.normal(size=shape).astype(np.float32),
        "factor": np.array(1.5, np.float32),
    }
    check(data, feeds)


def test_an_unknown_operator_inside_is_named_before_anything_runs():
    inner = helper.make_graph(
        [helper.make_node("Nonsense", ["x"], ["out"], name="deep")], "b", [], [value("out")]
    )
    node = helper.make_node("If", ["flag"], ["y"], then_branch=inner, else_branch=inner)
    data = model_of([node], [value("x", FLOAT, [2]), value("flag", BOOL, [])], [value("y")])
    with pytest.raises(UnsupportedError, match="'deep'"):
        engine.load(data)


def test_a_tensor_in_place_of_a_graph_is_refused():
    node = helper.make_node(
        "If",
        ["flag"],
        ["y"],
        then_branch=numpy_helper.from_array(np.ones(1, np.float32)),
        else_branch=numpy_helper.from_array(np.ones(1, np.float32)),
    )
    data = model_of([node], [value("flag", BOOL, [])], [value("y")])
    with pytest.raises(EngineError, match="graph"):
        engine.load(data).run({"flag": np.array(True)})
