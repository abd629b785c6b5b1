"""Random numbers: how they are spread, and that a seed holds."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from engine.kernels.random_numbers import normal, uniform
from engine.ops.random_numbers import bernoulli, random_normal, random_uniform

COUNT = 20_000


@pytest.mark.parametrize("seed", [0, 1, 2**63])
def test_numbers_are_spread_as_they_should_be(seed):
    """A wrong generator fails at 1e-6 by far; a right one by chance once in a million."""
    assert stats.kstest(uniform(COUNT, seed), "uniform").pvalue > 1e-6
    assert stats.kstest(normal(COUNT, seed), "norm").pvalue > 1e-6
    neighbours = np.corrcoef(uniform(COUNT, seed)[:-1], uniform(COUNT, seed)[1:])[0, 1]
    assert abs(neighbours) < 5 / np.sqrt(COUNT)


def test_numbers_stay_in_their_range():
    drawn = uniform(COUNT, 7)
    assert drawn.min() >= 0
    assert drawn.max() < 1
    assert np.isfinite(normal(COUNT, 7)).all()


def test_a_seed_holds_and_none_does_not():
    np.testing.assert_array_equal(uniform(5, 3), uniform(5, 3))
    assert not np.array_equal(uniform(5, 3), uniform(5, 4))
    assert not np.array_equal(uniform(5), uniform(5))


def test_operators_draw_in_shape_range_and_type():
    even = random_uniform(shape=[50, 40], low=-3.0, high=5.0, seed=1.0)
    assert (even.shape, even.dtype) == ((50, 40), np.float32)
    assert -3 <= even.min() < -2.9
    assert 4.9 < even.max() <= 5
    bell = random_normal(shape=[100, 100], mean=2.0, scale=0.5, seed=1.0, dtype=11)
    assert bell.dtype == np.float64
    assert bell.mean() == pytest.approx(2, abs=0.03)
    assert bell.std() == pytest.approx(0.5, abs=0.02)
    flips = bernoulli(np.full((100, 100), 0.3, np.float32), seed=1.0)
    assert set(np.unique(flips)) == {0, 1}
    assert flips.mean() == pytest.approx(0.3, abs=0.03)
