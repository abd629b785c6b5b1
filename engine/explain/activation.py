"""Activations and other functions of one number: what goes in, and what is made of it."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from engine.explain.explanation import Explanation, Unit
from engine.explain.registry import explains
from engine.explain.summands import passed_on

_Function = Callable[[float, dict[str, float]], float]


def _sigmoid(x: float) -> float:
    return 0.5 * (1 + math.tanh(x / 2))


def _hyperbolic_gelu(x: float) -> float:
    return 0.5 * x * (1 + math.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def _shrunk(x: float, settings: dict[str, float]) -> float:
    if abs(x) <= settings["lambd"]:
        return 0.0
    return x - math.copysign(settings["bias"], x)


_ACTIVATIONS: dict[str, tuple[str, _Function]] = {
    "Relu": ("max(0, x)", lambda x, _: max(0.0, x)),
    "LeakyRelu": ("x, or {alpha:g} · x below 0", lambda x, s: x if x >= 0 else s["alpha"] * x),
    "Sigmoid": ("1 ÷ (1 + exp(−x))", lambda x, _: _sigmoid(x)),
    "Tanh": ("tanh(x)", lambda x, _: math.tanh(x)),
    "HardSigmoid": (
        "{alpha:.4g} · x + {beta:.4g}, kept within 0 … 1",
        lambda x, s: min(1.0, max(0.0, s["alpha"] * x + s["beta"])),
    ),
    "HardSwish": (
        "x · (x ÷ 6 + ½, kept within 0 … 1)",
        lambda x, _: x * min(1.0, max(0.0, x / 6 + 0.5)),
    ),
    "Swish": ("x ÷ (1 + exp(−{alpha:g} · x))", lambda x, s: x * _sigmoid(s["alpha"] * x)),
    "Gelu": (
        "½ · x · (1 + erf(x ÷ √2))",
        lambda x, _: 0.5 * x * (1 + math.erf(x / math.sqrt(2))),
    ),
    "Mish": ("x · tanh(ln(1 + exp(x)))", lambda x, _: x * math.tanh(np.logaddexp(0.0, x))),
    "Elu": (
        "x, or {alpha:g} · (exp(x) − 1) below 0",
        lambda x, s: x if x >= 0 else s["alpha"] * math.expm1(x),
    ),
    "Celu": (
        "x, or {alpha:g} · (exp(x ÷ {alpha:g}) − 1) below 0",
        lambda x, s: x if x >= 0 else s["alpha"] * math.expm1(x / s["alpha"]),
    ),
    "Selu": (
        "{gamma:.4g} · x, or {gamma:.4g} · {alpha:.4g} · (exp(x) − 1) below 0",
        lambda x, s: s["gamma"] * (x if x >= 0 else s["alpha"] * math.expm1(x)),
    ),
    "Softplus": ("ln(1 + exp(x))", lambda x, _: float(np.logaddexp(0.0, x))),
    "Softsign": ("x ÷ (1 + |x|)", lambda x, _: x / (1 + abs(x))),
    "ThresholdedRelu": (
        "x, or 0 up to {alpha:g}",
        lambda x, s: x if x > s["alpha"] else 0.0,
    ),
    "Shrink": (
        "x nearer to 0 by {bias:g}; 0 from −{lambd:g} to {lambd:g}",
        _shrunk,
    ),
    "Erf": ("erf(x)", lambda x, _: math.erf(x)),
    "Exp": ("exp(x)", lambda x, _: float(np.exp(x))),
    "Log": ("ln(x)", lambda x, _: math.log(x) if x > 0 else (-math.inf if x == 0 else math.nan)),
    "Sqrt": ("√x", lambda x, _: math.sqrt(x) if x >= 0 else math.nan),
    "Neg": ("−x", lambda x, _: -x),
    "Abs": ("|x|", lambda x, _: abs(x)),
    "Reciprocal": ("1 ÷ x", lambda x, _: 1 / x if x else math.copysign(math.inf, x)),
    "Floor": ("x, rounded down", lambda x, _: float(np.floor(x))),
    "Ceil": ("x, rounded up", lambda x, _: float(np.ceil(x))),
    "Round": ("x, rounded", lambda x, _: float(np.rint(x))),
    "Sign": ("1 above 0, −1 below, else 0", lambda x, _: float(np.sign(x))),
    "Sin": ("sin(x)", lambda x, _: math.sin(x)),
    "Cos": ("cos(x)", lambda x, _: math.cos(x)),
}


@explains(*_ACTIVATIONS)
def explain_activation(unit: Unit) -> Explanation:
    """Return what goes in, and the function that makes the value of it."""
    x = float(unit.required(0)[unit.index])
    formula, function = _ACTIVATIONS[unit.op]
    settings = {k: float(v) for k, v in unit.attributes.items() if isinstance(v, int | float)}
    if unit.op == "Swish" and settings["alpha"] == 1:
        formula = "x ÷ (1 + exp(−x))"
    if unit.attributes.get("approximate") == "tanh":
        formula = "½ · x · (1 + tanh(√(2 ÷ π) · (x + 0.044715 · x³)))"
        value = _hyperbolic_gelu(x)
    else:
        value = function(x, settings)
    return passed_on(unit, x).then(unit.op, formula.format(**settings), value)


@explains("PRelu")
def explain_prelu(unit: Unit) -> Explanation:
    """Return what goes in, and the slope below zero that was learned for it."""
    x, slopes = unit.required(0), unit.required(1)
    if unit.since < 7 and slopes.size > 1:  # a list, with a slope for each channel
        slopes = slopes.reshape(-1, *(1,) * (x.ndim - 2))
    slope = float(np.broadcast_to(slopes, unit.shape)[unit.index])
    before = float(x[unit.index])
    value = before if before >= 0 else slope * before
    return passed_on(unit, before).then("PRelu", f"x, or {slope:.4g} · x below 0", value)


@explains("Clip")
def explain_clip(unit: Unit) -> Explanation:
    """Return what goes in, and the bounds it is kept within."""
    x = float(unit.required(0)[unit.index])
    low, high = _bound(unit, 1, "min", -math.inf), _bound(unit, 2, "max", math.inf)
    # The largest float32 is what old files write for no bound.
    low = -math.inf if low <= np.finfo(np.float32).min else low
    high = math.inf if high >= np.finfo(np.float32).max else high
    if math.isinf(high) and math.isinf(low):
        formula = "the same value"
    elif math.isinf(high):
        formula = f"at least {low:.4g}"
    elif math.isinf(low):
        formula = f"at most {high:.4g}"
    else:
        formula = f"kept within {low:.4g} … {high:.4g}"
    return passed_on(unit, x).then("Clip", formula, min(high, max(low, x)))


def _bound(unit: Unit, position: int, name: str, missing: float) -> float:
    """Return a bound, which is an attribute before opset 11 and an input from there on."""
    given, stated = unit.array(position), unit.attributes.get(name)
    if given is not None:
        return float(given.item())
    return missing if stated is None else float(stated)
