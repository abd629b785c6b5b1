from __future__ import annotations

import numpy as np
import pytest

from engine.errors import ShapeError
from engine.ops import ordering

RNG = np.random.default_rng(0)
X = RNG.standard_normal((3, 4, 5)).astype(np.float32)


@pytest.mark.parametrize("axis", [0, 1, -1])
@pytest.mark.parametrize("exclusive", [0, 1])
@pytest.mark.parametrize("reverse", [0, 1])
def test_cum_sum_agrees(check_operator, axis, exclusive, reverse):
    attributes = {"exclusive": exclusive, "reverse": reverse}
    check_operator("CumSum", [X, np.array(axis, np.int64)], attributes)


def test_cum_sum_refuses_an_axis_out_of_range():
    with pytest.raises(ShapeError, match="axis"):
        ordering.cum_sum(X, np.array(3))
    with pytest.raises(ShapeError):
        ordering.cum_sum(X, np.array([0, 1]))


@pytest.mark.parametrize("axis", [0, 1, -1])
@pytest.mark.parametrize("largest", [0, 1])
@pytest.mark.parametrize("dtype", [np.float32, np.int64, np.uint8])
def test_top_k_agrees_with_many_ties(onnxruntime_result, run_operator, axis, largest, dtype):
    x = RNG.integers(0, 3, (3, 7, 5)).astype(dtype)
    if dtype is np.uint8:
        x[0, 0, 0] = 255
    case = ("TopK", [x, np.array([3], np.int64)], {"axis": axis, "largest": largest})
    expected = onnxruntime_result(*case, n_outputs=2)
    for got, want in zip(run_operator(*case, n_outputs=2), expected, strict=True):
        assert got.dtype == want.dtype
        np.testing.assert_array_equal(got, want)


def test_top_k_of_opset_1_takes_an_attribute(run_operator):
    values, places = run_operator(
        "TopK", [np.array([1.0, 3.0, 2.0])], {"k": 2}, opset=1, n_outputs=2
    )
    assert (values.tolist(), places.tolist()) == ([3, 2], [1, 2])


@pytest.mark.parametrize("k", [-1, 6])
def test_top_k_refuses_more_than_there_are(k):
    with pytest.raises(ShapeError, match="k must be"):
        ordering.top_k(X, np.array([k]))


@pytest.mark.parametrize("center_point_box", [0, 1])
@pytest.mark.parametrize("most", [0, 3, 100])
@pytest.mark.parametrize("score_threshold", [None, 0.4])
def test_non_max_suppression_agrees(check_operator, center_point_box, most, score_threshold):
    corners = RNG.uniform(0, 10, (2, 40, 2))
    # Corners in any order, unless centre and size are meant.
    other = RNG.uniform(1, 4, (2, 40, 2)) * (
        1 if center_point_box else RNG.choice([-1, 1], (2, 40, 2))
    )
    second = other if center_point_box else corners + other
    boxes = np.concatenate([corners, second], 2).astype(np.float32)
    scores = RNG.uniform(0, 1, (2, 3, 40)).astype(np.float32)
    inputs = [boxes, scores, np.array([most], np.int64), np.array([0.3], np.float32)]
    if score_threshold is not None:
        inputs.append(np.array([score_threshold], np.float32))
    got = check_operator("NonMaxSuppression", inputs, {"center_point_box": center_point_box})
    assert got.shape == (len(got), 3)


def test_non_max_suppression_without_a_number_selects_nothing():
    got = ordering.non_max_suppression(np.ones((1, 2, 4)), np.ones((1, 1, 2)))
    assert got.shape == (0, 3)
    assert got.dtype == np.int64


def test_non_max_suppression_refuses_what_does_not_fit():
    with pytest.raises(ShapeError):
        ordering.non_max_suppression(np.ones((1, 2, 4)), np.ones((1, 1, 3)))
    with pytest.raises(ShapeError):
        ordering.non_max_suppression(np.ones((1, 2, 5)), np.ones((1, 1, 2)))
