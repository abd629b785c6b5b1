"""Valid files to start from: ONNX's own node cases, and a few networks with everything in them."""

from __future__ import annotations

import warnings
from functools import cache

import numpy as np
import onnx
from onnx import ModelProto, TensorProto, helper, numpy_helper

_LARGEST_SEED = 20_000


@cache
def node_cases() -> tuple[ModelProto, ...]:
    """Return the models of ONNX's node cases, sorted by name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from onnx.backend.test.case.node import collect_testcases

        cases = sorted(collect_testcases(None), key=lambda case: case.name)
    return tuple(case.model for case in cases if case.model.ByteSize() < _LARGEST_SEED)


def _info(name: str, shape: list[int | str] | None, kind: int = 1) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, kind, shape)


@cache
def networks() -> tuple[ModelProto, ...]:
    """Return small networks of whole pictures, with all that the passes look for."""
    random = np.random.default_rng(5)

    def weights(name: str, *shape: int) -> onnx.TensorProto:
        return numpy_helper.from_array(random.normal(size=shape).astype(np.float32), name)

    def ints(name: str, *values: int) -> onnx.TensorProto:
        return numpy_helper.from_array(np.array(values, np.int64), name)

    node = helper.make_node
    cnn = helper.make_graph(
        [
            node("Conv", ["x", "w1", "b1"], ["c1"], "conv1", pads=[1, 1, 1, 1]),
            node("BatchNormalization", ["c1", "s", "s", "s", "s"], ["n1"], "norm1"),
            node("Relu", ["n1"], ["r1"], "relu1"),
            node("Conv", ["r1", "w2"], ["d1"], "depthwise", group=4, strides=[2, 2]),
            node("MaxPool", ["d1"], ["p1"], "pool1", kernel_shape=[2, 2], strides=[1, 1]),
            node("Conv", ["p1", "w3"], ["c2"], "conv2", pads=[1, 1, 1, 1]),
            node("Add", ["c2", "p1"], ["a2"], "skip"),
            node("Clip", ["a2", "zero", "six"], ["k2"], "clip"),
            node("Shape", ["k2"], ["size"], "shape"),
            node("Gather", ["size", "first"], ["n"], "batch"),
            node("Concat", ["n", "rest"], ["wanted"], "wanted", axis=0),
            node("Resize", ["k2", "", "scales"], ["big"], "resize", mode="linear"),
            node("GlobalAveragePool", ["big"], ["g"], "pool"),
            node("Reshape", ["g", "wanted"], ["f"], "flat"),
            node("Gemm", ["f", "w4", "b4"], ["z"], "dense"),
            node("Softmax", ["z"], ["y"], "softmax", axis=1),
        ],
        "cnn",
        [_info("x", ["N", 3, 9, 7])],
        [_info("y", ["N", 5])],
        [
            weights("w1", 4, 3, 3, 3), weights("b1", 4), weights("s", 4), weights("w2", 4, 1, 3, 3),
            weights("w3", 4, 4, 3, 3), weights("w4", 4, 5), weights("b4", 5), ints("first", 0),
            ints("rest", -1), numpy_helper.from_array(np.float32(0), "zero"),
            numpy_helper.from_array(np.float32(6), "six"),
            numpy_helper.from_array(np.array([1, 1, 2, 2], np.float32), "scales"),
        ],
    )  # fmt: skip
    body = helper.make_graph(
        [
            node("Add", ["state", "one"], ["next"]),
            node("Identity", ["go"], ["still"]),
            node("Mul", ["next", "x"], ["kept"]),
        ],
        "body",
        [_info("i", [], 7), _info("go", [], 9), _info("state", None)],
        [_info("still", [], 9), _info("next", None), _info("kept", None)],
    )
    branches = {
        f"{which}_branch": helper.make_graph(
            [node(op, ["x"], [f"{which}_y"])], which, [], [_info(f"{which}_y", None)]
        )
        for which, op in (("then", "Relu"), ("else", "Neg"))
    }
    flow = helper.make_graph(
        [
            node("Loop", ["rounds", "yes", "x"], ["last", "all"], "loop", body=body),
            node("If", ["yes"], ["chosen"], "if", **branches),
            node("ReduceSum", ["all", "axes"], ["sum"], "sum", keepdims=0),
            node("Add", ["sum", "chosen"], ["y"], "add"),
        ],
        "flow",
        [_info("x", [1, 3, 4, 4])],
        [_info("y", None), _info("last", None)],
        [
            ints("axes", 0),
            numpy_helper.from_array(np.int64(3), "rounds"),
            numpy_helper.from_array(np.array(True), "yes"),
            numpy_helper.from_array(np.float32(1), "one"),
        ],
    )
    square = helper.make_function(
        "mine", "Square", ["a"], ["b"], [node("Mul", ["a", "a"], ["b"])],
        [helper.make_opsetid("", 17)],
    )  # fmt: skip
    functions = helper.make_graph(
        [
            node("Square", ["x"], ["s"], "square", domain="mine"),
            node("Square", ["s"], ["y"], "again", domain="mine"),
        ],
        "functions",
        [_info("x", [1, 3, 4, 4])],
        [_info("y", None)],
    )
    # What only a run shows: sizes that data decide, text, sequences.
    unseen = helper.make_graph(
        [
            node("Exp", ["x"], ["e"], "above_zero"),
            node("NonZero", ["e"], ["z"], "found"),
            node("Transpose", ["z"], ["p"], "turned", perm=[1, 0]),
            node("GatherND", ["x", "p"], ["v"], "picked"),
            node("TopK", ["v", "two"], ["top", "where"], "top"),
            node("SequenceConstruct", ["v", "top"], ["q"], "both"),
            node("SequenceInsert", ["q", "where_real"], ["r"], "more"),
            node("Cast", ["where"], ["where_real"], "real", to=1),
            node("ConcatFromSequence", ["r"], ["c"], "joined", axis=0),
            node("CumSum", ["c", "first"], ["sums"], "sums"),
            node("Einsum", ["sums", "sums"], ["s"], "products", equation="i,i->"),
            node("StringSplit", ["words"], ["parts", "counts"], "split", delimiter=" "),
            node("StringConcat", ["parts", "parts"], ["longer"], "longer"),
            node("Unique", ["longer"], ["u", "places", "inverse", "n"], "unique"),
            node("Cast", ["n"], ["n_real"], "n_real", to=1),
            node("ReduceSum", ["n_real"], ["n_sum"], "n_sum", keepdims=0),
            node("Add", ["s", "n_sum"], ["y"], "add"),
        ],
        "unseen",
        [_info("x", [1, 3, 4, 4])],
        [_info("y", None)],
        [
            ints("first", 0), ints("two", 2),
            helper.make_tensor("words", TensorProto.STRING, [2], [b"a b", "ü 中".encode()]),
        ],
    )  # fmt: skip
    made = []
    for graph, own in ((cnn, []), (flow, []), (unseen, []), (functions, [square])):
        opset = 20 if graph is unseen else 17
        opsets = [helper.make_opsetid("", opset), helper.make_opsetid("mine", 1)]
        model = helper.make_model(graph, opset_imports=opsets, functions=own)
        model.ir_version = 9
        made.append(model)
    return tuple(made)
