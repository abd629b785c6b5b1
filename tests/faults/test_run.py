"""Small files whose networks ask for the world: bombs, loops without end, absurd geometry."""

from __future__ import annotations

import numpy as np
import onnx
import pytest
from onnx import helper

node = helper.make_node
HUGE = 2**40


def i64(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


BOMBS = {
    "ConstantOfShape": ([node("ConstantOfShape", ["s"], ["y"])], {"s": i64(HUGE, HUGE)}),
    "ConstantOfShape, negative": ([node("ConstantOfShape", ["s"], ["y"])], {"s": i64(-1)}),
    "Expand": ([node("Expand", ["x", "s"], ["y"])], {"s": i64(2**30, 1, 1, 8, 8)}),
    "Expand of a constant": ([node("Expand", ["c", "s"], ["y"])],
                             {"s": i64(2**31, 2**31), "c": np.float32(1)}),
    "Tile": ([node("Tile", ["x", "s"], ["y"])], {"s": i64(1, 1, 2**20, 2**20)}),
    "Tile, more than 64 bits": ([node("Tile", ["x", "s"], ["y"])], {"s": i64(*[2**62] * 4)}),
    "Range": ([node("Range", ["a", "b", "d"], ["y"])],
              {"a": np.float32(0), "b": np.float32(1e30), "d": np.float32(1e-30)}),
    "Range, whole": ([node("Range", ["a", "b", "d"], ["y"])],
                     {"a": np.int64(-(2**63)), "b": np.int64(2**63 - 1), "d": np.int64(1)}),
    "Pad": ([node("Pad", ["x", "p"], ["y"])], {"p": i64(0, 0, HUGE, 0, 0, 0, 0, HUGE)}),
    "Pad, negative": ([node("Pad", ["x", "p"], ["y"])], {"p": i64(0, 0, -99, 0, 0, 0, 0, 0)}),
    "Resize": ([node("Resize", ["x", "", "", "s"], ["y"])], {"s": i64(1, 3, 2**20, 2**20)}),
    "Resize by scales": ([node("Resize", ["x", "", "f"], ["y"])],
                         {"f": np.array([1, 1, 1e9, 1e9], np.float32)}),
    "Resize by NaN": ([node("Resize", ["x", "", "f"], ["y"])],
                      {"f": np.array([1, 1, np.nan, np.inf], np.float32)}),
    "OneHot": ([node("OneHot", ["i", "depth", "v"], ["y"])],
               {"i": i64(1), "depth": np.int64(2**50), "v": np.ones(2, np.float32)}),
    "EyeLike": ([node("ConstantOfShape", ["s"], ["c"]), node("EyeLike", ["c"], ["y"])],
                {"s": i64(2**20, 2**20)}),
    "outer sum": ([node("Reshape", ["big", "r"], ["row"]), node("Add", ["big", "row"], ["y"])],
                  {"big": np.ones((1, 2**16), np.float32), "r": i64(2**16, 1)}),
    "outer comparison": ([node("Reshape", ["big", "r"], ["row"]),
                          node("Less", ["big", "row"], ["y"])],
                         {"big": np.ones((1, 2**16), np.float32), "r": i64(2**16, 1)}),
    "outer product": ([node("MatMul", ["col", "row"], ["y"])],
                      {"col": np.ones((2**16, 1), np.float32),
                       "row": np.ones((1, 2**16), np.float32)}),
    "Einsum": ([node("Einsum", ["v", "v", "v"], ["y"], equation="i,j,k->ijk")],
               {"v": np.ones(2**11, np.float32)}),
    "Gather": ([node("Expand", ["zero", "s"], ["i"]), node("Gather", ["rows", "i"], ["y"])],
               {"zero": i64(0), "s": i64(2**22), "rows": np.ones((2, 2**12), np.float32)}),
    "Concat, doubled forty times": (
        [node("Concat", [f"c{i}" if i else "x"] * 2, [f"c{i + 1}" if i < 39 else "y"], axis=2)
         for i in range(40)], {}),
    "Where": ([node("Reshape", ["big", "r"], ["row"]), node("Where", ["yes", "big", "row"], ["y"])],
              {"big": np.ones((1, 2**16), np.float32), "r": i64(2**16, 1), "yes": np.array(True)}),
    "many constants": ([*(node("ConstantOfShape", ["s"], [f"c{i}"]) for i in range(50)),
                        node("Sum", [f"c{i}" for i in range(50)], ["y"])], {"s": i64(2**21)}),
    "many maps": ([*(node("Tile", ["x", "s"], [f"t{i}"]) for i in range(60)),
                   node("Sum", [f"t{i}" for i in range(60)], ["y"])], {"s": i64(1, 1, 40, 40)}),
    "Upsample": ([node("Resize", ["x", "", "f"], ["y"], mode="cubic")],
                 {"f": np.array([1, 1, 2**15, 2**15], np.float32)}),
    "DFT": ([node("DFT", ["c", "n"], ["y"])],
            {"c": np.ones((1, 8, 1), np.float32), "n": np.int64(2**50)}),
    "HannWindow": ([node("HannWindow", ["n"], ["y"])], {"n": np.int64(2**50)}),
    "Col2Im": ([node("Col2Im", ["c", "s", "b"], ["y"])],
               {"c": np.ones((1, 4, 9), np.float32), "s": i64(HUGE, HUGE), "b": i64(2, 2)}),
    "MaxUnpool": ([node("MaxUnpool", ["x", "i", "s"], ["y"], kernel_shape=[2, 2])],
                  {"i": np.zeros((1, 3, 8, 8), np.int64), "s": i64(1, 3, HUGE, HUGE)}),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused_before_they_go_off(refused, network, name):
    nodes, weights = BOMBS[name]
    opset = 18 if name == "Col2Im" else 17
    answer = refused(network(nodes, weights, opset=opset), "LimitError|ShapeError")
    assert answer["node"] or answer["facts"]["setting"] == "plan_bytes", answer
    assert answer["seconds"] < 20


@pytest.mark.parametrize(
    ("op", "attributes", "w_shape"),
    [
        ("Conv", {"group": 0}, (4, 3, 3, 3)),
        ("Conv", {"group": -1}, (4, 3, 3, 3)),
        ("Conv", {"group": 2**40}, (4, 3, 3, 3)),
        ("Conv", {"strides": [0, 1]}, (4, 3, 3, 3)),
        ("Conv", {"strides": [-1, 1]}, (4, 3, 3, 3)),
        ("Conv", {"dilations": [0, 1]}, (4, 3, 3, 3)),
        ("Conv", {"dilations": [2**40, 1]}, (4, 3, 3, 3)),
        ("Conv", {}, (4, 3, 9, 9)),
        ("Conv", {"pads": [2**40] * 4}, (4, 3, 3, 3)),
        ("Conv", {"pads": [2**62, 0, 2**62, 0]}, (4, 3, 3, 3)),
        ("Conv", {"pads": [-5, 0, -5, 0]}, (4, 3, 3, 3)),
        ("Conv", {"pads": [1]}, (4, 3, 3, 3)),
        ("Conv", {"kernel_shape": [5, 5]}, (4, 3, 3, 3)),
        ("Conv", {"auto_pad": "SIDEWAYS"}, (4, 3, 3, 3)),
        ("ConvTranspose", {"strides": [2**31, 2**31]}, (3, 4, 3, 3)),
        ("ConvTranspose", {"output_shape": [2**40, 2**40]}, (3, 4, 3, 3)),
        ("ConvTranspose", {"output_padding": [2**40, 0]}, (3, 4, 3, 3)),
        ("ConvTranspose", {"dilations": [2**40, 1]}, (3, 4, 3, 3)),
        ("ConvTranspose", {"group": 0}, (3, 4, 3, 3)),
        ("MaxPool", {"kernel_shape": [0, 1]}, None),
        ("MaxPool", {"kernel_shape": [2**62, 2]}, None),
        ("MaxPool", {"kernel_shape": [2**63 - 1, 2], "auto_pad": "SAME_UPPER"}, None),
        ("MaxPool", {"kernel_shape": [2, 2], "strides": [0, 0]}, None),
        ("AveragePool", {"kernel_shape": [2**31, 2**31], "pads": [2**31] * 4}, None),
        ("AveragePool", {"kernel_shape": [9, 9]}, None),
        ("LpPool", {"kernel_shape": [2, 2], "p": 0}, None),
        ("LRN", {"size": 0}, None),
        ("Transpose", {"perm": [0, 0, 1, 2]}, None),
        ("Transpose", {"perm": [0, 1, 2]}, None),
        ("Softmax", {"axis": 4}, None),
        ("Flatten", {"axis": 9}, None),
        ("DepthToSpace", {"blocksize": 0}, None),
        ("SpaceToDepth", {"blocksize": 2**40}, None),
        ("Concat", {"axis": 7}, None),
    ],
)
def test_absurd_geometry_is_refused(refused, network, op, attributes, w_shape):
    inputs = ["x"] if w_shape is None else ["x", "w"]
    weights = {} if w_shape is None else {"w": np.ones(w_shape, np.float32)}
    model = network([node(op, inputs, ["y"], "odd", **attributes)], weights)
    answer = refused(model, "ShapeError|LimitError|UnsupportedError")
    assert "'odd'" in answer["node"]
    assert answer["seconds"] < 20


@pytest.mark.parametrize(
    ("op", "weights"),
    [
        ("Reshape", {"s": i64(-1, -1)}),
        ("Reshape", {"s": i64(-1, 0, 0, 0, 0)}),
        ("Reshape", {"s": i64(2**62, -1)}),
        ("Reshape", {"s": i64(-2)}),
        ("Gather", {"s": i64(99)}),
        ("Gather", {"s": i64(-99)}),
        ("Gather", {"s": i64(2**62)}),
        ("GatherND", {"s": i64(0, 0, 0, 99)}),
        ("Unsqueeze", {"s": i64(*range(60, 128))}),
        ("Squeeze", {"s": i64(2)}),
        ("TopK", {"s": i64(2**40)}),
        ("CumSum", {"s": np.int64(9)}),
    ],
)
def test_values_that_do_not_fit_are_refused(refused, network, op, weights):
    outputs = ["y", "i"] if op == "TopK" else ["y"]
    refused(network([node(op, ["x", "s"], outputs)], weights), "ShapeError|LimitError")


def loop(rounds: int | None, inner: onnx.NodeProto | None = None) -> onnx.NodeProto:
    go_on = helper.make_tensor_value_info("go", 9, [])
    inside = [node("Identity", ["go"], ["still"]), inner or node("Identity", ["s"], ["t"])]
    body = helper.make_graph(
        inside,
        "body",
        [helper.make_tensor_value_info("i", 7, []), go_on,
         helper.make_tensor_value_info("s", 1, None)],
        [helper.make_tensor_value_info("still", 9, []),
         helper.make_tensor_value_info("t", 1, None)],
    )  # fmt: skip
    return node("Loop", ["m" if rounds is not None else "", "yes", "x"], ["y"], "loop", body=body)


@pytest.mark.parametrize("constant", [True, False])
@pytest.mark.parametrize("rounds", [2**62, None])
def test_loops_without_end_are_refused(refused, network, rounds, constant):
    weights = {"m": np.int64(2**62), "yes": np.array(True)}
    shape: tuple[int, ...] | None = (1, 3, 8, 8)
    if constant:
        weights["x"], shape = np.ones(1, np.float32), None
    model = network([loop(rounds)], weights, shape=shape)
    answer = refused(model, "LimitError", picture=False)
    assert answer["facts"]["setting"] == "loop_steps"
    assert "'loop'" in answer["node"]


def test_rounds_of_loops_in_loops_count_together(refused, network):
    inner = loop(2**62)
    inner.input[:], inner.output[:] = ["m", "yes", "s"], ["t"]
    weights = {"m": np.int64(1_000), "yes": np.array(True)}
    middle = loop(1_000, inner)
    answer = refused(network([middle], weights), "LimitError", picture=False)
    assert answer["facts"]["setting"] == "loop_steps"


def test_a_loop_that_doubles_its_value_is_refused(refused, network):
    grow = node("Concat", ["s", "s"], ["t"], axis=0)
    weights = {"m": np.int64(60), "yes": np.array(True)}
    refused(network([loop(60, grow)], weights), "LimitError", picture=False)


def test_kernels_larger_than_a_kernel_can_be(refused, network):
    fill = node("ConstantOfShape", ["s"], ["w"])
    for sizes in ((1, 1, 2**11, 2**11), (1, 3, 1, 2**21), (2**22, 1, 1, 1)):
        conv = node("Conv", ["x", "w"], ["y"], "odd", pads=[2**11] * 4)
        model = network([fill, conv], {"s": i64(*sizes)}, shape=(1, 1, 8, 8))
        refused(model, "LimitError|ShapeError")


def test_a_plan_of_too_many_pieces_is_refused(refused, network):
    conv = node("ConvTranspose", ["x", "w"], ["y"], "odd")
    weights = {"w": np.ones((1, 1, 700, 700), np.float32)}
    model = network([conv], weights, shape=(1, 1, 64, 64))
    answer = refused(model, "LimitError", budget={"pieces": 100_000})
    assert answer["facts"]["setting"] == "pieces"


def test_memory_comes_back_after_what_was_refused(guard, network):
    """Two hundred bombs leave no more behind than a few megabytes."""
    code = """
import ctypes, gc, sys
def resident():
    gc.collect()
    if sys.platform == "linux":  # what is free, but kept for the next who asks, was given back
        ctypes.CDLL(None).malloc_trim(0)
    return int(open('/proc/self/statm').read().split()[1]) * 4096
def once():
    for data in given:
        try:
            model = engine.load(data)
            model.run({v.name: np.zeros(model.usual_shape(v), v.dtype) for v in model.inputs})
        except engine.EngineError:
            pass
once()
before = resident()
for _ in range(8):
    once()
result = resident() - before
"""
    given = [network(nodes, weights).SerializeToString() for nodes, weights in BOMBS.values()]
    limits = {"tensor_elements": 1 << 22, "plan_bytes": 1 << 26}
    answer = guard("python", code=code, given={"given": given}, budget=limits, seconds=200)
    assert answer.get("ok", 1 << 40) < 32 << 20, answer
