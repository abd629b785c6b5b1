"""Where windows lie, and how positions are cut into pieces."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.errors import ShapeError
from engine.kernels.windows import Geometry, flat_rows, pad, pieces, strided, windows


def geometry(sizes=(7, 9), kernel=(3, 2), strides=(2, 1), dilations=(1, 2), **others):
    zeros = (0,) * len(sizes)
    given = {"begins": zeros, "ends": zeros, **others}
    return Geometry(sizes, kernel, strides, dilations, **given)


@pytest.mark.parametrize("limit", [1, 3, 7, 10, 70, 71, 1000])
@pytest.mark.parametrize("shape", [(70,), (2, 5, 7), (1, 1, 70), (70, 1, 1), (3, 1, 4)])
def test_pieces_follow_each_other_and_cover_everything_once(shape, limit):
    positions = np.arange(math.prod(shape)).reshape(shape)
    cut = [positions[piece].reshape(-1) for piece in pieces(shape, limit)]
    np.testing.assert_array_equal(np.concatenate(cut), positions.reshape(-1))
    assert max(len(piece) for piece in cut) <= limit


def test_windows_are_views_of_every_window():
    g = geometry()
    x = np.arange(2 * 7 * 9 * 4).reshape(2, 7, 9, 4)
    view = windows(x, g)
    assert view.shape == (2, 3, 7, 3, 2, 4)
    assert np.shares_memory(view, x)
    np.testing.assert_array_equal(view[1, 2, 3], x[1, 4:7, 3:6:2])


def test_pad_keeps_its_border_zero_while_the_inside_changes():
    g = geometry(begins=(1, -2), ends=(0, 3))
    x = np.ones((1, 7, 9, 2), np.float32)
    padded, work = pad(x, g)
    for value in (5, 6):
        x[...] = value
        for step in work:
            step()
        expected = np.pad(x[:, :, 2:], ((0, 0), (1, 0), (0, 3), (0, 0)))
        np.testing.assert_array_equal(padded, expected)


def test_input_without_padding_is_not_copied():
    x = np.ones((1, 7, 9, 2), np.float32)
    padded, work = pad(x, geometry())
    assert padded is x
    assert work == []


def test_flat_rows_is_a_view_or_nothing():
    x = np.zeros((2, 3, 4, 5))
    assert np.shares_memory(flat_rows(x), x)
    assert flat_rows(x[:, :, 1:]) is None
    first_channels = flat_rows(x[..., :2])
    assert first_channels.shape == (24, 2)
    assert flat_rows(x[:0]) is None


def test_ceil_counts_a_last_window_only_if_it_starts_inside():
    def count(size, end):
        return geometry((size,), (2,), (2,), (1,), begins=(0,), ends=(end,), ceil=True).out

    assert count(5, 0) == (3,)
    assert count(4, 0) == (2,)
    assert count(4, 1) == (2,)  # a third one would see nothing but padding
    assert geometry((5,), (2,), (2,), (1,)).out == (2,)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kernel": (3,)},
        {"kernel": (0, 2)},
        {"strides": (1, 0)},
        {"dilations": (-1, 1)},
        {"begins": (1,)},
        {"kernel": (8, 1)},
        {"kernel": (3, 2), "dilations": (1, 9)},
        {"begins": (-3, 0), "ends": (-3, 0)},
    ],
)
def test_geometry_says_what_does_not_fit(wrong):
    with pytest.raises(ShapeError):
        geometry(**wrong)


def test_strided_refuses_to_leave_its_array():
    array = np.zeros((4, 6), np.float32)[1:3, ::2]
    assert strided(array, (2, 3), array.strides).tolist() == array.tolist()
    assert strided(array, (0, 9), (999, 999)).shape == (0, 9)
    for shape, strides in (((3, 3), array.strides), ((2, 4), array.strides), ((2,), (-4,))):
        with pytest.raises(IndexError, match="leaves an array"):
            strided(array, shape, strides)
