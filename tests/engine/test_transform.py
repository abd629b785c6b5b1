from __future__ import annotations

import numpy as np
import pytest

from engine import read_image
from engine.transform import Transform
from engine.transforming import GREY, transformed

PIXELS = np.random.default_rng(4).integers(0, 256, (30, 40, 3)).astype(np.uint8)


def changed(pixels=PIXELS, **fields):
    return transformed(read_image(pixels), Transform(**fields)).pixels


def test_no_change_gives_the_same_picture():
    picture = read_image(PIXELS)
    assert transformed(picture, Transform()) is picture
    assert not Transform()
    assert Transform(blur=0.1)


def test_flips_mirror():
    np.testing.assert_array_equal(changed(flip_x=True), PIXELS[:, ::-1])
    np.testing.assert_array_equal(changed(flip_y=True), PIXELS[::-1])


def test_rotation_turns_clockwise_in_the_same_size():
    square = np.full((41, 41, 3), 200, np.uint8)
    square[5:9, 18:23] = 0  # at the top
    turned = changed(square, rotation=90)
    assert turned.shape == square.shape
    np.testing.assert_array_equal(turned, np.rot90(square, -1))


def test_shift_moves_and_fills_with_the_colour_of_the_border():
    picture = np.full((20, 40, 3), (10, 20, 30), np.uint8)
    picture[8:12, 10:14] = 255
    moved = changed(picture, shift_x=0.25, shift_y=-0.1)
    expected = np.full_like(picture, (10, 20, 30))
    expected[6:10, 20:24] = 255
    np.testing.assert_array_equal(moved, expected)
    assert (changed(picture, shift_x=1.0) == (10, 20, 30)).all()


@pytest.mark.parametrize(("brightness", "expected"), [(-1, 0), (1, 255), (0.5, 178), (-0.5, 50)])
def test_brightness_goes_to_black_and_white(brightness, expected):
    grey = np.full((4, 4, 3), 100, np.uint8)
    assert np.abs(changed(grey, brightness=brightness).astype(int) - expected).max() <= 1


def test_blur_smooths_in_shares_of_the_picture():
    before, after = (
        abs(np.diff(p.astype(int), axis=1)).mean() for p in (PIXELS, changed(blur=0.1))
    )
    assert after < before / 5


def test_noise_has_the_deviation_that_was_asked_for_and_holds_still():
    grey = np.full((300, 400, 3), 128, np.uint8)
    noisy = changed(grey, noise=0.1)
    difference = noisy.astype(float) - 128
    assert difference.std() == pytest.approx(25.5, rel=0.03)
    assert abs(difference.mean()) < 0.5
    np.testing.assert_array_equal(noisy, changed(grey, noise=0.1))
    left, right = difference[:, :-1].ravel(), difference[:, 1:].ravel()
    assert abs(np.corrcoef(left, right)[0, 1]) < 0.02


def test_noise_keeps_its_grain_in_large_pictures():
    small = changed(np.full((1024, 1024, 3), 128, np.uint8), noise=0.1)
    blocks = small.reshape(256, 4, 256, 4, 3)
    assert (blocks == blocks[:, :1, :, :1]).all()


def test_covers_are_grey_and_nothing_else_changes():
    result = changed(covers=((0.25, 0.5, 0.5, 1.0), (-1, -1, 0.05, 0.05)))
    expected = PIXELS.copy()
    expected[15:30, 10:20] = GREY
    expected[0:2, 0:2] = GREY
    np.testing.assert_array_equal(result, expected)


def test_a_cover_without_area_hides_one_pixel():
    assert (changed(covers=((0.5, 0.5, 0.5, 0.5),)) != PIXELS).any(axis=2).sum() == 1


def test_result_is_read_only_and_the_source_unchanged():
    before = PIXELS.copy()
    result = changed(noise=0.2, covers=((0, 0, 1, 1),))
    assert not result.flags.writeable
    np.testing.assert_array_equal(PIXELS, before)
