"""Comparisons, logic and choice against ONNX Runtime."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import ShapeError, UnsupportedError
from engine.ops import registry

COMPARISONS = ["Equal", "Greater", "Less", "GreaterOrEqual", "LessOrEqual"]
LOGIC = ["And", "Or", "Xor"]


@pytest.mark.parametrize("op", COMPARISONS)
@pytest.mark.parametrize("dtype", [np.float32, np.int64])
@pytest.mark.parametrize("b_shape", [(2, 3, 4), (3, 1), ()])
def test_comparison_equals_onnxruntime(check_operator, op, dtype, b_shape):
    rng = np.random.default_rng(0)
    a, b = rng.integers(0, 3, (2, 3, 4)), rng.integers(0, 3, b_shape)
    got = check_operator(op, [a.astype(dtype), np.asarray(b, dtype)])
    assert got.any()
    assert not got.all()


@pytest.mark.parametrize("op", LOGIC)
def test_logic_equals_onnxruntime(check_operator, op):
    a, b = np.array([[False, True]]), np.array([[False], [True]])
    check_operator(op, [a, b])


@pytest.mark.parametrize("op", ["Equal", "Greater", "Less", "And", "Or", "Xor"])
def test_before_opset_7_axes_of_b_start_where_axis_says(op):
    dtype = bool if op in LOGIC else np.int32
    rng = np.random.default_rng(0)
    a, b = rng.integers(0, 2, (2, 3, 4)).astype(dtype), rng.integers(0, 2, 3).astype(dtype)
    operator = registry.find(op, "", 6)
    got = operator(a, b, **operator.signature.arguments({"broadcast": 1, "axis": 1}, 2, 1))
    np.testing.assert_array_equal(got, registry.find(op, "", 7)(a, b.reshape(3, 1)))


@pytest.mark.parametrize("shapes", [[(2, 3), (2, 3), (2, 3)], [(3,), (2, 1), ()]])
def test_where_equals_onnxruntime(check_operator, shapes):
    rng = np.random.default_rng(0)
    condition = np.asarray(rng.random(shapes[0]) < 0.5)
    x, y = (np.asarray(rng.random(shape), np.float32) for shape in shapes[1:])
    check_operator("Where", [condition, x, y])


def test_shapes_that_do_not_broadcast_are_refused(run_operator):
    a, b = np.zeros((2, 3)), np.zeros((4,))
    for op in COMPARISONS:
        with pytest.raises(ShapeError):
            run_operator(op, [a, b])
    with pytest.raises(ShapeError):
        run_operator("Where", [a > 0, b, b])


@pytest.mark.parametrize("op", [*COMPARISONS[1:], *LOGIC])
@pytest.mark.parametrize("opset", [6, 13])
def test_only_equal_takes_strings(op, opset):
    words = np.array(["a", 1], object)
    if opset == 6 and op.endswith("OrEqual"):
        pytest.skip("not known before opset 12")
    for arguments in ((words, words), (np.array([True, False]), words)):
        with pytest.raises(UnsupportedError, match="strings"):
            registry.find(op, "", opset)(*arguments)
    equal = registry.find("Equal", "", 13)(words, np.array(["a", "b"], object))
    assert equal.tolist() == [True, False]
