"""Types of 8 bits and fewer: what can be counted on the fingers."""

from __future__ import annotations

import numpy as np
import pytest

import engine  # noqa: F401  the reader of files makes the types known
from engine.ops.casting import cast
from engine.ops.low_precision import NAMES, is_low, low_type, to_low
from engine.ops.quantize import dequantize_linear, quantize_linear

NUMBER = {name: number for number, name in NAMES.items()}


def back(x):
    return cast(x, to=1)


@pytest.mark.parametrize("name", NAMES.values())
def test_every_type_is_known_and_keeps_what_it_can_hold(name):
    dtype = low_type(NUMBER[name])
    assert is_low(dtype)
    x = np.array([1, 2, 1], np.float32) if name != "int2" else np.array([1, -2, 0], np.float32)
    small = cast(x, to=NUMBER[name])
    assert small.dtype == dtype
    np.testing.assert_array_equal(back(small), x)


@pytest.mark.parametrize(
    ("name", "largest"),
    [("float8_e4m3fn", 448), ("float8_e4m3fnuz", 240), ("float8_e5m2", 57344)],
)
def test_numbers_beyond_the_largest(name, largest):
    x = np.array([1e9, -1e9, np.inf, np.nan, 0.5], np.float32)
    kept = back(cast(x, to=NUMBER[name]))
    np.testing.assert_array_equal(kept, np.array([largest, -largest, largest, np.nan, 0.5], "f"))
    lost = back(cast(x, to=NUMBER[name], saturate=0))
    assert not np.isfinite(lost[:4]).any()


@pytest.mark.parametrize(
    ("mode", "expected"), [("up", [4, 4, 8]), ("down", [2, 4, 4]), ("nearest", [4, 4, 4])]
)
def test_powers_of_two_are_rounded_as_asked(mode, expected):
    dtype = low_type(NUMBER["float8_e8m0fnu"])
    x = np.array([3, 4, 5], np.float32)
    np.testing.assert_array_equal(to_low(x, dtype, round_mode=mode).astype(np.float32), expected)


@pytest.mark.parametrize(
    ("name", "low", "high"), [("int4", -8, 7), ("uint4", 0, 15), ("int2", -2, 1), ("uint2", 0, 3)]
)
def test_quantizing_keeps_small_integers_in_their_range(name, low, high):
    x = np.array([-100, -1, 0, 0.5, 1.5, 100], np.float32)
    one = np.array(1, np.float32)
    levels = quantize_linear(x, one, output_dtype=NUMBER[name])
    expected = np.clip([-100, -1, 0, 0, 2, 100], low, high)
    np.testing.assert_array_equal(levels.astype(np.int32), expected)
    np.testing.assert_array_equal(dequantize_linear(levels, one * 3), expected * 3)


def test_dequantizing_blocks_of_four_bits():
    """Weights of language and large vision models: a scale and a zero point for each block."""
    levels = np.arange(-8, 8).reshape(2, 8).astype(low_type(NUMBER["int4"]))
    scale = np.array([[1, 10], [100, 1000]], np.float32)
    zero = np.array([[-8, -4], [0, 4]]).astype(low_type(NUMBER["int4"]))
    got = dequantize_linear(levels, scale, zero, axis=1, block_size=4)
    expected = [[0, 1, 2, 3, 0, 10, 20, 30], [0, 100, 200, 300, 0, 1000, 2000, 3000]]
    np.testing.assert_array_equal(got, np.array(expected, np.float32))
