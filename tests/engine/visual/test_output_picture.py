from __future__ import annotations

import numpy as np
import pytest

from engine.visual.output_picture import class_colours, class_map, output_picture


def gradient(low, high, shape=(1, 3, 20, 30)):
    return np.linspace(low, high, int(np.prod(shape)), dtype=np.float32).reshape(shape)


@pytest.mark.parametrize(
    ("low", "high", "reading", "black", "white"),
    [
        (0, 1, "0..1", 0, 255),
        (-0.05, 0.5, "0..1", 0, 128),
        (-1, 1, "-1..1", 0, 255),
        (-0.6, 0.2, "-1..1", 51, 153),
        (0, 255, "0..255", 0, 255),
        (-12, 200, "0..255", 0, 200),
        (-7, 9, "stretched", 0, 255),
        (100, 3000, "stretched", 0, 255),
    ],
)
def test_output_picture_reads_the_range_from_the_numbers(low, high, reading, black, white):
    picture, found = output_picture(gradient(low, high))
    assert found == reading
    assert picture.shape == (20, 30, 3)
    assert picture.dtype == np.uint8
    assert (int(picture.min()), int(picture.max())) == (black, white)


def test_output_picture_keeps_channels_and_places_in_both_layouts():
    hwc = np.random.default_rng(1).random((12, 17, 3), np.float32)
    wanted = np.rint(hwc * 255).astype(np.uint8)
    first, _ = output_picture(hwc.transpose(2, 0, 1)[None], "NCHW")
    last, _ = output_picture(hwc[None], "NHWC")
    crossed, _ = output_picture(hwc[None], "NCHW")
    for picture in (first, last, crossed):
        np.testing.assert_array_equal(picture, wanted)


def test_output_picture_shows_one_channel_as_grey():
    grey = np.random.default_rng(2).random((1, 1, 9, 11), np.float32)
    picture, reading = output_picture(grey)
    assert reading == "0..1"
    for channel in range(3):
        np.testing.assert_array_equal(picture[:, :, channel], np.rint(grey[0, 0] * 255))


def test_output_picture_takes_uint8_as_it_is():
    pixels = np.random.default_rng(3).integers(0, 9, (1, 3, 8, 8), np.uint8)
    picture, reading = output_picture(pixels)
    assert reading == "0..255"
    np.testing.assert_array_equal(picture, pixels[0].transpose(1, 2, 0))


@pytest.mark.parametrize("layout", ["NCHW", "NHWC"])
def test_output_picture_colours_the_largest_of_many_channels(layout):
    classes = np.random.default_rng(4).integers(0, 5, (10, 12))
    scores = np.eye(5, dtype=np.float32)[classes] * 3 - 1
    given = scores[None] if layout == "NHWC" else scores.transpose(2, 0, 1)[None]
    picture, reading = output_picture(given, layout)
    assert reading == "classes"
    np.testing.assert_array_equal(picture, class_colours()[classes])


@pytest.mark.parametrize("shape", [(1, 10, 12), (1, 1, 10, 12)])
def test_output_picture_takes_whole_numbers_as_classes(shape):
    classes = np.random.default_rng(5).integers(0, 21, shape)
    picture, reading = output_picture(classes)
    assert reading == "classes"
    np.testing.assert_array_equal(picture, class_colours()[classes.reshape(10, 12)])


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((1, 1000), np.float32),
        np.zeros((1, 1000, 1, 1), np.float32),
        np.zeros((1, 3, 7, 40), np.float32),
        np.zeros((2, 40, 4), np.float32),
        np.zeros((1, 0, 9, 9), np.float32),
        np.full((1, 1, 9, 9), "a", object),
    ],
)
def test_output_picture_refuses_what_is_no_picture(array):
    assert output_picture(array) is None


@pytest.mark.parametrize("high", [1, 1000])
def test_output_picture_bears_what_is_no_number(high):
    array = gradient(0, high, (1, 1, 16, 16))
    array[0, 0, 3, 4], array[0, 0, 5, 6] = np.nan, np.inf
    picture, _ = output_picture(array)
    assert picture[3, 4].tolist() == [0, 0, 0]
    assert picture[5, 6].tolist() == [255, 255, 255]
    assert len(np.unique(picture)) > 200


def test_class_colours_are_those_of_pascal_voc_and_all_different():
    colours = class_colours()
    assert colours[:4].tolist() == [[0, 0, 0], [128, 0, 0], [0, 128, 0], [128, 128, 0]]
    assert colours[15].tolist() == [192, 128, 128]
    assert len(np.unique(colours, axis=0)) == 256


def test_class_map_is_what_the_colours_stand_for():
    scores = np.random.default_rng(2).normal(size=(1, 6, 9, 11)).astype(np.float32)
    classes = class_map(scores)
    assert classes.tolist() == scores[0].argmax(0).tolist()
    assert (output_picture(scores)[0] == class_colours()[classes]).all()
    assert class_map(gradient(0, 1, (1, 1, 16, 16))) is None
    assert class_map(np.zeros((1, 1000), np.float32)) is None
