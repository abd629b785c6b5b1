"""Normalisation by the data itself: minus the mean of a group of values, ÷ their deviation."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.explain.explanation import Explanation, Unit
from engine.explain.registry import explains
from engine.explain.summands import passed_on


@explains("InstanceNormalization")
def explain_instance_normalization(unit: Unit) -> Explanation:
    """Return the value before, against mean and deviation of its own map."""
    n, channel = unit.index[:2]
    group = unit.required(0)[n, channel]
    scale, shift = (float(unit.required(i)[channel]) for i in (1, 2))
    return _standardized(unit, group, "of this map", scale, shift)


@explains("GroupNormalization")
def explain_group_normalization(unit: Unit) -> Explanation:
    """Return the value before, against mean and deviation of its group of channels."""
    x, groups = unit.required(0), unit.attributes["num_groups"]
    n, channel = unit.index[:2]
    each = x.shape[1] // groups
    number = channel // each
    group = x[n, number * each : (number + 1) * each]
    # Before opset 21 a group has one scale and shift, from there on each channel its own.
    place = number if unit.since < 21 else channel
    scale, shift = (float(unit.required(i)[place]) for i in (1, 2))
    words = f"of channels {number * each} … {(number + 1) * each - 1}"
    return _standardized(unit, group, words, scale, shift)


@explains("LayerNormalization")
def explain_layer_normalization(unit: Unit) -> Explanation:
    """Return the value before, against mean and deviation of all axes from one on."""
    x = unit.required(0)
    group = x[unit.index[: unit.attributes["axis"] % x.ndim]]
    scale, bias = _broadcast(unit.required(1), unit), unit.array(2)
    shift = 0.0 if bias is None else _broadcast(bias, unit)
    return _standardized(unit, group, f"of {group.size} values", scale, shift)


@explains("MeanVarianceNormalization")
def explain_mean_variance_normalization(unit: Unit) -> Explanation:
    """Return the value before, against mean and deviation over some axes."""
    x = unit.required(0)
    axes = {axis % x.ndim for axis in unit.attributes["axes"]}
    index: tuple[Any, ...] = tuple(
        slice(None) if axis in axes else i for axis, i in enumerate(unit.index)
    )
    group = x[index].astype(np.float64)
    mean, deviation = float(np.mean(group)), float(np.std(group)) + 1e-9
    before = float(x[unit.index])
    formula = f"(x − {mean:.4g}) ÷ {deviation:.4g}, with mean and deviation of {group.size} values"
    return passed_on(unit, before).then(unit.op, formula, (before - mean) / deviation)


@explains("RMSNormalization")
def explain_rms_normalization(unit: Unit) -> Explanation:
    """Return the value before, against the root of the mean square of its neighbours."""
    x = unit.required(0)
    group = x[unit.index[: unit.attributes["axis"] % x.ndim]].astype(np.float64)
    size = float(np.sqrt(np.mean(np.square(group)) + unit.attributes["epsilon"]))
    scale, before = _broadcast(unit.required(1), unit), float(x[unit.index])
    formula = f"x ÷ {size:.4g} · {scale:.4g}, with the root of the mean of {group.size} squares"
    return passed_on(unit, before).then(unit.op, formula, before / size * scale)


@explains("LpNormalization")
def explain_lp_normalization(unit: Unit) -> Explanation:
    """Return the value before, against the length of the vector it belongs to."""
    x = unit.required(0)
    axis = unit.attributes["axis"] % x.ndim
    index: tuple[Any, ...] = (*unit.index[:axis], slice(None), *unit.index[axis + 1 :])
    power = unit.attributes["p"]
    length = float(np.linalg.norm(x[index].astype(np.float64), power))
    before = float(x[unit.index])
    formula = f"x ÷ {length:.4g}, the length of {x.shape[axis]} values"
    return passed_on(unit, before).then(unit.op, formula, before / length if length else 0.0)


@explains("LRN")
def explain_local_response(unit: Unit) -> Explanation:
    """Return the value before, and how much the channels around it dampen it."""
    x, stated = unit.required(0), unit.attributes
    n, channel, *place = unit.index
    size = stated["size"]
    # ONNX LRN-13: from floor((size − 1) / 2) channels before to ceil((size − 1) / 2) after.
    first = max(0, channel - (size - 1) // 2)
    last = min(x.shape[1] - 1, channel + size // 2)
    index: tuple[Any, ...] = (n, slice(first, last + 1), *place)
    squares = float(np.sum(np.square(x[index].astype(np.float64))))
    weight = stated["alpha"] / size
    before = float(x[unit.index])
    value = before / (stated["bias"] + weight * squares) ** stated["beta"]
    formula = (
        f"x ÷ ({stated['bias']:g} + {weight:.4g} · {squares:.4g})^{stated['beta']:g}, "
        f"with {squares:.4g} = Σ x² of channels {first} … {last}"
    )
    return passed_on(unit, before).then("LRN", formula, value)


def _standardized(
    unit: Unit, group: np.ndarray, words: str, scale: float, shift: float
) -> Explanation:
    """Return the value before, minus the group's mean, ÷ its deviation, · scale + shift."""
    wide = group.astype(np.float64)
    mean = float(np.mean(wide))
    deviation = float(np.sqrt(np.var(wide) + unit.attributes["epsilon"]))
    before = float(unit.required(0)[unit.index])
    formula = (
        f"(x − {mean:.4g}) ÷ {deviation:.4g} · {scale:.4g} + {shift:.4g}, "
        f"with mean and deviation {words}"
    )
    value = (before - mean) / deviation * scale + shift
    return passed_on(unit, before).then(unit.op, formula, value)


def _broadcast(array: np.ndarray, unit: Unit) -> float:
    return float(np.broadcast_to(array, unit.shape)[unit.index])
