"""Sampling at places that another array names, against ONNX Runtime."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from engine.errors import ShapeError, UnsupportedError
from engine.ops.grid_sample import grid_sample

RANDOM = np.random.default_rng(11)
SETTINGS = list(
    itertools.product(("linear", "nearest", "cubic"), ("zeros", "border", "reflection"), (0, 1))
)


def case(*spatial, out=(5, 7), reach=1.6):
    x = RANDOM.normal(size=(2, 3, *spatial)).astype(np.float32)
    grid = RANDOM.uniform(-reach, reach, (2, *out, len(spatial))).astype(np.float32)
    return x, grid


@pytest.mark.parametrize(("mode", "padding", "aligned"), SETTINGS)
def test_grid_sample_agrees(check_operator, mode, padding, aligned):
    """Places reach past all edges, so padding shows; the picture is no square."""
    x, grid = case(6, 4)
    attributes = {"mode": mode, "padding_mode": padding, "align_corners": aligned}
    check_operator("GridSample", [x, grid], attributes, opset=20, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("mode", ["linear", "nearest"])
@pytest.mark.parametrize("padding", ["zeros", "border", "reflection"])
def test_grid_sample_agrees_in_three_dimensions(check_operator, mode, padding):
    x, grid = case(3, 5, 4, out=(2, 3, 4))
    attributes = {"mode": mode, "padding_mode": padding}
    check_operator("GridSample", [x, grid], attributes, opset=20, rtol=1e-4, atol=1e-5)


def test_grid_sample_of_the_pictures_own_places_returns_it():
    x = RANDOM.normal(size=(1, 2, 4, 5)).astype(np.float32)
    rows, columns = np.meshgrid(np.linspace(-1, 1, 4), np.linspace(-1, 1, 5), indexing="ij")
    grid = np.stack([columns, rows], -1)[None].astype(np.float32)
    for mode in ("linear", "nearest", "cubic"):
        got = grid_sample(x, grid, mode=mode, align_corners=1)
        np.testing.assert_allclose(got, x, atol=1e-5, err_msg=mode)


def test_grid_sample_takes_places_that_are_no_numbers():
    x, grid = case(4, 4)
    grid[0, 0, 0] = np.nan
    grid[0, 0, 1] = np.inf
    grid[0, 0, 2] = 1e30
    with np.errstate(all="ignore"):
        assert grid_sample(x, grid).shape == (2, 3, 5, 7)


def test_grid_sample_refuses_what_does_not_fit():
    x, grid = case(4, 4)
    with pytest.raises(ShapeError):
        grid_sample(x, grid[..., :1])
    with pytest.raises(ShapeError):
        grid_sample(x[:1], grid)
    with pytest.raises(UnsupportedError, match="mirror"):
        grid_sample(x, grid, padding_mode="mirror")
