"""Positions told to queries and keys by turning pairs of their numbers."""

from __future__ import annotations

import numpy as np

from engine.errors import ShapeError
from engine.ops.attention import split_heads
from engine.ops.registry import onnx_op, same_as_first


@onnx_op("RotaryEmbedding", since=23, shape=same_as_first)
def rotary_embedding(
    x: np.ndarray,
    cos_cache: np.ndarray,
    sin_cache: np.ndarray,
    position_ids: np.ndarray | None = None,
    *,
    interleaved: int = 0,
    num_heads: int | None = None,
    rotary_embedding_dim: int = 0,
) -> np.ndarray:
    """Return `x` with pairs of its numbers turned by an angle that their place decides.

    Parameters
    ----------
    x : (N, heads, L, D), or (N, L, heads · D) with `num_heads`
    cos_cache, sin_cache : (places, R / 2), or (N, L, R / 2) where there are no `position_ids`
    position_ids : (N, L), the place of each
    interleaved : 1 pairs neighbours, 0 pairs the first half with the second
    rotary_embedding_dim : R, how many of the D numbers are turned; 0 turns all

    Raises
    ------
    ShapeError
        If the angles do not fit.

    Notes
    -----
    ONNX RotaryEmbedding-23, https://onnx.ai/onnx/operators/onnx__RotaryEmbedding.html
    """
    ahead = split_heads(x, num_heads, "x")
    if ahead.ndim != 4 or not 0 <= rotary_embedding_dim <= ahead.shape[3]:
        raise ShapeError(f"cannot turn {rotary_embedding_dim} numbers of {x.shape}.")
    turned = rotary_embedding_dim or ahead.shape[3]
    if position_ids is not None:
        if position_ids.dtype.kind not in "iu" or not cos_cache.ndim or not sin_cache.ndim:
            raise ShapeError("needs places as integers, and tables of angles.")
        places = min(len(cos_cache), len(sin_cache))
        if np.any((position_ids < 0) | (position_ids >= places)):
            raise ShapeError(f"position_ids must be between 0 and {places - 1}.")
        cos_cache, sin_cache = cos_cache[position_ids], sin_cache[position_ids]
    expected = (len(ahead), ahead.shape[2], turned // 2)
    if cos_cache.shape != expected or sin_cache.shape != expected or turned % 2:
        raise ShapeError(f"angles must have shape {expected}, got {cos_cache.shape}.")
    cos, sin = cos_cache[:, None], sin_cache[:, None]
    result = ahead.copy()
    if interleaved:
        first, second = slice(0, turned, 2), slice(1, turned, 2)
    else:
        first, second = slice(0, turned // 2), slice(turned // 2, turned)
    a, b = ahead[..., first], ahead[..., second]
    result[..., first] = cos * a - sin * b
    result[..., second] = sin * a + cos * b
    return result if x.ndim == 4 else result.swapaxes(1, 2).reshape(x.shape)
