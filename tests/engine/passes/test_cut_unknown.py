"""The part of a network that can run."""

from __future__ import annotations

import numpy as np
import pytest
from onnx import helper

import engine
from engine.errors import UnsupportedError
from engine.formats.onnx_file import read_onnx
from engine.passes.cut_unknown import cut_unknown


@pytest.fixture
def model(make_model):
    """Return conv → relu → unknown → softmax, and a second way out before the unknown."""
    nodes = [
        helper.make_node("Conv", ["x", "w"], ["c"], "conv"),
        helper.make_node("Relu", ["c"], ["r"], "relu"),
        helper.make_node("Mystery", ["r"], ["m"], "mystery", domain="acme"),
        helper.make_node("Flatten", ["m"], ["f"], "flatten"),
        helper.make_node("Softmax", ["f"], ["y"], "softmax"),
        helper.make_node("Neg", ["c"], ["aside"], "aside"),
    ]
    made = make_model(
        nodes,
        [("x", [1, 1, 40, 40])],
        [("y", None), ("aside", None)],
        {"w": np.ones((2, 1, 3, 3), np.float32)},
    )
    made.opset_import.append(helper.make_opsetid("acme", 1))
    return made.SerializeToString()


def test_cut_unknown_keeps_what_runs_without_the_unknown(model):
    graph, unknown = cut_unknown(read_onnx(model).graph)
    assert [node.op for node in graph.nodes] == ["Conv", "Relu", "Neg"]
    assert [value.name for value in graph.outputs] == ["aside", "r"]
    (named,) = unknown
    assert "mystery" in named
    assert "acme.Mystery" in named


def test_cut_unknown_leaves_a_known_network_alone(small_cnn):
    graph = read_onnx(small_cnn.SerializeToString()).graph
    assert cut_unknown(graph) == (graph, ())


def test_load_refuses_unless_asked_for_a_part(model):
    with pytest.raises(UnsupportedError, match="mystery") as caught:
        engine.load(model)
    assert len(caught.value.facts["nodes"]) == 1
    part = engine.load(model, partial=True)
    assert [layer.op for layer in part.layers] == ["Conv", "Relu", "Neg"]
    assert len(part.missing) == 1
    assert any("mystery" in warning for warning in part.warnings)


def test_a_part_shows_its_maps_and_predicts_nothing(model):
    part = engine.load(model, partial=True)
    activations = part.activations(np.full((40, 40), 255, np.uint8))
    np.testing.assert_allclose(activations["r"], np.full((1, 2, 38, 38), 9.0), rtol=1e-6)
    assert activations.prediction.probabilities is None
    assert activations.prediction.top(3) == []


def test_a_network_that_begins_with_the_unknown_has_no_layers(make_model):
    made = make_model(
        [helper.make_node("Mystery", ["x"], ["y"], domain="acme")], [("x", [1])], [("y", None)]
    )
    made.opset_import.append(helper.make_opsetid("acme", 1))
    part = engine.load(made.SerializeToString(), partial=True)
    assert part.layers == ()
    assert part.outputs == ()


def test_what_is_left_out_is_told_layer_by_layer(model):
    part = engine.load(model, partial=True)
    assert [each.layer.op for each in part.left_out] == ["Mystery", "Flatten", "Softmax"]
    assert "acme.Mystery" in part.left_out[0].reason
    assert [each.reason for each in part.left_out[1:]] == ["", ""]
    assert part.left_out[1].layer.inputs == ("m",)


def test_nothing_is_left_out_of_a_known_network(small_cnn):
    assert engine.load(small_cnn.SerializeToString(), partial=True).left_out == ()
