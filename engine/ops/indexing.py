"""Operators that pick elements by position."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import budget, stopping
from engine.errors import ShapeError
from engine.ops.arguments import axes_of, axis_of, integers, same_count
from engine.ops.places import SCATTERED, elementwise_index, in_range, read, tuple_index
from engine.ops.registry import onnx_op

_RESULT = "What is gathered"


def _range(size: int, start: int, end: int, step: int) -> slice:
    """Return ONNX's slice of an axis as Python's; both clamp, but differently when step < 0."""
    start = start + size if start < 0 else start
    end = end + size if end < 0 else end
    if step > 0:
        start, end = min(max(start, 0), size), min(max(end, 0), size)
        return slice(start, max(start, end), step)
    start, end = min(max(start, 0), size - 1), min(max(end, -1), size - 1)
    if size == 0 or end >= start:
        return slice(0, 0, 1)
    return slice(start, None if end < 0 else end, step)


def _sliced(
    x: np.ndarray,
    starts: Sequence[int],
    ends: Sequence[int],
    axes: Sequence[int] | None,
    steps: Sequence[int] | None,
) -> np.ndarray:
    axes = range(len(starts)) if axes is None else axes
    steps = [1] * len(starts) if steps is None else steps
    same_count(starts, ends, "starts and ends")
    same_count(starts, axes, "starts and axes")
    same_count(starts, steps, "starts and steps")
    if 0 in steps:
        raise ShapeError(f"steps must not be 0, got {list(steps)}.")
    index: list[Any] = [slice(None)] * x.ndim
    places = axes_of(axes, x.ndim)
    for axis, start, end, step in zip(places, starts, ends, steps, strict=True):
        index[axis] = _range(x.shape[axis], start, end, step)
    part: np.ndarray = x[(*index, ...)]  # with `...` an array, even where `x` has no axes
    return part


@onnx_op("Slice", since=1, view=True)
def slice_1(
    x: np.ndarray,
    *,
    starts: Sequence[int],
    ends: Sequence[int],
    axes: Sequence[int] | None = None,
) -> np.ndarray:
    """Return the part of `x` between `starts` and `ends` (exclusive) of each named axis.

    Notes
    -----
    ONNX Slice-1, https://onnx.ai/onnx/operators/onnx__Slice.html
    """
    return _sliced(x, starts, ends, axes, None)


@onnx_op("Slice", since=10, view=True, shape_from=("starts", "ends", "axes", "steps"))
def slice_10(
    x: np.ndarray,
    starts: np.ndarray,
    ends: np.ndarray,
    axes: np.ndarray | None = None,
    steps: np.ndarray | None = None,
) -> np.ndarray:
    """Return every `steps`-th element of `x` between `starts` and `ends` of each named axis.

    Parameters
    ----------
    x : any array
    starts, ends : one integer for each axis; a negative one counts from the end, one out of
        range stops at the border
    axes : the axes meant; the first ones where not given
    steps : not 0; a negative one walks backwards

    Raises
    ------
    ShapeError
        If the lists differ in length, or name an axis that is not there.

    Notes
    -----
    ONNX Slice-13, https://onnx.ai/onnx/operators/onnx__Slice.html
    """
    return _sliced(
        x,
        integers(starts, "starts"),
        integers(ends, "ends"),
        None if axes is None else integers(axes, "axes"),
        None if steps is None else integers(steps, "steps"),
    )


@onnx_op("Gather", since=1)
def gather(x: np.ndarray, indices: np.ndarray, *, axis: int = 0) -> np.ndarray:
    """Return the slices of `x` along `axis` that `indices` names, in place of that axis.

    Raises
    ------
    ShapeError
        If an index is out of range.

    Notes
    -----
    ONNX Gather-13, https://onnx.ai/onnx/operators/onnx__Gather.html
    """
    place = axis_of(axis, x.ndim)
    if indices.ndim == 0:
        # A basic index is a view, and this is the way exported graphs read one size of a shape.
        index: tuple[Any, ...] = (slice(None),) * place
        index += (int(in_range(indices, x.shape[place])), ...)
        picked: np.ndarray = x[index]  # with `...` an array, never a scalar
        return picked
    budget.check_elements((*x.shape[:place], *indices.shape, *x.shape[place + 1 :]), _RESULT)
    if x.size == 0:
        return np.take(x, in_range(indices, x.shape[place]), place)
    index = (slice(None),) * place
    flat = in_range(indices, x.shape[place]).reshape(-1)
    result = np.empty((*x.shape[:place], flat.size, *x.shape[place + 1 :]), x.dtype)
    for part in stopping.pieces(flat.size, result.size):
        result[(*index, part)] = np.take(x, flat[part], place)
    return result.reshape((*x.shape[:place], *indices.shape, *x.shape[place + 1 :]))


@onnx_op("GatherElements", since=11)
def gather_elements(x: np.ndarray, indices: np.ndarray, *, axis: int = 0) -> np.ndarray:
    """Return an array of the shape of `indices`, each element taken at that index along `axis`.

    Raises
    ------
    ShapeError
        If the ranks differ, `indices` is larger than `x`, or an index is out of range.

    Notes
    -----
    ONNX GatherElements-13, https://onnx.ai/onnx/operators/onnx__GatherElements.html
    """
    place = axis_of(axis, x.ndim)
    return read(x, elementwise_index(x, indices, place))


@onnx_op("GatherND", since=11)
def gather_nd(x: np.ndarray, indices: np.ndarray, *, batch_dims: int = 0) -> np.ndarray:
    """Return the slices of `x` that the rows of `indices` name.

    Parameters
    ----------
    x : (*batch, *sizes, *slice) array
    indices : (*batch, …, number of sizes) integers
    batch_dims : how many first axes both share

    Notes
    -----
    ONNX GatherND-13, https://onnx.ai/onnx/operators/onnx__GatherND.html
    """
    if not 0 <= batch_dims < min(x.ndim, indices.ndim) or (
        x.shape[:batch_dims] != indices.shape[:batch_dims]
    ):
        raise ShapeError(
            f"input {x.shape} and indices {indices.shape} must share {batch_dims} first axes "
            "and have more."
        )
    rest = x.shape[batch_dims + indices.shape[-1] :]
    budget.check_elements((*indices.shape[:-1], *rest), _RESULT)
    named = tuple_index(x, indices, batch_dims)
    batch = np.ix_(*(np.arange(size) for size in x.shape[:batch_dims]))
    rank = indices.ndim - 1
    shared = tuple(grid.reshape(grid.shape + (1,) * (rank - batch_dims)) for grid in batch)
    return read(x, shared + named)


@onnx_op("Compress", since=9, shape_from=("condition",))
def compress(x: np.ndarray, condition: np.ndarray, *, axis: int | None = None) -> np.ndarray:
    """Return the slices of `x` along `axis` where `condition` is true.

    Parameters
    ----------
    x : any array; without `axis` its elements in C order
    condition : list of bool, not longer than the axis

    Notes
    -----
    ONNX Compress-11, https://onnx.ai/onnx/operators/onnx__Compress.html
    """
    place = None if axis is None else axis_of(axis, x.ndim)
    size = x.size if place is None else x.shape[place]
    if condition.ndim != 1 or len(condition) > size:
        raise ShapeError(
            f"condition must be a list of up to {size} values, got shape {condition.shape}."
        )
    return np.take(x, np.flatnonzero(condition), place)


@onnx_op("NonZero", since=9, dynamic=True)
def non_zero(x: np.ndarray) -> np.ndarray:
    """Return the positions of all values that are not 0, as (rank, count) int64 in C order.

    Notes
    -----
    ONNX NonZero-13, https://onnx.ai/onnx/operators/onnx__NonZero.html
    """
    array = np.atleast_1d(x)
    flat = array.reshape(-1)
    found = [np.empty((array.ndim, 0), np.int64)]
    for part in stopping.pieces(flat.size, flat.size, SCATTERED):
        places = part.start + np.flatnonzero(flat[part])
        found.append(np.array(np.unravel_index(places, array.shape), np.int64))
    return np.concatenate(found, 1)
