"""Convolutions and products of whole numbers: the sums themselves, and what they are written as.

Zero points are taken off first, so windows and kernels are shown as the whole numbers that are
multiplied.
"""

from __future__ import annotations

import numpy as np

from engine.explain.convolution import products, window_and_kernel
from engine.explain.dense import row_and_column, weighted_sum
from engine.explain.explanation import Explanation, Unit
from engine.explain.registry import explains


@explains("ConvInteger")
def explain_conv_integer(unit: Unit) -> Explanation:
    """Return one term for each input channel that the filter reads."""
    return _convolved(unit, unit.required(0), unit.required(1), (2, 3), None)


@explains("QLinearConv")
def explain_qlinear_conv(unit: Unit) -> Explanation:
    """Return one term for each input channel, and the sum on the scale of the result."""
    bias = unit.array(8)
    added = None if bias is None else float(bias.reshape(-1)[_place(bias, unit.index[1])])
    explanation = _convolved(unit, unit.required(0), unit.required(3), (2, 5), added)
    factor = _parameter(unit, 1) * _parameter(unit, 4, unit.index[1]) / _parameter(unit, 6)
    return _requantized(unit, explanation, factor, 7)


@explains("MatMulInteger")
def explain_mat_mul_integer(unit: Unit) -> Explanation:
    """Return one term for each input: its value × its weight."""
    return _multiplied(unit, unit.required(0), unit.required(1), (2, 3))


@explains("QLinearMatMul")
def explain_qlinear_mat_mul(unit: Unit) -> Explanation:
    """Return one term for each input, and the sum on the scale of the result."""
    explanation = _multiplied(unit, unit.required(0), unit.required(3), (2, 5))
    row, column = _row(unit), unit.index[-1]
    factor = _parameter(unit, 1, row) * _parameter(unit, 4, column) / _parameter(unit, 6, row)
    return _requantized(unit, explanation, factor, 7)


def _convolved(
    unit: Unit, x: np.ndarray, w: np.ndarray, zeros: tuple[int, int], bias: float | None
) -> Explanation:
    window, kernel, first = window_and_kernel(unit, x, w)
    window -= _parameter(unit, zeros[0], missing=0)
    kernel -= _parameter(unit, zeros[1], unit.index[1], missing=0)
    formula = "Σ window × kernel" + ("" if bias is None else " + bias")
    terms = products(window, kernel, first)
    return Explanation(formula, unit.value, terms, bias, reads=unit.names[0])


def _multiplied(unit: Unit, a: np.ndarray, b: np.ndarray, zeros: tuple[int, int]) -> Explanation:
    inputs, weights = row_and_column(unit, a, b)
    centred = inputs.astype(np.float64) - _parameter(unit, zeros[0], _row(unit), missing=0)
    factors = weights.astype(np.float64) - _parameter(unit, zeros[1], unit.index[-1], missing=0)
    return weighted_sum(unit, centred, factors, None)


def _requantized(
    unit: Unit, explanation: Explanation, factor: np.float32, zero_point: int
) -> Explanation:
    """Return the sum once more on the result's scale, rounded and kept in its range."""
    zero = int(_parameter(unit, zero_point, _row(unit)))
    limits = np.iinfo(unit.required(zero_point).dtype)
    level = float(np.rint(np.float32(explanation.total) * factor)) + zero
    formula = f"x · {factor:.4g}, rounded, + {zero}, kept within {limits.min} … {limits.max}"
    return explanation.then(unit.op, formula, min(max(level, limits.min), limits.max))


def _row(unit: Unit) -> int:
    return unit.index[-2] if len(unit.index) > 1 else 0


def _parameter(unit: Unit, position: int, place: int = 0, missing: float = 1) -> np.float32:
    """Return a scale or zero point: one number, or that of a filter, row or column."""
    array = unit.array(position)
    if array is None:
        return np.float32(missing)
    return np.float32(array.reshape(-1)[_place(array, place)])


def _place(array: np.ndarray, place: int) -> int:
    return place if array.size > 1 else 0
