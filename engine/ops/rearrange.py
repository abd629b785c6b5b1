"""Operators that trade channels for resolution."""

from __future__ import annotations

from functools import partial

import numpy as np

from engine import budget
from engine.errors import ShapeError, UnsupportedError
from engine.ops.registry import Spec, Work, onnx_op


def _check(x: Spec | np.ndarray, blocksize: int, mode: str) -> None:
    if len(x.shape) != 4:
        raise ShapeError(f"needs (N, C, H, W), got shape {tuple(x.shape)}.")
    if blocksize < 1:
        raise ShapeError(f"blocksize must be at least 1, got {blocksize}.")
    if mode not in ("DCR", "CRD"):
        raise UnsupportedError(f"mode {mode!r} is not known; known: DCR, CRD.", mode=mode)


def _deep_spec(x: Spec | np.ndarray, *, blocksize: int, mode: str = "DCR") -> Spec:
    _check(x, blocksize, mode)
    n, c, h, w = x.shape
    if c % blocksize**2:
        raise ShapeError(f"{c} channels cannot be cut into blocks of {blocksize} × {blocksize}.")
    sizes = (n, c // blocksize**2, h * blocksize, w * blocksize)
    return Spec(budget.check_elements(sizes, "DepthToSpace's result"), x.dtype)


def _unfold(x: np.ndarray, blocksize: int, mode: str) -> np.ndarray:
    """Return the blocks of `x` as (n, c, h, block row, w, block column), a view."""
    n, c, h, w = x.shape
    deep = c // blocksize**2
    if mode == "DCR":
        blocks = x.reshape(n, blocksize, blocksize, deep, h, w)
        return blocks.transpose(0, 3, 4, 1, 5, 2)
    return x.reshape(n, deep, blocksize, blocksize, h, w).transpose(0, 1, 4, 2, 5, 3)


@onnx_op("DepthToSpace", since=1, shape=_deep_spec)
def depth_to_space(x: np.ndarray, *, blocksize: int, mode: str = "DCR") -> np.ndarray:
    """Return `x` with blocks of its channels laid out as pixels.

    Parameters
    ----------
    x : (N, C · blocksize², H, W) array
    mode : DCR: the block's place comes before the channel; CRD: after it

    Returns
    -------
    (N, C, H · blocksize, W · blocksize) array

    Raises
    ------
    ShapeError
        If `x` is no such array.

    Notes
    -----
    ONNX DepthToSpace-13, https://onnx.ai/onnx/operators/onnx__DepthToSpace.html
    """
    spec = _deep_spec(x, blocksize=blocksize, mode=mode)
    return _unfold(x, blocksize, mode).reshape(spec.shape)


@depth_to_space.bind
def _bind_depth_to_space(
    x: np.ndarray, *, blocksize: int, mode: str = "DCR", out: np.ndarray
) -> Work:
    n, c, h, w = out.shape
    # Cutting an axis in two never copies, whatever the strides; NumPy raises if it had to.
    sizes = (n, c, h // blocksize, blocksize, w // blocksize, blocksize)
    pixels = out.reshape(sizes, copy=False)
    return [partial(np.copyto, pixels, _unfold(x, blocksize, mode))]


def _flat_spec(x: Spec | np.ndarray, *, blocksize: int, mode: str = "DCR") -> Spec:
    _check(x, blocksize, mode)
    n, c, h, w = x.shape
    if h % blocksize or w % blocksize:
        raise ShapeError(f"{h} × {w} pixels cannot be cut into blocks of {blocksize}.")
    sizes = (n, c * blocksize**2, h // blocksize, w // blocksize)
    return Spec(budget.check_elements(sizes, "SpaceToDepth's result"), x.dtype)


def _fold(x: np.ndarray, blocksize: int, mode: str) -> np.ndarray:
    """Return the blocks of `x` in the order of the channels they become, a view."""
    n, c, h, w = x.shape
    blocks = x.reshape(n, c, h // blocksize, blocksize, w // blocksize, blocksize)
    return blocks.transpose((0, 3, 5, 1, 2, 4) if mode == "DCR" else (0, 1, 3, 5, 2, 4))


@onnx_op("SpaceToDepth", since=1, shape=_flat_spec)
def space_to_depth(x: np.ndarray, *, blocksize: int, mode: str = "DCR") -> np.ndarray:
    """Return `x` with blocks of its pixels laid out as channels.

    Parameters
    ----------
    x : (N, C, H · blocksize, W · blocksize) array
    mode : DCR: the block's place comes before the channel; CRD: after it

    Returns
    -------
    (N, C · blocksize², H, W) array

    Raises
    ------
    ShapeError
        If `x` is no such array.

    Notes
    -----
    ONNX SpaceToDepth-13, https://onnx.ai/onnx/operators/onnx__SpaceToDepth.html
    """
    spec = _flat_spec(x, blocksize=blocksize, mode=mode)
    return _fold(x, blocksize, mode).reshape(spec.shape)


@space_to_depth.bind
def _bind_space_to_depth(
    x: np.ndarray, *, blocksize: int, mode: str = "DCR", out: np.ndarray
) -> Work:
    blocks = _fold(x, blocksize, mode)
    # Cutting the channels apart is a view, so the copy goes straight into `out`.
    n, _, h, w = out.shape
    return [partial(np.copyto, out.reshape((n, *blocks.shape[1:4], h, w), copy=False), blocks)]
