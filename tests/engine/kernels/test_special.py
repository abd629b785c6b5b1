"""Functions that NumPy does not have, against Python's own."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.kernels.special import erf


@pytest.mark.parametrize(
    ("dtype", "tolerance"), [(np.float16, 1e-3), (np.float32, 5e-7), (np.float64, 1e-15)]
)
def test_erf_is_as_exact_as_its_dtype(dtype, tolerance):
    x = np.linspace(-6, 6, 4001).astype(dtype)
    expected = np.array([math.erf(float(value)) for value in x])
    got = erf(x)
    assert got.dtype == dtype
    np.testing.assert_allclose(got, expected, rtol=tolerance, atol=tolerance)


def test_erf_of_extremes_and_scalars():
    got = erf(np.array([-np.inf, np.inf, np.nan, 0], np.float32))
    np.testing.assert_array_equal(got, [-1, 1, np.nan, 0])
    assert erf(np.array(0.5, np.float32)).shape == ()
