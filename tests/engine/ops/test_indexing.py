from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ShapeError, UnsupportedError
from engine.ops import indexing, scatter

RNG = np.random.default_rng(0)
X = RNG.standard_normal((3, 4, 5)).astype(np.float32)
HUGE = 2**63 - 1


def ints(*values):
    return np.array(values, np.int64)


@pytest.mark.parametrize(
    ("starts", "ends", "axes", "steps"),
    [
        ([1], [3], None, None),
        ([0, 1], [2, HUGE], [2, 1], None),
        ([-1], [-HUGE], [1], [-1]),
        ([HUGE], [-HUGE - 1], [-1], [-2]),
        ([-9], [-20], [0], [-1]),
        ([1], [1], [0], [1]),
        ([3], [1], [1], [1]),
        ([0], [5], [2], [3]),
        ([4], [0], [2], [-3]),
    ],
)
def test_slice_agrees(check_operator, starts, ends, axes, steps):
    inputs = [X, ints(*starts), ints(*ends)]
    inputs += [None if axes is None else ints(*axes)]
    inputs += [None if steps is None else ints(*steps)]
    while inputs[-1] is None:
        inputs.pop()
    check_operator("Slice", inputs)


def test_slice_of_opset_1_takes_attributes(check_operator):
    check_operator("Slice", [X], {"starts": [1, -3], "ends": [9, -1], "axes": [0, 2]}, opset=9)


@given(
    size=st.integers(0, 6),
    start=st.integers(-9, 9),
    end=st.integers(-9, 9),
    step=st.integers(-4, 4).filter(bool),
)
def test_slice_agrees_with_the_specification(size, start, end, step):
    # ONNX Slice-13: add the size to negatives, clamp, walk.
    first = start + size if start < 0 else start
    stop = end + size if end < 0 else end
    if step > 0:
        first, stop = np.clip(first, 0, size), np.clip(stop, 0, size)
    else:
        first, stop = np.clip(first, 0, max(size - 1, 0)), np.clip(stop, -1, size - 1)
    expected = [i for i in range(int(first), int(stop), step) if 0 <= i < size]
    got = indexing.slice_10(np.arange(size), ints(start), ints(end), ints(0), ints(step))
    assert got.tolist() == expected


def test_slice_is_a_view():
    assert np.shares_memory(indexing.slice_10(X, ints(1), ints(3)), X)


@pytest.mark.parametrize(
    ("starts", "ends", "axes", "steps"),
    [
        ([0], [1, 2], [0], [1]),
        ([0], [1], [3], [1]),
        ([0, 0], [1, 1], [0, 0], [1, 1]),
        ([0, 0], [1, 1], [0, -3], [1, 1]),
        ([0], [1], [0], [0]),
    ],
)
def test_slice_refuses_lists_that_do_not_fit(starts, ends, axes, steps):
    with pytest.raises(ShapeError):
        indexing.slice_10(X, *(ints(*values) for values in (starts, ends, axes, steps)))


@pytest.mark.parametrize("axis", [0, 1, -1])
@pytest.mark.parametrize(
    "indices", [np.array(1), ints(0, -1, 2, 0), ints(0, 1, 2, 1).reshape(2, 2)]
)
def test_gather_agrees(check_operator, axis, indices):
    check_operator("Gather", [X, indices.astype(np.int64)], {"axis": axis})


def test_gather_of_one_from_a_list_has_no_axes(check_operator):
    got = check_operator("Gather", [ints(5, 6, 7), np.array(-1, np.int64)])
    assert got.shape == ()
    assert isinstance(got, np.ndarray)


@pytest.mark.parametrize("indices", [ints(3), ints(-4), np.array(3), ints(0, 99)])
def test_gather_refuses_indices_out_of_range(indices):
    with pytest.raises(ShapeError, match="between -3 and 2"):
        indexing.gather(X, indices)


def test_gather_refuses_floats_and_other_axes():
    with pytest.raises(ShapeError, match="integers"):
        indexing.gather(X, np.array([0.0]))
    with pytest.raises(ShapeError, match="axis"):
        indexing.gather(X, ints(0), axis=3)


@pytest.mark.parametrize("axis", [0, 1, 2, -2])
def test_gather_elements_agrees(check_operator, axis):
    sizes = [2, 3, 4]
    sizes[axis] = 7
    high = X.shape[axis]
    check_operator("GatherElements", [X, RNG.integers(-high, high, sizes)], {"axis": axis})


def test_gather_elements_refuses_what_does_not_fit():
    with pytest.raises(ShapeError):
        indexing.gather_elements(X, np.zeros((3, 4), np.int64))
    with pytest.raises(ShapeError):
        indexing.gather_elements(X, np.zeros((3, 5, 5), np.int64))
    with pytest.raises(ShapeError):
        indexing.gather_elements(X, np.full((1, 1, 1), 3))


@pytest.mark.parametrize(
    ("shape", "batch_dims"),
    [((2, 1), 0), ((2, 3), 0), ((6, 2, 2), 0), ((3, 2, 1), 1), ((3, 4, 1), 2)],
)
def test_gather_nd_agrees(check_operator, shape, batch_dims):
    indices = RNG.integers(-3, 3, shape)
    check_operator("GatherND", [X, indices], {"batch_dims": batch_dims})


def test_gather_nd_of_one_element_is_an_array(check_operator):
    got = check_operator("GatherND", [X, ints(1, 2, 3)])
    assert isinstance(got, np.ndarray)


@pytest.mark.parametrize(
    ("indices", "batch_dims"),
    [
        (np.zeros((2, 4), np.int64), 0),
        (np.zeros((2, 0), np.int64), 0),
        (np.full((2, 1), 3), 0),
        (np.zeros((2, 1), np.int64), 1),
        (np.zeros((3, 1), np.int64), 3),
        (np.array(0), 0),
    ],
)
def test_gather_nd_refuses_what_does_not_fit(indices, batch_dims):
    with pytest.raises(ShapeError):
        indexing.gather_nd(X, indices, batch_dims=batch_dims)


@pytest.mark.parametrize(("axis", "count"), [(None, 60), (None, 3), (0, 3), (1, 2), (-1, 5)])
def test_compress_agrees(check_operator, axis, count):
    condition = np.arange(count) % 3 != 1
    check_operator("Compress", [X, condition], {} if axis is None else {"axis": axis})


def test_compress_refuses_a_longer_condition():
    with pytest.raises(ShapeError):
        indexing.compress(X, np.ones(4, bool), axis=0)


@pytest.mark.parametrize("x", [X * (np.abs(X) > 1), np.zeros((2, 3), np.float32), np.ones(4, bool)])
def test_non_zero_agrees(check_operator, x):
    check_operator("NonZero", [x])


@pytest.mark.parametrize("reduction", ["none", "add", "mul", "max", "min"])
@pytest.mark.parametrize("shape", [(2, 1), (2, 2), (4, 3)])
def test_scatter_nd_agrees(check_operator, reduction, shape):
    # Two updates of one place are only defined where they combine.
    rows = RNG.permutation(3)[:2] if shape[0] == 2 else RNG.integers(0, 3, shape[0])
    indices = np.concatenate([rows[:, None], RNG.integers(0, 4, (shape[0], shape[1] - 1))], 1)
    if reduction == "none":
        indices = np.unique(indices, axis=0)
    updates = RNG.standard_normal(indices.shape[:-1] + X.shape[shape[1] :]).astype(np.float32)
    check_operator("ScatterND", [X, indices, updates], {"reduction": reduction})


@pytest.mark.parametrize("reduction", ["none", "add", "mul", "max", "min"])
@pytest.mark.parametrize("axis", [0, -1])
def test_scatter_elements_agrees(check_operator, reduction, axis):
    sizes = [2, 3, 4]
    sizes[axis] = 3
    one = np.expand_dims(np.arange(3), [a for a in range(3) if a != axis % 3])
    indices = np.broadcast_to(one, sizes).copy()
    if reduction != "none":
        indices[0] = indices[0, 0, 0]
    updates = RNG.standard_normal(sizes).astype(np.float32)
    attributes = {"axis": axis, "reduction": reduction}
    check_operator("ScatterElements", [X, indices, updates], attributes)


def test_scatter_is_scatter_elements_of_old(check_operator):
    indices = ints(2, 0).reshape(1, 2, 1)
    updates = np.ones((1, 2, 1), np.float32)
    check_operator("Scatter", [X, indices, updates], {"axis": 1}, opset=9)


def test_scatter_refuses_what_does_not_fit():
    with pytest.raises(ShapeError):
        scatter.scatter_nd(X, ints(3).reshape(1, 1), X[:1])
    with pytest.raises(ShapeError):
        scatter.scatter_nd(X, ints(0).reshape(1, 1), X[:2])
    with pytest.raises(ShapeError):
        scatter.scatter_elements(X, ints(0).reshape(1, 1, 1), X[:1])
    with pytest.raises(ShapeError):
        scatter.scatter_elements(X, ints(0).reshape(1, 1, 1), np.zeros((1, 1, 1), np.float64))
    with pytest.raises(UnsupportedError, match="median"):
        scatter.scatter_nd(X, ints(0).reshape(1, 1), X[:1], reduction="median")
