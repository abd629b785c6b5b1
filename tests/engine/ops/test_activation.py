"""Activation functions against ONNX Runtime."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import ShapeError

SHAPES = [(2, 3, 5, 7), (4, 6), (5,), (), (1, 8, 200, 90), (2, 0, 3)]
EXTREMES = np.array([-np.inf, -1e30, -300, -89, -20, -1e-20, -0.0, 0, 1e-20, 20, 89, 300, np.inf])

BOUND = [
    ("Relu", {}, 18),
    ("LeakyRelu", {}, 18),
    ("LeakyRelu", {"alpha": 1.5}, 18),
    ("LeakyRelu", {"alpha": -0.5}, 18),
    ("Sigmoid", {}, 18),
    ("HardSigmoid", {}, 18),
    ("HardSigmoid", {"alpha": 0.3, "beta": 0.4}, 18),
    ("HardSwish", {}, 18),
    ("Tanh", {}, 18),
    ("Clip", {"min": -0.5, "max": 0.75}, 10),
    ("Clip", {"max": 0.75}, 10),
    ("Clip", {}, 10),
]
PLAIN = [
    ("Elu", {}, 18),
    ("Elu", {"alpha": 0.5}, 18),
    ("Selu", {}, 18),
    ("Selu", {"alpha": 1.5, "gamma": 2.0}, 18),
    ("Celu", {"alpha": 0.7}, 18),
    ("ThresholdedRelu", {"alpha": 0.3}, 18),
    ("Shrink", {"lambd": 0.4, "bias": 0.1}, 18),
    ("Softplus", {}, 18),
    ("Softsign", {}, 18),
    ("Mish", {}, 18),
    ("Gelu", {}, 20),
    ("Gelu", {"approximate": "tanh"}, 20),
    ("Erf", {}, 18),
]


def numbers(shape, dtype=np.float32):
    return (np.random.default_rng(2).standard_normal(shape) * 3).astype(dtype)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("op", "attributes", "opset"), BOUND)
def test_activation_equals_onnxruntime(check_operator, op, attributes, opset, shape):
    check_operator(op, [numbers(shape)], attributes, opset=opset, constants=(), atol=3e-7)


@pytest.mark.parametrize(("op", "attributes", "opset"), PLAIN)
def test_rarer_activation_equals_onnxruntime(check_operator, op, attributes, opset):
    check_operator(op, [numbers((2, 3, 5, 7))], attributes, opset=opset, atol=1e-6)


@pytest.mark.parametrize("op", ["Relu", "LeakyRelu", "Sigmoid", "HardSigmoid", "Tanh", "Softplus"])
def test_activation_of_extremes_equals_onnxruntime(check_operator, op):
    check_operator(op, [EXTREMES.astype(np.float32)], {})


@pytest.mark.parametrize("op", ["Relu", "Sigmoid", "Tanh", "HardSwish", "LeakyRelu", "Softplus"])
def test_activation_keeps_nan(run_operator, op):
    (got,) = run_operator(op, [np.array([np.nan, 1], np.float32)])
    assert np.isnan(got).tolist() == [True, False]


@pytest.mark.parametrize("dtype", [np.float16, np.float64])
@pytest.mark.parametrize(("op", "attributes", "opset"), BOUND + PLAIN)
def test_activation_keeps_the_dtype(run_operator, op, attributes, opset, dtype):
    x = numbers((3, 4), dtype)
    (got,) = run_operator(op, [x], attributes, opset=opset)
    (single,) = run_operator(op, [x.astype(np.float32)], attributes, opset=opset)
    assert got.dtype == dtype
    tolerance = 5e-3 if dtype == np.float16 else 1e-6
    np.testing.assert_allclose(got, single, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize(("op", "attributes", "opset"), BOUND)
def test_activation_takes_any_strides(run_operator, op, attributes, opset):
    x = numbers((2, 3, 300, 200))
    odd = x.transpose(0, 2, 3, 1)[:, ::-2, ::3]
    (expected,) = run_operator(op, [np.ascontiguousarray(odd)], attributes, opset=opset)
    (got,) = run_operator(op, [odd], attributes, opset=opset)
    np.testing.assert_array_equal(got, expected)


@pytest.mark.parametrize("bounds", [(-0.5, 0.5), (None, 0.5), (-0.5, None), (None, None), (1, -1)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int32, np.int8])
def test_clip_by_inputs_equals_onnxruntime(check_operator, bounds, dtype):
    x = (numbers((2, 3, 5, 7)) * 10).astype(dtype)
    scale = 1 if np.dtype(dtype).kind == "f" else 10
    inputs = [x, *(None if b is None else np.array(b * scale, dtype) for b in bounds)]
    while inputs[-1] is None:
        inputs.pop()
    check_operator("Clip", inputs, constants=(1, 2))


def test_clip_with_bounds_that_are_computed(run_operator):
    from engine.ops import registry

    x, low = numbers((4, 5)), np.array(0.5, np.float32)
    assert registry.find("Clip", "", 13).binder(x, low, None, out=np.empty_like(x)) is None
    with pytest.raises(ShapeError, match="scalar"):
        run_operator("Clip", [x, numbers((2,))])


@pytest.mark.parametrize("slope_shape", [(3, 1, 1), (1,), (7,), (1, 3, 1, 1), (2, 3, 5, 7), (5, 1)])
@pytest.mark.parametrize("constants", [(1,), ()])
def test_prelu_equals_onnxruntime(check_operator, slope_shape, constants):
    inputs = [numbers((2, 3, 5, 7)), numbers(slope_shape)]
    check_operator("PRelu", inputs, constants=constants)


def test_prelu_before_opset_7_has_a_slope_for_each_channel(run_operator, onnxruntime_result):
    x, slope = numbers((2, 3, 5, 7)), numbers((3,))
    (expected,) = onnxruntime_result("PRelu", [x, slope.reshape(3, 1, 1)])
    (got,) = run_operator("PRelu", [x, slope], opset=6)
    np.testing.assert_allclose(got, expected, rtol=1e-6)
    (got,) = run_operator("PRelu", [x, slope[:1]], opset=6)
    np.testing.assert_allclose(got, np.where(x > 0, x, x * slope[0]), rtol=1e-6)
    with pytest.raises(ShapeError, match="slope"):
        run_operator("PRelu", [x, numbers((7,))], opset=6)
    with pytest.raises(ShapeError, match="slope"):
        run_operator("PRelu", [x, numbers((3,))], opset=7)


def test_swish_by_hand(run_operator):
    x = numbers((3, 4))
    (got,) = run_operator("Swish", [x], {"alpha": 1.5}, opset=24)
    np.testing.assert_allclose(got, x / (1 + np.exp(-1.5 * x)), rtol=1e-5, atol=1e-7)


def test_activations_take_the_hint_of_opset_1(run_operator):
    x = numbers((3, 4))
    for op in ("Relu", "Sigmoid", "Tanh", "Elu", "Selu", "LeakyRelu", "HardSigmoid", "Clip"):
        with_hint = run_operator(op, [x], {"consumed_inputs": [0]}, opset=1)
        np.testing.assert_array_equal(with_hint, run_operator(op, [x], opset=1))


@pytest.mark.parametrize("op", ["Sigmoid", "Tanh", "Elu", "Gelu", "Softplus", "HardSwish"])
def test_activations_that_know_no_integers_refuse_them(run_operator, op):
    with pytest.raises(ShapeError, match="floating-point numbers, got int64"):
        run_operator(op, [np.array([1, 2])], opset=20)


def test_relu_knows_integers(check_operator):
    check_operator("Relu", [np.array([-2, 0, 3], np.int32)], constants=())
