from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

from gui.qimage import to_array, to_pixmap, to_qimage

RANDOM = np.random.default_rng(7)


@pytest.mark.parametrize("width", [1, 2, 3, 5, 8])
def test_rgb_returns_unchanged_for_every_row_length(width):
    pixels = RANDOM.integers(0, 256, (4, width, 3), np.uint8)
    image = to_qimage(pixels)
    assert (image.width(), image.height()) == (width, 4)
    assert image.pixelColor(width - 1, 3).getRgb()[:3] == tuple(pixels[3, width - 1])
    np.testing.assert_array_equal(to_array(image), pixels)


@pytest.mark.parametrize("shape", [(3, 5), (3, 5, 1)])
def test_grey_becomes_three_equal_channels(shape):
    pixels = RANDOM.integers(0, 256, shape, np.uint8)
    expected = np.repeat(pixels.reshape(3, 5, 1), 3, axis=2)
    np.testing.assert_array_equal(to_array(to_qimage(pixels)), expected)


@pytest.mark.parametrize(
    "view",
    [
        lambda a: a[::2, ::-1],
        lambda a: a.transpose(1, 0, 2),
        lambda a: a[1:, 1:4],
        lambda a: a[..., ::-1],
    ],
)
def test_strided_input_is_read_right(view):
    pixels = view(RANDOM.integers(0, 256, (6, 7, 3), np.uint8))
    np.testing.assert_array_equal(to_array(to_qimage(pixels)), np.array(pixels, order="C"))


def test_image_owns_its_pixels():
    pixels = np.full((2, 2, 3), 9, np.uint8)
    image = to_qimage(pixels)
    pixels[:] = 0
    assert image.pixelColor(1, 1).red() == 9
    read = to_array(image)
    image.fill(QColor(1, 2, 3))
    assert read[0, 0].tolist() == [9, 9, 9]


def test_transparent_pixels_stand_on_white():
    image = QImage(2, 1, QImage.Format.Format_ARGB32)
    image.setPixelColor(0, 0, QColor(0, 0, 0, 0))
    image.setPixelColor(1, 0, QColor(10, 20, 30, 255))
    assert to_array(image)[0].tolist() == [[255, 255, 255], [10, 20, 30]]


def test_array_of_another_kind_is_refused():
    for array in (np.zeros((2, 2)), np.zeros((2, 2, 2), np.uint8), np.zeros(3, np.uint8)):
        with pytest.raises(ValueError, match="uint8"):
            to_qimage(array)


def test_nothing_gives_nothing():
    assert to_qimage(np.zeros((0, 4, 3), np.uint8)).isNull()
    assert to_array(QImage()).shape == (0, 0, 3)


def test_pixmap_enlarges_without_blur_and_reduces_by_averaging(qapp):
    pixels = np.array([[0, 255], [255, 0]], np.uint8)
    large = to_pixmap(pixels, QSize(4, 4), 1.5)
    assert (large.width(), large.devicePixelRatio()) == (6, 1.5)
    assert set(np.unique(to_array(large.toImage()))) == {0, 255}
    blurred = to_array(to_pixmap(pixels, QSize(6, 6), smooth=True).toImage())
    assert ((blurred > 0) & (blurred < 255)).any()
    small = to_array(to_pixmap(np.tile(pixels, (8, 8)), QSize(2, 2)).toImage())
    assert abs(small.astype(int) - 127).max() <= 2
