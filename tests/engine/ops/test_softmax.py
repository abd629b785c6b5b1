"""Softmax and its kin, in both meanings, against ONNX Runtime."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import ShapeError


def numbers(shape, dtype=np.float32):
    return (np.random.default_rng(4).standard_normal(shape) * 30).astype(dtype)


@pytest.mark.parametrize("axis", [None, 0, 1, 2, 3, -1, -2])
@pytest.mark.parametrize("opset", [11, 13])
@pytest.mark.parametrize("op", ["Softmax", "LogSoftmax", "Hardmax"])
def test_softmax_equals_onnxruntime(check_operator, op, opset, axis):
    attributes = {} if axis is None else {"axis": axis}
    check_operator(op, [numbers((2, 3, 4, 5))], attributes, opset=opset, rtol=1e-4)


@pytest.mark.parametrize("shape", [(2, 3, 4, 5), (3, 7)])
@pytest.mark.parametrize("axis", [1, -1])
def test_bound_softmax_equals_onnxruntime(check_operator, shape, axis):
    check_operator("Softmax", [numbers(shape)], {"axis": axis}, constants=(), rtol=1e-4)


def test_bound_softmax_of_rows_equals_onnxruntime(check_operator):
    check_operator("Softmax", [numbers((3, 7))], {}, opset=11, constants=(), rtol=1e-4)


def test_softmax_of_huge_numbers_sums_to_one(run_operator):
    (got,) = run_operator("Softmax", [np.array([[1e30, 1e30, -1e30]], np.float32)])
    np.testing.assert_array_equal(got, [[0.5, 0.5, 0]])


@pytest.mark.parametrize("dtype", [np.float16, np.float64])
@pytest.mark.parametrize("op", ["Softmax", "LogSoftmax", "Hardmax"])
def test_softmax_keeps_the_dtype(run_operator, op, dtype):
    x = numbers((4, 9), dtype)
    (got,) = run_operator(op, [x])
    (single,) = run_operator(op, [x.astype(np.float32)])
    assert got.dtype == dtype
    np.testing.assert_allclose(got, single, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("opset", [11, 13])
@pytest.mark.parametrize("op", ["Softmax", "LogSoftmax", "Hardmax"])
def test_softmax_refuses_an_axis_that_is_not_there(run_operator, op, opset):
    with pytest.raises(ShapeError, match="axis"):
        run_operator(op, [numbers((3, 4))], {"axis": 5}, opset=opset)
