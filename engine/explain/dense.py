"""Dense layers and softmax: each output is a weighted sum of all inputs."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.explain.explanation import Explanation, Term, Unit
from engine.explain.registry import explains


@explains("Gemm")
def explain_gemm(unit: Unit) -> Explanation:
    """Return one term for each input: its value × its weight."""
    a, b, c = unit.required(0), unit.required(1), unit.array(2)
    row, column = unit.index
    inputs = a[:, row] if unit.attributes["transA"] else a[row]
    weights = b[column] if unit.attributes["transB"] else b[:, column]
    bias = None
    if c is not None:
        shape = (unit.shape[0], unit.shape[1])
        bias = float(np.broadcast_to(c, shape)[row, column]) * unit.attributes["beta"]
    factors = weights.astype(np.float64) * unit.attributes["alpha"]
    return _weighted_sum(unit, inputs, factors, bias)


@explains("MatMul")
def explain_mat_mul(unit: Unit) -> Explanation:
    """Return one term for each input: its value × its weight."""
    a, b = unit.required(0), unit.required(1)
    index = list(unit.index)
    column = index.pop() if b.ndim > 1 else None
    row = index.pop() if a.ndim > 1 else None
    lead = tuple(index)
    left = np.broadcast_to(a, (*_lead(lead, unit), *a.shape[-2:]))[lead] if a.ndim > 2 else a
    right = np.broadcast_to(b, (*_lead(lead, unit), *b.shape[-2:]))[lead] if b.ndim > 2 else b
    inputs = left if row is None else left[row]
    weights = right if column is None else right[:, column]
    return _weighted_sum(unit, inputs, weights, None)


def _lead(lead: tuple[int, ...], unit: Unit) -> tuple[int, ...]:
    """Return the batch axes that both factors share after broadcasting."""
    shapes = [array.shape[:-2] for array in unit.inputs[:2] if array is not None]
    return np.broadcast_shapes(*shapes)[-len(lead) :] if lead else ()


def _weighted_sum(
    unit: Unit, inputs: np.ndarray, weights: np.ndarray, bias: float | None
) -> Explanation:
    cells = inputs.astype(np.float64).reshape(-1, 1, 1)
    factors = weights.astype(np.float64).reshape(-1, 1, 1)
    products = (cells * factors).ravel()
    order = np.argsort(-np.abs(products), kind="stable").tolist()
    terms = tuple(Term(f"input {i}", float(products[i]), i, cells[i], factors[i]) for i in order)
    formula = "Σ input × weight" + ("" if bias is None else " + bias")
    return Explanation(formula, unit.value, terms, bias, reads=unit.names[0])


@explains("Softmax")
def explain_softmax(unit: Unit) -> Explanation:
    """Return the share of this score's exponential in the sum of all."""
    score, share, count = _share(unit)
    term = Term("score", score, unit.index[-1])
    explanation = Explanation("exp(score) ÷ Σ exp(scores)", score, (term,))
    return explanation.then("Softmax", f"exp({score:.4g}) ÷ Σ exp of {count} scores", share)


@explains("LogSoftmax")
def explain_log_softmax(unit: Unit) -> Explanation:
    """Return the logarithm of the share of this score's exponential in the sum of all."""
    score, share, count = _share(unit)
    term = Term("score", score, unit.index[-1])
    explanation = Explanation("score − ln Σ exp(scores)", score, (term,))
    formula = f"{score:.4g} − ln Σ exp of {count} scores"
    return explanation.then("LogSoftmax", formula, float(np.log(share)))


def _share(unit: Unit) -> tuple[float, float, int]:
    """Return the score, the share of its exponential, and how many scores share."""
    x = unit.required(0)
    axis = unit.attributes["axis"] % x.ndim
    before, after = unit.index[:axis], unit.index[axis + 1 :]
    # Until opset 13 all axes from `axis` on were one.
    row: tuple[Any, ...] = before if unit.since < 13 else (*before, slice(None), *after)
    group = x[row].astype(np.float64)
    score, largest = float(x[unit.index]), float(np.max(group))
    whole = float(np.sum(np.exp(group - largest)))
    return score, float(np.exp(score - largest)) / whole, group.size
