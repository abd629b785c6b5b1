"""Convolution pooled by pairs of rows against convolution and pooling as they are defined."""

from __future__ import annotations

import numpy as np
import pytest

from engine.kernels import binding, pooled_conv, row_pairs, scratch
from engine.kernels.activation import Activation
from engine.kernels.layer import Layer
from engine.kernels.windows import Geometry
from tests.engine.kernels.test_algorithms import expected

DIRECT = 10**6


def array(*shape):
    return np.random.default_rng(sum(shape)).normal(size=shape).astype(np.float32)


def pooled(c=5, m=7, sizes=(9, 11), k_w=2, k_h=2, pads=(0, 0, 0, 0), dilations=(1, 1), bias=True):
    """Return the layer whose result is pooled, and the windows."""
    geometry = Geometry(sizes, (k_h, k_w), (1, 1), dilations, pads[:2], pads[2:])
    windows = Geometry(geometry.out, (2, 2), (2, 2), (1, 1), (0, 0), (0, 0))
    x = array(1, c, *sizes).transpose(0, 2, 3, 1)
    b = array(m) if bias else None
    out = np.full((1, *windows.out, m), np.nan, np.float32)
    end = Activation("Clip", -1, 4)
    return Layer(x, array(m, c, k_h, k_w), b, out, geometry, activation=end), windows


def largest(layer, windows):
    """Return what the layer must give: its activation grows, so it may come before the pooling."""
    whole = Layer(**{**vars(layer), "out": array(1, *layer.geometry.out, len(layer.w))})
    maps = expected(whole)
    h, w = windows.out
    return maps[:, : 2 * h, : 2 * w].reshape(1, h, 2, w, 2, -1).max((2, 4))


@pytest.mark.parametrize(
    "kind",
    [
        {},
        {"sizes": (25, 25), "c": 16, "m": 32},
        {"sizes": (5, 6), "c": 1, "m": 2},
        {"sizes": (8, 12), "k_w": 1},
        {"sizes": (8, 13), "k_w": 3},
        {"pads": (1, 0, 0, 1)},
        {"bias": False},
    ],
)
def test_result_is_the_largest_of_each_window(kind):
    layer, windows = pooled(**kind)
    with binding.use(binding.Binding(direct=DIRECT)):
        assert row_pairs.applies(layer, windows)
        steps = pooled_conv.prepare(layer, windows)
        for _ in range(2):
            scratch.run(steps)
            np.testing.assert_allclose(layer.out, largest(layer, windows), atol=1e-5)


@pytest.mark.parametrize("options", [{"direct": DIRECT, "strict": True}, {"direct": 0}])
def test_only_where_it_is_allowed_and_pays(options):
    with binding.use(binding.Binding(**options)):
        assert not row_pairs.applies(*pooled())


@pytest.mark.parametrize("kind", [{"k_h": 3}, {"k_h": 1}, {"dilations": (2, 1)}])
def test_only_for_kernels_two_rows_high(kind):
    with binding.use(binding.Binding(direct=DIRECT)):
        assert not row_pairs.applies(*pooled(**kind))
