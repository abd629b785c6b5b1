"""Pooling against ONNX Runtime and by hand."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import ShapeError

WINDOWS = {
    "2x2": ((2, 5, 8, 10), {"kernel_shape": [2, 2], "strides": [2, 2]}),
    "odd": ((1, 5, 9, 11), {"kernel_shape": [2, 2], "strides": [2, 2]}),
    "odd ceil": ((1, 5, 9, 11), {"kernel_shape": [2, 2], "strides": [2, 2], "ceil_mode": 1}),
    "3x3 padded": (
        (2, 4, 11, 12),
        {"kernel_shape": [3, 3], "strides": [2, 2], "pads": [1, 1, 1, 1]},
    ),
    "3x3 same": ((1, 4, 7, 6), {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1]}),
    "asymmetric": (
        (1, 4, 9, 8),
        {"kernel_shape": [3, 4], "strides": [2, 1], "pads": [0, 3, 2, 1]},
    ),
    "ceil padded": (
        (1, 4, 10, 7),
        {"kernel_shape": [3, 3], "strides": [2, 3], "pads": [1, 0, 1, 1], "ceil_mode": 1},
    ),
    "stride above kernel": ((2, 4, 11, 10), {"kernel_shape": [2, 1], "strides": [3, 4]}),
    "kernel 1": ((1, 4, 6, 7), {"kernel_shape": [1, 1], "strides": [2, 2]}),
    "default strides": ((1, 4, 6, 7), {"kernel_shape": [3, 2]}),
    "whole": ((2, 4, 6, 7), {"kernel_shape": [6, 7]}),
    "large kernel": ((1, 3, 20, 21), {"kernel_shape": [13, 13], "pads": [6, 6, 6, 6]}),
    "same upper": (
        (1, 3, 7, 9),
        {"kernel_shape": [2, 3], "strides": [2, 2], "auto_pad": "SAME_UPPER"},
    ),
    "same lower": (
        (1, 3, 7, 9),
        {"kernel_shape": [2, 4], "strides": [2, 2], "auto_pad": "SAME_LOWER"},
    ),
    "valid": ((1, 3, 7, 9), {"kernel_shape": [3, 3], "strides": [2, 2], "auto_pad": "VALID"}),
    "line": ((2, 3, 17), {"kernel_shape": [3], "strides": [2], "pads": [1, 0]}),
    "volume": (
        (1, 3, 6, 7, 8),
        {"kernel_shape": [2, 3, 2], "strides": [2, 1, 2], "pads": [1, 1, 0, 0, 1, 1]},
    ),
    "tiles": ((1, 64, 90, 70), {"kernel_shape": [3, 3], "strides": [2, 2], "pads": [1, 1, 1, 1]}),
}
DILATED = {
    "dilated": ((1, 4, 12, 13), {"kernel_shape": [3, 2], "dilations": [2, 3]}),
    "dilated padded": (
        (1, 4, 12, 13),
        {
            "kernel_shape": [3, 3],
            "dilations": [2, 2],
            "strides": [2, 1],
            "pads": [2, 1, 1, 2],
            "ceil_mode": 1,
        },
    ),
}


def numbers(shape, dtype=np.float32):
    """Return numbers that are all negative: padding that counted as 0 would win."""
    rng = np.random.default_rng(3)
    return (-rng.random(shape) * 100 - 1).astype(dtype)


@pytest.mark.parametrize("case", WINDOWS | DILATED)
def test_max_pool_equals_onnxruntime(check_operator, case):
    shape, attributes = (WINDOWS | DILATED)[case]
    check_operator("MaxPool", [numbers(shape)], attributes, constants=())


@pytest.mark.parametrize("dtype", [np.float16, np.float64, np.int8, np.uint8])
@pytest.mark.parametrize("case", ["3x3 padded", "odd ceil"])
def test_max_pool_keeps_the_dtype(check_operator, run_operator, case, dtype):
    shape, attributes = WINDOWS[case]
    x = numbers(shape).astype(np.int8).astype(dtype)
    if dtype == np.float16:  # ONNX Runtime has no such kernel
        (got,) = run_operator("MaxPool", [x], attributes)
        (wide,) = run_operator("MaxPool", [x.astype(np.float32)], attributes)
        assert got.dtype == np.float16
        np.testing.assert_array_equal(got, wide)
    else:
        check_operator("MaxPool", [x], attributes, constants=())


@pytest.mark.parametrize("storage_order", [0, 1])
@pytest.mark.parametrize("case", [c for c in WINDOWS | DILATED if c != "tiles"])
def test_max_pool_indices_equal_onnxruntime(onnxruntime_result, run_operator, case, storage_order):
    shape, attributes = (WINDOWS | DILATED)[case]
    attributes = {**attributes, "storage_order": storage_order}
    # Small integers: many are equal, and the first must win.
    x = np.floor(numbers(shape) / 30)
    expected = onnxruntime_result("MaxPool", [x], attributes, n_outputs=2)
    got = run_operator("MaxPool", [x], attributes, n_outputs=2)
    np.testing.assert_array_equal(got[0], expected[0])
    np.testing.assert_array_equal(got[1], expected[1])
    assert got[1].dtype == np.int64


def test_max_pool_takes_any_strides(onnxruntime_result, run_operator):
    shape, attributes = WINDOWS["3x3 padded"]
    x = numbers(shape)
    (expected,) = onnxruntime_result("MaxPool", [x], attributes)
    for odd in (np.asfortranarray(x), np.repeat(x, 2, axis=3)[..., ::2]):
        (got,) = run_operator("MaxPool", [odd], attributes)
        np.testing.assert_array_equal(got, expected)


def test_max_pool_by_hand_keeps_nan_and_minus_infinity(run_operator):
    x = np.array([[[[-np.inf, -np.inf, 1, 2], [-np.inf, -np.inf, np.nan, 3]]]], np.float32)
    attributes = {"kernel_shape": [2, 2], "strides": [2, 2]}
    (got,) = run_operator("MaxPool", [x], attributes)
    np.testing.assert_array_equal(got, [[[[-np.inf, np.nan]]]])
    _, indices = run_operator("MaxPool", [x[..., :2]], attributes, n_outputs=2)
    np.testing.assert_array_equal(indices, [[[[0]]]])


@pytest.mark.parametrize("count_include_pad", [0, 1])
@pytest.mark.parametrize("case", WINDOWS)
def test_average_pool_equals_onnxruntime(check_operator, case, count_include_pad):
    shape, attributes = WINDOWS[case]
    attributes = {**attributes, "count_include_pad": count_include_pad}
    check_operator("AveragePool", [numbers(shape)], attributes, constants=(), opset=22)


@pytest.mark.parametrize("case", DILATED)
def test_average_pool_takes_dilations(check_operator, case):
    shape, attributes = DILATED[case]
    check_operator("AveragePool", [numbers(shape)], attributes, constants=(), opset=22)


def test_average_pool_float16_sums_in_float32(run_operator):
    x = np.full((1, 1, 64, 64), 3000, np.float16)
    (got,) = run_operator("AveragePool", [x], {"kernel_shape": [64, 64]})
    assert got.dtype == np.float16
    assert got.item() == 3000


@pytest.mark.parametrize("p", [1, 2, 3])
@pytest.mark.parametrize("case", ["2x2", "3x3 padded", "line", "volume"])
def test_lp_pool_equals_onnxruntime(check_operator, case, p):
    shape, attributes = WINDOWS[case]
    check_operator("LpPool", [numbers(shape)], {**attributes, "p": p}, rtol=1e-4)


@pytest.mark.parametrize("shape", [(2, 5, 7, 9), (1, 3, 6), (2, 3, 4, 5, 6), (3, 1, 1, 1)])
@pytest.mark.parametrize("op", ["GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool"])
def test_global_pooling_equals_onnxruntime(check_operator, op, shape):
    bound = () if op == "GlobalAveragePool" else None
    check_operator(op, [numbers(shape)], constants=bound, rtol=1e-4)


def test_global_average_pool_takes_any_strides_and_float16(run_operator):
    x = numbers((2, 5, 7, 9))
    (expected,) = run_operator("GlobalAveragePool", [x.astype(np.float64)])
    odd = np.repeat(x, 2, axis=3)[..., ::2]
    (got,) = run_operator("GlobalAveragePool", [odd])
    np.testing.assert_allclose(got, expected, rtol=1e-5)
    (half,) = run_operator("GlobalAveragePool", [np.full((1, 2, 64, 64), 3000, np.float16)])
    assert half.dtype == np.float16
    np.testing.assert_array_equal(half.ravel(), [3000, 3000])


@pytest.mark.parametrize("op", ["MaxPool", "AveragePool", "LpPool"])
@pytest.mark.parametrize(
    ("shape", "attributes", "words"),
    [
        ((1, 2, 5, 5), {"kernel_shape": [3]}, "kernel"),
        ((1, 2, 5, 5), {"kernel_shape": [0, 2]}, "kernel"),
        ((1, 2, 5, 5), {"kernel_shape": [6, 2]}, "kernel"),
        ((1, 2, 5, 5), {"kernel_shape": [2, 2], "strides": [0, 1]}, "strides"),
        ((1, 2, 5, 5), {"kernel_shape": [2, 2], "pads": [1]}, "pads"),
        ((5, 5), {"kernel_shape": [2, 2]}, "spatial"),
        ((1, 2, 5, 5), {"kernel_shape": [2, 2, 2]}, "kernel"),
    ],
)
def test_pooling_says_what_does_not_fit(run_operator, op, shape, attributes, words):
    with pytest.raises(ShapeError, match=words):
        run_operator(op, [np.zeros(shape, np.float32)], attributes)


@pytest.mark.parametrize("op", ["LpPool", "GlobalLpPool"])
def test_norms_need_a_power_above_zero(run_operator, op):
    attributes = {"kernel_shape": [2, 2]} if op == "LpPool" else {}
    with pytest.raises(ShapeError, match="p must"):
        run_operator(op, [numbers((1, 2, 3, 3))], {**attributes, "p": 0})


@pytest.mark.parametrize("op", ["GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool"])
def test_global_pooling_refuses_maps_without_pixels_and_integers(run_operator, op):
    with pytest.raises(ShapeError, match="pixels"):
        run_operator(op, [np.zeros((1, 2, 0, 3), np.float32)])
    with pytest.raises(ShapeError, match="int32"):
        run_operator(op, [np.zeros((1, 2, 3, 3), np.int32)])


@pytest.mark.parametrize("seed", range(60))
def test_pooling_of_any_geometry_equals_onnxruntime(check_operator, seed):
    rng = np.random.default_rng(seed)
    rank = int(rng.integers(1, 4))
    kernel, strides = rng.integers(1, 5, rank), rng.integers(1, 5, rank)
    pads = [int(rng.integers(0, k)) for k in (*kernel, *kernel)]
    dilations = rng.integers(1, 4, rank)
    sizes = (kernel - 1) * dilations + 1 + rng.integers(0, 9, rank)
    attributes = {
        "kernel_shape": kernel.tolist(),
        "strides": strides.tolist(),
        "pads": pads,
        "dilations": dilations.tolist(),
        "ceil_mode": int(rng.integers(0, 2)),
    }
    x = numbers((int(rng.integers(1, 4)), int(rng.integers(1, 9)), *sizes))
    check_operator("MaxPool", [x], attributes, constants=())
    attributes["count_include_pad"] = int(rng.integers(0, 2))
    check_operator("AveragePool", [x], attributes, constants=(), opset=22)
