"""Functions inside models: expanded as ONNX Runtime runs them, and refused when they are traps."""

from __future__ import annotations

import numpy as np
import pytest
from onnx import AttributeProto, FunctionProto, TensorProto, helper

import engine
from engine import budget
from engine.errors import EngineError, GraphError, LimitError, UnsupportedError
from engine.formats.functions import EXPANDED
from engine.ops import registry

DOMAIN = "ours"


def function(name, nodes, inputs=("a",), outputs=("b",), attributes=(), opset=17, defaults=()):
    imports = [helper.make_opsetid("", opset), helper.make_opsetid(DOMAIN, 1)]
    made = helper.make_function(
        DOMAIN, name, list(inputs), list(outputs), list(nodes), imports, list(attributes)
    )
    made.attribute_proto.extend(defaults)
    return made


def model(nodes, functions, outputs=("y",), opset=17):
    graph = helper.make_graph(
        list(nodes),
        "test",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [3])],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs],
    )
    made = helper.make_model(
        graph,
        functions=list(functions),
        opset_imports=[helper.make_opsetid("", opset), helper.make_opsetid(DOMAIN, 1)],
    )
    made.ir_version = 8
    return made.SerializeToString()


def call(name, inputs, outputs, **attributes):
    return helper.make_node(name, list(inputs), list(outputs), domain=DOMAIN, **attributes)


def referring(op, inputs, outputs, name, kind):
    """Return a node whose attribute is that of the function."""
    node = helper.make_node(op, inputs, outputs)
    attribute = AttributeProto(name=name, ref_attr_name=name, type=kind)
    node.attribute.append(attribute)
    return node


X = np.array([-2, 0.5, 3], np.float32)


def run(data):
    return engine.load(data).run({"x": X})


def check(data):
    onnxruntime = pytest.importorskip("onnxruntime")
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    expected = session.run(None, {"x": X})
    for got, wanted in zip(run(data).values(), expected, strict=True):
        np.testing.assert_allclose(got, wanted, rtol=1e-6)


def test_a_function_is_expanded_at_each_call():
    twice = function(
        "Twice", [helper.make_node("Add", ["a", "a"], ["s"]), helper.make_node("Neg", ["s"], ["b"])]
    )
    data = model([call("Twice", "x", ["m"]), call("Twice", ["m"], "y")], [twice])
    check(data)
    assert [layer.op for layer in engine.load(data).layers] == ["Add", "Neg", "Add", "Neg"]


def test_functions_may_call_functions_and_share_names():
    inner = function("Inner", [helper.make_node("Exp", ["a"], ["t"]), call_add("t", "a", "b")])
    outer = function(
        "Outer", [call("Inner", "a", "t"), call("Inner", "t", "u"), call_add("t", "u", "b")]
    )
    check(model([call("Outer", "x", "y")], [outer, inner]))


def call_add(left, right, out):
    return helper.make_node("Add", [left, right], [out])


def test_attributes_reach_the_nodes_inside():
    leaky = function(
        "Leaky",
        [referring("LeakyRelu", ["a"], ["b"], "alpha", AttributeProto.FLOAT)],
        attributes=["alpha"],
    )
    data = model([call("Leaky", "x", "y", alpha=0.25)], [leaky])
    check(data)
    np.testing.assert_allclose(run(data)["y"], [-0.5, 0.5, 3])


def test_an_attribute_that_is_not_given_has_its_default():
    leaky = function(
        "Leaky",
        [referring("LeakyRelu", ["a"], ["b"], "alpha", AttributeProto.FLOAT)],
        defaults=[helper.make_attribute("alpha", 0.5)],
    )
    np.testing.assert_allclose(run(model([call("Leaky", "x", "y")], [leaky]))["y"], [-1, 0.5, 3])
    without = function(
        "Leaky",
        [referring("LeakyRelu", ["a"], ["b"], "alpha", AttributeProto.FLOAT)],
        attributes=["alpha"],
    )
    # The operator's own default: 0.01.
    data = model([call("Leaky", "x", "y")], [without])
    np.testing.assert_allclose(run(data)["y"], [-0.02, 0.5, 3], rtol=1e-6)


def test_inputs_and_outputs_may_be_left_out():
    clip = function(
        "Bounded",
        [
            helper.make_node("Clip", ["a", "low", "high"], ["b"]),
            helper.make_node("Abs", ["a"], ["c"]),
        ],
        inputs=("a", "low", "high"),
        outputs=("b", "c"),
    )
    constant = helper.make_node("Constant", [], ["top"], value_float=1.0)
    data = model([constant, call("Bounded", ["x", "", "top"], ["y"])], [clip])
    np.testing.assert_allclose(run(data)["y"], [-2, 0.5, 1])


def test_graphs_inside_functions_are_renamed_too():
    branch = helper.make_graph(
        [helper.make_node("Add", ["a", "s"], ["out"])],
        "branch",
        [],
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, None)],
    )
    body = [
        helper.make_node("Exp", ["a"], ["s"]),
        helper.make_node("Constant", [], ["zero"], value_float=0.0),
        helper.make_node("ReduceMax", ["a"], ["top"], keepdims=0),
        helper.make_node("Greater", ["top", "zero"], ["flag"]),
        helper.make_node("If", ["flag"], ["b"], then_branch=branch, else_branch=branch),
    ]
    nodes = [call("Chosen", "x", ["s"]), call("Chosen", "s", "y")]
    data = model(nodes, [function("Chosen", body)])
    once = X + np.exp(X)
    np.testing.assert_allclose(run(data)["y"], once + np.exp(once), rtol=1e-6)


@pytest.mark.parametrize("names", [["A"], ["A", "B"], ["A", "B", "C"]])
def test_a_function_that_calls_itself_meets_a_limit(names):
    functions = [
        function(name, [call(after, "a", "b")])
        for name, after in zip(names, [*names[1:], names[0]], strict=True)
    ]
    with pytest.raises(LimitError) as caught:
        engine.load(model([call("A", "x", "y")], functions))
    assert caught.value.facts["setting"] == "nesting"


@pytest.mark.parametrize("empty", [False, True])
def test_functions_that_multiply_meet_a_limit(empty):
    """Each level calls the next twice: 2^30 nodes, or as many calls of nothing."""
    last = [] if empty else [helper.make_node("Neg", ["a"], ["b"])]
    functions = [function("F30", last)]
    functions += [
        function(f"F{i}", [call(f"F{i + 1}", "a", ["t"]), call(f"F{i + 1}", ["t"], "b")])
        for i in range(30)
    ]
    with budget.use(budget.Budget(nodes=2000)), pytest.raises(LimitError) as caught:
        engine.load(model([call("F0", "x", "y")], functions))
    assert caught.value.facts["setting"] == "nodes"


def test_large_constants_in_functions_meet_a_limit():
    weights = helper.make_tensor("w", TensorProto.FLOAT, [1000], bytes(4000), raw=True)
    heavy = function(
        "Heavy",
        [helper.make_node("Constant", [], ["w"], value=weights), call_add("a", "a", "b")],
    )
    nodes = [call("Heavy", "x" if not i else [f"t{i - 1}"], [f"t{i}"]) for i in range(100)]
    data = model(nodes, [heavy], outputs=("t99",))
    assert len(data) < 20_000
    with budget.use(budget.Budget(file_bytes=100_000)), pytest.raises(LimitError):
        engine.load(data)


def test_a_call_that_does_not_fit_is_refused():
    one = function("One", [helper.make_node("Neg", ["a"], ["b"])])
    with pytest.raises(GraphError, match="One"):
        engine.load(model([call("One", ["x", "x"], "y")], [one]))


def test_a_function_may_not_mean_an_operator_otherwise_than_the_model():
    """Squeeze took its axes as an attribute before opset 13."""
    old = function("Old", [helper.make_node("Squeeze", ["a"], ["b"], axes=[0])], opset=11)
    with pytest.raises(UnsupportedError, match="opset 11"):
        engine.load(model([call("Old", "x", "y")], [old]))
    same = function("Same", [helper.make_node("Neg", ["a"], ["b"])], opset=13)
    np.testing.assert_array_equal(run(model([call("Same", "x", "y")], [same]))["y"], -X)


def test_a_function_that_occurs_twice_is_refused():
    one = function("One", [helper.make_node("Neg", ["a"], ["b"])])
    two = FunctionProto()
    two.CopyFrom(one)
    with pytest.raises(GraphError, match="twice"):
        engine.load(model([call("One", "x", "y")], [one, two]))


def test_an_unknown_operator_in_a_function_is_named():
    odd = function("Odd", [helper.make_node("Nonsense", ["a"], ["b"])])
    with pytest.raises(EngineError, match="Nonsense"):
        engine.load(model([call("Odd", "x", "y")], [odd]))


def test_operators_are_either_expanded_or_known():
    """An operator of our own would be shadowed by its expansion."""
    assert not EXPANDED & set(registry.names())
