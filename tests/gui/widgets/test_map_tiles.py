from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QSize

from engine.visual import tiles
from gui.qimage import to_array
from gui.widgets import map_tiles
from gui.widgets.map_tiles import MapTiles, paint_maps, reduce

RANDOM = np.random.default_rng(3)


def shown(maps, size=(10, 10), ratio=1.0):
    made = MapTiles()
    made.show(maps, np.zeros(len(maps)), np.ones(len(maps)), "grey", same_layer=False)
    made.resize(QSize(*size), ratio)
    return made


@pytest.fixture
def coloured(monkeypatch):
    """How many maps were coloured, call by call."""
    calls = []
    original = tiles.colorize

    def counting(maps, *rest):
        calls.append(len(maps))
        return original(maps, *rest)

    monkeypatch.setattr(tiles, "colorize", counting)
    return calls


def test_reduce_averages_whole_blocks():
    maps = RANDOM.random((2, 6, 8), np.float32)
    expected = maps.reshape(2, 3, 2, 2, 4).mean(axis=(2, 4))
    np.testing.assert_allclose(reduce(maps, 3, 2), expected, rtol=1e-6)


def test_reduce_shares_a_pixel_between_two():
    maps = np.array([[[1, 2, 3, 4, 5]]], np.float32)
    # 5 pixels on 2: each gets two whole ones and half of the middle one.
    expected = [(1 + 2 + 3 / 2) / 2.5, (3 / 2 + 4 + 5) / 2.5]
    np.testing.assert_allclose(reduce(maps, 4, 2)[0, 0], expected, rtol=1e-6)


def test_reduce_leaves_small_maps_alone():
    maps = RANDOM.random((1, 3, 5), np.float32)
    np.testing.assert_array_equal(reduce(maps, 4, 5), maps)


def test_reduce_does_not_spread_what_is_not_finite():
    for value in (np.nan, np.inf):
        maps = np.ones((1, 8, 8), np.float32)
        maps[0, 2, 2] = value
        finite = np.isfinite(reduce(maps, 4, 4)[0])
        finite[1, 1] = True
        assert finite.all()


def test_enlarged_maps_are_blocks_of_one_colour():
    maps = RANDOM.random((2, 3, 2), np.float32)
    low, high = np.zeros(2, np.float32), np.ones(2, np.float32)
    small = tiles.colorize(maps, low, high, "ember")
    large = paint_maps(maps, low, high, "ember", 9, 8)
    np.testing.assert_array_equal(large, small.repeat(3, axis=1).repeat(4, axis=2))


def test_only_channels_asked_for_are_coloured_and_once(app, coloured):
    made = shown(RANDOM.random((50, 4, 4)))
    assert made.make([3, 7])
    assert made.make([3, 7, 8])
    assert coloured == [2, 1]
    assert made.pixmap(3) is not None
    assert made.pixmap(4) is None


def test_pixmap_is_as_fine_as_the_screen(app):
    made = shown(RANDOM.random((1, 4, 4)), size=(10, 6), ratio=1.5)
    made.make([0])
    pixmap = made.pixmap(0)
    assert (pixmap.width(), pixmap.height()) == (15, 9)
    assert pixmap.deviceIndependentSize().toTuple() == (10, 6)


def test_old_pixmap_stands_until_the_new_one_is_made(app):
    made = shown(np.zeros((1, 2, 2)))
    made.make([0])
    made.show(np.ones((1, 2, 2)), np.zeros(1), np.ones(1), "grey", same_layer=True)
    assert to_array(made.pixmap(0).toImage())[5, 5, 0] < 20
    made.make([0])
    assert to_array(made.pixmap(0).toImage())[5, 5, 0] > 230


def test_pixmaps_of_another_layer_are_not_shown(app):
    made = shown(np.zeros((1, 2, 2)))
    made.make([0])
    made.show(np.ones((1, 2, 2)), np.zeros(1), np.ones(1), "grey", same_layer=False)
    assert made.pixmap(0) is None


def test_make_stops_when_time_is_up_and_goes_on_later(app, monkeypatch):
    monkeypatch.setattr(map_tiles, "_BATCH_PIXELS", 100)
    made = shown(RANDOM.random((5, 4, 4)))
    rounds = 0
    while not made.make(range(5), seconds=0):
        rounds += 1
    assert rounds == 4
    assert all(made.pixmap(channel) is not None for channel in range(5))


def test_oldest_pixmaps_are_forgotten(app, monkeypatch):
    monkeypatch.setattr(map_tiles, "_KEPT_BYTES", 4 * 100 * 3)
    made = shown(RANDOM.random((9, 4, 4)))
    made.make([0, 1])
    made.make([2, 3])
    kept = [channel for channel in range(9) if made.pixmap(channel) is not None]
    assert kept == [1, 2, 3]
