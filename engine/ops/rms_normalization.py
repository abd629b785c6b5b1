"""Division by the root mean square."""

from __future__ import annotations

import math

import numpy as np

from engine.errors import ShapeError
from engine.ops.arguments import axis_of
from engine.ops.elementwise import check_broadcast
from engine.ops.registry import Spec, onnx_op, same_as_first


@onnx_op("RMSNormalization", since=23, shape=same_as_first)
def rms_normalization(
    x: np.ndarray,
    scale: np.ndarray,
    *,
    axis: int = -1,
    epsilon: float = 1e-5,
    stash_type: int = 1,
) -> np.ndarray:
    """Return `x / √(mean(x²) + epsilon) · scale`, the mean over `axis` and all after it.

    Parameters
    ----------
    x : any floating array; float16 is computed in float32
    scale : broadcasts to `x`
    stash_type : has no effect, the wider of float32 and the type of `x` is used

    Notes
    -----
    ONNX RMSNormalization-23, https://onnx.ai/onnx/operators/onnx__RMSNormalization.html
    """
    if check_broadcast(x, Spec(scale.shape, x.dtype)) != x.shape:
        raise ShapeError(f"scale {scale.shape} does not fit {x.shape}.")
    axes = tuple(range(axis_of(axis, x.ndim), x.ndim))
    wide = x.astype(np.promote_types(x.dtype, np.float32), copy=False)
    count = math.prod(x.shape[axes[0] :])
    mean = np.sum(np.square(wide), axis=axes, keepdims=True) / wide.dtype.type(count)
    result: np.ndarray = (wide / np.sqrt(mean + wide.dtype.type(epsilon))).astype(x.dtype)
    return np.asarray(result * scale, scale.dtype)
