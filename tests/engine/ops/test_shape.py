from __future__ import annotations

import numpy as np
import pytest

from engine.errors import LimitError, ShapeError, UnsupportedError
from engine.ops import shape
from engine.ops.registry import find

X = np.arange(2 * 3 * 4 * 5, dtype=np.float32).reshape(2, 3, 4, 5)


def ints(*values):
    return np.array(values, np.int64)


@pytest.mark.parametrize(
    ("sizes", "attributes"),
    [((6, 20), {}), ((0, -1), {}), ((0, 0, 20), {}), ((-1,), {}), ((2, 3, 1, 4, 5), {})],
)
def test_reshape_agrees(check_operator, sizes, attributes):
    check_operator("Reshape", [X, ints(*sizes)], attributes)


def test_reshape_allowzero_keeps_an_empty_axis(check_operator):
    empty = np.zeros((0, 4), np.float32)
    got = check_operator("Reshape", [empty, ints(4, 0, 2)], {"allowzero": 1})
    assert got.shape == (4, 0, 2)


def test_reshape_of_opset_1_takes_an_attribute(run_operator):
    (got,) = run_operator("Reshape", [X], {"shape": [0, -1]}, opset=1)
    np.testing.assert_array_equal(got, X.reshape(2, 60))


@pytest.mark.parametrize(
    ("sizes", "allowzero"),
    [
        ((-1, -1), 0),
        ((-2, 60), 0),
        ((7, -1), 0),
        ((6, 21), 0),
        ((2, 3, 4, 5, 0), 0),
        ((0, -1), 1),
        ((0, 5), 1),
    ],
)
def test_reshape_refuses_what_does_not_fit(sizes, allowzero):
    with pytest.raises(ShapeError):
        shape.reshape(X, ints(*sizes), allowzero=allowzero)


def test_reshape_refuses_a_huge_shape_without_allocating():
    with pytest.raises((ShapeError, LimitError)):
        shape.reshape(X, ints(2**40, 2**40))


def test_reshape_refuses_a_shape_of_floats():
    with pytest.raises(ShapeError, match="integers"):
        shape.reshape(X, np.array([6.0, 20.0]))


def test_reshape_is_a_view_where_it_can_be():
    assert np.shares_memory(shape.reshape(X, ints(6, 20)), X)


@pytest.mark.parametrize("axis", [0, 1, 2, 4, -1, -4])
def test_flatten_agrees(check_operator, axis):
    check_operator("Flatten", [X], {"axis": axis})


def test_flatten_of_one_number(check_operator):
    check_operator("Flatten", [np.array(3, np.float32)], {"axis": 0})


def test_flatten_refuses_an_axis_out_of_range():
    with pytest.raises(ShapeError, match="axis"):
        shape.flatten(X, axis=5)


@pytest.mark.parametrize("perm", [None, [0, 2, 3, 1], [3, 2, 1, 0], [1, 0, 3, 2]])
def test_transpose_agrees(check_operator, perm):
    check_operator("Transpose", [X], {} if perm is None else {"perm": perm})


@pytest.mark.parametrize("perm", [[0, 1, 2], [0, 1, 2, 2], [0, 1, 2, 4], [-1, 0, 1, 2]])
def test_transpose_refuses_what_is_no_permutation(perm):
    with pytest.raises(ShapeError, match="perm"):
        shape.transpose(X, perm=perm)


@pytest.mark.parametrize("opset", [11, 13])
@pytest.mark.parametrize("axes", [None, [0], [-1, 1]])
def test_squeeze_and_unsqueeze_agree(check_operator, opset, axes):
    x = X[:1, :1, :, :1]
    if opset == 13:
        check_operator("Squeeze", [x] if axes is None else [x, ints(*axes)], opset=opset)
        if axes:
            check_operator("Unsqueeze", [X, ints(*axes)], opset=opset)
    else:
        check_operator("Squeeze", [x], {} if axes is None else {"axes": axes}, opset=opset)
        if axes:
            check_operator("Unsqueeze", [X], {"axes": axes}, opset=opset)


def test_squeeze_refuses_an_axis_of_another_size():
    with pytest.raises(ShapeError, match="size 1"):
        shape.squeeze(X, ints(1))


@pytest.mark.parametrize("axes", [[0, 0], [6], [-7], [0, -6]])
def test_unsqueeze_refuses_axes_out_of_range_or_twice(axes):
    with pytest.raises(ShapeError):
        shape.unsqueeze(X, ints(*axes))


def test_unsqueeze_refuses_more_axes_than_numpy_has():
    with pytest.raises(ShapeError):
        shape.unsqueeze(X, ints(*range(62)))


@pytest.mark.parametrize(
    "attributes", [{}, {"start": 1}, {"end": -1}, {"start": -3, "end": 2}, {"start": 9}]
)
def test_shape_agrees(check_operator, attributes):
    got = check_operator("Shape", [X], attributes)
    assert got.dtype == np.int64


def test_size_agrees(check_operator):
    check_operator("Size", [X])


@pytest.mark.parametrize("sizes", [(2, 3, 4), (3, 1), (4,), (1,), (5, 1, 3, 4)])
def test_expand_agrees(check_operator, sizes):
    x = np.arange(12, dtype=np.float32).reshape(3, 4)
    check_operator("Expand", [x if sizes != (5, 1, 3, 4) else x[:, :1], ints(*sizes)])


@pytest.mark.parametrize("sizes", [(2, 4), (3, -4)])
def test_expand_refuses_what_does_not_broadcast(sizes):
    with pytest.raises(ShapeError):
        shape.expand(np.zeros((3, 4), np.float32), ints(*sizes))


def test_expand_refuses_a_bomb():
    with pytest.raises(LimitError):
        shape.expand(np.zeros(1, np.float32), ints(2**31, 2**31))
    # Each is in bounds alone, together they are not.
    with pytest.raises(LimitError):
        shape.expand(np.zeros((2**20, 1), np.float32), ints(1, 2**20))


@pytest.mark.parametrize("repeats", [(1, 2), (3, 1), (0, 2)])
def test_tile_agrees(check_operator, repeats):
    check_operator("Tile", [np.arange(6, dtype=np.float32).reshape(2, 3), ints(*repeats)])


def test_tile_of_opset_1_repeats_one_axis():
    got = shape.tile_1(X, np.array(2, np.float32), np.array(1, np.float32))
    np.testing.assert_array_equal(got, np.concatenate([X, X], 1))


def test_tile_refuses_bombs_negatives_and_another_rank():
    with pytest.raises(LimitError):
        shape.tile(X, ints(1, 2**40, 2**40, 1))
    with pytest.raises(ShapeError):
        shape.tile(X, ints(1, -1, 1, 1))
    with pytest.raises(ShapeError):
        shape.tile(X, ints(1, 1))


@pytest.mark.parametrize("upper", [0, 1])
@pytest.mark.parametrize("k", [None, -2, 0, 3, 2**40, -(2**40)])
def test_trilu_agrees(check_operator, upper, k):
    check_operator("Trilu", [X] if k is None else [X, np.array(k, np.int64)], {"upper": upper})


@pytest.mark.parametrize("opset", [1, 6, 7, 10, 12])
def test_dropout_does_nothing(run_operator, opset):
    (got,) = run_operator("Dropout", [X], opset=opset)
    assert got is X


@pytest.mark.parametrize(("opset", "dtype"), [(6, np.float32), (9, np.float32), (10, np.bool_)])
def test_dropout_mask_is_all_ones_of_the_right_type(run_operator, opset, dtype):
    _, mask = run_operator("Dropout", [X], opset=opset, n_outputs=2)
    assert mask.dtype == dtype
    assert mask.all()


def test_dropout_refuses_to_train():
    with pytest.raises(UnsupportedError, match="inference"):
        find("Dropout", "", 13)(X, None, np.array(True))


def test_dropout_that_drops_nothing_may_train():
    assert find("Dropout", "", 13)(X, np.array(0, np.float32), np.array(True)) is X


@pytest.mark.parametrize(
    "run",
    [
        lambda x: shape.reshape(x, ints(-1)),
        lambda x: shape.flatten(x),
        lambda x: shape.expand(x, ints(2, 3, 4, 5)),
        lambda x: shape.tile(x, ints(1, 2, 1, 1)),
        lambda x: shape.trilu(x),
    ],
)
def test_channels_last_memory_gives_the_same(run):
    strided = np.ascontiguousarray(X.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2)
    np.testing.assert_array_equal(run(strided), run(X))
