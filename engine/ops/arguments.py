"""Checks that many operators share: axes, lists of integers, element types."""

from __future__ import annotations

from collections.abc import Sequence, Sized
from typing import Any

import numpy as np

from engine import budget
from engine.errors import ShapeError, UnsupportedError
from engine.ops.low_precision import low_type

_TYPES: dict[int, Any] = {
    1: np.float32,
    2: np.uint8,
    3: np.int8,
    4: np.uint16,
    5: np.int16,
    6: np.int32,
    7: np.int64,
    9: np.bool_,
    10: np.float16,
    11: np.float64,
    12: np.uint32,
    13: np.uint64,
}
_OTHER_TYPES = {
    0: "UNDEFINED",
    8: "STRING",
    14: "COMPLEX64",
    15: "COMPLEX128",
    16: "BFLOAT16",
    17: "FLOAT8E4M3FN",
    18: "FLOAT8E4M3FNUZ",
    19: "FLOAT8E5M2",
    20: "FLOAT8E5M2FNUZ",
    21: "UINT4",
    22: "INT4",
    23: "FLOAT4E2M1",
    24: "FLOAT8E8M0",
    25: "UINT2",
    26: "INT2",
}
BFLOAT16 = 16


def element_type(number: int) -> np.dtype[Any]:
    """Return the dtype of an element type as ONNX numbers them (`TensorProto.DataType`).

    Raises
    ------
    UnsupportedError
        If there is no such type.
    """
    low = low_type(number)
    if low is not None:
        return low
    if number not in _TYPES:
        name = _OTHER_TYPES.get(number, str(number))
        raise UnsupportedError(
            f"element type {name} is not supported; supported: bool, integers of 2 to 64 bits, "
            "FLOAT4, FLOAT8, FLOAT16, FLOAT, DOUBLE.",
            element_type=name,
        )
    dtype: np.dtype[Any] = np.dtype(_TYPES[number])
    return dtype


def axis_of(axis: int, rank: int, what: str = "axis") -> int:
    """Return `axis` counted from the front.

    Raises
    ------
    ShapeError
        If an array with `rank` axes has no such axis.
    """
    if not -rank <= axis < rank:
        span = f"between {-rank} and {rank - 1}" if rank else "absent: the array has no axes"
        raise ShapeError(f"{what} must be {span}, got {axis}.", axis=axis, rank=rank)
    return int(axis) % rank


def axes_of(axes: Sequence[int], rank: int, what: str = "axes") -> tuple[int, ...]:
    """Return `axes` counted from the front, in the order given.

    Raises
    ------
    ShapeError
        If one is out of range or named twice.
    """
    front = tuple(axis_of(axis, rank, what) for axis in axes)
    if len(set(front)) != len(front):
        raise ShapeError(f"{what} must name each axis once, got {list(axes)}.")
    return front


def integers(array: np.ndarray | Sequence[int], what: str) -> tuple[int, ...]:
    """Return the values of a list of integers; a single number counts as a list of one.

    Raises
    ------
    ShapeError
        If the array has more than one axis or holds no integers.
    LimitError
        If there are too many.
    """
    values = np.asarray(array)
    if values.size == 0 and values.ndim <= 1:
        return ()
    if values.ndim > 1 or values.dtype.kind not in "iu":
        raise ShapeError(
            f"{what} must be a list of integers, got {values.dtype} of shape {values.shape}."
        )
    budget.check(f"The list of {what}", values.size, "items")
    return tuple(int(value) for value in values.reshape(-1))


def scalar(array: np.ndarray, what: str) -> Any:
    """Return the one value of an array, as a Python number.

    Raises
    ------
    ShapeError
        If there is not exactly one.
    """
    values = np.asarray(array)
    if values.size != 1:
        raise ShapeError(f"{what} must be one number, got an array of shape {values.shape}.")
    return values.item()


def whole(array: np.ndarray, what: str) -> int:
    """Return the one value of an array, which may be a float, but must be a whole number.

    Raises
    ------
    ShapeError
        If there is not exactly one, or it is no whole number.
    """
    value = scalar(array, what)
    if not isinstance(value, int | float) or not float(value).is_integer():
        raise ShapeError(f"{what} must be a whole number, got {value}.")
    return int(value)


def same_count(first: Sized, second: Sized, what: str) -> None:
    """Raise a ShapeError if two lists that belong together differ in length."""
    if len(first) != len(second):
        raise ShapeError(f"{what} must have one length, got {len(first)} and {len(second)}.")
