"""Operators that pick out, turn round or overwrite parts of an array."""

from __future__ import annotations

import math

import numpy as np

from engine import stopping
from engine.errors import ShapeError, UnsupportedError
from engine.ops.arguments import axis_of, integers
from engine.ops.registry import onnx_op, same_as_first


@onnx_op("ReverseSequence", since=10, shape=same_as_first)
def reverse_sequence(
    x: np.ndarray, sequence_lens: np.ndarray, *, batch_axis: int = 1, time_axis: int = 0
) -> np.ndarray:
    """Return `x` with the first `sequence_lens[i]` steps of each item `i` in reverse order.

    Parameters
    ----------
    sequence_lens : one length for each place along `batch_axis`
    batch_axis, time_axis : 0 and 1, or 1 and 0

    Raises
    ------
    ShapeError
        If axes or lengths do not fit.

    Notes
    -----
    ONNX ReverseSequence-10, https://onnx.ai/onnx/operators/onnx__ReverseSequence.html
    """
    if {batch_axis, time_axis} != {0, 1} or x.ndim < 2:
        raise ShapeError(f"batch_axis and time_axis must be 0 and 1, got {batch_axis, time_axis}.")
    ahead = x if batch_axis == 0 else x.swapaxes(0, 1)
    lengths = integers(sequence_lens, "sequence_lens")
    steps = ahead.shape[1]
    if len(lengths) != len(ahead) or not all(0 <= length <= steps for length in lengths):
        raise ShapeError(
            f"sequence_lens must hold {len(ahead)} lengths up to {steps}, got {list(lengths)}."
        )
    result = ahead.copy()
    for item, length in enumerate(lengths):
        result[item, :length] = ahead[item, :length][::-1]
    return result if batch_axis == 0 else result.swapaxes(0, 1)


@onnx_op("Unique", since=11, dynamic=True)
def unique(
    x: np.ndarray, *, axis: int | None = None, sorted: int = 1
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return what occurs in an array, each once.

    Parameters
    ----------
    axis : compare the slices along this axis; by default the single elements
    sorted : 0 keeps the order of first occurrence

    Returns
    -------
    values : sorted, or in order of first occurrence
    indices : int64, where each occurs first
    inverse_indices : int64, which of the values stands at each place of `x`
    counts : int64, how often each occurs

    Notes
    -----
    ONNX Unique-11, https://onnx.ai/onnx/operators/onnx__Unique.html
    """
    place = None if axis is None else axis_of(axis, x.ndim)
    if place is None:
        rows = x.reshape(-1, 1)
    else:
        ahead = np.moveaxis(x, place, 0)
        rows = ahead.reshape(len(ahead), math.prod(ahead.shape[1:]))
    first, inverse, counts = _distinct(rows)
    values = x.reshape(-1)[first] if place is None else np.take(x, first, place)
    if not sorted:
        order = np.argsort(first)
        values = np.take(values, order, 0 if place is None else place)
        first, counts = first[order], counts[order]
        rank = np.empty_like(order)
        rank[order] = np.arange(len(order))
        inverse = rank[inverse]
    return values, first.astype(np.int64), inverse.astype(np.int64), counts.astype(np.int64)


def _distinct(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return where each distinct row occurs first, which each row is, and how often it occurs.

    `np.unique` would hold Python's lock, and the window with it, for seconds: it compares rows as
    structures, and NumPy gives the lock back neither there nor where it sums up booleans.

    Parameters
    ----------
    rows : (n, m) array
    """
    count, length = rows.shape
    order = np.lexsort(rows.T[::-1]) if length else np.arange(count)
    new = np.zeros(count, np.int64)
    new[:1] = 1
    for column in rows.T:
        stopping.check()
        ahead = column[order]
        differs = ahead[1:] != ahead[:-1]
        if length == 1 and rows.dtype.kind in "fc":  # all NaN count as one
            differs &= ~(np.isnan(ahead[1:]) & np.isnan(ahead[:-1]))
        new[1:] |= differs
    starts = np.flatnonzero(new)
    inverse = np.empty(count, np.int64)
    inverse[order] = np.cumsum(new) - 1
    return order[starts], inverse, np.diff(starts, append=count)


@onnx_op("TensorScatter", since=24, shape=same_as_first)
def tensor_scatter(
    past_cache: np.ndarray,
    update: np.ndarray,
    write_indices: np.ndarray | None = None,
    *,
    axis: int = -2,
    mode: str = "linear",
) -> np.ndarray:
    """Return `past_cache` with `update` written over it along `axis`.

    Parameters
    ----------
    past_cache : (N, …) array
    update : the same but for a shorter `axis`
    write_indices : (N,) where to begin in each item, 0 by default
    mode : `linear`, or `circular`: what goes past the end continues at the beginning

    Raises
    ------
    ShapeError
        If the update does not fit.

    Notes
    -----
    ONNX TensorScatter-24, https://onnx.ai/onnx/operators/onnx__TensorScatter.html
    """
    place = axis_of(axis, past_cache.ndim)
    if mode not in ("linear", "circular"):
        raise UnsupportedError(f"mode must be linear or circular, got {mode!r}.")
    if update.ndim != past_cache.ndim:
        raise ShapeError(f"update {update.shape} does not fit {past_cache.shape}.")
    length, steps = past_cache.shape[place], update.shape[place]
    begins = np.zeros(len(past_cache), np.int64) if write_indices is None else write_indices
    others = [np.delete(np.array(array.shape), place).tolist() for array in (past_cache, update)]
    if place == 0 or steps > length or others[0] != others[1] or begins.shape != (len(update),):
        raise ShapeError(
            f"update {update.shape} does not fit into {past_cache.shape} along axis {place}."
        )
    rows = begins[:, None] + np.arange(steps)
    if mode == "circular":
        rows = rows % length
    elif np.any((rows < 0) | (rows >= length)):
        raise ShapeError(f"write_indices {begins.tolist()} lead past the end of {length}.")
    result = past_cache.copy()
    ahead, new = np.moveaxis(result, place, 1), np.moveaxis(update, place, 1)
    ahead[np.arange(len(result))[:, None], rows] = new
    return result
