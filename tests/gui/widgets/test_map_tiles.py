from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from engine.visual import tiles
from gui.qimage import packed, to_array
from gui.widgets import map_tiles
from gui.widgets.map_tiles import MapTiles, bytes_of, cut_corners, paint_maps, reduce

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
    original = tiles.levels

    def counting(maps, *rest):
        calls.append(len(maps))
        return original(maps, *rest)

    monkeypatch.setattr(tiles, "levels", counting)
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
    np.testing.assert_array_equal(large, packed(small.repeat(3, axis=1).repeat(4, axis=2)))


def test_corners_are_cut_like_those_of_a_rounded_rectangle():
    """The oracle is Qt's own antialiasing."""
    image = QImage(20, 14, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(200, 100, 50))
    painter.drawRoundedRect(0, 0, 20, 14, 4.5, 4.5)
    painter.end()
    expected = np.frombuffer(image.constBits(), np.uint8).reshape(14, 20, 4).astype(int)
    whole = np.full((2, 14, 20), 0xFF000000 | 200 << 16 | 100 << 8 | 50, np.uint32)
    for cut in bytes_of(cut_corners(whole, 4.5)).astype(int):
        assert abs(cut - expected).max() <= 24  # of 255; Qt counts in sixteenths
        assert cut[0, 0].tolist() == [0, 0, 0, 0]
        assert cut[7, 10].tolist() == [50, 100, 200, 255]


def test_maps_over_a_picture_are_mixed_with_it(app):
    ground = np.full((4, 4, 3), (100, 200, 0), np.uint8)
    made = shown(np.ones((1, 2, 2)))
    made.lay_over(ground, 0.25)
    made.make([0])
    mixed = to_array(made.picture(0))[5, 5].astype(int)
    np.testing.assert_allclose(mixed, [0.25 * 255 + 0.75 * g for g in (100, 200, 0)], atol=2)


def test_pictures_of_the_numbers_before_stand_but_count_as_old(app):
    made = shown(np.zeros((1, 2, 2)))
    wish = made.wish
    made.show(np.ones((1, 2, 2)), np.zeros(1), np.ones(1), "grey", same_layer=True)
    made.take(wish, wish.pictures([0]))
    assert made.picture(0) is not None
    assert made.missing([0]) == [0]
    made.show(np.ones((1, 2, 2)), np.zeros(1), np.ones(1), "grey", same_layer=False)
    made.take(wish, wish.pictures([0]))
    assert made.picture(0) is None


def test_only_channels_asked_for_are_coloured_and_once(app, coloured):
    made = shown(RANDOM.random((50, 4, 4)))
    assert made.make([3, 7])
    assert made.make([3, 7, 8])
    assert coloured == [2, 1]
    assert made.picture(3) is not None
    assert made.picture(4) is None


def test_picture_is_as_fine_as_the_screen(app):
    made = shown(RANDOM.random((1, 4, 4)), size=(10, 6), ratio=1.5)
    made.make([0])
    picture = made.picture(0)
    assert (picture.width(), picture.height()) == (15, 9)
    assert picture.deviceIndependentSize().toTuple() == (10, 6)


def test_old_picture_stands_until_the_new_one_is_made(app):
    made = shown(np.zeros((1, 2, 2)))
    made.make([0])
    made.show(np.ones((1, 2, 2)), np.zeros(1), np.ones(1), "grey", same_layer=True)
    assert to_array(made.picture(0))[5, 5, 0] < 20
    made.make([0])
    assert to_array(made.picture(0))[5, 5, 0] > 230


def test_pictures_of_another_layer_are_not_shown(app):
    made = shown(np.zeros((1, 2, 2)))
    made.make([0])
    made.show(np.ones((1, 2, 2)), np.zeros(1), np.ones(1), "grey", same_layer=False)
    assert made.picture(0) is None


def test_make_stops_when_time_is_up_and_goes_on_later(app, monkeypatch):
    monkeypatch.setattr(map_tiles, "_BATCH_PIXELS", 100)
    made = shown(RANDOM.random((5, 4, 4)))
    rounds = 0
    while not made.make(range(5), seconds=0):
        rounds += 1
    assert rounds == 4
    assert all(made.picture(channel) is not None for channel in range(5))


def test_oldest_pictures_are_forgotten(app, monkeypatch):
    monkeypatch.setattr(map_tiles, "_KEPT_BYTES", 4 * 100 * 3)
    made = shown(RANDOM.random((9, 4, 4)))
    made.make([0, 1])
    made.make([2, 3])
    kept = [channel for channel in range(9) if made.picture(channel) is not None]
    assert kept == [1, 2, 3]
