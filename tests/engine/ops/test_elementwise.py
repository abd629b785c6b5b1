"""Arithmetic against ONNX Runtime."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import ShapeError
from engine.ops import registry

PAIRS = [
    ((2, 3, 4, 5), (2, 3, 4, 5)),
    ((2, 3, 4, 5), (3, 1, 1)),
    ((2, 3, 4, 5), (1, 3, 1, 1)),
    ((2, 3, 4, 5), (2, 3, 1, 1)),
    ((2, 3, 4, 5), ()),
    ((2, 3, 4, 5), (5,)),
    ((5,), (2, 3, 4, 5)),
    ((2, 1, 4, 1), (1, 3, 1, 5)),
    ((4, 6), (4, 6)),
    ((0, 3), (1, 3)),
]
ARITHMETIC = ("Add", "Sub", "Mul", "Div")


def numbers(shape, seed=0, dtype=np.float32):
    return (np.random.default_rng(seed).standard_normal(shape) * 4).astype(dtype)


@pytest.mark.parametrize(("a_shape", "b_shape"), PAIRS)
@pytest.mark.parametrize("op", ARITHMETIC)
def test_arithmetic_equals_onnxruntime(check_operator, op, a_shape, b_shape):
    check_operator(op, [numbers(a_shape), numbers(b_shape, 1)], constants=())


@pytest.mark.parametrize("op", ARITHMETIC)
def test_arithmetic_with_a_constant_equals_onnxruntime(check_operator, op):
    check_operator(op, [numbers((2, 3, 4, 5)), numbers((3, 1, 1), 1)], constants=(1,))


@pytest.mark.parametrize("op", ARITHMETIC)
@pytest.mark.parametrize("dtype", [np.float64, np.int32, np.int64])
def test_arithmetic_keeps_the_dtype(check_operator, op, dtype):
    b = np.where(numbers((3, 4), 1) < 0, -3, 2).astype(dtype)
    constants = None if op == "Div" and dtype != np.float64 else ()
    check_operator(op, [numbers((3, 4), dtype=dtype), b], constants=constants)


def test_division_of_integers_truncates_towards_zero(run_operator):
    a, b = np.array([7, -7, 7, -7, 6, 1, -1]), np.array([2, 2, -2, -2, -3, 0, 0])
    (got,) = run_operator("Div", [a, b])
    np.testing.assert_array_equal(got, [3, -3, -3, 3, -2, 0, 0])
    (unsigned,) = run_operator("Div", [np.array([200], np.uint8), np.array([3], np.uint8)])
    assert unsigned.dtype == np.uint8
    assert unsigned.item() == 66


def test_division_by_zero_is_infinity_or_nan(run_operator):
    a, zero = np.array([1, -1, 0], np.float32), np.zeros(3, np.float32)
    (got,) = run_operator("Div", [a, zero])
    np.testing.assert_array_equal(got, [np.inf, -np.inf, np.nan])


@pytest.mark.parametrize("op", [*ARITHMETIC, "Pow", "Mod"])
def test_arithmetic_says_what_does_not_fit(run_operator, op):
    with pytest.raises(ShapeError, match=r"\(2, 3\) and \(4, 3\)"):
        run_operator(op, [numbers((2, 3)), numbers((4, 3))])
    if op not in ("Pow",):
        with pytest.raises(ShapeError, match="dtype"):
            run_operator(op, [numbers((2, 3)), numbers((2, 3), dtype=np.float64)])


def old(op, a, b, attributes, opset=6):
    operator = registry.find(op, "", opset)
    return operator(a, b, **operator.signature.arguments(attributes, 2, 1))


@pytest.mark.parametrize("op", [*ARITHMETIC, "Pow"])
@pytest.mark.parametrize(
    ("b_shape", "axis", "as_today"),
    [
        ((5,), None, (5,)),
        ((4, 5), None, (4, 5)),
        ((3, 4), 1, (3, 4, 1)),
        ((2,), 0, (2, 1, 1, 1)),
        ((3,), -3, (3, 1, 1)),
        ((1,), None, (1,)),
        ((), None, ()),
    ],
)
def test_arithmetic_before_opset_7(run_operator, op, b_shape, axis, as_today):
    a, b = np.abs(numbers((2, 3, 4, 5))), numbers(b_shape, 1)
    attributes = {"broadcast": 1} if axis is None else {"broadcast": 1, "axis": axis}
    (expected,) = run_operator(op, [a, b.reshape(as_today)])
    np.testing.assert_array_equal(old(op, a, b, attributes), expected)


def test_arithmetic_before_opset_7_says_what_does_not_fit():
    a = numbers((2, 3, 4))
    with pytest.raises(ShapeError, match="broadcast=1"):
        old("Add", a, numbers((4,)), {})
    with pytest.raises(ShapeError, match="axis"):
        old("Add", a, numbers((3, 4, 5)), {"broadcast": 1, "axis": 1})
    with pytest.raises(ShapeError):
        old("Add", a, numbers((4,)), {"broadcast": 1, "axis": 1})
    np.testing.assert_array_equal(old("Add", a, a, {"consumed_inputs": [0, 0]}, 1), a + a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (np.abs(numbers((2, 3))), numbers((3,), 1)),
        (np.arange(-3, 3, dtype=np.int32), np.array([2], np.int64)),
        (np.arange(-3, 3, dtype=np.float32), np.array(3, np.int32)),
        (np.arange(1, 4, dtype=np.int32), np.array([0.5], np.float32)),
    ],
)
def test_power_equals_onnxruntime_and_keeps_the_dtype_of_its_base(check_operator, a, b):
    check_operator("Pow", [a, b])


def test_power_of_integers_to_negative_ones(run_operator):
    (got,) = run_operator("Pow", [np.array([1, 2, -1]), np.array([-1, -1, -1])])
    np.testing.assert_array_equal(got, [1, 0, -1])


@pytest.mark.parametrize("fmod", [0, 1])
def test_remainder_equals_onnxruntime(check_operator, fmod):
    a = np.array([7, -7, 7, -7, 0], np.int32)
    b = np.array([3, 3, -3, -3, 5], np.int32)
    check_operator("Mod", [a, b], {"fmod": fmod})
    check_operator("Mod", [a.astype(np.float32) / 2, b.astype(np.float32)], {"fmod": 1})


@pytest.mark.parametrize("op", ["Sum", "Mean", "Max", "Min"])
@pytest.mark.parametrize("shapes", [[(2, 3)], [(2, 3), (2, 3)], [(2, 1, 4), (3, 1), (4,)]])
def test_variadic_equals_onnxruntime(check_operator, op, shapes):
    inputs = [numbers(shape, seed) for seed, shape in enumerate(shapes)]
    check_operator(op, inputs)


def test_variadic_says_what_does_not_fit(run_operator):
    with pytest.raises(ShapeError):
        run_operator("Max", [numbers((2, 3)), numbers((4,))])
    with pytest.raises(ShapeError):
        run_operator("Sum", [])


@pytest.mark.parametrize(("a_shape", "b_shape"), PAIRS)
def test_fused_add_activates(run_operator, a_shape, b_shape):
    a, b = numbers(a_shape), numbers(b_shape, 1)
    attributes = {"activation": "LeakyRelu", "slope": 0.1}
    (got,) = run_operator("Add", [a, b], attributes, domain="convolens", opset=1)
    expected = np.where(a + b > 0, a + b, np.float32(0.1) * (a + b))
    np.testing.assert_allclose(got, expected, rtol=1e-6)
    out = np.empty_like(expected)
    operator = registry.find("Add", "convolens", 1)
    for step in operator.binder(a, b, **attributes, out=out):
        step()
    np.testing.assert_array_equal(out, got)


def test_fused_add_refuses_an_activation_it_does_not_know(run_operator):
    from engine.errors import UnsupportedError

    with pytest.raises(UnsupportedError, match="Softmax"):
        run_operator(
            "Add",
            [numbers((2,)), numbers((2,))],
            {"activation": "Softmax"},
            domain="convolens",
            opset=1,
        )
