"""Which algorithm a convolution takes, and how its work is cut."""

from __future__ import annotations

import numpy as np
import pytest

from engine.kernels import conv, depthwise, few_channels, scratch, winograd
from engine.kernels.layer import Layer
from engine.kernels.windows import Geometry


def layer(size=16, c=8, m=8, kernel=3, stride=1, groups=1, pad=0, dtype=np.float32):
    geometry = Geometry(
        (size, size), (kernel, kernel), (stride, stride), (1, 1), (pad, pad), (pad, pad)
    )
    x = np.ones((1, size, size, c), dtype)
    w = np.ones((m, c // groups, kernel, kernel), dtype)
    out = np.empty((1, *geometry.out, m), dtype)
    return Layer(x, w, np.zeros(m, dtype), out, geometry, groups)


@pytest.mark.parametrize(
    ("given", "algorithm"),
    [
        ({"kernel": 1}, conv._pointwise),
        ({"kernel": 1, "stride": 2}, conv._columns),
        ({"kernel": 1, "pad": 1}, conv._columns),
        ({"groups": 8}, depthwise.prepare),
        ({"c": 3}, few_channels.prepare),
        ({"c": 3, "kernel": 1}, conv._pointwise),
        ({"stride": 2}, conv._columns),
        ({"groups": 2}, conv._columns),
        ({"size": 32, "c": 64, "m": 64}, winograd.prepare),
        ({"size": 32, "c": 64, "m": 64, "dtype": np.float64}, conv._columns),
    ],
)
def test_the_algorithm_is_chosen_by_kind_of_layer(given, algorithm):
    each = layer(**given)
    chosen = conv.algorithm(each)
    assert getattr(chosen, "func", chosen) is algorithm
    scratch.run(conv.prepare(each))
    border = 1 if given.get("pad") else 0
    inside = each.out[:, border:-1, border:-1]
    expected = each.w[0].size
    np.testing.assert_allclose(inside, np.full_like(inside, expected), rtol=1e-5)


@pytest.mark.parametrize(
    "given",
    [
        {"size": 112, "c": 64, "m": 256},
        {"size": 112, "c": 256, "m": 64, "kernel": 1},
        {"size": 112, "c": 256, "m": 256, "groups": 256},
        {"size": 400, "c": 3, "m": 64, "kernel": 7},
    ],
)
def test_a_long_convolution_can_be_stopped_between_many_pieces(given):
    each = layer(**given)
    multiply_adds = each.out.size * each.w[0].size
    assert len(conv.prepare(each)) > multiply_adds / 2**28


def test_a_convolution_of_float64_stays_exact():
    each = layer(dtype=np.float64)
    each.x[...] = 1 + 2.0**-40
    scratch.run(conv.prepare(each))
    np.testing.assert_array_equal(each.out, np.full_like(each.out, 72 * (1 + 2.0**-40)))
