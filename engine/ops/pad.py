"""Pad: borders around an array, or cut off where a pad is negative."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from engine import budget
from engine.errors import ShapeError, UnsupportedError
from engine.ops.arguments import axes_of, integers, scalar
from engine.ops.registry import Work, onnx_op

_Pads = list[tuple[int, int]]


def _pairs(rank: int, pads: Sequence[int], axes: Sequence[int] | None) -> _Pads:
    """Return begin and end for each axis."""
    named = tuple(range(rank)) if axes is None else axes_of(axes, rank)
    if len(pads) != 2 * len(named):
        raise ShapeError(f"pads must hold {2 * len(named)} numbers, got {len(pads)}.")
    pairs = [(0, 0)] * rank
    for place, axis in enumerate(named):
        pairs[axis] = (pads[place], pads[place + len(named)])
    return pairs


def _cut(x: np.ndarray, pads: _Pads) -> np.ndarray:
    """Return what negative pads leave of `x`, a view."""
    index: list[Any] = [
        slice(max(-begin, 0), max(size - max(-end, 0), 0))
        for size, (begin, end) in zip(x.shape, pads, strict=True)
    ]
    part: np.ndarray = x[(*index, ...)]  # with `...` an array, even where `x` has no axes
    return part


def _padded_shape(x: np.ndarray, pads: _Pads) -> tuple[int, ...]:
    sizes = [size + begin + end for size, (begin, end) in zip(x.shape, pads, strict=True)]
    if min(sizes, default=0) < 0:
        raise ShapeError(f"negative pads {pads} cut more than there is of {x.shape}.")
    return budget.check_elements(sizes, "Pad's result")


def _constant_work(
    x: np.ndarray, pads: _Pads, value: np.ndarray, out: np.ndarray
) -> list[Callable[[], object]]:
    """Return the work of filling the border of `out`, then its middle."""
    work: list[Callable[[], object]] = []
    room: list[Any] = [slice(None)] * out.ndim
    for axis, (begin, end) in enumerate(pads):
        size = out.shape[axis]
        # A begin can be larger than the result where the other end is cut off.
        low, high = min(max(begin, 0), size), max(size - max(end, 0), 0)
        for border in (slice(0, low), slice(max(low, high), size)):
            if border.start < border.stop:
                part = out[(*room[:axis], border, ...)]
                work.append(partial(np.copyto, part, value))
        room[axis] = slice(low, max(low, high))
    middle = out[(*room, ...)]
    work.append(partial(np.copyto, middle, _cut(x, pads)))
    return work


def _positions(size: int, begin: int, end: int, mode: str) -> np.ndarray:
    """Return for each place of a padded axis the place it copies."""
    places = np.arange(-begin, size + end)
    if mode == "edge":
        return np.clip(places, 0, size - 1)
    if mode == "wrap":
        return places % size
    period = max(2 * (size - 1), 1)
    places = np.abs(places) % period
    return np.minimum(places, period - places)


def _padded(x: np.ndarray, pads: _Pads, mode: str, value: np.ndarray) -> np.ndarray:
    sizes = _padded_shape(x, pads)
    if mode == "constant":
        result = np.empty(sizes, x.dtype)
        for step in _constant_work(x, pads, value, result):
            step()
        return result
    if mode not in ("reflect", "edge", "wrap"):
        raise UnsupportedError(
            f"mode {mode!r} is not known; known: constant, reflect, edge, wrap.", mode=mode
        )
    result = _cut(x, pads)
    for axis, (begin, end) in enumerate(pads):
        begin, end = max(begin, 0), max(end, 0)
        if begin or end:
            if result.shape[axis] == 0:
                raise ShapeError(f"mode {mode!r} cannot pad axis {axis} of {x.shape}: it is empty.")
            result = result.take(_positions(result.shape[axis], begin, end, mode), axis)
    return result


def _filling(x: np.ndarray, value: np.ndarray | float | None) -> np.ndarray:
    """Return the value to fill with: an array without axes that shares memory with `value`."""
    if value is None or (isinstance(value, np.ndarray) and value.size == 0):
        return np.zeros((), x.dtype)
    filling = np.asarray(value)
    if filling.size != 1:
        scalar(filling, "constant_value")
    with np.errstate(all="ignore"):  # an attribute can be NaN, and the array of integers
        return filling.reshape(()).astype(x.dtype, copy=False)


@onnx_op("Pad", since=1)
def pad_1(
    x: np.ndarray, *, paddings: Sequence[int], mode: str = "constant", value: float = 0.0
) -> np.ndarray:
    """Return `x` with a border; `paddings` holds all begins, then all ends.

    Notes
    -----
    ONNX Pad-1, https://onnx.ai/onnx/operators/onnx__Pad.html
    """
    return _padded(x, _pairs(x.ndim, paddings, None), mode, _filling(x, value))


@onnx_op("Pad", since=2)
def pad_2(
    x: np.ndarray, *, pads: Sequence[int], mode: str = "constant", value: float = 0.0
) -> np.ndarray:
    """Return `x` with a border; `pads` holds all begins, then all ends.

    Notes
    -----
    ONNX Pad-2, https://onnx.ai/onnx/operators/onnx__Pad.html
    """
    return _padded(x, _pairs(x.ndim, pads, None), mode, _filling(x, value))


@onnx_op("Pad", since=11, shape_from=("pads", "axes"))
def pad(
    x: np.ndarray,
    pads: np.ndarray,
    constant_value: np.ndarray | None = None,
    axes: np.ndarray | None = None,
    *,
    mode: str = "constant",
) -> np.ndarray:
    """Return `x` with a border.

    Parameters
    ----------
    x : any array
    pads : for each axis how much before it, then for each how much behind; negative cuts off
    constant_value : what the border is filled with, 0 where not given
    axes : the axes meant, all where not given
    mode : constant; edge repeats the outermost value; reflect mirrors at it; wrap goes round

    Raises
    ------
    ShapeError, LimitError
        If the numbers of pads and axes differ, more is cut than there is, or too much is added.

    Notes
    -----
    ONNX Pad-25, https://onnx.ai/onnx/operators/onnx__Pad.html
    """
    named = None if axes is None else integers(axes, "axes")
    pairs = _pairs(x.ndim, integers(pads, "pads"), named)
    return _padded(x, pairs, mode, _filling(x, constant_value))


@pad_2.bind
def _bind_pad_2(
    x: np.ndarray,
    *,
    pads: Sequence[int],
    mode: str = "constant",
    value: float = 0.0,
    out: np.ndarray,
) -> Work | None:
    if mode != "constant":
        return None
    return _constant_work(x, _pairs(x.ndim, pads, None), _filling(x, value), out)


@pad.bind
def _bind_pad(
    x: np.ndarray,
    pads: np.ndarray,
    constant_value: np.ndarray | None = None,
    axes: np.ndarray | None = None,
    *,
    mode: str = "constant",
    out: np.ndarray,
) -> Work | None:
    if mode != "constant" or (constant_value is not None and constant_value.dtype != x.dtype):
        return None
    named = None if axes is None else integers(axes, "axes")
    pairs = _pairs(x.ndim, integers(pads, "pads"), named)
    return _constant_work(x, pairs, _filling(x, constant_value), out)
