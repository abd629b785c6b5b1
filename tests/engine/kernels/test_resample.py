from __future__ import annotations

import numpy as np
import pytest

from engine.kernels.resample import Taps, memory_order, resample

RNG = np.random.default_rng(0)
ORDERS = [(0, 1, 2, 3), (0, 2, 3, 1), (3, 1, 0, 2)]


def laid_out(array, order):
    """Return a copy of `array` whose memory runs through its axes in that order."""
    return np.ascontiguousarray(array.transpose(order)).transpose(np.argsort(order))


def run(x, axes, out):
    for step in resample(x, axes, out):
        step()
    return out


def matrix_product(x, axes):
    for axis, taps in axes.items():
        x = np.moveaxis(np.moveaxis(x, axis, -1) @ taps.matrix(x.shape[axis]).T, -1, axis)
    return x


def random_taps(old, new, count):
    places = np.sort(RNG.integers(0, old, (new, count)), axis=1)
    return Taps(places, RNG.standard_normal((new, count)))


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("out_order", ORDERS)
@pytest.mark.parametrize(("old", "taps"), [(6, 2), (90, 2), (6, 1)])
def test_resample_in_any_memory_order(order, out_order, old, taps):
    x = laid_out(RNG.standard_normal((2, 3, old, 5)).astype(np.float32), order)
    axes = {2: random_taps(old, 7, taps), 3: random_taps(5, 9, taps)}
    out = laid_out(np.full((2, 3, 7, 9), 77, np.float32), out_order)
    expected = matrix_product(x.astype(np.float64), axes)
    np.testing.assert_allclose(run(x, axes, out), expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("order", ORDERS)
def test_resample_repeats(order):
    x = laid_out(RNG.integers(0, 9, (2, 3, 4, 5)), order)
    axes = {2: Taps(np.arange(8)[:, None] // 2), 3: Taps(np.arange(15)[:, None] // 3)}
    out = laid_out(np.zeros((2, 3, 8, 15), x.dtype), order)
    np.testing.assert_array_equal(run(x, axes, out), x.repeat(2, 2).repeat(3, 3))


def test_resample_of_nothing_new_copies():
    x = RNG.standard_normal((2, 3)).astype(np.float32)
    out = np.zeros_like(x)
    np.testing.assert_array_equal(run(x, {0: Taps(np.arange(2)[:, None])}, out), x)


def test_resample_reads_its_input_when_it_runs():
    x = np.zeros((1, 4), np.float32)
    out = np.zeros((1, 2), np.float32)
    work = resample(x, {1: Taps(np.array([[0, 1], [2, 3]]), np.full((2, 2), 0.5))}, out)
    x[...] = [1, 3, 5, 9]
    for step in work:
        step()
    assert out.tolist() == [[2, 7]]


def test_memory_order_goes_from_far_to_near():
    x = np.zeros((2, 3, 4))
    assert memory_order(x) == (0, 1, 2)
    assert memory_order(x.transpose(2, 0, 1)) == (1, 2, 0)
