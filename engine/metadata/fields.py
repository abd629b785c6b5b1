"""Reading one field of a preprocessing recipe from a JSON value, strictly, with a clear reason."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from engine.images import RESAMPLE_NAMES
from engine.metadata.recipe import CENTRES, CHANNELS, FITS, INKS, LAYOUTS, Centre

LARGEST_SIDE = 8192
LARGEST_NUMBER = 1e12
"""With the least divisor, its inverse, all that is computed of them stays within float32."""


def number(value: Any) -> float:
    """Return a finite number of a size that means something."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("must be a finite number")
    if abs(value) > LARGEST_NUMBER:
        raise ValueError(f"must be a number up to {LARGEST_NUMBER:g}")
    return float(value)


def side(value: Any) -> int:
    """Return a length in pixels."""
    length = number(value)
    if length != int(length) or not 1 <= length <= LARGEST_SIDE:
        raise ValueError(f"must be a whole number from 1 to {LARGEST_SIDE}")
    return int(length)


def size(value: Any) -> tuple[int, int]:
    """Return height and width from a pair."""
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise ValueError("must be [height, width]")
    return side(value[0]), side(value[1])


def fraction(value: Any) -> float:
    """Return a number above 0 and at most 1."""
    share = number(value)
    if not 0 < share <= 1:
        raise ValueError("must be above 0 and at most 1")
    return share


def pair(value: Any) -> tuple[float, float]:
    """Return the two ends of a range."""
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise ValueError("must be [black, white]")
    low, high = number(value[0]), number(value[1])
    if low == high:
        raise ValueError("must have two different ends")
    return low, high


def per_channel(value: Any) -> tuple[float, ...]:
    """Return one number, or one for each of three channels."""
    values = value if isinstance(value, list | tuple) else [value]
    if len(values) not in (1, 3):
        raise ValueError("must be one number, or three")
    return tuple(number(item) for item in values)


def divisors(value: Any) -> tuple[float, ...]:
    """Return as `per_channel`, none of them 0, or so near that it may as well be."""
    values = per_channel(value)
    if any(abs(each) < 1 / LARGEST_NUMBER for each in values):
        raise ValueError("must not be 0")
    return values


def one_of(names: tuple[str, ...]) -> Callable[[Any], str]:
    """Return a reader that accepts these words."""

    def read(value: Any) -> str:
        if value not in names:
            raise ValueError(f"must be one of {', '.join(names)}")
        return str(value)

    return read


def level(value: Any) -> int:
    """Return a grey level 0..255."""
    grey = number(value)
    if not 0 <= grey <= 255:
        raise ValueError("must be 0 to 255")
    return round(grey)


def centre(value: Any) -> Centre:
    """Return how drawings are centred from {"box": 20, "by": "mass"}."""
    if not isinstance(value, Mapping):
        raise ValueError('must be {"box": pixels, "by": "mass" or "box"}')
    return Centre(side(value.get("box")), one_of(CENTRES)(value.get("by", "mass")))


READERS: Mapping[str, Callable[[Any], Any]] = {
    "size": size,
    "fit": one_of(FITS),
    "crop_fraction": fraction,
    "edge": side,
    "pad_value": level,
    "resample": one_of(RESAMPLE_NAMES),
    "channels": one_of(CHANNELS),
    "range": pair,
    "mean": per_channel,
    "std": divisors,
    "layout": one_of(LAYOUTS),
    "ink": one_of(INKS),
    "centre": centre,
}


def read_fields(values: Mapping[str, Any], source: str, warnings: list[str]) -> dict[str, Any]:
    """Return the fields of `Preprocess` among `values`; what cannot be used becomes a warning."""
    fields: dict[str, Any] = {}
    for key, value in values.items():
        if key not in READERS:
            warnings.append(f"{source}: preprocessing {key!r} is not known and was not used.")
            continue
        try:
            fields[key] = READERS[key](value)
        except (ValueError, OverflowError) as error:
            shown = repr(value)[:60]
            warnings.append(f"{source}: {key} {error}, not {shown}; it was not used.")
    return fields
