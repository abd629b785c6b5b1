"""Normalisation by the data itself, against ONNX Runtime."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import ShapeError


def numbers(shape, seed=0, dtype=np.float32):
    return (np.random.default_rng(seed).standard_normal(shape) * 2 + 1).astype(dtype)


@pytest.mark.parametrize("shape", [(2, 3, 5, 7), (1, 4, 9), (2, 3, 3, 4, 5)])
def test_instance_normalization_equals_onnxruntime(check_operator, shape):
    inputs = [numbers(shape), numbers(shape[1:2], 1), numbers(shape[1:2], 2)]
    check_operator("InstanceNormalization", inputs, {"epsilon": 1e-3}, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(("axis", "scale_shape"), [(-1, (5,)), (1, (3, 4, 5)), (2, (4, 5))])
@pytest.mark.parametrize("n_outputs", [1, 3])
def test_layer_normalization_equals_onnxruntime(
    onnxruntime_result, run_operator, axis, scale_shape, n_outputs
):
    inputs = [numbers((2, 3, 4, 5)), numbers(scale_shape, 1), numbers(scale_shape, 2)]
    arguments = ("LayerNormalization", inputs, {"axis": axis, "epsilon": 1e-3})
    expected = onnxruntime_result(*arguments, n_outputs=n_outputs)
    got = run_operator(*arguments, n_outputs=n_outputs)
    for ours, theirs in zip(got, expected, strict=True):
        assert ours.dtype == theirs.dtype
        assert ours.shape == theirs.shape
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5)


def test_layer_normalization_without_bias(check_operator):
    check_operator("LayerNormalization", [numbers((2, 5)), numbers((5,), 1)], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("groups", [1, 2, 6])
def test_group_normalization_equals_onnxruntime(check_operator, groups):
    inputs = [numbers((2, 6, 5, 4)), numbers((6,), 1), numbers((6,), 2)]
    attributes = {"num_groups": groups, "epsilon": 1e-3}
    check_operator("GroupNormalization", inputs, attributes, opset=21, rtol=1e-4, atol=1e-5)


def test_group_normalization_of_opset_18_scales_each_group(run_operator):
    x, scale, bias = numbers((2, 6, 5)), numbers((3,), 1), numbers((3,), 2)
    (old,) = run_operator("GroupNormalization", [x, scale, bias], {"num_groups": 3}, opset=18)
    inputs = [x, np.repeat(scale, 2), np.repeat(bias, 2)]
    (today,) = run_operator("GroupNormalization", inputs, {"num_groups": 3}, opset=21)
    np.testing.assert_allclose(old, today, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("size", [1, 3, 5, 13])
@pytest.mark.parametrize("shape", [(2, 7, 3, 4), (1, 9, 5, 1)])
def test_lrn_equals_onnxruntime(check_operator, size, shape):
    check_operator(
        "LRN", [numbers(shape)], {"size": size, "alpha": 0.5, "beta": 0.6, "bias": 2.0}, rtol=1e-5
    )


def test_lrn_with_an_even_size_looks_one_channel_further_ahead(run_operator):
    x = np.array([1, 2, 3, 4], np.float32).reshape(1, 4, 1, 1)
    attributes = {"size": 2, "alpha": 2.0, "beta": 1.0, "bias": 0.0}
    (got,) = run_operator("LRN", [x], attributes)
    np.testing.assert_allclose(got.ravel(), [1 / 5, 2 / 13, 3 / 25, 4 / 16], rtol=1e-6)


@pytest.mark.parametrize("p", [1, 2])
@pytest.mark.parametrize("axis", [-1, 0, 1])
def test_lp_normalization_equals_onnxruntime(check_operator, p, axis):
    check_operator("LpNormalization", [numbers((3, 4, 5))], {"p": p, "axis": axis})


def test_lp_normalization_of_zeros_is_zero(run_operator):
    (got,) = run_operator("LpNormalization", [np.zeros((2, 3), np.float32)])
    np.testing.assert_array_equal(got, np.zeros((2, 3)))


def test_mean_variance_normalization_equals_onnxruntime(check_operator):
    x = numbers((2, 3, 5, 7))
    check_operator("MeanVarianceNormalization", [x], rtol=1e-4, atol=1e-5)
    check_operator("MeanVarianceNormalization", [x], {"axes": [2, 3]}, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("op", "parameters", "attributes"),
    [
        ("InstanceNormalization", 2, {}),
        ("LayerNormalization", 0, {}),
        ("LRN", 0, {"size": 3}),
        ("LpNormalization", 0, {}),
        ("MeanVarianceNormalization", 0, {}),
        ("GroupNormalization", 2, {"num_groups": 2}),
    ],
)
@pytest.mark.parametrize("dtype", [np.float16, np.float64])
def test_normalization_keeps_the_dtype(run_operator, op, parameters, attributes, dtype):
    inputs = [numbers((2, 4, 5, 6), dtype=dtype)]
    inputs += [numbers((4,), seed, dtype) for seed in range(parameters)]
    if op == "LayerNormalization":
        inputs.append(numbers((6,), 1, dtype))
    (got,) = run_operator(op, inputs, attributes, opset=21)
    (single,) = run_operator(op, [x.astype(np.float32) for x in inputs], attributes, opset=21)
    assert got.dtype == dtype
    np.testing.assert_allclose(got, single, rtol=5e-3, atol=5e-3)


def test_normalization_says_what_does_not_fit(run_operator):
    x, three = numbers((2, 4, 5, 6)), numbers((3,))
    for op, inputs, attributes in (
        ("InstanceNormalization", [x, three, three], {}),
        ("InstanceNormalization", [x[0, 0], three, three], {}),
        ("LayerNormalization", [x, three], {"axis": 7}),
        ("LayerNormalization", [x[:1], numbers((2, 1, 1, 1))], {}),
        ("GroupNormalization", [x, three, three], {"num_groups": 3}),
        ("GroupNormalization", [x, three, three], {"num_groups": 0}),
        ("GroupNormalization", [x, three, three], {"num_groups": 2}),
        ("LRN", [x], {"size": 0}),
        ("LpNormalization", [x], {"axis": 4}),
        ("MeanVarianceNormalization", [x], {"axes": [9]}),
    ):
        with pytest.raises(ShapeError):
            run_operator(op, inputs, attributes, opset=21)
