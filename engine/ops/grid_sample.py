"""Sampling of feature maps at places that another array names."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from engine import budget, stopping
from engine.errors import ShapeError, UnsupportedError
from engine.ops.places import SCATTERED
from engine.ops.registry import onnx_op

_MODES = {
    "bilinear": "linear",
    "bicubic": "cubic",
    "linear": "linear",
    "cubic": "cubic",
    "nearest": "nearest",
}
_PADDING = ("zeros", "border", "reflection")
_CUBIC = -0.75  # the coefficient that ONNX and PyTorch use


@onnx_op("GridSample", since=16)
def grid_sample(
    x: np.ndarray,
    grid: np.ndarray,
    *,
    mode: str = "linear",
    padding_mode: str = "zeros",
    align_corners: int = 0,
) -> np.ndarray:
    """Return the values of feature maps at places between their pixels.

    Parameters
    ----------
    x : (N, C, *spatial) floating array
    grid : (N, *out, number of spatial axes), the last in the order x, y(, z): −1 is the first
        edge, 1 the last
    mode : `linear`, `cubic` or `nearest` (also `bilinear`, `bicubic`)
    padding_mode : what lies outside: `zeros`, `border` (the nearest pixel) or `reflection`
    align_corners : 1 puts −1 and 1 at the middle of the outer pixels, 0 at their outer edges

    Returns
    -------
    (N, C, *out) array, dtype of `x`

    Raises
    ------
    ShapeError, UnsupportedError
        If the grid does not fit, or a mode is not known.

    Notes
    -----
    ONNX GridSample-22, https://onnx.ai/onnx/operators/onnx__GridSample.html
    """
    rank = x.ndim - 2
    if rank < 1 or grid.ndim != x.ndim or grid.shape[-1] != rank or len(grid) != len(x):
        raise ShapeError(f"grid must be (N, *out, {rank}) for {x.shape}, got {grid.shape}.")
    if mode not in _MODES or padding_mode not in _PADDING:
        raise UnsupportedError(f"mode {mode!r} with padding_mode {padding_mode!r} is not known.")
    if 0 in x.shape[2:]:
        raise ShapeError(f"needs at least one pixel, got {x.shape}.")
    budget.check_elements((*x.shape[:2], *grid.shape[1:-1]), "GridSample's result")
    places = grid[..., ::-1].reshape(len(x), -1, rank)
    result = np.zeros((*places.shape[:2], x.shape[1]), np.float32)
    # Each place reads up to four pixels along each axis.
    for part in stopping.pieces(places.shape[1], result.size, SCATTERED * 4**rank // 4):
        corners = [
            _corners(places[:, part, axis].astype(np.float32, copy=False), size, _MODES[mode],
                     padding_mode, bool(align_corners))
            for axis, size in enumerate(x.shape[2:])
        ]  # fmt: skip
        item = np.arange(len(x))[:, None]
        for combination in itertools.product(*corners):
            weight = np.prod([share for _, share in combination], axis=0)
            index: tuple[Any, ...] = (item, slice(None), *(place for place, _ in combination))
            # Advanced indices around a slice put the channels last.
            result[:, part] += x[index] * weight[..., None]
    whole = result.reshape(len(x), *grid.shape[1:-1], x.shape[1])
    return np.moveaxis(whole, -1, 1).astype(x.dtype, copy=False)


def _corners(
    place: np.ndarray, size: int, mode: str, padding: str, aligned: bool
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return for one axis which pixels count at each place, and how much."""
    position = _pixels(place, size, aligned)
    if mode == "nearest":
        # Half to even, as PyTorch rounds.
        middle = np.rint(_bring_in(position, size, padding, aligned))
        return [_pixel(middle, size, padding, aligned)]
    if mode == "linear":
        position = _bring_in(position, size, padding, aligned)
        before = np.floor(position)
        fraction = position - before
        shares = [(0, 1 - fraction), (1, fraction)]
    else:
        # The cubic's four pixels are brought in one by one, the place itself is not.
        before = np.floor(position)
        shares = _cubic_shares(position - before)
    corners = []
    for step, share in shares:
        index, inside = _pixel(before + step, size, padding, aligned)
        corners.append((index, share * inside))
    return corners


def _pixels(place: np.ndarray, size: int, aligned: bool) -> np.ndarray:
    """Return where places between −1 and 1 lie, counted in pixels."""
    if aligned:
        return (place + 1) / 2 * np.float32(size - 1)
    return ((place + 1) * np.float32(size) - 1) / 2


def _bring_in(position: np.ndarray, size: int, padding: str, aligned: bool) -> np.ndarray:
    """Return positions moved inside as the padding says; zeros leave them where they are."""
    finite = np.where(np.isfinite(position), position, np.float32(-1e6))
    if padding == "border":
        return np.clip(finite, 0, size - 1)
    if padding == "reflection":
        low, high = (0.0, size - 1.0) if aligned else (-0.5, size - 0.5)
        span = high - low
        if span == 0:
            return np.zeros_like(finite)
        far = np.abs(finite - low) % (2 * span)
        return np.clip(np.where(far > span, 2 * span - far, far) + low, 0, size - 1)
    return finite


def _pixel(
    position: np.ndarray, size: int, padding: str, aligned: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Return the index of a pixel, and 1 where it lies inside, else 0."""
    moved = _bring_in(position, size, padding, aligned)
    inside = (moved >= 0) & (moved <= size - 1)
    index = np.clip(moved, 0, size - 1).astype(np.int64)
    return index, inside.astype(np.float32)


def _cubic_shares(fraction: np.ndarray) -> list[tuple[int, np.ndarray]]:
    """Return what the four pixels around a place count, for a place `fraction` past the second."""

    def near(t: np.ndarray) -> np.ndarray:
        return np.asarray(((_CUBIC + 2) * t - (_CUBIC + 3)) * t * t + 1)

    def far(t: np.ndarray) -> np.ndarray:
        return np.asarray(((_CUBIC * t - 5 * _CUBIC) * t + 8 * _CUBIC) * t - 4 * _CUBIC)

    return [
        (-1, far(fraction + 1)),
        (0, near(fraction)),
        (1, near(1 - fraction)),
        (2, far(2 - fraction)),
    ]
