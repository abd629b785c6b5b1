"""Products in parts against products in one, for limits that cut them in every way."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

from engine import threads
from engine.kernels import binding, conv, direct, scratch
from engine.kernels.activation import Piece
from engine.kernels.layer import Layer
from engine.kernels.windows import Geometry, strided

RANDOM = np.random.default_rng(0)
LIMITS = (0, 100, 2_000, 20_000, 10**6)
SHAPES = [
    (49, 16, 128),
    (7, 5, 6),
    (1, 40, 96),
    (50, 33, 192),
    (12, 8, 1000),
    (3, 70, 17),
    (9, 90, 64),
]


def array(*shape):
    return RANDOM.normal(size=shape).astype(np.float32)


def multiplied(a, weights, out, limit):
    with binding.use(binding.Binding(direct=limit)):
        panels = direct.lay_out(weights)
        scratch.run([direct.multiply_panels(a, panels, out)])
    return panels


def flat(calls):
    for call in calls:
        if isinstance(call, Piece):
            yield from flat(call.parts)
        else:
            yield call


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize(("rows", "k", "m"), SHAPES)
@pytest.mark.parametrize("outer", [(), (4,)], ids=["one", "stack"])
def test_product_is_that_of_the_whole(outer, rows, k, m, limit):
    a, weights = array(*outer, rows, k), array(*outer, k, m)
    out = np.full((*outer, rows, m), np.nan, np.float32)
    multiplied(a, weights, out, limit)
    np.testing.assert_allclose(out, a @ weights, atol=1e-4)


@pytest.mark.parametrize("limit", LIMITS)
def test_operands_may_lie_anyhow(limit):
    columns, weights = array(33, 50), array(33, 128)
    wide = np.full((50, 140), np.nan, np.float32)
    multiplied(columns.T, weights, wide[:, 4:132], limit)
    np.testing.assert_allclose(wide[:, 4:132], columns.T @ weights, atol=1e-4)
    assert np.isnan(wide[:, :4]).all()
    assert np.isnan(wide[:, 132:]).all()
    by_pixel = np.full((50, 4, 128), np.nan, np.float32)
    stack = array(4, 50, 33)
    multiplied(stack, np.stack([weights] * 4), by_pixel.transpose(1, 0, 2), limit)
    np.testing.assert_allclose(by_pixel.transpose(1, 0, 2), stack @ weights, atol=1e-4)


@pytest.mark.parametrize(
    ("rows", "k", "m", "limit", "calls", "sums"),
    [
        (49, 16, 128, 20_000, 2, 1),
        (50, 33, 192, 20_000, 2, 1),
        (784, 64, 256, 10**6, 1, 1),
        (52, 512, 2048, 10**6, 2, 1),
        (52, 1024, 160, 10**6, 2, 1),
        (48, 4609, 512, 10**6, 4, 4),
    ],
)
def test_parts_are_within_the_limit(rows, k, m, limit, calls, sums):
    with binding.use(binding.Binding(direct=limit)):
        call = direct.multiply_panels(
            array(rows, k), direct.lay_out(array(k, m)), np.empty((rows, m), np.float32)
        )
    parts = [part for part in flat([call]) if part.func is np.matmul]
    assert len(parts) == calls
    done = 0
    for part in parts:
        left, right, out = part.args
        assert math.prod(left.shape[-2:]) * right.shape[-1] <= limit
        done += out.size
    assert done == rows * m * sums


def test_weights_are_one_matrix_where_blas_lays_them_out():
    weights = array(40, 256)
    assert direct.lay_out(weights).shape == (1, 40, 256)
    with binding.use(binding.Binding(direct=10**6)):
        panels = direct.lay_out(weights)
        assert panels.shape == (4, 40, 64)
        assert panels.flags.c_contiguous
        assert direct.lay_out(array(40, 160)).shape == (1, 40, 160)
        assert direct.lay_out(array(40, 240)).shape == (3, 40, 80)
        assert direct.lay_out(array(10**5, 1000)).shape == (1, 10**5, 1000)


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("outer", [(), (3,)], ids=["one", "stack"])
def test_few_rows_times_many_columns(outer, limit):
    a, b = array(6, 6), array(*outer, 6, 43008)
    out = np.full((*outer, 6, 43008), np.nan, np.float32)
    with binding.use(binding.Binding(direct=limit)):
        scratch.run([direct.multiply_few_rows(a, b, out)])
    np.testing.assert_allclose(out, a @ b, atol=1e-4)


@pytest.mark.parametrize("limit", [0, 10**6])
def test_part_of_columns(limit):
    weights = array(8, 256)
    with binding.use(binding.Binding(direct=limit)):
        half = direct.columns(direct.lay_out(weights), 1, 2)
        out = np.empty((6, 128), np.float32)
        a = array(6, 8)
        scratch.run([direct.multiply_panels(a, half, out)])
    np.testing.assert_allclose(out, a @ weights[:, 128:], atol=1e-5)


@pytest.mark.parametrize(
    ("architectures", "limit"),
    [
        ([("openblas", "SkylakeX")], 10**6),
        ([("openblas", "Haswell")], 0),
        ([("openblas", "SkylakeX"), ("openblas", "Haswell")], 0),
        ([("openblas", "SkylakeX"), ("mkl", "")], 10**6),
        ([("mkl", "")], 0),
        ([], 0),
    ],
)
def test_limit_is_that_of_the_processor(monkeypatch, architectures, limit):
    found = [SimpleNamespace(internal_api=api, architecture=core) for api, core in architectures]
    monkeypatch.setattr(threads, "_found", lambda: found)
    assert threads.direct_products.__wrapped__() == limit


def test_view_of_blocks_stays_in_its_array():
    x = array(12, 10)
    blocks = direct._in_blocks(x, 4, 5, repeat=False)
    assert blocks.shape == (2, 3, 4, 5)
    np.testing.assert_array_equal(blocks[1, 2], x[8:12, 5:10])
    with pytest.raises(IndexError):
        strided(x, (math.prod(x.shape) + 1,), (x.itemsize,))


@pytest.mark.parametrize("lanes", [1, 2])
def test_last_panel_may_end_early(lanes):
    x, w = array(1, 7, 7, 64), array(1000, 64, 1, 1)
    out = np.full((1, 7, 7, 1000), np.nan, np.float32)
    geometry = Geometry((7, 7), (1, 1), (1, 1), (1, 1), (0, 0), (0, 0))
    bias = array(1000)
    with binding.use(binding.Binding(direct=10**6, lanes=lanes)):
        assert conv.pointwise_panels(w).shape == (16, 64, 64)
        scratch.run(conv.prepare(Layer(x, w, bias, out, geometry)))
    np.testing.assert_allclose(out, x @ w[:, :, 0, 0].T + bias, atol=1e-4)


@pytest.mark.parametrize("m", [50, 56, 62])
def test_threads_share_the_columns_of_weights_that_are_no_whole_panel(m):
    x, w = array(1, 7, 7, 2048), array(m, 2048, 1, 1)
    out = np.full((1, 7, 7, m), np.nan, np.float32)
    geometry = Geometry((7, 7), (1, 1), (1, 1), (1, 1), (0, 0), (0, 0))
    with binding.use(binding.Binding(direct=10**6, lanes=2)):
        scratch.run(conv.prepare(Layer(x, w, None, out, geometry)))
    # Sums of 2048 products of about one, in float32.
    np.testing.assert_allclose(out, x @ w[:, :, 0, 0].T, atol=1e-3)
