from __future__ import annotations

import numpy as np
import pytest

from engine.errors import ShapeError
from engine.ops import joining
from engine.ops.registry import Spec, find

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("axis", [0, 1, 2, 3, -1, -3])
def test_concat_agrees(check_operator, axis):
    shapes = [[2, 3, 4, 5], [2, 3, 4, 5], [2, 3, 4, 5]]
    shapes[1][axis], shapes[2][axis] = 1, 0
    inputs = [RNG.standard_normal(sizes).astype(np.float32) for sizes in shapes]
    check_operator("Concat", inputs, {"axis": axis}, constants=())


def test_concat_with_a_constant(check_operator):
    inputs = [RNG.standard_normal((2, c, 3, 3)).astype(np.float32) for c in (1, 4)]
    check_operator("Concat", inputs, {"axis": 1}, constants=(1,))


def test_concat_of_opset_1_joins_channels(run_operator):
    x = np.zeros((2, 3, 4), np.float32)
    (got,) = run_operator("Concat", [x, x], opset=1)
    assert got.shape == (2, 6, 4)


@pytest.mark.parametrize("dtype", [np.int64, np.bool_, np.float16, np.uint8])
def test_concat_keeps_the_dtype(run_operator, dtype):
    x = np.ones((2, 2), dtype)
    (got,) = run_operator("Concat", [x, x], {"axis": 0})
    assert got.dtype == dtype


def test_concat_says_which_shapes_do_not_fit():
    a, b = np.zeros((2, 3, 4)), np.zeros((2, 3, 5))
    with pytest.raises(ShapeError, match=r"\(2, 3, 4\), \(2, 3, 5\)"):
        joining.concat(a, b, axis=1)
    with pytest.raises(ShapeError):
        joining.concat(a, b[0], axis=0)
    with pytest.raises(ShapeError, match="axis"):
        joining.concat(a, a, axis=3)
    with pytest.raises(ShapeError, match="dtype"):
        joining.concat(a, a.astype(np.float32), axis=0)
    with pytest.raises(ShapeError):
        joining.concat(axis=0)


def test_concat_shape_rule_needs_no_arrays():
    rule = find("Concat", "", 13).shape
    spec = rule(Spec((1, 2, 3), np.dtype(np.float32)), np.zeros((1, 5, 3), np.float32), axis=-2)
    assert spec.shape == (1, 7, 3)


@pytest.mark.parametrize(("axis", "split"), [(1, [1, 2, 3]), (-1, [2, 0, 6]), (0, [2, 2, 0])])
def test_split_agrees(onnxruntime_result, run_operator, axis, split):
    x = RNG.standard_normal((4, 6, 8)).astype(np.float32)
    by_input = [x, np.array(split, np.int64)]
    expected = onnxruntime_result("Split", by_input, {"axis": axis}, opset=18, n_outputs=3)
    got = run_operator("Split", by_input, {"axis": axis}, opset=18, n_outputs=3)
    old = run_operator("Split", [x], {"axis": axis, "split": split}, opset=11, n_outputs=3)
    for a, b, c in zip(got, old, expected, strict=True):
        np.testing.assert_array_equal(a, c)
        np.testing.assert_array_equal(b, c)


def test_split_with_num_outputs_makes_the_last_part_smaller(onnxruntime_result, run_operator):
    x = np.arange(7, dtype=np.float32)
    case = ("Split", [x], {"num_outputs": 3})
    expected = onnxruntime_result(*case, opset=18, n_outputs=3)
    got = run_operator(*case, opset=18, n_outputs=3)
    assert [len(part) for part in got] == [len(part) for part in expected] == [3, 3, 1]


def test_split_gives_views():
    x = np.zeros((4, 6))
    assert all(np.shares_memory(part, x) for part in joining.split_2(x, axis=1, n_outputs=3))


@pytest.mark.parametrize("split", [[1, 2], [1, 2, 2], [7, -1, 0], []])
def test_split_refuses_sizes_that_do_not_add_up(split):
    with pytest.raises(ShapeError):
        joining.split_13(np.zeros((6,)), np.array(split, np.int64), n_outputs=3)


def test_split_of_old_opsets_needs_equal_parts():
    with pytest.raises(ShapeError, match="equal"):
        joining.split_2(np.zeros(7), n_outputs=3)


def test_split_refuses_another_number_of_outputs():
    with pytest.raises(ShapeError, match="num_outputs"):
        joining.split_13(np.zeros(6), num_outputs=2, n_outputs=3)


def test_split_of_opset_1_may_take_sizes_as_floats():
    parts = joining.split_1(np.arange(5), np.array([2.0, 3.0]), n_outputs=2)
    assert [part.tolist() for part in parts] == [[0, 1], [2, 3, 4]]
