from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QSize

from gui.qimage import to_array
from gui.widgets.image_view import ImageView, fitted


@pytest.fixture
def view(qtbot, app):
    made = ImageView()
    qtbot.addWidget(made)
    return made


def test_enlarged_pixels_stay_squares(view):
    view.setFixedSize(80, 80)
    view.set_picture(np.array([[0, 255], [255, 0]], np.uint8))
    inside = to_array(view.grab().toImage())[2:-2, 2:-2]
    assert set(np.unique(inside)) == {0, 255}
    assert inside[2, 2, 0] == 0
    assert inside[2, -3, 0] == 255


def test_large_photo_keeps_its_place_and_tone(view):
    view.setFixedSize(100, 50)
    photo = np.zeros((1500, 3000, 3), np.uint8)
    photo[:, 1500:] = 200, 100, 50
    view.set_picture(photo)
    seen = to_array(view.grab().toImage())
    assert seen[25, 46].max() <= 3
    assert np.abs(seen[25, 54].astype(int) - (200, 100, 50)).max() <= 3


def test_crop_beyond_the_picture_is_cut_at_its_edge(view):
    view.setFixedSize(60, 60)
    view.set_picture(np.full((30, 30, 3), 200, np.uint8))
    view.set_crop((-10.0, 10.0, 20.0, 50.0))
    seen = to_array(view.grab().toImage())
    assert seen[40, 20, 0] == 200
    assert seen[10, 20, 0] < 130
    assert seen[40, 50, 0] < 130


def test_crop_lies_where_it_belongs_in_a_picture_out_of_shape(view):
    view.setFixedSize(120, 30)
    view.set_picture(np.full((30, 30, 3), 200, np.uint8))
    view.set_crop((15.0, 0.0, 30.0, 15.0))
    seen = to_array(view.grab().toImage())[:, :, 0]
    assert seen[7, 90] == 200
    assert seen[7, 50] < 130
    assert seen[22, 90] < 130


def test_other_picture_replaces_the_one_before(view):
    view.setFixedSize(20, 20)
    view.set_picture(np.zeros((20, 20), np.uint8))
    view.grab()
    view.set_picture(np.full((20, 20), 255, np.uint8))
    assert to_array(view.grab().toImage())[10, 10, 0] == 255


@pytest.mark.parametrize(
    ("width", "height", "size"),
    [(451, 300, (256, 170)), (300, 451, (170, 256)), (10, 10, (256, 256)), (65535, 1, (256, 1))],
)
def test_fitted_keeps_the_shape(width, height, size):
    made = fitted(width, height, QSize(256, 256))
    assert (made.width(), made.height()) == size
