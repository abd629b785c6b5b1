"""Types of 8 bits and fewer that NumPy itself does not have.

They come from the `ml_dtypes` package, which the reader of ONNX files brings along and which makes
its types known to NumPy by name. Arrays of them are kept as they are, one byte an element; every
calculation is in float32.
"""

from __future__ import annotations

from typing import Any

import numpy as np

NAMES = {
    17: "float8_e4m3fn",
    18: "float8_e4m3fnuz",
    19: "float8_e5m2",
    20: "float8_e5m2fnuz",
    21: "uint4",
    22: "int4",
    23: "float4_e2m1fn",
    24: "float8_e8m0fnu",
    25: "uint2",
    26: "int2",
}
"""The types by the number that ONNX gives them."""

_LARGEST = {
    "float8_e4m3fn": 448.0,
    "float8_e4m3fnuz": 240.0,
    "float8_e5m2": 57344.0,
    "float8_e5m2fnuz": 57344.0,
}
_INTEGERS = {"uint4": (0, 15), "int4": (-8, 7), "uint2": (0, 3), "int2": (-2, 1)}


def low_type(number: int) -> np.dtype[Any] | None:
    """Return the type with that number in ONNX, or None if there is none."""
    try:
        return np.dtype(NAMES[number]) if number in NAMES else None
    except TypeError:  # nobody has made it known
        return None


def is_low(dtype: np.dtype[Any]) -> bool:
    """Return whether a dtype is one of these."""
    return dtype.name in NAMES.values()


def is_low_float(dtype: np.dtype[Any]) -> bool:
    """Return whether a dtype is one of these, and no integer."""
    return is_low(dtype) and dtype.name not in _INTEGERS


def integer_range(dtype: np.dtype[Any]) -> tuple[int, int] | None:
    """Return the least and the largest integer of a low type, or None if it is another."""
    return _INTEGERS.get(dtype.name)


def to_low(
    x: np.ndarray, dtype: np.dtype[Any], saturate: bool = True, round_mode: str = "up"
) -> np.ndarray:
    """Return numbers in a low type.

    Parameters
    ----------
    saturate : numbers beyond the largest become the largest; else NaN, or infinite
    round_mode : up, down or nearest, for powers of two (float8_e8m0fnu)
    """
    wide = x.astype(np.float32)
    if dtype.name == "float8_e8m0fnu":
        wide = _power_of_two(wide, round_mode)
    elif saturate and dtype.name in _LARGEST:
        largest = np.float32(_LARGEST[dtype.name])
        wide = np.clip(wide, -largest, largest)
    return wide.astype(dtype)


def _power_of_two(x: np.ndarray, round_mode: str) -> np.ndarray:
    mantissa, exponent = np.frexp(np.abs(x))  # 0.5 is a power of two, up to 1
    grows = {"up": mantissa > 0.5, "nearest": mantissa >= 0.75}.get(round_mode, False)
    powers = np.clip(exponent - 1 + grows, -127, 127)
    whole: np.ndarray = np.ldexp(np.float32(1), np.where(x == 0, -127, powers))
    return np.where(np.isfinite(x), whole, np.float32(np.nan))
