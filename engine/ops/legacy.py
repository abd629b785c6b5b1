"""Operators that ONNX had for a while and old files still hold."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.errors import ShapeError
from engine.ops.registry import onnx_op, same_as_first


@onnx_op("Affine", since=1, shape=same_as_first)
def affine(x: np.ndarray, *, alpha: float = 1.0, beta: float = 0.0) -> np.ndarray:
    """Return alpha·x + beta. ONNX Affine-1 (experimental)."""
    return np.asarray(x.dtype.type(alpha) * x + x.dtype.type(beta))


@onnx_op("ImageScaler", since=1, shape=same_as_first)
def image_scaler(
    x: np.ndarray, *, scale: float = 1.0, bias: Sequence[float] | None = None
) -> np.ndarray:
    """Return pictures (N, C, H, W) times `scale`, plus a number for each channel.

    Raises
    ------
    ShapeError
        If there are not as many numbers as channels.

    Notes
    -----
    ONNX ImageScaler-1 (experimental)
    """
    if x.ndim != 4 or (bias is not None and len(bias) != x.shape[1]):
        raise ShapeError(f"takes (N, C, H, W) and C numbers, got {x.shape} and {bias}.")
    scaled: np.ndarray = x * x.dtype.type(scale)
    if bias is None:
        return scaled
    return np.asarray(scaled + np.asarray(bias, x.dtype).reshape(-1, 1, 1))


@onnx_op("Crop", since=1)
def crop(x: np.ndarray, *, border: Sequence[int], scale: Sequence[int] | None = None) -> np.ndarray:
    """Return the middle of pictures (N, C, H, W).

    Parameters
    ----------
    border : pixels to cut: left, top, right, bottom
    scale : height and width to keep from the left and top border on, instead of right and bottom

    Raises
    ------
    ShapeError
        If nothing would be left.

    Notes
    -----
    ONNX Crop-1 (experimental)
    """
    if x.ndim != 4 or len(border) != 4 or (scale is not None and len(scale) != 2):
        raise ShapeError(f"takes (N, C, H, W) and four borders, got {x.shape} and {list(border)}.")
    left, top, right, bottom = border
    _, _, height, width = x.shape
    if scale is not None:
        end_y, end_x = top + scale[0], left + scale[1]
    else:
        end_y, end_x = height - bottom, width - right
    if not (0 <= top < end_y <= height and 0 <= left < end_x <= width):
        raise ShapeError(f"borders {list(border)} and scale {scale} do not fit {x.shape}.")
    return x[:, :, top:end_y, left:end_x]


@onnx_op("ScaledTanh", since=1, shape=same_as_first)
def scaled_tanh(x: np.ndarray, *, alpha: float = 1.0, beta: float = 1.0) -> np.ndarray:
    """Return alpha·tanh(beta·x). ONNX ScaledTanh-1 (experimental)."""
    return np.asarray(x.dtype.type(alpha) * np.tanh(x.dtype.type(beta) * x))


@onnx_op("ParametricSoftplus", since=1, shape=same_as_first)
def parametric_softplus(x: np.ndarray, *, alpha: float = 1.0, beta: float = 1.0) -> np.ndarray:
    """Return alpha·log(1 + exp(beta·x)). ONNX ParametricSoftplus-1 (experimental)."""
    inner = x.dtype.type(beta) * x
    softplus = np.maximum(inner, 0) + np.log1p(np.exp(-np.abs(inner)))
    return np.asarray(x.dtype.type(alpha) * softplus)
