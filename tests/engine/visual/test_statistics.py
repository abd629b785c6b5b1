from __future__ import annotations

import math

import numpy as np
import pytest

from engine.visual.statistics import dead, histogram, summary

RNG = np.random.default_rng(0)


def test_summary_of_feature_maps():
    maps = RNG.standard_normal((1, 5, 4, 3)).astype(np.float32)
    maps[0, 2] = 0
    got = summary(maps)
    assert got.minimum == maps.min()
    assert got.maximum == maps.max()
    assert got.mean == pytest.approx(maps.mean(dtype=np.float64))
    assert got.deviation == pytest.approx(maps.std(dtype=np.float64))
    assert got.zeros == pytest.approx(12 / 60)
    assert (got.dead, got.channels, got.not_finite) == (1, 5, 0)


@pytest.mark.parametrize(
    ("shape", "channels"), [((4,), 4), ((1, 6), 6), ((3, 2, 2), 3), ((2, 7, 2, 2), 7), ((), 1)]
)
def test_summary_counts_channels(shape, channels):
    got = summary(np.zeros(shape, np.float32))
    assert (got.channels, got.dead) == (channels, channels)


def test_summary_passes_over_what_is_no_number():
    got = summary(np.array([[np.nan, np.inf, -np.inf, 1, 3]], np.float32))
    assert (got.minimum, got.maximum, got.mean, got.not_finite) == (1, 3, 2, 3)


def test_summary_of_nothing_known():
    got = summary(np.full((1, 2), np.nan, np.float32))
    assert all(math.isnan(number) for number in (got.minimum, got.mean, got.deviation))
    assert math.isnan(summary(np.zeros((0, 3), np.float32)).maximum)


def test_summary_of_large_values_does_not_overflow():
    got = summary(np.array([[1e30, -1e30]], np.float32))
    assert got.deviation == pytest.approx(1e30, rel=1e-6)


@pytest.mark.parametrize("dtype", [np.int64, np.bool_, np.uint8, np.float16])
def test_summary_takes_any_number_type(dtype):
    assert summary(np.array([[0, 1]]).astype(dtype)).mean == 0.5


def test_dead_channels_are_zero_everywhere():
    maps = np.zeros((4, 2, 2), np.float32)
    maps[1, 0, 0] = -1e-30
    maps[3] = np.nan
    assert dead(maps).tolist() == [True, False, True, False]
    assert dead(maps[None], channel_axis=1).tolist() == [True, False, True, False]


def test_histogram_counts_finite_values():
    values = np.array([0, 0.1, 0.9, 1, np.nan, np.inf], np.float32)
    counts, edges = histogram(values, 2)
    assert counts.tolist() == [2, 2]
    assert (edges[0], edges[-1]) == (0, 1)


@pytest.mark.parametrize("values", [[], [3.0, 3.0], [np.nan], [-3e38, 3e38]])
def test_histogram_takes_odd_arrays(values):
    counts, edges = histogram(np.array(values, np.float32), 8)
    assert len(counts) == 8
    assert len(edges) == 9
    assert counts.sum() == np.isfinite(values).sum()
