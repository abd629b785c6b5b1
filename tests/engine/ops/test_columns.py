"""Blocks put back, maxima put back, moved kernels, and other rearrangements."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import LimitError, ShapeError
from engine.ops.col2im import center_crop_pad, col2im, det, max_unpool
from engine.ops.conv import conv
from engine.ops.deform_conv import deform_conv
from engine.ops.einsum import einsum
from engine.ops.pool import max_pool
from engine.ops.reorder import tensor_scatter, unique

RANDOM = np.random.default_rng(15)


def normal(*shape):
    return RANDOM.normal(size=shape).astype(np.float32)


def test_col2im_is_the_transpose_of_cutting_blocks_out():
    """<cut(x), columns> = <x, put_back(columns)> for all x, with overlap, padding and gaps."""
    x, kernel = normal(2, 3, 7, 8), (3, 2)
    attributes = {"strides": [2, 1], "pads": [1, 0, 2, 1], "dilations": [1, 2]}
    cutters = np.eye(6, dtype=np.float32).reshape(6, 1, *kernel)
    cut = np.stack([conv(x[:, c : c + 1], cutters, **attributes) for c in range(3)], 1)
    columns = normal(*cut.shape)
    put = col2im(columns.reshape(2, 18, -1), np.array([7, 8]), np.array(kernel), **attributes)
    assert put.shape == x.shape
    assert np.vdot(cut, columns) == pytest.approx(np.vdot(x, put), rel=1e-4)


def test_max_unpool_puts_maxima_back_where_they_stood():
    x = normal(2, 3, 6, 8)
    values, indices = max_pool(x, kernel_shape=[2, 2], strides=[2, 2], n_outputs=2)
    back = max_unpool(values, indices, kernel_shape=[2, 2], strides=[2, 2])
    assert back.shape == x.shape
    np.testing.assert_array_equal(np.sort(back[back != 0]), np.sort(values.ravel()))
    assert (back == x).sum() == values.size


def test_deform_conv_without_moves_is_a_convolution():
    x, w, b = normal(2, 4, 6, 7), normal(6, 2, 3, 2), normal(6)
    attributes = {"group": 2, "strides": [1, 2], "pads": [1, 1, 0, 2], "dilations": [2, 1]}
    expected = conv(x, w, b, **attributes)
    offset = np.zeros((2, 2 * 6 * 2, *expected.shape[2:]), np.float32)
    got = deform_conv(x, w, offset, b, offset_group=2, **attributes)
    np.testing.assert_allclose(got, expected, rtol=1e-4, atol=1e-5)


def test_deform_conv_moved_by_whole_pixels_sees_the_neighbour():
    x, w = normal(1, 2, 6, 6), normal(3, 2, 1, 1)
    offset = np.zeros((1, 2, 6, 6), np.float32)
    offset[:, 0], offset[:, 1] = 1, -2
    got = deform_conv(x, w, offset)
    moved = np.zeros_like(x)
    moved[:, :, :5, 2:] = x[:, :, 1:, :4]
    np.testing.assert_allclose(got, conv(moved, w), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("masked", [False, True])
def test_deform_conv_agrees(check_operator, masked):
    x, w = normal(2, 4, 6, 7), normal(6, 4, 3, 3)
    offset = normal(2, 2 * 9 * 2, 6, 7)
    inputs = [x, w, offset, normal(6)]
    if masked:
        inputs.append(np.abs(normal(2, 2 * 9, 6, 7)))
    attributes = {"offset_group": 2, "pads": [1, 1, 1, 1]}
    check_operator("DeformConv", inputs, attributes, opset=19, rtol=1e-4, atol=1e-5)


def test_center_crop_pad_cuts_and_pads_at_once():
    got = center_crop_pad(np.ones((1, 5, 2), np.float32), np.array([3, 5]), axes=[1, 2])
    np.testing.assert_array_equal(got[0], [[0, 1, 1, 0, 0]] * 3)


def test_det_of_known_matrices():
    np.testing.assert_allclose(det(np.array([[[2, 1], [1, 3]], [[0, 1], [1, 0]]], "f")), [5, -1])
    with pytest.raises(ShapeError):
        det(normal(2, 3))


def test_einsum_does_not_build_what_is_too_large():
    huge = np.broadcast_to(np.float32(1), (2**20,))
    with pytest.raises(LimitError):
        einsum(huge, huge, equation="i,j->ij")
    with pytest.raises(ShapeError):
        einsum(normal(3), normal(4), equation="i,i->")


@pytest.mark.parametrize("axis", [None, 0, 1])
@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (1, 1), (40, 2), (7, 30)])
@pytest.mark.parametrize("kind", [np.float32, np.float16, np.int64, np.uint8, np.bool_])
def test_unique_gives_what_numpy_gives(axis, shape, kind):
    x = np.random.default_rng(3).integers(0, 3, shape).astype(kind)
    if axis is None and x.dtype.kind == "f":
        x[x == 0] = np.nan
    expected = np.unique(x, True, True, True, axis=axis)
    for got, wanted in zip(unique(x, axis=axis), expected, strict=True):
        np.testing.assert_array_equal(got, wanted.reshape(got.shape))


def test_unique_keeps_the_order_of_first_occurrence():
    values, first, inverse, counts = unique(np.array([3, 1, 3, 2, 1]), sorted=0)
    assert values.tolist() == [3, 1, 2]
    assert first.tolist() == [0, 1, 3]
    assert inverse.tolist() == [0, 1, 0, 2, 1]
    assert counts.tolist() == [2, 2, 1]


def test_tensor_scatter_goes_round_or_refuses():
    cache, new = np.zeros((1, 4, 1), np.float32), np.array([[[1], [2]]], np.float32)
    at = np.array([3])
    got = tensor_scatter(cache, new, at, mode="circular")
    assert got.ravel().tolist() == [2, 0, 0, 1]
    with pytest.raises(ShapeError, match="end"):
        tensor_scatter(cache, new, at)
