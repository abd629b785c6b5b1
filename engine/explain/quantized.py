"""Quantized values: real numbers written as small whole ones, and read again."""

from __future__ import annotations

import numpy as np

from engine.explain.explanation import Explanation, Unit
from engine.explain.registry import explains
from engine.explain.summands import passed_on


@explains("QuantizeLinear")
def explain_quantize(unit: Unit) -> Explanation:
    """Return the real number, and the step of the scale that is nearest."""
    x, scale, zero = _parts(unit)
    formula = f"x ÷ {scale:.4g}, rounded, + {zero:g}"
    value = float(np.rint(np.float32(x) / np.float32(scale))) + zero
    limits = _limits(unit)
    if limits is not None:
        formula += f", kept within {limits[0]} … {limits[1]}"
        value = min(max(value, limits[0]), limits[1])
    return passed_on(unit, x).then(unit.op, formula, value)


@explains("DequantizeLinear")
def explain_dequantize(unit: Unit) -> Explanation:
    """Return the whole number, and the real one it stands for."""
    x, scale, zero = _parts(unit)
    formula = f"(x − {zero:g}) · {scale:.4g}"
    return passed_on(unit, x).then(unit.op, formula, (x - zero) * scale)


def _parts(unit: Unit) -> tuple[float, float, float]:
    """Return the input, and scale and zero point that are meant for it."""
    zero = 0.0 if unit.array(2) is None else _parameter(unit, 2)
    return float(unit.required(0)[unit.index]), _parameter(unit, 1), zero


def _parameter(unit: Unit, position: int) -> float:
    """Return one number for all, for a place along `axis`, or for a block of it."""
    array = unit.required(position)
    if array.size == 1:
        return float(array.item())
    axis = unit.attributes["axis"] % len(unit.index)
    if array.ndim == 1:
        return float(array[unit.index[axis]])
    index = list(unit.index)
    index[axis] //= unit.attributes["block_size"]
    return float(array[tuple(index)])


def _limits(unit: Unit) -> tuple[int, int] | None:
    """Return the smallest and the largest whole number of the result's type."""
    zero = unit.array(2)
    dtype = np.dtype(np.uint8) if zero is None else zero.dtype
    if dtype.kind not in "iu":
        return None
    limits = np.iinfo(dtype)
    return int(limits.min), int(limits.max)
