"""Operators that work on each element: activations, arithmetic, batch normalization."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from engine.explain.explanation import Explanation, Term, Unit
from engine.explain.registry import explains


@explains(
    "Relu", "LeakyRelu", "Sigmoid", "Tanh", "HardSigmoid", "HardSwish", "Elu", "Softplus",
    "Selu", "Erf", "Exp", "Log", "Sqrt", "Neg", "Abs", "Reciprocal",
)  # fmt: skip
def explain_activation(unit: Unit) -> Explanation:
    """Return what goes in, and the function that makes the value of it."""
    x = float(unit.required(0)[unit.index])
    formula, function = _ACTIVATIONS[unit.op]
    settings = {k: float(v) for k, v in unit.attributes.items() if isinstance(v, int | float)}
    value = function(x, settings)
    return _passed_on(unit, x).then(unit.op, formula.format(**settings), value)


_Function = Callable[[float, dict[str, float]], float]

_ACTIVATIONS: dict[str, tuple[str, _Function]] = {
    "Relu": ("max(0, x)", lambda x, _: max(0.0, x)),
    "LeakyRelu": ("x, or {alpha:g} · x below 0", lambda x, s: x if x >= 0 else s["alpha"] * x),
    "Sigmoid": ("1 ÷ (1 + exp(−x))", lambda x, _: 0.5 * (1 + math.tanh(x / 2))),
    "Tanh": ("tanh(x)", lambda x, _: math.tanh(x)),
    "HardSigmoid": (
        "{alpha:.4g} · x + {beta:.4g}, kept within 0 … 1",
        lambda x, s: min(1.0, max(0.0, s["alpha"] * x + s["beta"])),
    ),
    "HardSwish": (
        "x · (x ÷ 6 + ½, kept within 0 … 1)",
        lambda x, _: x * min(1.0, max(0.0, x / 6 + 0.5)),
    ),
    "Elu": (
        "x, or {alpha:g} · (exp(x) − 1) below 0",
        lambda x, s: x if x >= 0 else s["alpha"] * math.expm1(x),
    ),
    "Softplus": ("ln(1 + exp(x))", lambda x, _: float(np.logaddexp(0.0, x))),
    "Selu": (
        "{gamma:.4g} · x, or {gamma:.4g} · {alpha:.4g} · (exp(x) − 1) below 0",
        lambda x, s: s["gamma"] * (x if x >= 0 else s["alpha"] * math.expm1(x)),
    ),
    "Erf": ("erf(x)", lambda x, _: math.erf(x)),
    "Exp": ("exp(x)", lambda x, _: float(np.exp(x))),
    "Log": ("ln(x)", lambda x, _: math.log(x) if x > 0 else (-math.inf if x == 0 else math.nan)),
    "Sqrt": ("√x", lambda x, _: math.sqrt(x) if x >= 0 else math.nan),
    "Neg": ("−x", lambda x, _: -x),
    "Abs": ("|x|", lambda x, _: abs(x)),
    "Reciprocal": ("1 ÷ x", lambda x, _: 1 / x if x else math.copysign(math.inf, x)),
}


@explains("PRelu")
def explain_prelu(unit: Unit) -> Explanation:
    """Return what goes in, and the slope below zero that was learned for it."""
    x = float(unit.required(0)[unit.index])
    slope = _at(unit, 1)
    value = x if x >= 0 else slope * x
    return _passed_on(unit, x).then("PRelu", f"x, or {slope:.4g} · x below 0", value)


@explains("Clip")
def explain_clip(unit: Unit) -> Explanation:
    """Return what goes in, and the bounds it is kept within."""
    x = float(unit.required(0)[unit.index])
    low = float(unit.attributes.get("min") or -math.inf)
    high = float(unit.attributes.get("max") or math.inf)
    given = [unit.array(position) for position in (1, 2)]
    low = low if given[0] is None else float(given[0])
    high = high if given[1] is None else float(given[1])
    formula = f"kept within {low:.4g} … {high:.4g}"
    return _passed_on(unit, x).then("Clip", formula, min(high, max(low, x)))


@explains("BatchNormalization")
def explain_batch_normalization(unit: Unit) -> Explanation:
    """Return what goes in, and the scale and shift that the statistics make."""
    x = float(unit.required(0)[unit.index])
    channel = unit.index[1]
    scale, shift, mean, variance = (float(unit.required(i)[channel]) for i in range(1, 5))
    factor = scale / math.sqrt(variance + unit.attributes["epsilon"])
    formula = f"(x − {mean:.4g}) · {factor:.4g} + {shift:.4g}"
    stage = "BatchNormalization"
    return _passed_on(unit, x).then(stage, formula, (x - mean) * factor + shift)


@explains("Add", "Sub", "Sum")
def explain_sum(unit: Unit) -> Explanation:
    """Return each summand."""
    values = [_at(unit, position) for position in range(len(unit.inputs))]
    if unit.op == "Sub":
        values[1] = -values[1]
    terms = [
        Term(f"summand {i + 1}", value, source=unit.names[i]) for i, value in enumerate(values)
    ]
    return Explanation("a − b" if unit.op == "Sub" else "a + b", unit.value, tuple(terms))


@explains("Mul", "Div", "Pow")
def explain_product(unit: Unit) -> Explanation:
    """Return what goes in, and the factor, divisor or exponent."""
    left, right = _at(unit, 0), _at(unit, 1)
    if unit.op == "Mul":
        formula, value = f"× {right:.4g}", left * right
    elif unit.op == "Pow":
        formula, value = f"x to the power {right:.4g}", float(np.power(left, right))
    else:
        formula = f"÷ {right:.4g}"
        value = left / right if right else math.copysign(math.inf, left)
    return _passed_on(unit, left).then(unit.op, formula, value)


def _passed_on(unit: Unit, x: float) -> Explanation:
    """Return the explanation of an input that an operator changes by itself."""
    term = Term("x", x)
    return Explanation("x", x, (term,), source=(unit.names[0], unit.index))


def _at(unit: Unit, position: int) -> float:
    """Return an input's value here, after broadcasting."""
    return float(np.broadcast_to(unit.required(position), unit.shape)[unit.index])
