from __future__ import annotations

import numpy as np
import pytest

from engine.errors import ShapeError
from engine.ops.registry import find

RNG = np.random.default_rng(0)
X = RNG.uniform(0.1, 2, (2, 3, 4, 5)).astype(np.float32)
REDUCTIONS = [
    "ReduceSum",
    "ReduceMean",
    "ReduceMax",
    "ReduceMin",
    "ReduceProd",
    "ReduceL1",
    "ReduceL2",
    "ReduceSumSquare",
    "ReduceLogSum",
    "ReduceLogSumExp",
]


def ints(*values):
    return np.array(values, np.int64)


@pytest.mark.parametrize("op", REDUCTIONS)
@pytest.mark.parametrize("axes", [None, [1], [2, 3], [-1, 0], [0, 1, 2, 3]])
@pytest.mark.parametrize("keepdims", [0, 1])
def test_reductions_agree(check_operator, op, axes, keepdims):
    x = -X if op in ("ReduceL1", "ReduceMax") else X
    attribute = {} if axes is None else {"axes": axes}
    check_operator(op, [x], {**attribute, "keepdims": keepdims}, opset=11)
    inputs = [x] if axes is None else [x, ints(*axes)]
    check_operator(op, inputs, {"keepdims": keepdims}, opset=18)


def test_reduce_sum_takes_axes_as_an_input_from_opset_13(check_operator):
    check_operator("ReduceSum", [X, ints(1, -1)], {"keepdims": 0}, opset=13)


@pytest.mark.parametrize("op", ["ReduceSum", "ReduceMean", "ReduceMax", "ReduceProd"])
@pytest.mark.parametrize("noop", [0, 1])
def test_reductions_without_axes_agree(check_operator, op, noop):
    check_operator(op, [X, ints()], {"noop_with_empty_axes": noop}, opset=18)


@pytest.mark.parametrize("op", ["ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd"])
@pytest.mark.parametrize("dtype", [np.int32, np.int64])
def test_reductions_of_integers_agree(check_operator, op, dtype):
    x = RNG.integers(-5, 6, (3, 4)).astype(dtype)
    check_operator(op, [x, ints(1)], opset=18)


@pytest.mark.parametrize("op", REDUCTIONS)
def test_reductions_keep_float16_and_sum_it_exactly_enough(op):
    # Over the outer axis: over the inner one NumPy itself adds in float32.
    x = np.full((5000, 2), 0.1, np.float16)
    got = find(op, "", 18)(x, ints(0))
    wide = find(op, "", 18)(x.astype(np.float32), ints(0))
    assert got.dtype == np.float16
    np.testing.assert_allclose(got, wide.astype(np.float16), rtol=1e-3)


def test_reduce_mean_binds_over_pixels_in_channels_last_memory(check_operator):
    check_operator("ReduceMean", [X, ints(2, 3)], constants=(1,))
    check_operator("ReduceMean", [X, ints(-1, -2)], {"keepdims": 0}, constants=(1,))
    check_operator("ReduceMean", [X], {"axes": [2, 3]}, constants=(), opset=13)


@pytest.mark.parametrize("axes", [[1], [2], [0, 2, 3], [1, 2, 3]])
def test_reduce_mean_binds_over_nothing_else(axes):
    binder = find("ReduceMean", "", 18).binder
    assert binder(X, ints(*axes), out=np.zeros((2, 3, 4, 5), np.float32)) is None


def test_log_sum_exp_does_not_overflow():
    x = np.array([[1000.0, 1000.0], [-np.inf, -np.inf], [np.inf, 0.0]], np.float32)
    got = find("ReduceLogSumExp", "", 18)(x, ints(1))
    np.testing.assert_allclose(got[:, 0], [1000 + np.log(2), -np.inf, np.inf], rtol=1e-6)


@pytest.mark.parametrize(
    ("op", "expected"),
    [
        ("ReduceSum", 0.0),
        ("ReduceProd", 1.0),
        ("ReduceMax", -np.inf),
        ("ReduceMin", np.inf),
        ("ReduceMean", np.nan),
        ("ReduceLogSum", -np.inf),
    ],
)
def test_reductions_of_nothing_are_neutral(op, expected):
    got = find(op, "", 20)(np.zeros((2, 0), np.float32), ints(1))
    np.testing.assert_array_equal(got, np.full((2, 1), expected, np.float32))


@pytest.mark.parametrize("axes", [[4], [-5], [1, 1], [1, -3]])
def test_reductions_refuse_axes_out_of_range_or_twice(axes):
    with pytest.raises(ShapeError, match="axes"):
        find("ReduceSum", "", 13)(X, ints(*axes))


@pytest.mark.parametrize("op", ["ArgMax", "ArgMin"])
@pytest.mark.parametrize("axis", [0, 1, -1])
@pytest.mark.parametrize("last", [0, 1])
@pytest.mark.parametrize("keepdims", [0, 1])
def test_arg_extremes_agree(check_operator, op, axis, last, keepdims):
    x = RNG.integers(0, 3, (3, 4, 6)).astype(np.float32)  # many ties
    attributes = {"axis": axis, "keepdims": keepdims, "select_last_index": last}
    check_operator(op, [x], attributes)


def test_arg_max_refuses_an_empty_axis():
    with pytest.raises(ShapeError, match="empty"):
        find("ArgMax", "", 13)(np.zeros((2, 0)), axis=1)
