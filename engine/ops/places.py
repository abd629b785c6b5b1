"""Places in an array that another array names: checked, and read or written part by part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from engine import stopping
from engine.errors import ShapeError

LARGE = 1 << 21
"""Indices that are checked in one call."""
SCATTERED = 200
"""Nanoseconds for an element at a place of its own."""


def in_range(indices: np.ndarray, size: int, what: str = "indices") -> np.ndarray:
    """Return whole numbers counted from the front of an axis of that size.

    Raises
    ------
    ShapeError
        If they are no integers, or one is out of range.
    """
    if indices.dtype.kind not in "iu":
        raise ShapeError(f"{what} must be integers, got {indices.dtype}.")
    if indices.size > LARGE:
        flat = indices.reshape(-1)
        parts = stopping.pieces(flat.size, flat.size)
        return np.concatenate([in_range(flat[part], size, what) for part in parts]).reshape(
            indices.shape
        )
    if indices.size and not (-size <= indices.min() and indices.max() < size):
        raise ShapeError(
            f"{what} must be between {-size} and {size - 1}, "
            f"got {indices.min()} to {indices.max()}."
        )
    return np.where(indices < 0, indices + size, indices)


def parts_of(
    index: Sequence[np.ndarray], elements: int
) -> Iterator[tuple[tuple[slice, ...], tuple[np.ndarray, ...]]]:
    """Yield an index part by part, each behind where in its result it stands.

    Parameters
    ----------
    elements : that the whole index reads or writes
    """
    arrays = np.broadcast_arrays(*index)
    shape = arrays[0].shape
    axis = int(np.argmax(shape)) if shape else 0
    for part in stopping.pieces(shape[axis] if shape else 1, elements, SCATTERED):
        place = (slice(None),) * axis + (part,) if shape else ()
        yield place, tuple(array[place] for array in arrays)


def read(x: np.ndarray, index: Sequence[np.ndarray]) -> np.ndarray:
    """Return `x[index]` for an index of arrays."""
    shape = (*np.broadcast_shapes(*(each.shape for each in index)), *x.shape[len(index) :])
    result = np.empty(shape, x.dtype)
    for place, part in parts_of(index, result.size):
        result[place] = x[part]
    return result


def elementwise_index(x: np.ndarray, indices: np.ndarray, axis: int) -> tuple[np.ndarray, ...]:
    """Return the index of the elements that Gather- and ScatterElements mean.

    Raises
    ------
    ShapeError
        If the ranks differ, `indices` is larger than `x`, or an index is out of range.
    """
    fits = indices.ndim == x.ndim and all(
        size <= known or place == axis
        for place, (size, known) in enumerate(zip(indices.shape, x.shape, strict=True))
    )
    if not fits:
        raise ShapeError(f"indices of shape {indices.shape} do not fit into {x.shape}.")
    index = list(np.ix_(*(np.arange(size) for size in indices.shape)))
    index[axis] = in_range(indices, x.shape[axis])
    return tuple(index)


def tuple_index(x: np.ndarray, indices: np.ndarray, batch_dims: int = 0) -> tuple[np.ndarray, ...]:
    """Return the index of the slices that Gather- and ScatterND mean.

    Raises
    ------
    ShapeError
        If an index has more numbers than `x` has axes, or one is out of range.
    """
    if indices.ndim == 0 or not 1 <= indices.shape[-1] <= x.ndim - batch_dims:
        raise ShapeError(
            f"the last axis of indices must hold 1 to {x.ndim - batch_dims} numbers, "
            f"got shape {indices.shape} for an input of {x.shape}."
        )
    return tuple(
        in_range(indices[..., place], x.shape[batch_dims + place])
        for place in range(indices.shape[-1])
    )
