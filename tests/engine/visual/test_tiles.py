from __future__ import annotations

import numpy as np
import pytest

from engine.visual import colormap, tiles

RNG = np.random.default_rng(0)
GROUND = (0xF8, 0xF9, 0xFB)


def test_colorize_one_map_and_several():
    maps = RNG.uniform(-1, 1, (3, 4, 5)).astype(np.float32)
    several = tiles.colorize(maps, -1, 1, "polar")
    assert several.shape == (3, 4, 5, 3)
    np.testing.assert_array_equal(tiles.colorize(maps[1], -1, 1, "polar"), several[1])


def test_colorize_paints_zero_black_in_polar():
    got = tiles.colorize(np.zeros((1, 1)), -2, 2, "polar")
    np.testing.assert_array_equal(got[0, 0], colormap.table("polar")[128])


@pytest.mark.parametrize(
    ("values", "cmap", "expected"),
    [
        ([0, 4], None, (0, 4, "ember")),
        ([-1, 4], None, (-4, 4, "polar")),
        ([-1, 4], "grey", (-1, 4, "grey")),
        ([0, 4], "polar", (-4, 4, "polar")),
    ],
)
def test_scaled_keeps_zero_in_the_middle_of_polar(values, cmap, expected):
    assert tiles.scaled(np.array([[values]], np.float32), "layer", cmap) == expected


def test_sheet_holds_each_map_at_its_place():
    maps = RNG.uniform(0, 1, (5, 3, 4)).astype(np.float32)
    got = tiles.sheet(maps, cmap="grey", columns=2, gap=1, zoom=2)
    assert got.shape == (3 * (6 + 1) + 1, 2 * (8 + 1) + 1, 3)
    expected = tiles.colorize(maps, 0, float(maps.max()), "grey").repeat(2, 1).repeat(2, 2)
    for channel in range(5):
        top, left = 1 + channel // 2 * 7, 1 + channel % 2 * 9
        np.testing.assert_array_equal(got[top : top + 6, left : left + 8], expected[channel])
    assert (got[0] == GROUND).all()
    assert (got[15:, 10:] == GROUND).all()


@pytest.mark.parametrize("shape", [(1, 1, 1), (7, 1, 3), (64, 28, 28), (3, 300, 200), (0, 4, 4)])
def test_sheet_takes_any_shape(shape):
    got = tiles.sheet(np.zeros(shape, np.float32))
    assert got.dtype == np.uint8
    assert got.ndim == 3
    assert got.size


def test_sheet_is_about_as_wide_as_high():
    height, width, _ = tiles.sheet(np.zeros((100, 28, 28), np.float32)).shape
    assert 0.8 < width / height < 1.25


def test_sheet_makes_small_maps_large_but_not_too_large():
    assert tiles.sheet(np.zeros((4, 7, 7), np.float32)).shape[0] > 2 * 60
    assert tiles.sheet(np.zeros((40000, 2, 2), np.float32)).size < 3 * 2**26


def test_sheet_writes_numbers_below():
    maps = np.zeros((12, 20, 20), np.float32)
    plain, numbered = (tiles.sheet(maps, zoom=1, columns=4, numbers=n) for n in (False, True))
    assert numbered.shape[0] > plain.shape[0]
    captions = [
        numbered[4 + row * 33 + 20 : 4 + row * 33 + 29, 4 + column * 24 : 24 + column * 24]
        for row in range(3)
        for column in range(4)
    ]
    inked = [caption.tobytes() for caption in captions]
    assert len(set(inked)) == 12
    assert all((caption != GROUND).any() for caption in captions)


def test_strip_lays_values_in_rows():
    values = np.arange(10, dtype=np.float32)
    got = tiles.strip(values, cmap="grey", columns=4, cell=3)
    assert got.shape == (9, 12, 3)
    np.testing.assert_array_equal(got[::3, ::3, 0].ravel()[:10], np.rint(values * 255 / 9))
    assert (got[6:, 6:] == GROUND).all()


def test_strip_of_a_huge_vector_stays_small():
    assert tiles.strip(np.zeros(10**6, np.float32)).size < 3 * 2**25


@pytest.mark.parametrize("scale", ["layer", "map", "symmetric"])
@pytest.mark.parametrize(
    "shape", [(1, 4, 5, 6), (2, 4, 5, 6), (1, 10), (1, 64, 1, 1), (), (0,), (1, 0, 2, 2), (3, 4, 5)]
)
def test_picture_of_takes_any_activation(shape, scale):
    got = tiles.picture_of(RNG.standard_normal(shape), scale=scale)
    assert (got.dtype, got.ndim) == (np.uint8, 3)
    assert got.size


@pytest.mark.parametrize("dtype", [np.int64, np.bool_, np.float16, np.uint8])
def test_picture_of_takes_any_number_type(dtype):
    assert tiles.picture_of(np.ones((1, 2, 3, 3), dtype)).size
