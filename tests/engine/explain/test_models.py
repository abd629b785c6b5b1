"""A hundred units of each of five networks: their arithmetic adds up to what the maps show."""

from __future__ import annotations

import numpy as np
import pytest
from onnx import helper

import engine
import resources
from engine.explain.unit import explain_unit

UNITS = 100
ADDS_UP = 1e-4
"""Of the layer's largest value: float32 sums in another order than ours."""


def chance(*shape, seed=3):
    return np.random.default_rng(seed).normal(scale=0.3, size=shape).astype(np.float32)


def segmenter(make_model):
    """Down by a pool, up by a transposed convolution and a resize, joined by Concat."""
    weights = {
        "w": chance(6, 3, 3, 3), "b": chance(6), "s": chance(6), "t": chance(6), "m": chance(6),
        "v": np.abs(chance(6)) + 0.2, "u": chance(6, 4, 2, 2), "k": chance(5, 10, 1, 1),
        "scales": np.array([1, 1, 2, 2], np.float32),
    }  # fmt: skip
    same = {"pads": [1, 1, 1, 1]}
    nodes = [
        ("Conv", ["x", "w", "b"], "c", same),
        ("BatchNormalization", ["c", "s", "t", "m", "v"], "n", {}),
        ("LeakyRelu", ["n"], "a", {"alpha": 0.1}),
        ("MaxPool", ["a"], "p", {"kernel_shape": [2, 2], "strides": [2, 2]}),
        ("ConvTranspose", ["p", "u"], "up", {"strides": [2, 2]}),
        ("Resize", ["p", "", "scales"], "r", {"mode": "linear"}),
        ("Concat", ["up", "r"], "j", {"axis": 1}),
        ("Conv", ["j", "k"], "o", {}),
        ("Softmax", ["o"], "y", {"axis": 1}),
    ]
    made = [helper.make_node(op, i, [o], o, **attributes) for op, i, o, attributes in nodes]
    model = make_model(made, [("x", ["N", 3, 16, 20])], [("y", None)], weights)
    return model.SerializeToString()


def channels_last(make_model):
    """Pictures come in as NHWC, as tf2onnx writes it; depthwise, a skip, and a dense layer."""
    weights = {
        "w": chance(8, 3, 3, 3), "d": chance(8, 1, 3, 3), "e": chance(8), "g": chance(8, 4),
        "h": chance(4), "scale": chance(1, 1, 1, 8),
    }  # fmt: skip
    nodes = [
        ("Transpose", ["x"], "first", {"perm": [0, 3, 1, 2]}),
        ("Conv", ["first", "w"], "c", {"auto_pad": "SAME_UPPER", "strides": [2, 2]}),
        ("Clip", ["c", "low", "high"], "a", {}),
        ("Conv", ["a", "d", "e"], "dw", {"group": 8, "auto_pad": "SAME_UPPER"}),
        ("Add", ["dw", "a"], "skip", {}),
        ("Transpose", ["skip"], "last", {"perm": [0, 2, 3, 1]}),
        ("Mul", ["last", "scale"], "mul", {}),
        ("Transpose", ["mul"], "back", {"perm": [0, 3, 1, 2]}),
        ("GlobalAveragePool", ["back"], "pool", {}),
        ("Flatten", ["pool"], "flat", {}),
        ("Gemm", ["flat", "g", "h"], "dense", {}),
        ("Softmax", ["dense"], "y", {}),
    ]
    weights |= {"low": np.float32(0).reshape(()), "high": np.float32(6).reshape(())}
    made = [helper.make_node(op, i, [o], o, **attributes) for op, i, o, attributes in nodes]
    model = make_model(made, [("x", ["N", 17, 14, 3])], [("y", None)], weights)
    return model.SerializeToString()


MODELS = {
    **{name: lambda _, name=name: resources.model_path(name) for name in resources.BUNDLED},
    "segmenter": segmenter,
    "channels last": channels_last,
}


@pytest.mark.parametrize("name", MODELS)
def test_arithmetic_of_random_units_adds_up(make_model, name):
    random = np.random.default_rng(11)
    picture = random.integers(0, 256, (64, 64, 3), np.uint8)
    activations = engine.load(MODELS[name](make_model)).activations(picture)
    layers = [layer.name for layer in activations.layers if activations[layer.name].size]
    worst = 0.0
    for _ in range(UNITS):
        layer = layers[int(random.integers(len(layers)))]
        array = activations[layer]
        place = tuple(int(random.integers(size)) for size in array.shape[1:])
        explanation = explain_unit(activations, layer, place)
        assert explanation.known, layer
        made = explanation.stages[-1].value if explanation.stages else explanation.total
        shown = float(array[(0, *place)])
        assert explanation.value == shown
        worst = max(worst, abs(made - shown) / max(1e-6, float(np.abs(array).max())))
        for term in explanation.terms:
            if term.window is not None and term.kernel is not None:
                assert np.nansum(term.window * term.kernel) == pytest.approx(term.value, abs=1e-9)
    assert worst <= ADDS_UP
