"""Explanations: their numbers add up to what the map shows; fields of view hold by trial."""

from __future__ import annotations

import numpy as np
import pytest
from onnx import helper

import engine
from engine.errors import ShapeError
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
    op, arrays, attributes = CASES[case]
    activations = run_of([(op, ["x", *arrays], ["y"], attributes)], arrays)
    assert_adds_up(activations, "y")


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
    activations = run_of([("LRN", ["x"], ["y"], {"size": 3})])
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
    arrays = {"w": np.abs(weights(3, 3, 3, 3)) + 0.1, "v": np.abs(weights(12, 3, 3, 3)) + 0.1}
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
