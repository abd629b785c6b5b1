"""Scratch memory of kernels."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import LimitError
from engine.kernels import scratch


def test_spare_memory_is_taken_once_for_pieces_that_fit():
    spare = scratch.Spare()
    large = spare.get((10, 20), np.float32)
    small = spare.get((7, 3), np.float32)
    assert small.shape == (7, 3)
    assert np.shares_memory(large, small)
    assert spare.like(np.zeros((2, 2), np.float64)).dtype == np.float64
    assert spare.get((30, 20), np.float32).shape == (30, 20)


def test_scratch_memory_beyond_the_budget_is_refused():
    for take in (scratch.take, scratch.keep):
        with pytest.raises(LimitError):
            take((2**40,), np.float32)


def test_copy_converts_and_run_lets_nan_and_infinity_pass():
    source, target = np.array([1e30, np.nan, -2.5], np.float32), np.zeros(3, np.float16)
    scratch.run([scratch.copy(source, target)])
    np.testing.assert_array_equal(target, [np.inf, np.nan, -2.5])
