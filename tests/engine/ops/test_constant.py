from __future__ import annotations

import numpy as np
import pytest

from engine.errors import LimitError, ShapeError, UnsupportedError
from engine.ops import constant as ops


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({"value": np.arange(3, dtype=np.int8)}, np.arange(3, dtype=np.int8)),
        ({"value_float": 1.5}, np.array(1.5, np.float32)),
        ({"value_floats": [1.0, 2.0]}, np.array([1, 2], np.float32)),
        ({"value_int": 7}, np.array(7, np.int64)),
        ({"value_ints": [7, 8]}, np.array([7, 8], np.int64)),
        ({"value_ints": []}, np.array([], np.int64)),
        ({"value_float": 0.0}, np.array(0, np.float32)),
    ],
)
def test_constant_gives_value_and_type(attributes, expected):
    got = ops.constant(**attributes)
    assert got.dtype == expected.dtype
    assert got.shape == expected.shape
    np.testing.assert_array_equal(got, expected)


def test_constant_of_strings():
    assert ops.constant(value_strings=["a", "b"]).tolist() == ["a", "b"]
    assert ops.constant(value_string="a").shape == ()


@pytest.mark.parametrize(
    "attributes", [{}, {"value_int": 1, "value_float": 1.0}, {"sparse_value": object()}]
)
def test_constant_refuses_sparse_none_and_two(attributes):
    with pytest.raises(UnsupportedError):
        ops.constant(**attributes)


@pytest.mark.parametrize("sizes", [(), (3,), (2, 0, 4), (1, 2, 3)])
@pytest.mark.parametrize("dtype", [None, np.int64, np.bool_, np.float16])
def test_constant_of_shape_fills(sizes, dtype):
    value = None if dtype is None else np.array([1], dtype)
    got = ops.constant_of_shape(np.array(sizes, np.int64), value=value)
    expected = np.full(sizes, dtype is not None, dtype or np.float32)
    assert got.dtype == expected.dtype
    np.testing.assert_array_equal(got, expected)


def test_constant_of_shape_refuses_bombs_and_negatives():
    with pytest.raises(LimitError):
        ops.constant_of_shape(np.array([2**31, 2**31]))
    with pytest.raises(ShapeError):
        ops.constant_of_shape(np.array([2, -1]))
    with pytest.raises(ShapeError):
        ops.constant_of_shape(np.array([[2, 1]]))


@pytest.mark.parametrize("k", [0, 1, -2, 9, 2**40, -(2**62)])
def test_eye_like_agrees(check_operator, k):
    x = np.zeros((3, 5), np.int32)
    if abs(k) > 9:
        assert not ops.eye_like(x, k=k).any()
    else:
        check_operator("EyeLike", [x], {"k": k, "dtype": 1}, opset=9)


def test_eye_like_needs_a_matrix():
    with pytest.raises(ShapeError):
        ops.eye_like(np.zeros(3))


@pytest.mark.parametrize(
    ("start", "limit", "delta", "dtype"),
    [
        (0, 10, 3, np.int64),
        (10, 0, -3, np.int64),
        (3, 3, 1, np.int32),
        (0, 5, -1, np.int32),
        (0, 1, 0.1, np.float32),
        (1, -1, -0.25, np.float32),
    ],
)
def test_range_agrees(check_operator, start, limit, delta, dtype):
    check_operator("Range", [np.array(value, dtype) for value in (start, limit, delta)])


def test_range_of_large_integers_is_exact():
    start = np.array(2**62 + 1, np.int64)
    got = ops.range_of(start, start + 3, np.array(1, np.int64))
    assert got.tolist() == [2**62 + 1, 2**62 + 2, 2**62 + 3]


@pytest.mark.parametrize(
    ("start", "limit", "delta", "error"),
    [
        (0.0, 1.0, 0.0, ShapeError),
        (0.0, np.nan, 1.0, ShapeError),
        (0.0, np.inf, 1.0, ShapeError),
        (0.0, 1e30, 1.0, LimitError),
        (0.0, 1e300, 1e-300, LimitError),
    ],
)
def test_range_refuses_what_never_ends(start, limit, delta, error):
    with pytest.raises(error):
        ops.range_of(*(np.array(value, np.float64) for value in (start, limit, delta)))


def test_range_refuses_a_bomb_of_integers():
    with pytest.raises(LimitError):
        ops.range_of(np.array(-(2**62)), np.array(2**62), np.array(1))


@pytest.mark.parametrize("axis", [0, 1, -1, -3])
def test_one_hot_agrees(check_operator, axis):
    indices = np.array([[0, 2, -1], [7, 4, -9]], np.int64)
    values = np.array([-1, 5], np.float32)
    check_operator("OneHot", [indices, np.array(5, np.int64), values], {"axis": axis})


def test_one_hot_refuses_bombs_and_wrong_values():
    indices = np.array([0])
    with pytest.raises(LimitError):
        ops.one_hot(indices, np.array(2**50), np.array([0, 1]))
    with pytest.raises(ShapeError):
        ops.one_hot(indices, np.array(3), np.array([0, 1, 2]))
    with pytest.raises(ShapeError):
        ops.one_hot(indices, np.array(3), np.array([0, 1]), axis=2)
