from __future__ import annotations

import numpy as np
import pytest

from engine.errors import ShapeError, UnsupportedError
from engine.ops import quantize

RNG = np.random.default_rng(0)
X = (RNG.standard_normal((2, 3, 4)) * 50).astype(np.float32)


@pytest.mark.parametrize("dtype", [np.uint8, np.int8])
@pytest.mark.parametrize("axis", [None, 1, -2])
def test_quantize_and_dequantize_agree(check_operator, dtype, axis):
    count = 1 if axis is None else 3
    scale = RNG.uniform(0.1, 0.6, count).astype(np.float32)
    zero = RNG.integers(0, 100, count).astype(dtype)
    if axis is None:
        scale, zero = scale[0], zero[0]
    scale, zero = np.asarray(scale), np.asarray(zero)
    attributes = {} if axis is None else {"axis": axis}
    levels = check_operator("QuantizeLinear", [X, scale, zero], attributes)
    check_operator("DequantizeLinear", [levels, scale, zero], attributes)


def test_quantize_rounds_ties_to_even_and_stays_in_range(check_operator):
    x = np.array([0.5, 1.5, 2.5, -0.5, 300, -300], np.float32)
    got = check_operator("QuantizeLinear", [x, np.array(1, np.float32)])
    assert got.tolist() == [0, 2, 2, 0, 255, 0]


def test_quantize_to_16_bits_agrees(check_operator):
    zero = np.array(3, np.int16)
    check_operator("QuantizeLinear", [X, np.array(0.01, np.float32), zero], opset=21)


@pytest.mark.parametrize("axis", [1, 2])
def test_quantize_in_blocks_agrees(check_operator, axis):
    sizes = list(X.shape)
    sizes[axis] = -(-sizes[axis] // 2)
    scale = RNG.uniform(0.3, 0.6, sizes).astype(np.float32)
    zero = RNG.integers(-9, 9, sizes).astype(np.int8)
    attributes = {"axis": axis, "block_size": 2}
    levels = check_operator("QuantizeLinear", [X, scale, zero], attributes, opset=21)
    check_operator("DequantizeLinear", [levels, scale, zero], attributes, opset=21)


def test_dequantize_of_int32_agrees(check_operator):
    x = RNG.integers(-(2**20), 2**20, (5,)).astype(np.int32)
    check_operator("DequantizeLinear", [x, np.array(0.3, np.float32)])


@pytest.mark.parametrize("x", [X, np.abs(X), -np.abs(X), np.zeros((2, 2), np.float32)])
def test_dynamic_quantize_agrees(onnxruntime_result, run_operator, x):
    expected = onnxruntime_result("DynamicQuantizeLinear", [x], n_outputs=3)
    got = run_operator("DynamicQuantizeLinear", [x], n_outputs=3)
    for array, want in zip(got, expected, strict=True):
        assert (array.dtype, array.shape) == (want.dtype, want.shape)
        np.testing.assert_allclose(array, want, rtol=1e-6)


def test_quantize_refuses_what_does_not_fit():
    one = np.array(1, np.float32)
    with pytest.raises(ShapeError, match="scale"):
        quantize.quantize_linear(X, np.ones(4, np.float32), axis=1)
    with pytest.raises(ShapeError, match="block_size"):
        quantize.quantize_linear(X, np.ones((2, 3, 3), np.float32), axis=2, block_size=2)
    with pytest.raises(ShapeError):
        quantize.quantize_linear(X, np.ones(X.shape, np.float32), axis=2, block_size=-1)
    with pytest.raises(UnsupportedError, match="STRING"):
        quantize.quantize_linear(X, one, output_dtype=8)
    with pytest.raises(UnsupportedError, match="int64"):
        quantize.quantize_linear(X, one, np.array(0, np.int64))
    with pytest.raises(UnsupportedError, match="float32"):
        quantize.dequantize_linear(X, one)


def test_quantize_by_zero_does_not_warn():
    got = quantize.quantize_linear(np.array([1.0, -1.0], np.float32), np.array(0, np.float32))
    assert got.tolist() == [255, 0]
