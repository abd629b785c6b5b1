"""Operators that only move values: what stood elsewhere before."""

from __future__ import annotations

from collections.abc import Sequence

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
    firsts, steps = cut(unit, unit.required(0).shape)
    place = tuple(f + s * i for f, s, i in zip(firsts, steps, unit.index, strict=True))
    return _moved(unit, 0, place, "cut out of the whole")


def cut(unit: Unit, sizes: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return where a Slice of an array of these sizes begins on each axis, and its steps."""
    given = [unit.array(position) for position in range(1, 5)]
    named = [unit.attributes.get(name) for name in ("starts", "ends", "axes", "steps")]
    starts, _, axes, steps = (
        (stated or []) if array is None else array.astype(int).tolist()
        for array, stated in zip(given, named, strict=True)
    )
    firsts, strides = [0] * len(sizes), [1] * len(sizes)
    for number, start in enumerate(starts):
        axis = (int(axes[number]) if axes else number) % len(sizes)
        size = sizes[axis]
        strides[axis] = int(steps[number]) if steps else 1
        first = start + size if start < 0 else start
        firsts[axis] = min(max(first, 0), size if strides[axis] > 0 else size - 1)
    return firsts, strides


@explains("Split", all_results=True)
def explain_split(unit: Unit) -> Explanation:
    """Return the place in the whole, of which each result is a part."""
    x, given = unit.required(0), unit.array(1)
    axis = unit.attributes["axis"] % x.ndim
    sizes = unit.attributes.get("split") if given is None else given.astype(int).tolist()
    size = -(-x.shape[axis] // unit.attributes["n_outputs"])
    before = sum(sizes[: unit.output]) if sizes else size * unit.output
    place = (*unit.index[:axis], unit.index[axis] + before, *unit.index[axis + 1 :])
    return _moved(unit, 0, place, f"part {unit.output + 1} of the whole")


@explains("Gather")
def explain_gather(unit: Unit) -> Explanation:
    """Return the place that an index names."""
    x, indices = unit.required(0), unit.required(1)
    axis = unit.attributes["axis"] % x.ndim
    behind = axis + indices.ndim
    chosen = int(indices[unit.index[axis:behind]]) % x.shape[axis]
    place = (*unit.index[:axis], chosen, *unit.index[behind:])
    return _moved(unit, 0, place, f"taken from place {chosen} of axis {axis}")


@explains("Tile")
def explain_tile(unit: Unit) -> Explanation:
    """Return the place that is repeated here."""
    sizes = unit.required(0).shape
    place = tuple(i % size for i, size in zip(unit.index, sizes, strict=True))
    return _moved(unit, 0, place, "the same value, repeated")


@explains("Expand")
def explain_expand(unit: Unit) -> Explanation:
    """Return the place that is repeated along axes of size 1."""
    sizes = unit.required(0).shape
    index = unit.index[len(unit.index) - len(sizes) :]
    place = tuple(0 if size == 1 else i for i, size in zip(index, sizes, strict=True))
    return _moved(unit, 0, place, "the same value, repeated")


@explains("SpaceToDepth")
def explain_space_to_depth(unit: Unit) -> Explanation:
    """Return the pixel that was put into a channel."""
    x = unit.required(0)
    size = unit.attributes["blocksize"]
    n, channel, row, column = unit.index
    if unit.attributes.get("mode", "DCR") == "DCR":
        inner, source = divmod(channel, x.shape[1])
    else:
        source, inner = divmod(channel, size**2)
    dy, dx = divmod(inner, size)
    place = (n, source, row * size + dy, column * size + dx)
    return _moved(unit, 0, place, "a pixel, put into a channel of its own")


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
    place = [i - begin for i, begin in zip(unit.index, begins(unit, x.ndim), strict=True)]
    if all(0 <= p < size for p, size in zip(place, x.shape, strict=True)):
        return _moved(unit, 0, tuple(place), "the same value, inside the border")
    if unit.attributes.get("mode", "constant") == "constant":
        return Explanation("the border", unit.value, (Term("border", unit.value),))
    return _moved(unit, 0, _mirrored(unit, place, x.shape), "the border, a copy of the inside")


def begins(unit: Unit, rank: int) -> list[int]:
    """Return how much is added before each axis; a negative number is cut off."""
    given, axes, stated = unit.array(1), unit.array(3), unit.attributes
    pads = given.tolist() if given is not None else stated.get("pads") or stated["paddings"]
    named = range(rank) if axes is None else axes.tolist()
    added = [0] * rank
    for axis, begin in zip(named, pads[: len(named)], strict=True):
        added[axis] = int(begin)
    return added


def _mirrored(unit: Unit, place: list[int], sizes: tuple[int, ...]) -> tuple[int, ...]:
    """Return where a border that repeats or mirrors the inside takes its value from."""
    inside = []
    for at, size in zip(place, sizes, strict=True):
        if unit.attributes["mode"] == "edge":
            inside.append(min(max(at, 0), size - 1))
        elif unit.attributes["mode"] == "wrap":
            inside.append(at % size)
        else:  # reflect: there and back again, the outermost pixel once
            period = max(1, 2 * (size - 1))
            inside.append(min(at % period, period - at % period) if size > 1 else 0)
    return tuple(inside)


def _moved(unit: Unit, position: int, place: tuple[int, ...], formula: str) -> Explanation:
    value = float(unit.required(position)[place])
    term = Term("value", value)
    return Explanation(formula, value, (term,), source=(unit.names[position], place))
