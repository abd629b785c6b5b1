"""Each rewrite where it applies, and where it must keep its hands off."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from onnx import helper

from engine.formats.onnx_file import read_onnx
from engine.ops.registry import Spec
from engine.passes.drop_unused import drop_unused
from engine.passes.fold_batch_normalization import fold_batch_normalization
from engine.passes.fold_constants import fold_constants
from engine.passes.fuse_activation import fuse_activation
from engine.passes.fuse_pool import MOST_NUMBERS, fuse_pool
from engine.passes.fuse_residual import fuse_residual

FLOAT = np.dtype(np.float32)


@pytest.fixture
def graph_of(make_model):
    """Return a function that makes a graph of (op, inputs, outputs, attributes) tuples."""

    def make(nodes, outputs=("y",), weights=None, opset=17):
        made = [helper.make_node(op, i, o, **attributes) for op, i, o, attributes in nodes]
        model = make_model(
            made, [("x", ["N", 2, 4, 4])], [(o, None) for o in outputs], weights, opset
        )
        return read_onnx(model.SerializeToString()).graph

    return make


def ops(graph):
    return [node.op for node in graph.nodes]


NORM = {
    "w": np.arange(18, dtype=np.float32).reshape(1, 2, 3, 3),
    "b": np.array([0.5], np.float32),
    "scale": np.array([2], np.float32),
    "shift": np.array([3], np.float32),
    "mean": np.array([-1], np.float32),
    "var": np.array([0.25], np.float32),
}
CONV = ("Conv", ["x", "w", "b"], ["c"], {})
BATCH = ("BatchNormalization", ["c", "scale", "shift", "mean", "var"], ["y"], {"epsilon": 0.0})


class TestFoldBatchNormalization:
    def test_scales_weights_and_bias(self, graph_of):
        graph = fold_batch_normalization(graph_of([CONV, BATCH], weights=NORM), {"y"})
        assert ops(graph) == ["Conv"]
        (conv,) = graph.nodes
        assert conv.outputs == ("y",)
        np.testing.assert_allclose(graph.constants[conv.inputs[1]], NORM["w"] * 4)
        np.testing.assert_allclose(graph.constants[conv.inputs[2]], [(0.5 + 1) * 4 + 3])

    def test_works_without_a_bias(self, graph_of):
        bare = ("Conv", ["x", "w"], ["c"], {})
        graph = fold_batch_normalization(graph_of([bare, BATCH], weights=NORM), {"y"})
        np.testing.assert_allclose(graph.constants[graph.nodes[0].inputs[2]], [1 * 4 + 3])

    def test_leaves_a_watched_convolution(self, graph_of):
        graph = fold_batch_normalization(graph_of([CONV, BATCH], weights=NORM), {"y", "c"})
        assert ops(graph) == ["Conv", "BatchNormalization"]

    def test_leaves_a_convolution_that_others_read(self, graph_of):
        nodes = [CONV, BATCH, ("Relu", ["c"], ["z"], {})]
        graph = fold_batch_normalization(graph_of(nodes, ("y", "z"), NORM), {"y", "z"})
        assert ops(graph) == ["Conv", "BatchNormalization", "Relu"]

    def test_leaves_statistics_that_are_computed(self, graph_of):
        nodes = [("ReduceMean", ["x"], ["var"], {"axes": [0, 1, 2, 3], "keepdims": 0}), CONV, BATCH]
        weights = {k: v for k, v in NORM.items() if k != "var"}
        graph = fold_batch_normalization(graph_of(nodes, weights=weights), {"y"})
        assert "BatchNormalization" in ops(graph)

    def test_does_not_change_the_original_weights(self, graph_of):
        graph = graph_of([CONV, BATCH], weights=NORM)
        fold_batch_normalization(graph, {"y"})
        np.testing.assert_array_equal(graph.constants["w"], NORM["w"])


class TestFuseActivation:
    @pytest.mark.parametrize(
        ("activation", "attributes", "expected"),
        [
            ("Relu", {}, {"activation": "Relu"}),
            ("LeakyRelu", {"alpha": 0.25}, {"activation": "LeakyRelu", "slope": 0.25}),
            ("LeakyRelu", {}, {"activation": "LeakyRelu", "slope": 0.01}),
            ("Sigmoid", {}, {"activation": "Sigmoid"}),
        ],
    )
    def test_merges_an_activation(self, graph_of, activation, attributes, expected):
        nodes = [CONV, (activation, ["c"], ["y"], attributes)]
        graph = fuse_activation(graph_of(nodes, weights=NORM), {"y"})
        (node,) = graph.nodes
        assert (node.op, node.domain, node.outputs) == ("Conv", "convolens", ("y",))
        assert dict(node.attributes) == expected

    def test_takes_constant_bounds_of_clip(self, graph_of):
        nodes = [CONV, ("Clip", ["c", "", "high"], ["y"], {})]
        weights = {**NORM, "high": np.float32(6).reshape(())}
        (node,) = fuse_activation(graph_of(nodes, weights=weights), {"y"}).nodes
        assert dict(node.attributes) == {"activation": "Clip", "low": -np.inf, "high": 6}

    def test_takes_bounds_of_clip_from_old_attributes(self, graph_of):
        nodes = [CONV, ("Clip", ["c"], ["y"], {"min": -1.0, "max": 6.0})]
        (node,) = fuse_activation(graph_of(nodes, weights=NORM, opset=8), {"y"}).nodes
        assert dict(node.attributes) == {"activation": "Clip", "low": -1, "high": 6}

    def test_leaves_bounds_that_are_computed(self, graph_of):
        low = ("ReduceMean", ["x"], ["low"], {"axes": [0, 1, 2, 3], "keepdims": 0})
        nodes = [low, CONV, ("Clip", ["c", "low"], ["y"], {})]
        assert "Clip" in ops(fuse_activation(graph_of(nodes, weights=NORM), {"y"}))

    def test_leaves_a_watched_value(self, graph_of):
        nodes = [CONV, ("Relu", ["c"], ["y"], {})]
        assert ops(fuse_activation(graph_of(nodes, weights=NORM), {"y", "c"})) == ["Conv", "Relu"]


class TestFoldConstants:
    def test_computes_what_depends_on_no_input(self, graph_of):
        nodes = [("Mul", ["b", "b"], ["bb"], {}), ("Conv", ["x", "w", "bb"], ["y"], {})]
        graph, specs = fold_constants(
            graph_of(nodes, weights=NORM), {"x": Spec((1, 2, 4, 4), FLOAT)}
        )
        assert ops(graph) == ["Conv"]
        assert graph.constants["bb"].tolist() == [0.25]
        assert not graph.constants["bb"].flags.writeable
        assert "b" not in graph.constants
        assert specs["y"] == Spec((1, 1, 2, 2), FLOAT)

    def test_knows_nothing_of_what_follows_an_unknown_input(self, graph_of):
        graph, specs = fold_constants(graph_of([CONV], ("c",), NORM), {})
        assert ops(graph) == ["Conv"]
        assert specs["c"] is None


def test_drop_unused_keeps_what_is_watched(graph_of):
    nodes = [("Relu", ["x"], ["y"], {}), ("Neg", ["x"], ["a"], {}), ("Neg", ["a"], ["b"], {})]
    graph = graph_of(nodes)
    assert ops(drop_unused(graph)) == ["Relu"]
    assert ops(drop_unused(graph, {"a"})) == ["Relu", "Neg"]


SHAPES = {name: Spec((1, 1, 2, 2), FLOAT) for name in ("c", "d", "r", "s", "y")}


class TestFuseResidual:
    @pytest.mark.parametrize("order", [["c", "r"], ["r", "c"]])
    def test_adds_a_shortcut_in_the_convolution(self, graph_of, order):
        nodes = [CONV, ("Relu", ["x"], ["r"], {}), ("Add", order, ["y"], {})]
        graph = fuse_residual(graph_of(nodes, weights=NORM), {"y"}, SHAPES)
        assert ops(graph) == ["Relu", "Conv"]
        assert graph.nodes[1].inputs == ("x", "w", "b", "r")
        assert graph.nodes[1].domain == "convolens"

    def test_takes_the_later_of_two_convolutions(self, graph_of):
        nodes = [CONV, ("Conv", ["x", "w"], ["d"], {}), ("Add", ["c", "d"], ["y"], {})]
        graph = fuse_residual(graph_of(nodes, weights=NORM), {"y"}, SHAPES)
        assert [node.inputs for node in graph.nodes] == [("x", "w", "b"), ("x", "w", "", "c")]

    @pytest.mark.parametrize(
        ("watched", "shapes"),
        [
            ({"y", "c"}, SHAPES),
            ({"y"}, {**SHAPES, "r": Spec((1, 1, 1, 1), FLOAT)}),
            ({"y"}, {**SHAPES, "r": None}),
        ],
        ids=["watched", "broadcast", "unknown"],
    )
    def test_keeps_its_hands_off(self, graph_of, watched, shapes):
        nodes = [CONV, ("Relu", ["x"], ["r"], {}), ("Add", ["c", "r"], ["y"], {})]
        graph = fuse_residual(graph_of(nodes, weights=NORM), watched, shapes)
        assert ops(graph) == ["Conv", "Relu", "Add"]

    def test_does_not_add_a_result_to_itself(self, graph_of):
        graph = graph_of([CONV, ("Add", ["c", "c"], ["y"], {})], weights=NORM)
        assert ops(fuse_residual(graph, {"y"}, SHAPES)) == ["Conv", "Add"]

    def test_lets_an_activation_follow(self, graph_of):
        nodes = [
            CONV,
            ("Relu", ["x"], ["r"], {}),
            ("Add", ["c", "r"], ["s"], {}),
            ("Relu", ["s"], ["y"], {}),
        ]
        graph = fuse_residual(graph_of(nodes, weights=NORM), {"y"}, SHAPES)
        assert ops(fuse_activation(graph, {"y"})) == ["Relu", "Conv"]


POOL = ("MaxPool", ["c"], ["y"], {"kernel_shape": [2, 2], "strides": [2, 2]})


class TestFusePool:
    def fused(self, graph_of, nodes, watched=("y",), size=100):
        graph = graph_of(nodes, watched, NORM)
        specs = {name: Spec((1, 1, size, 1), FLOAT) for name in ("c", "r")}
        return fuse_pool(fuse_activation(graph, set(watched)), set(watched), specs)

    def test_makes_one_node_of_convolution_and_pooling(self, graph_of):
        (node,) = self.fused(graph_of, [CONV, POOL]).nodes
        assert (node.op, node.domain, node.outputs) == ("ConvMaxPool", "convolens", ("y",))
        assert node.attributes["pool_strides"] == [2, 2]

    def test_activations_that_never_fall_change_places_with_the_pooling(self, graph_of):
        pool = ("MaxPool", ["r"], ["y"], {"kernel_shape": [2, 2]})
        for op, attributes, falls in (
            ("Relu", {}, False),
            ("LeakyRelu", {"alpha": 0.1}, False),
            ("LeakyRelu", {"alpha": -0.1}, True),
            ("HardSwish", {}, True),
            ("Sigmoid", {}, True),  # rounded, it may fall
        ):
            graph = self.fused(graph_of, [CONV, (op, ["c"], ["r"], attributes), pool])
            assert ops(graph) == (["Conv", "MaxPool"] if falls else ["ConvMaxPool"]), op

    def test_an_activation_after_the_pooling_is_fused_too(self, graph_of):
        pool = ("MaxPool", ["c"], ["p"], {"kernel_shape": [2, 2]})
        graph = self.fused(graph_of, [CONV, pool, ("Relu", ["p"], ["y"], {})])
        (node,) = fuse_activation(graph, {"y"}).nodes
        assert node.attributes["activation"] == "Relu"

    def test_leaves_what_is_watched(self, graph_of):
        assert ops(self.fused(graph_of, [CONV, POOL], ("y", "c"))) == ["Conv", "MaxPool"]

    def test_leaves_large_maps(self, graph_of):
        graph = self.fused(graph_of, [CONV, POOL], size=MOST_NUMBERS + 1)
        assert ops(graph) == ["Conv", "MaxPool"]

    @pytest.mark.parametrize(
        ("side", "pool_side", "group", "fuses"),
        [(302, 2, 1, True), (303, 2, 1, False), (302, 3, 1, False), (302, 2, 8, False)],
    )
    def test_fuses_large_maps_where_windows_lie_in_tiles(
        self, graph_of, side, pool_side, group, fuses
    ):
        conv = ("Conv", ["x", "w"], ["c"], {"pads": [1, 1, 1, 1], "group": group})
        pool = ("MaxPool", ["c"], ["y"], {"kernel_shape": [pool_side] * 2, "strides": [2, 2]})
        weights = {"w": np.zeros((16, 8 // group, 3, 3), np.float32)}
        graph = graph_of([conv, pool], weights=weights)
        specs = {"x": Spec((1, 8, side, side), FLOAT), "c": Spec((1, 16, side, side), FLOAT)}
        expected = ["ConvMaxPool"] if fuses else ["Conv", "MaxPool"]
        assert ops(fuse_pool(graph, {"y"}, specs)) == expected

    def test_leaves_pooling_whose_positions_are_read(self, graph_of):
        pool = ("MaxPool", ["c"], ["y", "z"], {"kernel_shape": [2, 2]})
        assert ops(self.fused(graph_of, [CONV, pool], ("y", "z"))) == ["Conv", "MaxPool"]

    def test_leaves_a_convolution_with_a_shortcut(self, graph_of):
        graph = graph_of([CONV, POOL], weights=NORM)
        conv, pool = graph.nodes
        conv = replace(conv, domain="convolens", inputs=(*conv.inputs, "x"))
        graph = replace(graph, nodes=(conv, pool))
        assert ops(fuse_pool(graph, {"y"}, {"c": Spec((1, 1, 2, 2), FLOAT)})) == ["Conv", "MaxPool"]
