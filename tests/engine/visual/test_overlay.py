from __future__ import annotations

import numpy as np

from engine.visual.overlay import overlay
from engine.visual.tiles import colorize

PICTURE = np.random.default_rng(0).integers(0, 256, (8, 12, 3)).astype(np.uint8)
VALUES = np.arange(6, dtype=np.float32).reshape(2, 3)


def test_overlay_of_no_opacity_is_the_picture():
    np.testing.assert_array_equal(overlay(PICTURE, VALUES, 0, 5, "ember", opacity=0), PICTURE)


def test_overlay_of_full_opacity_is_the_map_in_blocks():
    got = overlay(PICTURE, VALUES, 0, 5, "ember", opacity=1)
    expected = colorize(VALUES, 0, 5, "ember").repeat(4, 0).repeat(4, 1)
    np.testing.assert_array_equal(got, expected)


def test_overlay_mixes():
    got = overlay(PICTURE, VALUES, 0, 5, "ember", opacity=0.5).astype(float)
    above = overlay(PICTURE, VALUES, 0, 5, "ember", opacity=1).astype(float)
    np.testing.assert_allclose(got, (PICTURE + above) / 2, atol=0.5)


def test_overlay_stays_in_its_box():
    got = overlay(PICTURE, VALUES, 0, 5, "ember", opacity=1, box=(3, 2, 9, 6))
    expected = PICTURE.copy()
    expected[2:6, 3:9] = colorize(VALUES, 0, 5, "ember").repeat(2, 0).repeat(2, 1)
    np.testing.assert_array_equal(got, expected)


def test_overlay_box_may_leave_the_picture():
    got = overlay(PICTURE, VALUES, 0, 5, "ember", opacity=1, box=(-6.0, -4.0, 18.0, 12.0))
    whole = colorize(VALUES, 0, 5, "ember").repeat(8, 0).repeat(8, 1)
    np.testing.assert_array_equal(got, whole[4:12, 6:18])
    outside = overlay(PICTURE, VALUES, 0, 5, "ember", box=(50, 50, 60, 60))
    np.testing.assert_array_equal(outside, PICTURE)


def test_overlay_leaves_the_picture_alone():
    before = PICTURE.copy()
    overlay(PICTURE, VALUES, 0, 5, "ember")
    np.testing.assert_array_equal(PICTURE, before)
