"""The published layer against the code that was published with it."""

from __future__ import annotations

import numpy as np
import pytest

from engine import seed
from engine.errors import ShapeError
from engine.seed import conv_layer

signal = pytest.importorskip("scipy.signal")


def published(w, b, x, *, ignore_border=True):
    """512 calls of convolve2d, bias, 2×2 max-pool, ReLU: written for sense, not for speed."""
    maps = []
    for kernels, bias in zip(w, b, strict=True):
        parts = [signal.convolve2d(x[i], kernels[i], mode="valid") for i in range(len(x))]
        maps.append(np.sum(parts, axis=0) + bias)
    h, width = maps[0].shape
    last_h, last_w = (h - h % 2, width - width % 2) if ignore_border else (h, width)
    pooled = [
        [[m[i : i + 2, j : j + 2].max() for j in range(0, last_w, 2)] for i in range(0, last_h, 2)]
        for m in maps
    ]
    return np.maximum(np.array(pooled), 0)


@pytest.mark.parametrize("ignore_border", [True, False])
@pytest.mark.parametrize(
    ("x_shape", "w_shape"),
    [
        ((16, 25, 25), (32, 16, 2, 2)),  # the published sizes
        ((3, 10, 13), (4, 3, 3, 2)),
        ((3, 13, 10), (4, 3, 2, 5)),
        ((1, 6, 7), (2, 1, 1, 1)),
        ((2, 9, 9), (3, 2, 3, 3)),
    ],
)
def test_conv_layer_equals_the_published_code(x_shape, w_shape, ignore_border):
    rng = np.random.default_rng(1)
    x, w = (rng.standard_normal(shape).astype(np.float32) for shape in (x_shape, w_shape))
    b = rng.standard_normal(w_shape[0]).astype(np.float32)
    before = x.copy()
    got = conv_layer((w, b), x, ignore_border=ignore_border)
    expected = published(w, b, x, ignore_border=ignore_border)
    assert got.dtype == np.float32
    assert got.shape == expected.shape
    np.testing.assert_allclose(got, expected, rtol=1e-4, atol=1e-5)
    np.testing.assert_array_equal(x, before)


@pytest.mark.parametrize("limit", [0, 2**11 * 12, 2**11 * 31, 10**6])
def test_product_may_be_cut(monkeypatch, limit):
    monkeypatch.setattr(seed, "direct_products", lambda: limit)
    rng = np.random.default_rng(1)
    x, w = (rng.standard_normal(shape) for shape in ((16, 25, 25), (32, 16, 2, 2)))
    b = rng.standard_normal(32)
    np.testing.assert_allclose(conv_layer((w, b), x), published(w, b, x), atol=1e-9)


def test_conv_layer_of_the_published_sizes_is_12_by_12():
    x = np.ones((16, 25, 25), np.float32)
    w = np.ones((32, 16, 2, 2), np.float32)
    got = conv_layer((w, np.full(32, -60, np.float32)), x)
    np.testing.assert_array_equal(got, np.full((32, 12, 12), 4, np.float32))


def test_conv_layer_takes_a_view_and_float64():
    rng = np.random.default_rng(2)
    x = rng.standard_normal((9, 8, 4)).transpose(2, 1, 0)
    w, b = rng.standard_normal((5, 4, 2, 2)), rng.standard_normal(5)
    got = conv_layer((w, b), x)
    assert got.dtype == np.float64
    np.testing.assert_allclose(got, published(w, b, x), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    ("w_shape", "b_shape", "x_shape"),
    [
        ((4, 3, 2, 2), (4,), (2, 8, 8)),
        ((4, 3, 2, 2), (3,), (3, 8, 8)),
        ((4, 3, 9, 2), (4,), (3, 8, 8)),
        ((4, 3, 2, 2), (4,), (1, 3, 8, 8)),
    ],
)
def test_conv_layer_says_what_does_not_fit(w_shape, b_shape, x_shape):
    w, b, x = (np.zeros(shape, np.float32) for shape in (w_shape, b_shape, x_shape))
    with pytest.raises(ShapeError):
        conv_layer((w, b), x)
    with pytest.raises(ShapeError, match="dtype"):
        conv_layer(
            (np.zeros((4, 3, 2, 2), np.float32), np.zeros(4)), np.zeros((3, 8, 8), np.float32)
        )
