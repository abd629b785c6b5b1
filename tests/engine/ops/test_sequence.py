"""Sequences and optional values inside a plan."""

from __future__ import annotations

import numpy as np
import pytest
from onnx import TensorProto, helper

import engine
from engine.errors import ShapeError
from engine.ops.sequence import sequence_at, sequence_erase, sequence_of, split_to_sequence


def model_of(nodes, outputs, opset=17):
    graph = helper.make_graph(
        nodes,
        "test",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [4, 3])],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs],
    )
    return helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", opset)]
    ).SerializeToString()


def test_items_survive_the_reuse_of_memory():
    """A sequence keeps copies: the buffers its items came from are used again before it is read."""
    nodes = [
        helper.make_node("Relu", ["x"], ["a"]),
        helper.make_node("Neg", ["x"], ["b"]),
        helper.make_node("SequenceConstruct", ["a", "b"], ["s"]),
        helper.make_node("Exp", ["x"], ["c"]),
        helper.make_node("Exp", ["c"], ["d"]),
        helper.make_node("ConcatFromSequence", ["s"], ["y"], axis=1),
        helper.make_node("Abs", ["d"], ["z"]),
    ]
    model = engine.load(model_of(nodes, ["y", "z"]))
    x = np.linspace(-1, 1, 12, dtype=np.float32).reshape(4, 3)
    for scale in (1, 2):
        got = model.run({"x": x * scale})
        np.testing.assert_array_equal(
            got["y"], np.concatenate([np.maximum(x * scale, 0), -x * scale], 1)
        )
        np.testing.assert_allclose(got["z"], np.exp(np.exp(x * scale)), rtol=1e-6)


def test_layers_that_are_sequences_are_not_shown():
    nodes = [
        helper.make_node("Neg", ["x"], ["n"]),
        helper.make_node("SplitToSequence", ["n"], ["s"], axis=1),
        helper.make_node("ConcatFromSequence", ["s"], ["y"], axis=1),
    ]
    graph = helper.make_graph(
        nodes,
        "test",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, 8, 8])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    activations = engine.load(model.SerializeToString()).activations(np.zeros((8, 8), np.uint8))
    assert list(activations) == ["n", "y"]
    assert [layer.op for layer in activations.layers] == ["Neg", "ConcatFromSequence"]


def test_items_keep_their_shapes_even_if_all_are_alike():
    sequence = sequence_of([np.zeros((2, 3)), np.ones((2, 3))])
    assert sequence.shape == (2,)
    assert sequence_at(sequence, np.array(-1)).shape == (2, 3)
    assert sequence_of([np.array(1.0)])[0].shape == ()
    assert sequence_erase(sequence, np.array(0)).shape == (1,)


def test_a_split_that_does_not_fit_is_refused():
    x = np.zeros((5, 2), np.float32)
    assert [len(part) for part in split_to_sequence(x, np.array(2))] == [2, 2, 1]
    assert [len(part) for part in split_to_sequence(x, np.array([4, 1]))] == [4, 1]
    for split in (np.array(0), np.array([4, 2]), np.array([6, -1])):
        with pytest.raises(ShapeError):
            split_to_sequence(x, split)
    with pytest.raises(ShapeError, match="position"):
        sequence_at(split_to_sequence(x), np.array(5))
    with pytest.raises(ShapeError, match="sequence"):
        sequence_at(x, np.array(0))


@pytest.mark.parametrize("items", [[0, 0, 0], ["a", "b"], [np.zeros(2), None]])
@pytest.mark.parametrize(
    "nodes",
    [
        [helper.make_node("SequenceMap", ["s"], ["y"], body=helper.make_graph(
            [helper.make_node("Shape", ["i"], ["o"])], "each",
            [helper.make_tensor_value_info("i", TensorProto.FLOAT, None)],
            [helper.make_tensor_value_info("o", TensorProto.INT64, None)]))],
        [helper.make_node("SequenceAt", ["s", "zero"], ["y"])],
        [helper.make_node("SequenceLength", ["s"], ["y"])],
        [helper.make_node("ConcatFromSequence", ["s"], ["y"], axis=0)],
    ],
    ids=lambda nodes: nodes[0].op_type,
)  # fmt: skip
def test_what_holds_no_arrays_is_no_sequence(items, nodes):
    """An input whose file leaves its type open, or strings."""
    given = helper.make_tensor_value_info("s", TensorProto.UNDEFINED, [len(items)])
    zero = helper.make_tensor("zero", TensorProto.INT64, [], [0])
    out = helper.make_tensor_value_info("y", TensorProto.FLOAT, None)
    graph = helper.make_graph(nodes, "test", [given], [out], [zero])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    array = np.fromiter(items, object, len(items))
    with pytest.raises(ShapeError, match="sequence"):
        engine.load(model.SerializeToString()).run({"s": array})
