"""Arithmetic of values at one place: sums, products, choices, batch normalization."""

from __future__ import annotations

import math

import numpy as np

from engine.explain.explanation import Explanation, Term, Unit
from engine.explain.registry import explains
from engine.explain.summands import at, passed_on


@explains("BatchNormalization")
def explain_batch_normalization(unit: Unit) -> Explanation:
    """Return what goes in, and the scale and shift that the statistics make."""
    x = float(unit.required(0)[unit.index])
    channel = unit.index[1]
    scale, shift, mean, variance = (float(unit.required(i)[channel]) for i in range(1, 5))
    factor = scale / math.sqrt(variance + unit.attributes["epsilon"])
    formula = f"(x − {mean:.4g}) · {factor:.4g} + {shift:.4g}"
    stage = "BatchNormalization"
    return passed_on(unit, x).then(stage, formula, (x - mean) * factor + shift)


@explains("Add", "Sub", "Sum")
def explain_sum(unit: Unit) -> Explanation:
    """Return each summand."""
    values = [at(unit, position) for position in range(len(unit.inputs))]
    if unit.op == "Sub":
        values[1] = -values[1]
    terms = [
        Term(f"summand {i + 1}", value, source=unit.names[i]) for i, value in enumerate(values)
    ]
    return Explanation("a − b" if unit.op == "Sub" else "a + b", unit.value, tuple(terms))


@explains("Mean")
def explain_mean(unit: Unit) -> Explanation:
    """Return each summand's share of the mean."""
    count = len(unit.inputs)
    terms = [
        Term(f"summand {i + 1}", at(unit, i) / count, source=unit.names[i]) for i in range(count)
    ]
    return Explanation(f"Σ values ÷ {count}", unit.value, tuple(terms))


@explains("Max", "Min")
def explain_extreme(unit: Unit) -> Explanation:
    """Return the input that was chosen."""
    values = [at(unit, position) for position in range(len(unit.inputs))]
    chosen = int(np.argmax(values) if unit.op == "Max" else np.argmin(values))
    which = "largest" if unit.op == "Max" else "smallest"
    term = Term("value", values[chosen], source=unit.names[chosen])
    return Explanation(f"the {which} of {len(values)} inputs", unit.value, (term,))


@explains("Where")
def explain_where(unit: Unit) -> Explanation:
    """Return the input that a condition chose."""
    condition = bool(np.broadcast_to(unit.required(0), unit.shape)[unit.index])
    position = 1 if condition else 2
    said = "true" if condition else "false"
    term = Term("value", at(unit, position), source=unit.names[position])
    return Explanation(f"what holds where the condition is {said}", unit.value, (term,))


@explains("Mul", "Div", "Pow")
def explain_product(unit: Unit) -> Explanation:
    """Return what goes in, and the factor, divisor or exponent."""
    left, right = at(unit, 0), at(unit, 1)
    if unit.op == "Mul":
        formula, value = f"× {right:.4g}", left * right
    elif unit.op == "Pow":
        formula, value = f"x to the power {right:.4g}", float(np.power(left, right))
    else:
        formula = f"÷ {right:.4g}"
        value = left / right if right else math.copysign(math.inf, left)
    return passed_on(unit, left).then(unit.op, formula, value)
