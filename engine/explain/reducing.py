"""Reductions: the mean, the sum or the extreme of some axes."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.explain.explanation import Explanation, Term, Unit
from engine.explain.registry import explains


@explains("ReduceMean")
def explain_reduce_mean(unit: Unit) -> Explanation:
    """Return what the mean was taken of."""
    part = _part(unit)
    term = Term("mean", float(np.mean(part)), window=_window(part))
    formula = f"the mean of {part.size} values, whose sum is {np.sum(part):.6g}"
    return Explanation(formula, unit.value, (term,), reads=unit.names[0])


@explains("ReduceSum")
def explain_reduce_sum(unit: Unit) -> Explanation:
    """Return what was summed."""
    part = _part(unit)
    term = Term("sum", float(np.sum(part)), window=_window(part))
    return Explanation(f"the sum of {part.size} values", unit.value, (term,), reads=unit.names[0])


@explains("ReduceMax", "ReduceMin")
def explain_reduce_extreme(unit: Unit) -> Explanation:
    """Return what the extreme was chosen from."""
    part, largest = _part(unit), unit.op == "ReduceMax"
    title = "largest" if largest else "smallest"
    value = float(np.max(part) if largest else np.min(part))
    formula = f"the {title} of {part.size} values"
    term = Term(title, value, window=_window(part))
    return Explanation(formula, unit.value, (term,), reads=unit.names[0])


@explains("ReduceL2", "ReduceL1", "ReduceSumSquare")
def explain_reduce_length(unit: Unit) -> Explanation:
    """Return the sum of squares or magnitudes, and its root where a length is asked for."""
    part = _part(unit)
    if unit.op == "ReduceL1":
        formula, total = f"Σ |x| of {part.size} values", float(np.sum(np.abs(part)))
    else:
        formula, total = f"Σ x² of {part.size} values", float(np.sum(np.square(part)))
    explanation = Explanation(
        formula, total, (Term("sum", total, window=_window(part)),), reads=unit.names[0]
    )
    if unit.op == "ReduceL2":
        return explanation.then("ReduceL2", "√x", float(np.sqrt(total)))
    return explanation


@explains("ArgMax", "ArgMin")
def explain_place(unit: Unit) -> Explanation:
    """Return the extreme value, and its place, which is the result."""
    x, axis = unit.required(0), unit.attributes["axis"] % unit.required(0).ndim
    index = list(unit.index)
    if not unit.attributes["keepdims"]:
        index.insert(axis, 0)
    row: tuple[Any, ...] = (*index[:axis], slice(None), *index[axis + 1 :])
    values = x[row].astype(np.float64)
    which = "largest" if unit.op == "ArgMax" else "smallest"
    best = values.max() if unit.op == "ArgMax" else values.min()
    places = np.flatnonzero(values == best)
    place = int(places[-1 if unit.attributes["select_last_index"] else 0])
    index[axis] = place
    source = (unit.names[0], tuple(index))
    explanation = Explanation("x", float(best), (Term("x", float(best)),), source=source)
    formula = f"the place of the {which} of {len(values)} values"
    return explanation.then(unit.op, formula, float(place))


def _part(unit: Unit) -> np.ndarray:
    """Return the values that one result was made of, float64."""
    x, given = unit.required(0), unit.array(1)
    axes = unit.attributes.get("axes") if given is None else given.astype(int).tolist()
    if not axes and unit.attributes.get("noop_with_empty_axes"):
        return np.asarray(x[unit.index], np.float64)
    over = {axis % x.ndim for axis in (axes or range(x.ndim))}
    rest = iter(unit.index)
    index: tuple[Any, ...]
    if unit.attributes["keepdims"]:
        index = tuple(slice(None) if a in over else i for a, i in enumerate(unit.index))
    else:
        index = tuple(slice(None) if a in over else next(rest) for a in range(x.ndim))
    return np.asarray(x[index], np.float64)


def _window(part: np.ndarray) -> np.ndarray:
    return part.reshape(-1, part.shape[-1]) if part.ndim else part.reshape(1, 1)
