"""Operators that only move values: what stood elsewhere before."""

from __future__ import annotations

import numpy as np

from engine.explain.explanation import Explanation, Term, Unit
from engine.explain.registry import explains


@explains("Identity", "Dropout", "Cast")
def explain_same(unit: Unit) -> Explanation:
    """Return the same place of the input."""
    return _moved(unit, 0, unit.index, "the same value")


@explains("Reshape", "Flatten", "Squeeze", "Unsqueeze")
def explain_reshape(unit: Unit) -> Explanation:
    """Return the place that has the same number in the same order."""
    x = unit.required(0)
    flat = int(np.ravel_multi_index(unit.index, unit.shape)) if unit.shape else 0
    place = tuple(int(i) for i in np.unravel_index(flat, x.shape))
    return _moved(unit, 0, place, "the same value, in another shape")


@explains("Transpose")
def explain_transpose(unit: Unit) -> Explanation:
    """Return the place before the axes changed their order."""
    order = unit.attributes.get("perm") or list(range(len(unit.index)))[::-1]
    place = [0] * len(order)
    for axis, source in enumerate(order):
        place[source] = unit.index[axis]
    return _moved(unit, 0, tuple(place), "the same value, with axes in another order")


@explains("Concat")
def explain_concat(unit: Unit) -> Explanation:
    """Return the input that this place was taken from."""
    axis = unit.attributes["axis"] % len(unit.shape)
    offset = unit.index[axis]
    for position, array in enumerate(unit.inputs):
        assert array is not None
        if offset < array.shape[axis]:
            place = (*unit.index[:axis], offset, *unit.index[axis + 1 :])
            return _moved(unit, position, place, f"taken from input {position + 1}")
        offset -= array.shape[axis]
    raise AssertionError("a place lies behind all inputs of Concat")


@explains("Slice")
def explain_slice(unit: Unit) -> Explanation:
    """Return the place in the whole, from which a part was cut."""
    x = unit.required(0)
    given = [unit.array(position) for position in range(1, 5)]
    named = [unit.attributes.get(name) for name in ("starts", "ends", "axes", "steps")]
    starts, _, axes, steps = (
        named[i] if array is None else array.astype(int).tolist() for i, array in enumerate(given)
    )
    if starts is None:
        return Explanation("a part of the whole", unit.value, (Term("value", unit.value),))
    place = list(unit.index)
    for number, start in enumerate(starts):
        axis = (number if not axes else int(axes[number])) % x.ndim
        step, size = (1 if not steps else int(steps[number])), x.shape[axis]
        first = start + size if start < 0 else start
        first = min(max(first, 0), size if step > 0 else size - 1)
        place[axis] = first + step * unit.index[axis]
    return _moved(unit, 0, tuple(place), "cut out of the whole")


@explains("DepthToSpace")
def explain_depth_to_space(unit: Unit) -> Explanation:
    """Return the channel whose pixels were spread into the picture."""
    x = unit.required(0)
    size = unit.attributes["blocksize"]
    n, channel, row, column = unit.index
    depth = x.shape[1] // size**2
    (h, dy), (w, dx) = divmod(row, size), divmod(column, size)
    inner = dy * size + dx
    source = channel * size**2 + inner
    if unit.attributes.get("mode", "DCR") == "DCR":
        source = inner * depth + channel
    return _moved(unit, 0, (n, source, h, w), "a channel's pixel, spread over the picture")


@explains("Pad")
def explain_pad(unit: Unit) -> Explanation:
    """Return the place before the border was added, or the border itself."""
    x = unit.required(0)
    given = unit.array(1)
    pads = unit.attributes.get("pads") if given is None else given.astype(int).tolist()
    if pads is None or len(pads) != 2 * x.ndim:
        return Explanation("a border added around", unit.value, (Term("value", unit.value),))
    place = [i - begin for i, begin in zip(unit.index, pads[: x.ndim], strict=True)]
    if all(0 <= p < size for p, size in zip(place, x.shape, strict=True)):
        return _moved(unit, 0, tuple(place), "the same value, inside the border")
    return Explanation("the border", unit.value, (Term("border", unit.value),))


def _moved(unit: Unit, position: int, place: tuple[int, ...], formula: str) -> Explanation:
    value = float(unit.required(position)[place])
    term = Term("value", value)
    return Explanation(formula, value, (term,), source=(unit.names[position], place))
