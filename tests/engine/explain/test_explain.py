"""Explanations: their numbers add up to what the map shows; fields of view hold by trial."""

from __future__ import annotations

import re

import numpy as np
import pytest
from onnx import helper

import engine
from engine.errors import ShapeError
from engine.explain import registry
from engine.explain.chain import Explainer
from engine.explain.explanation import Unit
from engine.explain.unit import explain_unit, seen_pixels

# Of the layer's largest value: float32 sums in another order than ours.
ADDS_UP = 1e-4


@pytest.fixture
def run_of(make_model):
    """Return a function that runs a network of nodes on a random picture."""

    def run(nodes, weights=None, shape=(3, 12, 10), opset=17, seed=1):
        made = [helper.make_node(op, i, o, o[0], **attributes) for op, i, o, attributes in nodes]
        model = make_model(made, [("x", ["N", *shape])], [(nodes[-1][2][0], None)], weights, opset)
        random = np.random.default_rng(seed)
        picture = random.integers(0, 256, (*shape[1:], 3), np.uint8)
        return engine.load(model.SerializeToString()).activations(picture)

    return run


def weights(*shape, seed=3):
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def assert_adds_up(activations, layer, places=20):
    array = activations[layer]
    random = np.random.default_rng(5)
    for _ in range(places):
        place = tuple(int(random.integers(size)) for size in array.shape[1:])
        explanation = explain_unit(activations, layer, place)
        assert explanation.known
        value = explanation.stages[-1].value if explanation.stages else explanation.total
        shown = float(array[(0, *place)])
        assert explanation.value == shown
        assert abs(value - shown) <= ADDS_UP * max(1e-6, float(np.abs(array).max())), place
        for term in explanation.terms:
            if term.window is not None and term.kernel is not None:
                assert np.nansum(term.window * term.kernel) == pytest.approx(term.value, abs=1e-9)


CASES = {
    "conv": ("Conv", {"w": weights(4, 3, 3, 3), "b": weights(4)}, {}),
    "conv padded": ("Conv", {"w": weights(4, 3, 3, 3)}, {"pads": [2, 0, 1, 1], "strides": [2, 3]}),
    "conv dilated": ("Conv", {"w": weights(2, 3, 3, 2)}, {"dilations": [2, 3], "pads": [1] * 4}),
    "conv same": (
        "Conv",
        {"w": weights(2, 3, 4, 3)},
        {"auto_pad": "SAME_LOWER", "strides": [2, 2]},
    ),
    "depthwise": ("Conv", {"w": weights(6, 1, 3, 3), "b": weights(6)}, {"group": 3}),
    "transposed": (
        "ConvTranspose",
        {"w": weights(3, 2, 3, 3), "b": weights(2)},
        {"strides": [2, 2]},
    ),
    "transposed cut": (
        "ConvTranspose",
        {"w": weights(3, 2, 4, 3)},
        {"strides": [3, 2], "pads": [1, 0, 2, 1], "output_padding": [1, 0], "group": 3},
    ),
    "transposed same": (
        "ConvTranspose",
        {"w": weights(3, 2, 3, 3)},
        {"strides": [2, 2], "auto_pad": "SAME_UPPER", "dilations": [2, 1]},
    ),
    "max pool": ("MaxPool", {}, {"kernel_shape": [3, 2], "strides": [2, 2], "pads": [1, 1, 0, 0]}),
    "mean pool": ("AveragePool", {}, {"kernel_shape": [3, 3], "pads": [1] * 4, "strides": [2, 2]}),
    "mean pool with border": (
        "AveragePool",
        {},
        {"kernel_shape": [3, 3], "pads": [1] * 4, "count_include_pad": 1, "ceil_mode": 1,
         "strides": [2, 2]},
    ),
    "global mean": ("GlobalAveragePool", {}, {}),
    "global max": ("GlobalMaxPool", {}, {}),
    "reduce mean": ("ReduceMean", {}, {"axes": [2, 3], "keepdims": 0}),
    "lp pool": ("LpPool", {}, {"kernel_shape": [3, 2], "pads": [1, 0, 1, 1], "p": 3}),
    "global lp pool": ("GlobalLpPool", {}, {}),
    "softmax": ("Softmax", {}, {"axis": 1}),
    "log softmax": ("LogSoftmax", {}, {}),
    "leaky": ("LeakyRelu", {}, {"alpha": 0.3}),
    "prelu": ("PRelu", {"slope": weights(3, 1, 1)}, {}),
    "clip": ("Clip", {"low": np.float32(0.2).reshape(()), "high": np.float32(0.5).reshape(())}, {}),
    "sigmoid": ("Sigmoid", {}, {}),
    "hard sigmoid": ("HardSigmoid", {}, {}),
    "hard swish": ("HardSwish", {}, {}),
    "tanh": ("Tanh", {}, {}),
    "elu": ("Elu", {}, {}),
    "softplus": ("Softplus", {}, {}),
    "selu": ("Selu", {}, {}),
    "erf": ("Erf", {}, {}),
    "exp": ("Exp", {}, {}),
    "square root": ("Sqrt", {}, {}),
    "negative": ("Neg", {}, {}),
    "absolute": ("Abs", {}, {}),
    "power": ("Pow", {"w": np.float32(1.7).reshape(())}, {}),
    "slice": (
        "Slice",
        {"s": np.array([-2, 1]), "e": np.array([-9, 9]), "a": np.array([-1, 2]),
         "t": np.array([-2, 3])},
        {},
    ),
    "gelu": ("Gelu", {}, {}, 20),
    "gelu by tanh": ("Gelu", {}, {"approximate": "tanh"}, 20),
    "mish": ("Mish", {}, {}, 18),
    "swish": ("Swish", {}, {"alpha": 1.3}, 24),
    "celu": ("Celu", {}, {"alpha": 0.4}),
    "softsign": ("Softsign", {}, {}),
    "thresholded": ("ThresholdedRelu", {}, {"alpha": 0.4}),
    "shrink": ("Shrink", {}, {"lambd": 0.3, "bias": 0.1}),
    "floor": ("Floor", {}, {}),
    "cosine": ("Cos", {}, {}),
    "clip without a top": ("Clip", {"low": np.float32(0.4).reshape(())}, {}),
    "clip from zero by attributes": ("Clip", {}, {"min": 0.0, "max": 0.5}, 6),
    "prelu of channels": ("PRelu", {"slope": weights(3)}, {}, 6),
    "add along an axis": ("Add", {"w": weights(3)}, {"axis": 1, "broadcast": 1}, 6),
    "mul along an axis": ("Mul", {"w": weights(3)}, {"axis": 1, "broadcast": 1}, 6),
    "mean of two": ("Mean", {"w": weights(3, 1, 1)}, {}),
    "largest of two": ("Max", {"w": weights(3, 1, 1)}, {}),
    "smallest of two": ("Min", {"w": weights(1, 10)}, {}),
    "lrn": ("LRN", {}, {"size": 2, "alpha": 2.0, "beta": 0.6, "bias": 1.5}),
    "lrn over three": ("LRN", {}, {"size": 3, "alpha": 0.5}),
    "instance norm": ("InstanceNormalization", {"s": weights(3), "t": weights(3, seed=4)}, {}),
    "layer norm": (
        "LayerNormalization", {"s": weights(12, 10), "t": weights(10)}, {"axis": 2}),
    "layer norm without bias": ("LayerNormalization", {"s": weights(10)}, {"epsilon": 1e-3}),
    "group norm": (
        "GroupNormalization", {"s": weights(3), "t": weights(3, seed=4)}, {"num_groups": 3}, 21),
    "group norm by group": (
        "GroupNormalization", {"s": weights(1), "t": weights(1, seed=4)}, {"num_groups": 1}, 18),
    "mean variance norm": ("MeanVarianceNormalization", {}, {"axes": [2, 3]}),
    "rms norm": ("RMSNormalization", {"s": weights(10)}, {}, 23),
    "length norm": ("LpNormalization", {}, {"axis": 1}),
    "reduce sum": ("ReduceSum", {"a": np.array([2, 3])}, {"keepdims": 0}),
    "reduce max": ("ReduceMax", {}, {"axes": [1]}),
    "reduce min": ("ReduceMin", {}, {"axes": [-1]}),
    "reduce length": ("ReduceL2", {}, {"axes": [1, 2]}),
    "reduce squares": ("ReduceSumSquare", {}, {"axes": [3]}),
    "reduce magnitudes": ("ReduceL1", {}, {"axes": [3], "keepdims": 0}),
    "reduce mean by input": ("ReduceMean", {"a": np.array([-1])}, {}, 18),
    "place of the largest": ("ArgMax", {}, {"axis": 1}),
    "place of the smallest": ("ArgMin", {}, {"axis": 2, "keepdims": 0, "select_last_index": 1}),
    "gather": ("Gather", {"i": np.array([2, -3, 1])}, {"axis": 1}),
    "tile": ("Tile", {"r": np.array([1, 2, 1, 3])}, {}),
    "expand": ("Expand", {"s": np.array([1, 3, 12, 10])}, {}),
    "space to depth": ("SpaceToDepth", {}, {"blocksize": 2}),
    "pad by mirroring": ("Pad", {"pads": np.array([0, 0, 4, 2, 0, 0, 3, 1])}, {"mode": "reflect"}),
    "pad by repeating": ("Pad", {"pads": np.array([0, 0, 1, 2, 0, 0, 3, 1])}, {"mode": "edge"}),
    "pad of named axes": (
        "Pad", {"pads": np.array([2, -1]), "": None, "axes": np.array([3])}, {}, 18),
    "quantize": (
        "QuantizeLinear", {"s": np.float32(0.01).reshape(()), "z": np.int8(-100).reshape(())}, {}),
    "norm": (
        "BatchNormalization",
        {"s": weights(3), "t": weights(3), "m": weights(3), "v": np.abs(weights(3)) + 0.1},
        {},
    ),
    "add": ("Add", {"w": weights(3, 1, 10)}, {}),
    "sub": ("Sub", {"w": weights(3, 12, 1)}, {}),
    "mul": ("Mul", {"w": weights(1, 10)}, {}),
    "div": ("Div", {"w": weights(3, 1, 1)}, {}),
    "concat": ("Concat", {"w": weights(1, 2, 12, 10)}, {"axis": 1}),
    "resize": (
        "Resize",
        {"roi": np.zeros(0, np.float32), "scales": np.array([1, 1, 2.5, 0.6], np.float32)},
        {"mode": "cubic"},
    ),
    "flatten": ("Flatten", {}, {}),
    "transpose": ("Transpose", {}, {"perm": [0, 1, 3, 2]}),
    "pad": ("Pad", {"pads": np.array([0, 0, 1, 2, 0, 0, 3, 1])}, {}),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_explain_unit_adds_up(run_of, case):
    op, arrays, attributes, *opset = CASES[case]
    given = {name: array for name, array in arrays.items() if name}
    activations = run_of([(op, ["x", *arrays], ["y"], attributes)], given, opset=(*opset, 17)[0])
    assert_adds_up(activations, "y")


def test_explain_unit_follows_every_part_of_a_split(run_of):
    nodes = [
        ("Split", ["x"], ["y", "z"], {"axis": 1, "split": [1, 2]}),
        ("Conv", ["z", "w"], ["c"], {"pads": [1] * 4}),
        ("Relu", ["z"], ["r"], {}),
        ("Concat", ["r", "c", "y"], ["o"], {"axis": 1}),
    ]
    activations = run_of(nodes, {"w": weights(4, 2, 3, 3)}, opset=11)
    for layer in "ycro":
        assert_adds_up(activations, layer)
    assert explain_unit(activations, "y", (0, 4, 5)).source == ("x", (0, 0, 4, 5))


@pytest.mark.parametrize(("opset", "sizes"), [(18, {"num_outputs": 3}), (11, {"split": [4, 4, 2]})])
def test_explain_of_a_later_part_of_a_split_finds_its_place(run_of, opset, sizes):
    nodes = [
        ("Split", ["x"], ["y", "z", "w"], {"axis": 3, **sizes}),
        ("Neg", ["w"], ["n"], {}),
    ]
    activations = run_of(nodes, opset=opset)
    graph = activations.resolved.graph
    values = {**activations.between, **activations}
    explanation = Explainer(graph, values).alone("w", (0, 2, 5, 1))
    assert explanation.source == ("x", (0, 2, 5, 9))
    assert explanation.total == float(activations.between["w"][0, 2, 5, 1])


def test_explain_unit_reads_the_further_inputs_of_a_network(make_model):
    node = helper.make_node("Add", ["x", "z"], ["y"])
    model = make_model([node], [("x", [1, 3, 8, 8]), ("z", [1, 3, 8, 8])], [("y", None)])
    picture = np.full((8, 8, 3), 51, np.uint8)
    activations = engine.load(model.SerializeToString()).activations(picture)
    assert_adds_up(activations, "y")


def test_explain_unit_names_the_factor_of_a_scaled_channel(make_model):
    nodes = [
        helper.make_node("Conv", ["x", "w"], ["c"]),
        helper.make_node("Relu", ["c"], ["r"]),
        helper.make_node("Neg", ["r"], ["y"]),
    ]
    model = make_model(
        nodes, [("x", [1, 3, 9, 9])], [("y", None)], {"w": np.abs(weights(4, 3, 3, 3))}
    )
    changed = engine.load(model.SerializeToString()).with_channels_scaled({"r": {1: 0.5}})
    activations = changed.activations(np.full((9, 9, 3), 99, np.uint8))
    explanation = explain_unit(activations, "r", (1, 2, 2))
    assert [stage.title for stage in explanation.stages] == ["Relu", "change"]
    assert explanation.stages[0].value == pytest.approx(2 * explanation.value, rel=1e-6)
    assert explanation.stages[1].formula == "× 0.5"
    assert_adds_up(activations, "r")
    assert_adds_up(activations, "y")


def test_explain_unit_reads_quantized_values_again(run_of):
    arrays = {"s": np.array([0.01, 0.02, 0.05], np.float32), "z": np.array([3, 0, 9], np.uint8)}
    nodes = [
        ("QuantizeLinear", ["x", "s", "z"], ["q"], {}),
        ("DequantizeLinear", ["q", "s", "z"], ["y"], {}),
    ]
    activations = run_of(nodes, arrays)
    assert_adds_up(activations, "q")
    assert_adds_up(activations, "y")


ZERO, FIVE = np.uint8(0).reshape(()), np.int8(5).reshape(())
BYTES = np.random.default_rng(9).integers(-128, 127, (4, 3, 3, 3)).astype(np.int8)
SCALE = np.float32(0.02).reshape(())
QUANTIZED = {
    "conv": ("ConvInteger", ["q", "w", "z", "f"], {"w": BYTES, "f": FIVE}, {"pads": [1] * 4}),
    "conv, each filter's zero": (
        "ConvInteger", ["q", "w", "z", "f"], {"w": BYTES, "f": np.int8([1, -2, 3, 0])},
        {"strides": [2, 2]},
    ),
    "conv to bytes": (
        "QLinearConv", ["q", "s", "z", "w", "ws", "wz", "ys", "yz", "b"],
        {"w": BYTES, "ws": np.float32([0.01, 0.02, 0.03, 0.005]), "wz": np.int8([1, 2, 3, 4]),
         "ys": np.float32(2).reshape(()), "yz": np.uint8(9).reshape(()),
         "b": np.int32([400, -900, 0, 7])}, {"pads": [1] * 4},
    ),
    "product": ("MatMulInteger", ["q", "w", "z"], {"w": BYTES[0, 0, :1].repeat(10).reshape(10, 3)},
                {}),
    "product to bytes": (
        "QLinearMatMul", ["q", "s", "z", "w", "ws", "wz", "ys", "yz"],
        {"w": np.ascontiguousarray(BYTES.reshape(-1, 4)[:10]), "ws": SCALE, "wz": FIVE,
         "ys": np.float32(0.5).reshape(()), "yz": ZERO}, {},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", QUANTIZED)
def test_explain_unit_adds_up_whole_numbers(run_of, case):
    op, inputs, arrays, attributes = QUANTIZED[case]
    nodes = [
        ("QuantizeLinear", ["x", "s", "z"], ["q"], {}),
        (op, inputs, ["y"], attributes),
    ]
    given = {"s": SCALE, "z": np.uint8(100).reshape(()), **arrays}
    assert_adds_up(run_of(nodes, given), "y", places=60)


@pytest.mark.parametrize("scores", [[1.5, -3.0, 0.25], [900.0, 905.0, 890.0], [-900.0, -905.0, 1]])
def test_explain_softmax_names_the_sum_it_divides_by(scores):
    x = np.array([scores])
    share = np.exp(x - x.max()) / np.exp(x - x.max()).sum()
    unit = Unit("y", (1, 3), (0, 1), float(share[0, 1]), "Softmax", 13, [x], ["x"], {"axis": 1})
    explanation = registry.find("Softmax")(unit)
    (stage,) = explanation.stages
    power, whole = map(float, re.match(r"exp\((.*)\) ÷ ([^,]*),", stage.formula).groups())
    assert np.exp(power) / whole == pytest.approx(float(share[0, 1]), rel=0.01, abs=1e-300)
    assert stage.value == pytest.approx(float(share[0, 1]))


def test_explain_mean_says_what_is_divided_by_what(run_of):
    activations = run_of([("GlobalAveragePool", ["x"], ["y"], {})])
    explanation = explain_unit(activations, "y", (1, 0, 0))
    total, count = re.search(r", (.*) ÷ (.*)$", explanation.formula).groups()
    assert float(total) / int(count) == pytest.approx(explanation.value, rel=1e-5)


def test_explain_unit_shows_what_a_condition_chose(run_of):
    nodes = [
        ("Greater", ["x", "t"], ["c"], {}),
        ("Neg", ["x"], ["n"], {}),
        ("Where", ["c", "x", "n"], ["y"], {}),
    ]
    activations = run_of(nodes, {"t": np.float32(0.5).reshape(())})
    assert_adds_up(activations, "y")


def test_explain_unit_says_what_a_map_was_normalized_by(run_of):
    nodes = [("InstanceNormalization", ["x", "s", "t"], ["y"], {})]
    activations = run_of(nodes, {"s": np.ones(3, np.float32), "t": np.zeros(3, np.float32)})
    (stage,) = explain_unit(activations, "y", (1, 2, 3)).stages
    image = activations.prepared.tensor[0, 1]
    assert stage.formula.startswith(f"(x − {image.mean():.4g}) ÷ {image.std():.4g} · 1 + 0")
    assert stage.formula.endswith("of this map")


def test_explain_unit_finds_the_logarithm(run_of):
    nodes = [("Softplus", ["x"], ["s"], {}), ("Log", ["s"], ["l"], {}), ("Abs", ["l"], ["y"], {})]
    activations = run_of(nodes)
    assert_adds_up(activations, "l")
    assert_adds_up(activations, "y")


@pytest.mark.parametrize("mode", ["DCR", "CRD"])
def test_explain_unit_finds_pixels_moved_by_depth_to_space(run_of, mode):
    nodes = [
        ("Conv", ["x", "w"], ["c"], {}),
        ("DepthToSpace", ["c"], ["y"], {"blocksize": 2, "mode": mode}),
    ]
    assert_adds_up(run_of(nodes, {"w": weights(8, 3, 1, 1)}), "y")


@pytest.mark.parametrize("transposed", [0, 1])
def test_explain_unit_adds_up_for_dense_layers(run_of, transposed):
    matrix = weights(360, 5)
    nodes = [
        ("Flatten", ["x"], ["f"], {}),
        ("Gemm", ["f", "w", "b"], ["g"], {"transB": transposed, "alpha": 0.5, "beta": 2.0}),
        ("MatMul", ["f", "v"], ["m"], {}),
        ("Add", ["g", "m"], ["y"], {}),
    ]
    arrays = {"w": matrix.T.copy() if transposed else matrix, "b": weights(5), "v": matrix}
    activations = run_of(nodes, arrays)
    for layer in ("g", "m", "y"):
        assert_adds_up(activations, layer, 5)


def test_explain_unit_looks_through_to_the_convolution(run_of):
    nodes = [
        ("Conv", ["x", "w"], ["c"], {}),
        ("Add", ["c", "b"], ["a"], {}),
        ("Relu", ["a"], ["r"], {}),
        ("MaxPool", ["r"], ["y"], {"kernel_shape": [2, 2], "strides": [2, 2]}),
    ]
    activations = run_of(nodes, {"w": weights(4, 3, 5, 5), "b": weights(4, 1, 1)})
    for layer in "car":
        assert_adds_up(activations, layer)
    explanation = explain_unit(activations, "y", (1, 2, 1))
    assert [stage.title for stage in explanation.stages] == ["Relu", "MaxPool"]
    assert len(explanation.terms) == 3
    assert explanation.reads == "x"
    window = explanation.stages[-1].window
    assert window is not None
    assert window.tolist() == activations["r"][0, 1, 4:6, 2:4].tolist()
    assert explanation.bias == pytest.approx(float(weights(4, 1, 1)[1, 0, 0]))
    assert max(0, explanation.total) == pytest.approx(explanation.value, rel=1e-5, abs=1e-6)


def test_explain_unit_orders_terms_by_what_they_count(run_of):
    activations = run_of([("Conv", ["x", "w"], ["y"], {})], {"w": weights(1, 3, 3, 3)})
    sizes = [abs(term.value) for term in explain_unit(activations, "y", (0, 1, 1)).terms]
    assert sizes == sorted(sizes, reverse=True)


def test_explain_unit_names_where_summands_come_from(run_of):
    nodes = [("Conv", ["x", "w"], ["c"], {}), ("Add", ["c", "x"], ["y"], {})]
    activations = run_of(nodes, {"w": weights(3, 3, 1, 1)})
    explanation = explain_unit(activations, "y", (1, 2, 3))
    assert [term.source for term in explanation.terms] == ["c", "x"]


def test_explain_unit_names_channels_of_a_group(run_of):
    activations = run_of([("Conv", ["x", "w"], ["y"], {"group": 3})], {"w": weights(6, 1, 3, 3)})
    assert [term.channel for term in explain_unit(activations, "y", (5, 0, 0)).terms] == [2]


def test_explain_unit_says_where_it_has_no_formula(run_of):
    activations = run_of([("CumSum", ["x", "a"], ["y"], {})], {"a": np.array(1)})
    explanation = explain_unit(activations, "y", (0, 0, 0))
    assert not explanation.known
    assert explanation.value == float(activations["y"][0, 0, 0, 0])


def test_explain_unit_works_on_channels_last_files(run_of):
    nodes = [
        ("Conv", ["x", "w"], ["c"], {}),
        ("Transpose", ["c"], ["t"], {"perm": [0, 2, 3, 1]}),
        ("Add", ["t", "b"], ["a"], {}),
        ("Relu", ["a"], ["y"], {}),
    ]
    activations = run_of(nodes, {"w": weights(4, 3, 3, 3), "b": weights(4)})
    assert activations["y"].shape == (1, 4, 10, 8)
    assert_adds_up(activations, "y")


@pytest.mark.parametrize("place", [(9, 0, 0), (0, -1, 0), (0, 0)])
def test_explain_unit_refuses_places_that_do_not_exist(run_of, place):
    activations = run_of([("Relu", ["x"], ["y"], {})])
    with pytest.raises(ShapeError, match="no place"):
        explain_unit(activations, "y", place)


FIELDS = {
    "conv": [("Conv", ["x", "w"], ["y"], {"pads": [1, 0, 1, 2]})],
    "strided twice": [
        ("Conv", ["x", "w"], ["a"], {"strides": [2, 1]}),
        ("MaxPool", ["a"], ["y"], {"kernel_shape": [2, 2], "strides": [1, 2]}),
    ],
    "dilated with skip": [
        ("Conv", ["x", "w"], ["a"], {"dilations": [2, 2], "pads": [2] * 4}),
        ("Add", ["a", "x"], ["y"], {}),
    ],
    "transposed": [
        ("Conv", ["x", "w"], ["a"], {"strides": [2, 2]}),
        ("ConvTranspose", ["a", "w"], ["y"], {"strides": [2, 2], "pads": [1, 1, 0, 0]}),
    ],
    "depth to space": [
        ("Conv", ["x", "v"], ["a"], {}),
        ("DepthToSpace", ["a"], ["y"], {"blocksize": 2}),
    ],
    "softmax over channels": [
        ("Conv", ["x", "w"], ["a"], {}),
        ("Softmax", ["a"], ["y"], {"axis": 1}),
    ],
    "padded": [
        ("Pad", ["x", "pads"], ["p"], {}),
        ("Conv", ["p", "w"], ["y"], {}),
    ],
    "mirrored": [
        ("Pad", ["x", "pads"], ["p"], {"mode": "reflect"}),
        ("MaxPool", ["p"], ["y"], {"kernel_shape": [2, 2]}),
    ],
    "sliced": [
        ("Conv", ["x", "w"], ["a"], {}),
        ("Slice", ["a", "starts", "ends", "axes", "steps"], ["y"], {}),
    ],
    "normalized over channels": [
        ("Conv", ["x", "w"], ["a"], {}),
        ("Transpose", ["a"], ["t"], {"perm": [0, 2, 3, 1]}),
        ("LayerNormalization", ["t", "s"], ["n"], {"epsilon": 0.1}),
        ("MatMul", ["n", "d"], ["y"], {}),
    ],
    "mean over channels": [
        ("ReduceMean", ["x"], ["a"], {"axes": [1]}),
        ("Mul", ["a", "x"], ["y"], {}),
    ],
    "whole numbers": [
        ("QuantizeLinear", ["x", "one", "zero"], ["q"], {}),
        ("ConvInteger", ["q", "bytes", "zero"], ["i"], {"pads": [1] * 4}),
        ("Cast", ["i"], ["f"], {"to": 1}),
        ("QuantizeLinear", ["f", "five", "zero"], ["r"], {}),
        ("QLinearConv", ["r", "one", "zero", "bytes", "one", "zero", "nine", "zero"], ["o"], {}),
        ("DequantizeLinear", ["o", "one", "zero"], ["y"], {}),
    ],
    "channels last": [
        ("Transpose", ["x"], ["t"], {"perm": [0, 2, 3, 1]}),
        ("Transpose", ["t"], ["u"], {"perm": [0, 3, 1, 2]}),
        ("Conv", ["u", "w"], ["y"], {}),
    ],
}


@pytest.mark.parametrize("case", FIELDS)
def test_seen_pixels_are_those_that_matter(make_model, case):
    """Change each pixel in turn: the activation may change only if it lies in the field."""
    nodes = [helper.make_node(op, i, o, o[0], **attrs) for op, i, o, attrs in FIELDS[case]]
    arrays = {
        "w": np.abs(weights(3, 3, 3, 3)) + 0.1,
        "v": np.abs(weights(12, 3, 3, 3)) + 0.1,
        "pads": np.array([0, 0, 3, 1, 0, 0, 0, 2]),
        "starts": np.array([-1, 1]), "ends": np.array([0, 9]), "axes": np.array([2, 3]),
        "one": np.float32(0.004).reshape(()), "zero": np.uint8(0).reshape(()),
        "nine": np.float32(3.2e-4).reshape(()), "five": np.float32(5).reshape(()),
        "bytes": np.ones((3, 3, 3, 3), np.uint8),
        "steps": np.array([-2, 1]), "s": weights(3), "d": weights(3, 4),
    }  # fmt: skip
    model = make_model(nodes, [("x", ["N", 3, 11, 9])], [("y", None)], arrays)
    model = engine.load(model.SerializeToString())
    picture = np.full((11, 9, 3), 10, np.uint8)
    before = model.activations(picture)
    y, x = before["y"].shape[2] // 2, before["y"].shape[3] // 2
    field = seen_pixels(before, "y", y, x)
    matters = np.zeros((11, 9), bool)
    for row, column in np.ndindex(11, 9):
        changed = picture.copy()
        changed[row, column] = 255
        after = model.activations(changed)["y"]
        matters[row, column] = (after[0, :, y, x] != before["y"][0, :, y, x]).any()
    rows, columns = np.nonzero(matters)
    assert (max(field.top, 0), max(field.left, 0)) == (rows.min(), columns.min())
    assert (min(field.bottom, 11), min(field.right, 9)) == (rows.max() + 1, columns.max() + 1)
