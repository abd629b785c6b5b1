from __future__ import annotations

import numpy as np
import pytest

from engine.visual.normalize import limits, normalize

MAPS = np.array([[[0, 1], [2, 4]], [[-3, 0], [1, 2]], [[0, 0], [0, 0]]], np.float32)


def test_limits_of_a_layer_hold_zero():
    assert limits(MAPS, "layer") == (-3, 4)
    assert limits(MAPS[:1] + 10, "layer") == (0, 14)
    assert limits(MAPS[:1] - 10, "layer") == (-10, 1.0) or limits(MAPS[:1] - 10, "layer") == (
        -10,
        0,
    )


def test_limits_of_each_map():
    low, high = limits(MAPS, "map")
    assert low.tolist() == [0, -3, 0]
    assert high.tolist() == [4, 2, 1]


def test_limits_symmetric_reach_as_far_on_both_sides():
    assert limits(MAPS, "symmetric") == (-4, 4)
    assert limits(-MAPS[:1], "symmetric") == (-4, 4)


@pytest.mark.parametrize(("scale", "expected"), [("layer", (0, 1)), ("symmetric", (-1, 1))])
def test_limits_of_a_dead_layer_are_a_range(scale, expected):
    assert limits(np.zeros((2, 3, 3), np.float32), scale) == expected


def test_limits_of_nothing_are_a_range():
    assert limits(np.zeros((0, 3, 3), np.float32), "layer") == (0, 1)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("scale", ["layer", "map", "symmetric"])
def test_limits_pass_over_what_is_no_number(bad, scale):
    maps = MAPS.copy()
    maps[2, 0, 0] = bad
    for got, expected in zip(limits(maps, scale), limits(MAPS, scale), strict=True):
        np.testing.assert_array_equal(got, expected)


@pytest.mark.parametrize("dtype", [np.float16, np.float64, np.int32, np.uint8, np.bool_])
def test_limits_take_any_number_type(dtype):
    low, high = limits(np.array([[[0, 1]]]).astype(dtype), "layer")
    assert (low, high) == (0, 1)


def test_normalize_spreads_the_range_and_clips():
    got = normalize(np.array([[-4.0, -2, 0, 2, 9]]), -2, 2)
    assert got.dtype == np.float32
    np.testing.assert_allclose(got, [[0, 0, 0.5, 1, 1]])


def test_normalize_takes_limits_for_each_map():
    got = normalize(MAPS, np.array([0, -3, 0]), np.array([4, 2, 1]))
    np.testing.assert_allclose(got[0], MAPS[0] / 4)
    np.testing.assert_allclose(got[1], (MAPS[1] + 3) / 5, rtol=1e-6)


def test_normalize_shows_what_is_no_number_as_zero():
    maps = np.array([[np.nan, np.inf, -np.inf, 0, 1]], np.float32)
    np.testing.assert_allclose(normalize(maps, -1, 1), [[0.5, 1, 0, 0.5, 1]])
    np.testing.assert_allclose(normalize(maps, 0, 2), [[0, 1, 0, 0, 0.5]])


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [([3.0, 3.0], 3, 3), ([1e38, -3e38], -3e38, 3e38), ([1e-45, 0], 0, 1e-45), ([5.0, 1.0], 2, 1)],
)
def test_normalize_stays_in_range_whatever_comes(values, low, high):
    got = normalize(np.array([values], np.float32), low, high)
    assert ((got >= 0) & (got <= 1)).all()


def test_normalize_leaves_its_input_alone():
    before = MAPS.copy()
    normalize(MAPS, -3, 4)
    np.testing.assert_array_equal(MAPS, before)
