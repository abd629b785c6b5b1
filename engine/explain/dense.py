"""Dense layers and softmax: each output is a weighted sum of all inputs."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.explain.explanation import Explanation, Term, Unit
from engine.explain.registry import explains

_LARGE = 300.0


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
    return weighted_sum(unit, inputs, factors, bias)


@explains("MatMul")
def explain_mat_mul(unit: Unit) -> Explanation:
    """Return one term for each input: its value × its weight."""
    inputs, weights = row_and_column(unit, unit.required(0), unit.required(1))
    return weighted_sum(unit, inputs, weights, None)


def row_and_column(unit: Unit, a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the row of `a` and the column of `b` whose product one value is, each (K,)."""
    index = list(unit.index)
    column = index.pop() if b.ndim > 1 else None
    row = index.pop() if a.ndim > 1 else None
    lead = tuple(index)
    # The batch axes that both factors share after broadcasting.
    shared = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])[-len(lead) :] if lead else ()
    left = np.broadcast_to(a, (*shared, *a.shape[-2:]))[lead] if a.ndim > 2 else a
    right = np.broadcast_to(b, (*shared, *b.shape[-2:]))[lead] if b.ndim > 2 else b
    return (
        left if row is None else left[row],
        right if column is None else right[:, column],
    )


def weighted_sum(
    unit: Unit, inputs: np.ndarray, weights: np.ndarray, bias: float | None
) -> Explanation:
    """Return one term for each of (K,) inputs: its value × its weight."""
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
    score, group = _scores(unit)
    largest = float(np.max(group))
    share = float(np.exp(score - largest) / np.sum(np.exp(group - largest)))
    # Exponentials of large scores have no float64; all may be less by the same.
    less = largest if abs(largest) > _LARGE else 0.0
    whole = float(np.sum(np.exp(group - less)))
    formula = f"exp({score - less:.4g}) ÷ {whole:.4g}, the Σ exp of {group.size} scores"
    if less:
        formula = f"{formula}, all less {less:.4g}"
    explanation = Explanation("exp(score) ÷ Σ exp(scores)", score, (_term(unit, score),))
    return explanation.then("Softmax", formula, share)


@explains("LogSoftmax")
def explain_log_softmax(unit: Unit) -> Explanation:
    """Return the logarithm of the share of this score's exponential in the sum of all."""
    score, group = _scores(unit)
    largest = float(np.max(group))
    whole = largest + float(np.log(np.sum(np.exp(group - largest))))
    explanation = Explanation("score − ln Σ exp(scores)", score, (_term(unit, score),))
    formula = f"{score:.4g} − {whole:.4g}, the ln Σ exp of {group.size} scores"
    return explanation.then("LogSoftmax", formula, score - whole)


def _term(unit: Unit, score: float) -> Term:
    return Term("score", score, unit.index[-1])


def _scores(unit: Unit) -> tuple[float, np.ndarray]:
    """Return the score, and all that share with it, float64."""
    x = unit.required(0)
    axis = unit.attributes["axis"] % x.ndim
    before, after = unit.index[:axis], unit.index[axis + 1 :]
    # Until opset 13 all axes from `axis` on were one.
    row: tuple[Any, ...] = before if unit.since < 13 else (*before, slice(None), *after)
    return float(x[unit.index]), x[row].astype(np.float64)
