"""Operators that change the element type."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import UnsupportedError
from engine.ops.arguments import BFLOAT16, element_type
from engine.ops.low_precision import is_low, to_low
from engine.ops.registry import onnx_op

_OPSET_1_TYPES = {
    "FLOAT": 1,
    "UINT8": 2,
    "INT8": 3,
    "UINT16": 4,
    "INT16": 5,
    "INT32": 6,
    "INT64": 7,
    "STRING": 8,
    "BOOL": 9,
    "FLOAT16": 10,
    "DOUBLE": 11,
    "UINT32": 12,
    "UINT64": 13,
}


def to_bfloat16(x: np.ndarray) -> np.ndarray:
    """Return `x` as float32 with the values that bfloat16 can hold, ties to even.

    NumPy has no bfloat16. It is the upper half of a float32, so the engine keeps such numbers
    in float32.
    """
    with np.errstate(over="ignore"):
        single = x.astype(np.float32)
    bits = single.view(np.uint32)
    rounded = (bits + (((bits >> 16) & 1) + 0x7FFF)) & np.uint32(0xFFFF0000)
    return np.where(np.isnan(single), single, rounded.view(np.float32))


def convert(
    x: np.ndarray, dtype: np.dtype[Any], saturate: int = 1, round_mode: str = "up"
) -> np.ndarray:
    """Return `x` as `dtype`: towards zero for integers, infinite where a float is too small.

    `saturate` and `round_mode` are for types of 8 bits and fewer, see `low_precision.to_low`.

    Raises
    ------
    UnsupportedError
        If `x` holds strings.
    """
    if x.dtype.kind in "OUS":
        raise UnsupportedError("strings cannot be cast; supported: real numbers and bool.")
    # What a float out of range becomes as an integer is left open by ONNX.
    with np.errstate(invalid="ignore", over="ignore"):
        if is_low(dtype) and dtype != x.dtype:
            return to_low(x, dtype, bool(saturate), round_mode)
        wide = x.astype(np.float32) if is_low(x.dtype) and dtype != x.dtype else x
        return wide.astype(dtype, copy=False)


@onnx_op("Cast", since=1)
def cast_1(x: np.ndarray, *, to: str) -> np.ndarray:
    """Return `x` in the element type of that name.

    Notes
    -----
    ONNX Cast-1, https://onnx.ai/onnx/operators/onnx__Cast.html
    """
    return convert(x, element_type(_OPSET_1_TYPES.get(to.upper(), 0)))


@onnx_op("Cast", since=6)
def cast(x: np.ndarray, *, to: int, saturate: int = 1, round_mode: str = "up") -> np.ndarray:
    """Return `x` in another element type.

    Parameters
    ----------
    x : any array of numbers
    to : the type as ONNX numbers it; bfloat16 comes as float32 with bfloat16's values
    saturate, round_mode : for types of 8 bits and fewer: whether numbers beyond the largest
        become the largest, and how powers of two are rounded

    Raises
    ------
    UnsupportedError
        If there is no such type, or `x` holds strings.

    Notes
    -----
    ONNX Cast-25, https://onnx.ai/onnx/operators/onnx__Cast.html
    """
    if to == BFLOAT16:
        return to_bfloat16(convert(x, np.dtype(np.float32)))
    return convert(x, element_type(to), saturate, round_mode)


@onnx_op("CastLike", since=15)
def cast_like(
    x: np.ndarray, target: np.ndarray, *, saturate: int = 1, round_mode: str = "up"
) -> np.ndarray:
    """Return `x` in the element type of `target`.

    Notes
    -----
    ONNX CastLike-25, https://onnx.ai/onnx/operators/onnx__CastLike.html
    """
    return convert(x, target.dtype, saturate, round_mode)
