"""Graphs that are none, or that are larger, deeper and stranger than any real one."""

from __future__ import annotations

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

import engine
from engine.formats.onnx_file import read_onnx

node = helper.make_node


def test_a_model_without_opset_is_refused(refused, network):
    model = network([node("Relu", ["x"], ["y"])])
    del model.opset_import[:]
    refused(model, "GraphError", run=False)


@pytest.mark.parametrize("opset", [-1, 0, 999, 2**62])
def test_an_opset_that_does_not_exist_is_refused(refused, network, opset):
    model = network([node("Relu", ["x"], ["y"])])
    model.opset_import[0].version = opset
    refused(model, "UnsupportedError", run=False)


@pytest.mark.parametrize(("op", "domain"), [("Frobnicate", ""), ("Relu", "com.example"), ("", "")])
def test_unknown_operators_and_domains_name_the_node(refused, network, op, domain):
    model = network([node("Relu", ["x"], ["y"], "suspect")])
    model.graph.node[0].op_type, model.graph.node[0].domain = op, domain
    answer = refused(model, "UnsupportedError", run=False)
    assert "'suspect'" in answer["node"]


def test_a_node_without_results_is_refused(refused, network):
    refused(network([node("Relu", ["x"], []), node("Neg", ["x"], ["y"])]), "GraphError")


def test_an_absent_output_is_refused(refused, network):
    refused(network([node("Relu", ["x"], ["z"])]), "GraphError")


@pytest.mark.parametrize(
    "node_proto",
    [
        node("Relu", ["x"], ["y", "z"]),
        node("Concat", ["x", ""], ["y"], axis=0),
        node("Add", ["x", ""], ["y"]),
        node("Add", ["x"], ["y"]),
        node("Relu", ["x", "x"], ["y"]),
        node("Conv", ["x"], ["y"]),
        node("Relu", ["x"], ["y"], beta=1.0),
        node("Softmax", ["x"], ["y"], axis="one"),
        node("Softmax", ["x"], ["y"], axis=[1]),
        node("Transpose", ["x"], ["y"], perm=1),
        node("LeakyRelu", ["x"], ["y"], alpha="steep"),
        node("Resize", ["x"], ["y"], mode=3),
        node("If", ["x"], ["y"], then_branch=1, else_branch=1),
        node("Loop", ["", "", "x"], ["y"], body="x"),
        node("Constant", [], ["y"], value=helper.make_graph([], "g", [], [])),
    ],
    ids=lambda proto: f"{proto.op_type}-{len(proto.input)}-{[a.name for a in proto.attribute]}",
)
def test_inputs_outputs_and_attributes_of_another_kind_are_refused(refused, network, node_proto):
    answer = refused(network([node_proto]), "UnsupportedError|GraphError|ShapeError")
    assert answer["node"]


def recursive(*bodies: tuple[str, list[str]]) -> tuple[onnx.FunctionProto, ...]:
    return tuple(
        helper.make_function(
            "mine",
            name,
            ["a"],
            ["b"],
            [
                node(op, ["a" if i == 0 else f"t{i}"],
                     ["b" if i == len(calls) - 1 else f"t{i + 1}"], domain="mine")
                for i, op in enumerate(calls)
            ],
            [helper.make_opsetid("", 17), helper.make_opsetid("mine", 1)],
        )
        for name, calls in bodies
    )  # fmt: skip


@pytest.mark.parametrize(
    "functions",
    [
        recursive(("F", ["F"])),
        recursive(("F", ["G"]), ("G", ["F"])),
        recursive(("F", ["F", "F"])),
        recursive(*((f"F{i}" if i else "F", [f"F{i + 1}"] * 10) for i in range(30))),
    ],
    ids=["itself", "each other", "itself twice", "ten to the thirtieth"],
)
def test_functions_that_never_end_are_refused(refused, network, functions):
    model = network([node("F", ["x"], ["y"], domain="mine")], functions=functions)
    refused(model, "LimitError|UnsupportedError|GraphError")


def test_a_subgraph_may_not_shadow_what_is_around_it(refused, network):
    out = helper.make_tensor_value_info("inner", 1, None)
    body = helper.make_graph([node("Neg", ["x"], ["inner"])], "b", [], [out])
    body.initializer.append(helper.make_tensor("x", 1, [1], [2.0]))
    model = network(
        [node("If", ["flag"], ["y"], then_branch=body, else_branch=body)], {"flag": np.array(True)}
    )
    # The branch's own 'x' is what it reads; the one outside stays what it is.
    file = read_onnx(model.SerializeToString())
    assert file.graph.nodes[0].inputs == ("flag",)
    assert engine.load(model.SerializeToString()).run({"x": np.ones((1, 3, 8, 8), np.float32)})[
        "y"
    ].tolist() == [-2.0]


@pytest.mark.parametrize("branch_inputs", [["own"], ["x"]])
def test_a_branch_with_inputs_of_its_own_is_refused(refused, network, branch_inputs):
    out = helper.make_tensor_value_info("inner", 1, None)
    taken = [helper.make_tensor_value_info(name, 1, None) for name in branch_inputs]
    body = helper.make_graph([node("Neg", branch_inputs, ["inner"])], "b", taken, [out])
    for flag in (np.array(True), None):
        weights = {} if flag is None else {"flag": flag}
        nodes = [node("If", ["flag"], ["y"], then_branch=body, else_branch=body)]
        if flag is None:
            nodes.insert(0, node("ReduceMax", ["x"], ["m"], keepdims=0))
            nodes.insert(1, node("Cast", ["m"], ["flag"], to=9))
        refused(network(nodes, weights), "GraphError|ShapeError")


def test_a_hundred_thousand_nodes_open_and_run(guard, network):
    nodes = [node("Relu", [f"v{i}" if i else "x"], [f"v{i + 1}"]) for i in range(99_999)]
    model = network([*nodes, node("Relu", ["v99999"], ["y"])], shape=(1, 1, 2, 2))
    answer = guard(
        "model", source=model.SerializeToString(), picture=False, watch=False, seconds=240
    )
    assert answer.get("ok", {}).get("layers") == 100_000, answer
    more = network([*nodes, *(node("Neg", ["x"], [f"z{i}"]) for i in range(2))], output="z0")
    answer = guard("model", source=more.SerializeToString(), run=False)
    assert answer["facts"] == {"needed": 100_001, "limit": 100_000, "setting": "nodes"}


def test_a_hundred_thousand_nodes_in_the_wrong_order_are_sorted(guard, network):
    nodes = [node("Relu", [f"v{i}" if i else "x"], [f"v{i + 1}"]) for i in range(20_000)]
    model = network(nodes[::-1], output="v20000", shape=(1, 1, 2, 2))
    code = "result = [n.outputs[0] for n in engine.load(given).graph.nodes[:2]]"
    answer = guard("python", code=code, given={"given": model.SerializeToString()}, seconds=120)
    assert answer.get("ok") == ["v1", "v2"], answer


@pytest.mark.parametrize("mark", ["\0", "\x1b[31m", "\u202e", "\u2066", "\u200f", "\n", "\u2028"])
def test_marks_that_turn_or_hide_text_are_shown_as_what_they_are(network, mark):
    model = network([node("Relu", ["nothing"], ["y"], f"gpj{mark}exe")])
    with pytest.raises(engine.GraphError) as caught:
        engine.load(model.SerializeToString())
    assert mark not in str(caught.value)
    assert "gpj" in str(caught.value)
    assert mark not in caught.value.node


LONG = "n" * 20_000_000
LONG_NAMES = {
    "a layer": [node("Relu", ["x"], ["y"], name=LONG)],
    "a value": [node("Relu", ["x"], [LONG]), node("Neg", [LONG], ["y"])],
    "an operator": [node(LONG, ["x"], ["y"])],
    "a domain": [node("Relu", ["x"], ["y"], domain=LONG)],
    "an attribute": [node("Relu", ["x"], ["y"], **{LONG: 1})],
    "a word": [node("MaxPool", ["x"], ["y"], kernel_shape=[1, 1], auto_pad=LONG)],
    "a list": [node("MaxPool", ["x"], ["y"], kernel_shape=[1] * 2_000_000)],
}


@pytest.mark.parametrize("name", LONG_NAMES)
def test_what_is_shown_of_a_name_is_short(guard, network, name):
    """Qt would measure a name of twenty million letters for minutes, on the window's thread."""
    source = network(LONG_NAMES[name]).SerializeToString()
    code = """
try:
    model = engine.load(source)
    result = max(len(layer.title) for layer in model.layers)
except engine.EngineError as error:
    result = max(len(str(error)), len(error.node))
"""
    answer = guard("python", code=code, given={"source": source})
    assert 0 < answer["ok"] < 5000, answer


def test_a_hundred_thousand_inputs_take_no_square_of_time(guard, network):
    model = network([node("Relu", ["x"], ["y"])])
    model.graph.input.extend(helper.make_tensor_value_info(f"i{n}", 1, [1]) for n in range(50_000))
    answer = guard("model", source=model.SerializeToString(), seconds=50)
    assert "ok" in answer or answer.get("ours"), answer


def test_an_input_of_more_axes_than_an_array_has_is_no_picture(refused, network):
    model = network([node("Relu", ["x"], ["y"])], shape=(1,) * 1000)
    assert len(refused(model, "ShapeError")["text"]) < 5000


def test_marks_in_names_and_labels_do_not_reach_the_screen(network):
    model = network([node("GlobalAveragePool", ["x"], ["y"], "gpj\u202eexe\0")])
    info = '{"version": 1, "title": "a\\u202eb", "labels": ["a\\u202eb", "c\\u0000d", "e"]}'
    helper.set_model_props(model, {"convolens": info})
    opened = engine.load(model.SerializeToString())
    shown = [opened.name, opened.layers[0].title, *(opened.labels.full(i) for i in range(3))]
    assert not any(mark in text for text in shown for mark in "\u202e\0")


@pytest.mark.parametrize("kind", [TensorProto.FLOAT, TensorProto.FLOAT16, TensorProto.DOUBLE])
def test_a_sequence_where_a_tensor_is_declared_is_given_or_refused(guard, network, kind):
    model = network([helper.make_node("SequenceConstruct", ["x", "x"], ["y"])])
    model.graph.output[0].type.tensor_type.elem_type = kind
    answer = guard("model", source=model.SerializeToString())
    assert "ok" in answer or answer["ours"], answer
