"""Plans against ONNX Runtime, watched and not."""

from __future__ import annotations

import numpy as np
import pytest
from onnx import helper

import engine
from engine import budget
from engine.compile import compile_plan, resolve
from engine.errors import CancelledError, LimitError, ShapeError, UnsupportedError
from engine.formats.onnx_file import read_onnx
from engine.inference import check_operators
from engine.ops.registry import Spec

ort = pytest.importorskip("onnxruntime")

# float32 sums in another order than ONNX Runtime's
CLOSE = {"rtol": 1e-4, "atol": 1e-5}


def plan_for(model, shape, watch=None):
    """Return the plan of a model with one input `x`, watching the outputs or what is named."""
    graph = read_onnx(model.SerializeToString()).graph
    resolved = resolve(graph, {"x": Spec(shape, np.dtype(np.float32))})
    if watch == "all":
        watch = [name for node in resolved.graph.nodes for name in node.outputs if name]
    return compile_plan(resolved, watch or [v.name for v in graph.outputs])


def reference(model, x, names=("y",)):
    """Return what ONNX Runtime gives for values that need not be outputs."""
    copy = type(model)()
    copy.CopyFrom(model)
    del copy.graph.output[:]
    copy.graph.output.extend(helper.make_empty_tensor_value_info(n) for n in names)
    options = ort.SessionOptions()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = ort.InferenceSession(copy.SerializeToString(), options)
    return dict(zip(names, session.run(None, {"x": x}), strict=True))


@pytest.mark.parametrize("n", [1, 3])
def test_compile_plan_agrees_with_onnx_runtime(small_cnn, n):
    x = np.random.default_rng(1).normal(size=(n, 3, 9, 7)).astype(np.float32)
    result = plan_for(small_cnn, x.shape).run({"x": x})
    np.testing.assert_allclose(result["y"], reference(small_cnn, x)["y"], **CLOSE)


def test_compile_plan_keeps_every_watched_value_right(small_cnn):
    x = np.random.default_rng(2).normal(size=(2, 3, 9, 7)).astype(np.float32)
    names = ["c1", "n1", "r1", "p1", "c2", "a2", "k2", "f", "y"]
    plan = plan_for(small_cnn, x.shape, "all")
    result = plan.run({"x": x})
    assert list(plan.seconds) == names
    expected = reference(small_cnn, x, names)
    for name in names:
        np.testing.assert_allclose(result[name], expected[name], **CLOSE, err_msg=name)


@pytest.mark.parametrize("watched", ["c1", "n1", "r1", "c2", "a2", "x"])
def test_compile_plan_keeps_one_watched_value_among_fused_ones(small_cnn, watched):
    x = np.random.default_rng(3).normal(size=(1, 3, 9, 7)).astype(np.float32)
    result = plan_for(small_cnn, x.shape, [watched, "y"]).run({"x": x})
    expected = {"x": x} if watched == "x" else reference(small_cnn, x, [watched])
    np.testing.assert_allclose(result[watched], expected[watched], **CLOSE)
    np.testing.assert_allclose(result["y"], reference(small_cnn, x)["y"], **CLOSE)


def test_compile_plan_fuses_and_reuses_memory_only_where_nobody_watches(small_cnn):
    shape = (1, 3, 9, 7)
    bare, watched = plan_for(small_cnn, shape), plan_for(small_cnn, shape, "all")
    assert [s.node.op for s in bare.steps] == ["ConvMaxPool", "Conv", "Flatten", "Gemm"]
    assert len(watched.steps) == 9
    assert bare.total_bytes < watched.total_bytes


def test_plan_gives_each_run_its_own_arrays(small_cnn):
    random = np.random.default_rng(4)
    first, second = random.normal(size=(2, 1, 3, 9, 7)).astype(np.float32)
    plan = plan_for(small_cnn, first.shape, "all")
    one = plan.run({"x": first})
    kept = {name: array.copy() for name, array in one.items()}
    two = plan.run({"x": second})
    assert not np.allclose(one["y"], two["y"])
    for name, array in kept.items():
        np.testing.assert_array_equal(one[name], array)


def test_plan_does_not_change_what_it_is_fed(small_cnn):
    x = np.random.default_rng(5).normal(size=(1, 3, 9, 7)).astype(np.float32)
    before = x.copy()
    plan_for(small_cnn, x.shape).run({"x": x})
    np.testing.assert_array_equal(x, before)


def test_plan_stops_when_asked(small_cnn):
    x = np.zeros((1, 3, 9, 7), np.float32)
    plan = plan_for(small_cnn, x.shape)
    asked = []
    with pytest.raises(CancelledError):
        plan.run({"x": x}, should_stop=lambda: asked.append(1) or len(asked) > 2)
    assert len(asked) == 3


def test_plan_tells_its_progress(small_cnn):
    told = []
    plan = plan_for(small_cnn, (1, 3, 9, 7))
    plan.run({"x": np.zeros((1, 3, 9, 7), np.float32)}, on_step=lambda *step: told.append(step))
    assert told == [(done, 4) for done in range(1, 5)]


def test_compile_plan_names_the_node_whose_shapes_do_not_fit(make_model):
    nodes = [helper.make_node("Conv", ["x", "w"], ["y"], "wide")]
    model = make_model(
        nodes, [("x", ["N", 3, 5, 5])], [("y", None)], {"w": np.ones((2, 4, 3, 3), np.float32)}
    )
    with pytest.raises(ShapeError) as caught:
        plan_for(model, (1, 3, 5, 5))
    assert "Conv (node 'wide')" in str(caught.value)


def test_check_operators_names_all_nodes_that_are_not_known(make_model):
    nodes = [
        helper.make_node("Frobnicate", ["x"], ["a"], "first"),
        helper.make_node("Relu", ["a"], ["b"], "second", beta=1.0),
        helper.make_node("Relu", ["b"], ["y"], "third"),
    ]
    model = make_model(nodes, [("x", [2])], [("y", [2])])
    with pytest.raises(UnsupportedError) as caught:
        check_operators(read_onnx(model.SerializeToString()).graph)
    assert "'Frobnicate' is not known" in str(caught.value)
    assert caught.value.facts["nodes"] == ["Frobnicate (node 'first')", "Relu (node 'second')"]


def test_compile_plan_counts_memory_before_it_asks_for_it(small_cnn):
    with budget.use(budget.Budget(plan_bytes=1000)), pytest.raises(LimitError) as caught:
        plan_for(small_cnn, (1, 3, 9, 7))
    assert caught.value.facts["setting"] == "plan_bytes"


def test_resolve_dissolves_chains_that_compute_shapes(make_model):
    nodes = [
        helper.make_node("Shape", ["x"], ["s"]),
        helper.make_node("Gather", ["s", "zero"], ["n"]),
        helper.make_node("Unsqueeze", ["n", "first"], ["n1"]),
        helper.make_node("Concat", ["n1", "rest"], ["target"], axis=0),
        helper.make_node("Reshape", ["x", "target"], ["y"]),
    ]
    model = make_model(
        nodes,
        [("x", ["N", 2, 3])],
        [("y", None)],
        {"zero": np.int64(0).reshape(()), "first": np.array([0]), "rest": np.array([-1])},
    )
    graph = read_onnx(model.SerializeToString()).graph
    resolved = resolve(graph, {"x": Spec((4, 2, 3), np.dtype(np.float32))})
    assert [node.op for node in resolved.graph.nodes] == ["Reshape"]
    assert resolved.specs["y"] == Spec((4, 6), np.dtype(np.float32))
    x = np.arange(24, dtype=np.float32).reshape(4, 2, 3)
    np.testing.assert_array_equal(plan_for(model, x.shape).run({"x": x})["y"], x.reshape(4, 6))


def test_compile_plan_runs_values_whose_shape_depends_on_the_data(make_model):
    nodes = [
        helper.make_node("NonZero", ["x"], ["where"]),
        helper.make_node("Cast", ["where"], ["floats"], to=1),
        helper.make_node("ReduceSum", ["floats"], ["y"], keepdims=0),
    ]
    model = make_model(nodes, [("x", [2, 3])], [("y", [])])
    plan = plan_for(model, (2, 3))
    for x in (np.eye(2, 3, dtype=np.float32), np.zeros((2, 3), np.float32)):
        assert plan.run({"x": x})["y"] == np.sum(np.nonzero(x))


def test_plan_does_not_let_a_view_be_overwritten(make_model):
    """A Reshape shares memory with its input; the block must live as long as either is read."""
    nodes = [
        helper.make_node("Neg", ["x"], ["a"]),
        helper.make_node("Reshape", ["a", "shape"], ["b"]),
        helper.make_node("Exp", ["x"], ["c"]),
        helper.make_node("Neg", ["c"], ["d"]),
        helper.make_node("Reshape", ["d", "shape"], ["e"]),
        helper.make_node("Add", ["b", "e"], ["y"]),
    ]
    model = make_model(nodes, [("x", [2, 6])], [("y", [3, 4])], {"shape": np.array([3, 4])})
    x = np.random.default_rng(6).normal(size=(2, 6)).astype(np.float32)
    result = plan_for(model, x.shape).run({"x": x})["y"]
    np.testing.assert_allclose(result, (-x - np.exp(x)).reshape(3, 4), rtol=1e-6)


def test_large_copies_that_share_memory_stay_what_they_were(make_model):
    nodes = [
        helper.make_node("Conv", ["x", "w"], ["a"], pads=[1, 1, 1, 1]),
        helper.make_node("Relu", ["a"], ["b"]),
        helper.make_node("NonZero", ["b"], ["where"]),
        helper.make_node("Transpose", ["b"], ["y"], perm=[3, 2, 0, 1]),
    ]
    shape = (1, 3, 120, 130)
    weights = np.random.default_rng(8).normal(size=(40, 3, 3, 3)).astype(np.float32)
    model = make_model(nodes, [("x", shape)], [("y", None), ("where", None)], {"w": weights})
    plan = plan_for(model, shape, "all")
    random = np.random.default_rng(9)
    first, second = random.normal(size=(2, *shape)).astype(np.float32)
    one, expected = plan.run({"x": first}), reference(model, first, ("a", "b", "y"))
    two = plan.run({"x": second})
    for name, array in expected.items():
        np.testing.assert_allclose(one[name], array, **CLOSE)
        assert not np.array_equal(one[name], two[name])
    np.testing.assert_array_equal(one["where"], np.nonzero(one["b"]))


@pytest.mark.parametrize("kernel", [(2, 3), (3, 3), (1, 3), (3, 1)])
def test_depthwise_convolution_of_a_slice_of_a_concat_sees_its_own_zeros(make_model, kernel):
    """The slice's rows have other channels between them, and zeros around them in memory."""
    random = np.random.default_rng(5)
    model = make_model(
        [
            helper.make_node("Relu", ["x"], ["r"]),
            helper.make_node("Conv", ["r", "w"], ["c"], group=8, pads=[1, 1, 1, 1]),
            helper.make_node("Conv", ["c", "v"], ["d"], group=8, pads=[1, 1, 1, 1]),
            helper.make_node("Concat", ["c", "r"], ["y"], axis=1),
            helper.make_node("Concat", ["d", "d"], ["z"], axis=1),
        ],
        [("x", [2, 8, 5, 16])],
        [("y", None), ("z", None)],
        {
            "w": random.normal(size=(8, 1, 3, 3)).astype(np.float32),
            "v": random.normal(size=(8, 1, *kernel)).astype(np.float32),
        },
    )
    x = random.normal(size=(2, 8, 5, 16)).astype(np.float32)
    expected = reference(model, x, ("y", "z"))
    got = plan_for(model, x.shape).run({"x": x})
    for name in ("y", "z"):
        np.testing.assert_allclose(got[name], expected[name], **CLOSE)


def test_plans_of_other_sizes_share_what_is_made_of_the_weights(make_model):
    """Each new size of picture would else leave copies of all weights behind."""
    random = np.random.default_rng(0)
    weights = {
        "w": random.normal(size=(32, 32, 3, 3)).astype(np.float32),
        **{name: random.uniform(1, 2, 32).astype(np.float32) for name in "gbmv"},
        "p": random.normal(size=(48, 32, 1, 1)).astype(np.float32),
    }
    nodes = [
        helper.make_node("Conv", ["x", "w"], ["c"], pads=[1, 1, 1, 1]),
        helper.make_node("BatchNormalization", ["c", *"gbmv"], ["n"]),
        helper.make_node("Conv", ["n", "p"], ["y"]),
    ]
    made = make_model(nodes, [("x", [1, 32, None, None])], [("y", None)], weights)
    model = engine.load(made.SerializeToString())
    prepared = model._network._weights.prepared
    counts = []
    for side in (40, 44, 48, 52):
        model.run({"x": np.zeros((1, 32, side, side), np.float32)})
        counts.append(len(prepared))
    assert counts == [2] * 4
