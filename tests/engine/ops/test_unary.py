"""Functions of one array against ONNX Runtime."""

from __future__ import annotations

import numpy as np
import pytest

DOMAINS = {
    **dict.fromkeys(["Abs", "Ceil", "Exp", "Floor", "Neg", "Reciprocal", "Sign"], (-4, 4)),
    **dict.fromkeys(["Sin", "Cos", "Tan", "Atan", "Sinh", "Cosh", "Asinh"], (-3, 3)),
    **dict.fromkeys(["Log", "Sqrt"], (0.01, 9)),
    **dict.fromkeys(["Asin", "Acos", "Atanh"], (-0.9, 0.9)),
    "Acosh": (1.1, 5),
}


@pytest.mark.parametrize("op", DOMAINS)
def test_function_equals_onnxruntime(check_operator, op):
    low, high = DOMAINS[op]
    x = np.random.default_rng(0).uniform(low, high, (2, 3, 5)).astype(np.float32)
    check_operator(op, [x], opset=22)


def test_round_goes_to_the_even_neighbour(check_operator):
    x = np.array([0.5, 1.5, 2.5, -0.5, -1.5, 2.4, -2.6], np.float32)
    got = check_operator("Round", [x])
    np.testing.assert_array_equal(got, [0, 2, 2, 0, -2, 2, -3])


@pytest.mark.parametrize("op", ["Abs", "Neg", "Sign"])
def test_integers_stay_integers(check_operator, op):
    check_operator(op, [np.array([-3, 0, 5], np.int32)])


@pytest.mark.parametrize("op", [*DOMAINS, "Round"])
def test_floats_keep_their_dtype_and_rank(run_operator, op):
    for dtype in (np.float16, np.float64):
        (got,) = run_operator(op, [np.array(1.0, dtype)], opset=22)
        assert isinstance(got, np.ndarray)
        assert got.dtype == dtype
        assert got.shape == ()


def test_outside_their_domain_functions_give_nan_or_infinity(run_operator):
    x = np.array([-1, 0], np.float32)
    np.testing.assert_array_equal(run_operator("Log", [x])[0], [np.nan, -np.inf])
    np.testing.assert_array_equal(run_operator("Sqrt", [x])[0], [np.nan, 0])
    np.testing.assert_array_equal(run_operator("Reciprocal", [x])[0], [-1, np.inf])
    np.testing.assert_array_equal(run_operator("Exp", [x + 1000])[0], [np.inf, np.inf])


def test_is_nan_equals_onnxruntime(check_operator):
    check_operator("IsNaN", [np.array([np.nan, 1, np.inf], np.float32)])


@pytest.mark.parametrize("negative", [0, 1])
@pytest.mark.parametrize("positive", [0, 1])
def test_is_inf_equals_onnxruntime(check_operator, negative, positive):
    attributes = {"detect_negative": negative, "detect_positive": positive}
    check_operator("IsInf", [np.array([np.nan, 1, np.inf, -np.inf], np.float32)], attributes)


def test_not_equals_onnxruntime(check_operator):
    check_operator("Not", [np.array([True, False])])


def test_functions_take_the_hint_of_opset_1(run_operator):
    x = np.array([1, 4], np.float32)
    for op in ("Abs", "Exp", "Floor", "Log", "Neg", "Reciprocal", "Sqrt", "Ceil"):
        with_hint = run_operator(op, [x], {"consumed_inputs": [0]}, opset=1)
        np.testing.assert_array_equal(with_hint, run_operator(op, [x]))
