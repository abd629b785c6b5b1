"""Operators between floats and small integers."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import ShapeError, UnsupportedError
from engine.ops.arguments import axis_of, element_type
from engine.ops.low_precision import integer_range, is_low, is_low_float, to_low
from engine.ops.registry import Spec, onnx_op


def _spread(parameter: np.ndarray, x: Spec | np.ndarray, axis: int, block_size: int) -> np.ndarray:
    """Return a scale or zero point shaped so that it meets each element of `x` it is meant for.

    One number is meant for all, a list for the places along `axis`, and an array of the rank of
    `x` for blocks of `block_size` along `axis`.
    """
    if parameter.size == 1 and not block_size:
        return parameter.reshape(())
    place = axis_of(axis, len(x.shape))
    size = x.shape[place]
    if not block_size:
        if parameter.shape != (size,):
            raise ShapeError(
                f"scale and zero point must hold 1 or {size} numbers (axis {place} of "
                f"{tuple(x.shape)}), got shape {parameter.shape}."
            )
        return parameter.reshape([size if axis == place else 1 for axis in range(len(x.shape))])
    blocks = list(x.shape)
    blocks[place] = -(-size // block_size) if block_size > 0 else -1
    if parameter.shape != tuple(blocks):
        raise ShapeError(
            f"with block_size {block_size}, scale and zero point must have shape {blocks}, "
            f"got {parameter.shape}."
        )
    return parameter.take(np.arange(size) // block_size, place)


def _range(dtype: np.dtype[Any]) -> tuple[int, int]:
    low = integer_range(dtype)
    if low is not None:
        return low
    if dtype.kind not in "iu" or dtype.itemsize > 2:
        raise UnsupportedError(
            f"cannot quantize to {dtype}; supported: integers of 2 to 16 bits, floats of 4 and 8.",
            element_type=dtype,
        )
    limits = np.iinfo(dtype)
    return limits.min, limits.max


@onnx_op("QuantizeLinear", since=10)
def quantize_linear(
    x: np.ndarray,
    y_scale: np.ndarray,
    y_zero_point: np.ndarray | None = None,
    *,
    axis: int = 1,
    block_size: int = 0,
    output_dtype: int = 0,
    precision: int = 0,
    saturate: int = 1,
) -> np.ndarray:
    """Return `x / y_scale + y_zero_point`, rounded (ties to even) and kept in the integer's range.

    Parameters
    ----------
    x : any array of numbers
    y_scale, y_zero_point : one number, one for each place along `axis`, or one for each block
    output_dtype : the integer as ONNX numbers it, where there is no zero point; uint8 by default
    precision : has no effect, float32 is used
    saturate : floats beyond the largest of their type become the largest

    Raises
    ------
    ShapeError, UnsupportedError
        If scale and `x` do not fit, or the result is to be wider than 16 bits.

    Notes
    -----
    ONNX QuantizeLinear-25, https://onnx.ai/onnx/operators/onnx__QuantizeLinear.html
    """
    if y_zero_point is not None:
        dtype = y_zero_point.dtype
    else:
        dtype = element_type(output_dtype) if output_dtype else np.dtype(np.uint8)
    limits = None if is_low_float(dtype) else _range(dtype)
    scale = _spread(y_scale, x, axis, block_size)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        levels = np.divide(x, scale, dtype=np.float32)
        if limits is not None:
            levels = np.rint(levels)
        if y_zero_point is not None:
            levels = levels + _spread(y_zero_point, x, axis, block_size).astype(np.float32)
        if limits is None:
            return to_low(levels, dtype, bool(saturate))
        return np.asarray(np.clip(levels, *limits)).astype(dtype)


@onnx_op("DequantizeLinear", since=10)
def dequantize_linear(
    x: np.ndarray,
    x_scale: np.ndarray,
    x_zero_point: np.ndarray | None = None,
    *,
    axis: int = 1,
    block_size: int = 0,
    output_dtype: int = 0,
) -> np.ndarray:
    """Return `(x − x_zero_point) · x_scale` in the scale's dtype, or in `output_dtype`.

    Parameters
    ----------
    x : any array of integers
    x_scale, x_zero_point : one number, one for each place along `axis`, or one for each block

    Notes
    -----
    ONNX DequantizeLinear-25, https://onnx.ai/onnx/operators/onnx__DequantizeLinear.html
    """
    if x.dtype.kind not in "iu" and not is_low(x.dtype):
        raise UnsupportedError(
            f"cannot dequantize {x.dtype}; supported: integers, floats of 4 and 8 bits."
        )
    dtype = element_type(output_dtype) if output_dtype else x_scale.dtype
    # int32 holds every difference of integers of 8 and 16 bits, and int32 itself has no zero point.
    exact = np.float32 if is_low_float(x.dtype) else np.int32
    levels = x.astype(exact)
    scale = _spread(x_scale, x, axis, block_size)
    with np.errstate(all="ignore"):
        if x_zero_point is not None:
            levels = levels - _spread(x_zero_point, x, axis, block_size).astype(exact)
        values = np.multiply(levels, scale, dtype=np.float32, casting="unsafe")
        return np.asarray(values).astype(dtype)


def _dynamic_spec(x: Spec | np.ndarray) -> tuple[Spec, Spec, Spec]:
    return (
        Spec(tuple(x.shape), np.dtype(np.uint8)),
        Spec((), np.dtype(np.float32)),
        Spec((), np.dtype(np.uint8)),
    )


@onnx_op("DynamicQuantizeLinear", since=11, shape=_dynamic_spec)
def dynamic_quantize_linear(x: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return `x` as uint8 over its own range (0 included), with scale and zero point.

    Notes
    -----
    ONNX DynamicQuantizeLinear-11,
    https://onnx.ai/onnx/operators/onnx__DynamicQuantizeLinear.html
    """
    low = np.float32(np.min(x, initial=0))
    high = np.float32(np.max(x, initial=0))
    with np.errstate(all="ignore"):
        scale = np.float32((high - low) / np.float32(255)) or np.float32(1)
        zero = np.clip(np.rint(-low / scale), 0, 255).astype(np.uint8)
        levels = np.clip(np.rint(x / scale) + np.float32(zero), 0, 255)
        return np.asarray(levels).astype(np.uint8), np.asarray(scale), np.asarray(zero)
