from __future__ import annotations

import numpy as np
import pytest

from engine.errors import LimitError, ShapeError, UnsupportedError
from engine.ops import pad as ops

RNG = np.random.default_rng(0)
X = RNG.standard_normal((2, 3, 4, 5)).astype(np.float32)


def ints(*values):
    return np.array(values, np.int64)


@pytest.mark.parametrize("value", [None, -2.5, np.inf])
@pytest.mark.parametrize(
    "pads",
    [
        (0, 0, 1, 2, 0, 0, 3, 0),
        (1, 2, 0, 0, 0, 1, 0, 0),
        (0, 0, -1, 2, 0, 0, -2, -3),
        (0, 0, 0, 0, 0, 0, 0, 0),
        (0, -3, 0, 0, 0, 5, 0, 0),
        (0, 0, 3, 0, 0, 0, -4, 0),
    ],
)
def test_pad_constant_agrees(check_operator, pads, value):
    inputs = [X, ints(*pads)] + ([] if value is None else [np.array(value, np.float32)])
    check_operator("Pad", inputs, constants=(1, 2))


def test_pad_reads_a_value_that_is_not_constant(check_operator):
    check_operator("Pad", [X, ints(*[1] * 8), np.array(4, np.float32)], constants=(1,))


@pytest.mark.parametrize("mode", ["reflect", "edge", "wrap"])
@pytest.mark.parametrize(
    "pads", [(0, 0, 1, 2, 0, 0, 3, 0), (1, 2, 0, 0, 0, 1, 0, 4), (0, 0, -1, 1, 0, 0, 1, -3)]
)
def test_pad_modes_agree(check_operator, mode, pads):
    check_operator("Pad", [X, ints(*pads)], {"mode": mode}, opset=19)


@pytest.mark.parametrize("mode", ["reflect", "edge", "wrap"])
def test_pad_wider_than_the_array_agrees_with_numpy(mode):
    pads = [(7, 9), (0, 0), (11, 3), (4, 4)]
    flat = [begin for begin, _ in pads] + [end for _, end in pads]
    got = ops.pad(X, ints(*flat), mode=mode)
    np.testing.assert_array_equal(got, np.pad(X, pads, mode=mode))


def test_pad_reflect_of_one_row_repeats_it():
    np.testing.assert_array_equal(
        ops.pad(X[:1, 0, 0], ints(2, 0, 1, 0), mode="reflect"), X[[0] * 4, 0, 0]
    )


def test_pad_named_axes_agree(check_operator):
    inputs = [X, ints(1, 2, 3, 0), np.array(9, np.float32), ints(-1, 1)]
    check_operator("Pad", inputs, constants=(1, 2, 3))


@pytest.mark.parametrize("opset", [2, 10])
def test_pad_of_old_opsets_takes_attributes(check_operator, opset):
    attributes = {"pads": [0, 0, 1, 2, 0, 0, 0, 1], "value": 2.0}
    check_operator("Pad", [X], attributes, opset=max(opset, 7), constants=())


def test_pad_of_opset_1_calls_them_paddings(run_operator):
    (got,) = run_operator("Pad", [X[0, 0]], {"paddings": [1, 0, 0, 2], "value": 3.0}, opset=1)
    np.testing.assert_array_equal(got, np.pad(X[0, 0], [(1, 0), (0, 2)], constant_values=3))


@pytest.mark.parametrize("dtype", [np.int64, np.bool_, np.float16, np.uint8])
def test_pad_keeps_the_dtype(dtype):
    got = ops.pad(np.ones((2, 2), dtype), ints(1, 1, 1, 1))
    assert got.dtype == dtype
    assert got.sum() == 4


@pytest.mark.parametrize("pads", [(1, 1), (0,) * 7, (0, 0, -3, 0, 0, 0, -2, 0)])
def test_pad_refuses_pads_that_do_not_fit(pads):
    with pytest.raises(ShapeError):
        ops.pad(X, ints(*pads))


def test_pad_refuses_bombs_empty_axes_and_unknown_modes():
    with pytest.raises(LimitError):
        ops.pad(X, ints(0, 0, 2**40, 0, 0, 0, 0, 0))
    with pytest.raises(ShapeError, match="empty"):
        ops.pad(X[:0], ints(1, 0, 0, 0, 0, 0, 0, 0), mode="edge")
    with pytest.raises(UnsupportedError, match="bounce"):
        ops.pad(X, ints(*[1] * 8), mode="bounce")
    with pytest.raises(ShapeError, match="constant_value"):
        ops.pad(X, ints(*[1] * 8), np.zeros(2, np.float32))
