"""Arithmetic on quantized integers, against ONNX Runtime and exact integers."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import ShapeError
from engine.ops.quantized import conv_integer, matmul_integer

RANDOM = np.random.default_rng(13)


def levels(dtype, *shape):
    limits = np.iinfo(dtype)
    return RANDOM.integers(limits.min, limits.max, shape, dtype, endpoint=True)


def test_matmul_integer_is_exact_for_long_sums():
    """4,000 products of extremes: 2.6e8, which float32 cannot count."""
    a = np.full((2, 4001), 255, np.uint8)
    b = np.full((4001, 3), -128, np.int8)
    got = matmul_integer(a, b, np.array(0, np.uint8), np.array(127, np.int8))
    np.testing.assert_array_equal(got, np.full((2, 3), 4001 * 255 * -255))
    assert got.dtype == np.int32


@pytest.mark.parametrize("zero", ["none", "one", "lists"])
def test_matmul_integer_takes_off_zero_points(zero):
    a, b = levels(np.uint8, 2, 3, 5), levels(np.int8, 5, 4)
    wide = a.astype(np.int64), b.astype(np.int64)
    if zero == "none":
        points = ()
    elif zero == "one":
        points = (np.array(7, np.uint8), np.array(-3, np.int8))
    else:
        points = (levels(np.uint8, 3), levels(np.int8, 4))
    a0 = points[0].astype(np.int64).reshape(-1, 1) if points else 0
    b0 = points[1].astype(np.int64) if points else 0
    np.testing.assert_array_equal(matmul_integer(a, b, *points), (wide[0] - a0) @ (wide[1] - b0))


@pytest.mark.parametrize("group", [1, 2])
def test_conv_integer_agrees(onnxruntime_result, run_operator, group):
    x, w = levels(np.uint8, 2, 4, 7, 6), levels(np.uint8, 6, 4 // group, 3, 2)
    inputs = [x, w, np.array(100, np.uint8), np.array(90, np.uint8)]
    attributes = {"group": group, "pads": [1, 0, 2, 1], "strides": [2, 1], "dilations": [1, 2]}
    (expected,) = onnxruntime_result("ConvInteger", inputs, attributes)
    (got,) = run_operator("ConvInteger", inputs, attributes)
    np.testing.assert_array_equal(got, expected)


@pytest.mark.parametrize("per_channel", [False, True])
def test_qlinear_conv_agrees(onnxruntime_result, run_operator, per_channel):
    x = levels(np.uint8, 1, 5, 8, 8)
    # Seven bits: without VNNI, the oracle's sums of two larger products saturate at 16 bits.
    w = levels(np.int8, 4, 5, 3, 3) // 2
    scale = RANDOM.uniform(0.01, 0.05, 4).astype(np.float32)
    inputs = [
        x,
        np.float32(0.02).reshape(()),
        np.array(120, np.uint8),
        w,
        scale if per_channel else scale[0].reshape(()),
        np.zeros(4 if per_channel else (), np.int8),
        np.float32(0.9).reshape(()),
        np.array(128, np.uint8),
        RANDOM.integers(-500, 500, 4, np.int32),
    ]
    attributes = {"pads": [1, 1, 1, 1]}
    (expected,) = onnxruntime_result("QLinearConv", inputs, attributes)
    (got,) = run_operator("QLinearConv", inputs, attributes)
    assert got.dtype == expected.dtype == np.uint8
    assert 10 < got.mean() < 245
    # One step where float32 rounds the product of scales another way.
    assert np.abs(got.astype(int) - expected).max() <= 1
    assert np.mean(got != expected) < 0.01


def test_qlinear_matmul_agrees(onnxruntime_result, run_operator):
    inputs = [
        levels(np.uint8, 3, 4, 9),
        np.float32(0.03).reshape(()),
        np.array(113, np.uint8),
        levels(np.uint8, 3, 9, 5),
        np.float32(0.04).reshape(()),
        np.array(120, np.uint8),
        np.float32(0.25).reshape(()),
        np.array(118, np.uint8),
    ]
    (expected,) = onnxruntime_result("QLinearMatMul", inputs)
    (got,) = run_operator("QLinearMatMul", inputs)
    assert np.abs(got.astype(int) - expected).max() <= 1
    assert np.mean(got != expected) < 0.02


def test_quantized_operators_refuse_what_does_not_fit():
    x, w = levels(np.uint8, 1, 2, 4, 4), levels(np.uint8, 3, 2, 2, 2)
    with pytest.raises(ShapeError, match="8 bits"):
        conv_integer(x.astype(np.int32), w)
    with pytest.raises(ShapeError):
        conv_integer(x, w, None, np.zeros(5, np.uint8))
    with pytest.raises(ShapeError, match="multiplied"):
        matmul_integer(x[0, 0], w[0])
