from __future__ import annotations

import numpy as np
import pytest

from engine.kernels import determinant
from engine.kernels.determinant import determinants


@pytest.mark.parametrize(
    "shape", [(0, 0), (1, 1), (2, 3, 5, 5), (0, 4, 4), (128, 128), (2, 129, 129), (300, 300)]
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_determinants_are_those_of_numpy(shape, dtype):
    random = np.random.default_rng(5)
    # Of this size the determinant stays within float32.
    matrices = (random.normal(size=shape) / np.sqrt(max(shape[-1], 1) / np.e)).astype(dtype)
    before = matrices.copy()
    result = determinants(matrices, lambda: None)
    assert result.dtype == dtype
    # A product of hundreds of pivots, each with the error of its elimination.
    tolerance = 1e-3 if dtype == np.float32 else 1e-11
    np.testing.assert_allclose(result, np.linalg.det(matrices.astype(np.float64)), tolerance)
    np.testing.assert_array_equal(matrices, before)


@pytest.mark.parametrize("side", [3, 200])
def test_determinants_of_odd_matrices(side):
    order = np.random.default_rng(2).permutation(side)
    swapped = np.eye(side)[order]
    broken = np.random.default_rng(3).normal(size=(side, side))
    broken[1, 2] = np.nan
    stack = np.stack([swapped, 2 * swapped, np.ones((side, side)), broken])
    sign, power, none, nan = determinants(stack, lambda: None)
    assert sign == np.linalg.det(swapped)
    assert power == pytest.approx(sign * 2.0**side)
    assert none == pytest.approx(0, abs=1e-12)
    assert np.isnan(nan)


def test_determinants_ask_often():
    asked = []
    determinants(np.eye(300), lambda: asked.append(1))
    assert len(asked) >= 300
    asked.clear()
    count = 3 * determinant.AT_ONCE // 100**3
    determinants(np.broadcast_to(np.eye(100), (count, 100, 100)), lambda: asked.append(1))
    assert len(asked) == 3
