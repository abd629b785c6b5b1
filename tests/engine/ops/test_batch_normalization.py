"""BatchNormalization in all its versions."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import ShapeError, UnsupportedError
from engine.ops import registry


def statistics(shape, dtype=np.float32):
    rng = np.random.default_rng(1)
    scale, bias, mean = (rng.standard_normal(shape).astype(dtype) for _ in range(3))
    return [scale, bias, mean, rng.uniform(0.5, 2, shape).astype(dtype)]


def numbers(shape, dtype=np.float32):
    return np.random.default_rng(0).standard_normal(shape).astype(dtype)


@pytest.mark.parametrize("opset", [7, 9, 14, 15])
@pytest.mark.parametrize(
    "shape", [(2, 5, 6, 7), (3, 5), (2, 5, 9), (1, 5, 3, 4, 5), (2, 64, 60, 50)]
)
def test_batch_normalization_equals_onnxruntime(check_operator, shape, opset):
    inputs = [numbers(shape), *statistics((shape[1],))]
    check_operator(
        "BatchNormalization", inputs, {"epsilon": 1e-3}, opset=opset, constants=(1, 2, 3, 4)
    )


def test_batch_normalization_for_each_position(run_operator):
    x, (scale, bias, mean, variance) = numbers((2, 3, 4, 5)), statistics((3, 4, 5))
    (got,) = run_operator(
        "BatchNormalization", [x, scale, bias, mean, variance], {"spatial": 0}, opset=7
    )
    expected = (x - mean) / np.sqrt(variance + 1e-5) * scale + bias
    np.testing.assert_allclose(got, expected, rtol=1e-5, atol=1e-5)


def test_old_versions_take_their_attributes(run_operator):
    inputs = [numbers((2, 3, 4)), *statistics((3,))]
    (today,) = run_operator("BatchNormalization", inputs, opset=15)
    for opset, attributes in (
        (1, {"is_test": 1, "consumed_inputs": [0, 0, 0, 1, 1], "spatial": 1}),
        (6, {"is_test": 1, "momentum": 0.8}),
    ):
        (got,) = run_operator("BatchNormalization", inputs, attributes, opset=opset)
        np.testing.assert_array_equal(got, today)


@pytest.mark.parametrize("dtype", [np.float16, np.float64])
def test_batch_normalization_keeps_the_dtype(run_operator, dtype):
    inputs = [numbers((2, 3, 4, 5), dtype), *statistics((3,), dtype)]
    (got,) = run_operator("BatchNormalization", inputs)
    (single,) = run_operator("BatchNormalization", [x.astype(np.float32) for x in inputs])
    assert got.dtype == dtype
    np.testing.assert_allclose(got, single, rtol=5e-3, atol=5e-3)


def test_float32_statistics_serve_float16_maps(run_operator):
    x = numbers((2, 3, 4), np.float16)
    (got,) = run_operator("BatchNormalization", [x, *statistics((3,))])
    (single,) = run_operator("BatchNormalization", [x.astype(np.float32), *statistics((3,))])
    assert got.dtype == np.float16
    np.testing.assert_allclose(got, single, rtol=2e-3, atol=2e-3)


def test_training_is_refused(run_operator):
    inputs = [numbers((2, 3, 4)), *statistics((3,))]
    with pytest.raises(UnsupportedError, match="statistics"):
        run_operator("BatchNormalization", inputs, {"training_mode": 1})
    with pytest.raises(UnsupportedError, match="statistics"):
        run_operator("BatchNormalization", inputs, opset=9, n_outputs=3)


def test_batch_normalization_says_what_does_not_fit(run_operator):
    x, parts = numbers((2, 3, 4)), statistics((3,))
    with pytest.raises(ShapeError, match="channel"):
        run_operator("BatchNormalization", [x, *statistics((4,))])
    with pytest.raises(ShapeError, match="mean"):
        run_operator("BatchNormalization", [x, *parts[:2], parts[2][:2], parts[3]])


def test_computed_statistics_do_not_bind():
    x = numbers((2, 3, 4))
    operator = registry.find("BatchNormalization", "", 15)
    assert operator.binder(x, *statistics((3,)), out=np.empty_like(x)) is None
