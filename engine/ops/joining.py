"""Operators that join arrays and cut them apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from engine import budget
from engine.errors import ShapeError
from engine.ops.arguments import axis_of, integers, whole
from engine.ops.registry import Spec, Work, onnx_op


def _joined_spec(*arrays: Spec | np.ndarray, axis: int = 1) -> Spec:
    if not arrays:
        raise ShapeError("needs at least one input.")
    first = arrays[0]
    place = axis_of(axis, len(first.shape))
    for array in arrays[1:]:
        fits = len(array.shape) == len(first.shape) and all(
            a == b or position == place
            for position, (a, b) in enumerate(zip(array.shape, first.shape, strict=True))
        )
        if not fits:
            shapes = ", ".join(str(tuple(each.shape)) for each in arrays)
            raise ShapeError(f"inputs must agree in all axes but {place}, got {shapes}.")
        if array.dtype != first.dtype:
            raise ShapeError(f"inputs must have one dtype, got {first.dtype} and {array.dtype}.")
    sizes = list(first.shape)
    sizes[place] = sum(array.shape[place] for array in arrays)
    return Spec(budget.check_elements(sizes, "Concat's result"), first.dtype)


def _concat(*arrays: np.ndarray, axis: int) -> np.ndarray:
    _joined_spec(*arrays, axis=axis)
    return np.concatenate(arrays, axis)


def _bind_concat(*arrays: np.ndarray, axis: int = 1, out: np.ndarray) -> Work:
    _joined_spec(*arrays, axis=axis)
    place = axis_of(axis, out.ndim)
    work: list[Callable[[], object]] = []
    begin = 0
    for array in arrays:
        end = begin + array.shape[place]
        part = out[(slice(None),) * place + (slice(begin, end),)]
        # A plan lets inputs lie where they belong, if it can.
        if part.__array_interface__ != array.__array_interface__:
            work.append(partial(np.copyto, part, array))
        begin = end
    return work


@onnx_op("Concat", since=1, shape=_joined_spec)
def concat_1(*arrays: np.ndarray, axis: int = 1) -> np.ndarray:
    """Return the arrays one behind the other along `axis`.

    Notes
    -----
    ONNX Concat-1, https://onnx.ai/onnx/operators/onnx__Concat.html
    """
    return _concat(*arrays, axis=axis)


@onnx_op("Concat", since=4, shape=_joined_spec)
def concat(*arrays: np.ndarray, axis: int) -> np.ndarray:
    """Return the arrays one behind the other along `axis`.

    Parameters
    ----------
    *arrays : arrays of one dtype that agree in all other axes

    Raises
    ------
    ShapeError
        If they do not.

    Notes
    -----
    ONNX Concat-13, https://onnx.ai/onnx/operators/onnx__Concat.html
    """
    return _concat(*arrays, axis=axis)


concat_1.bind(_bind_concat)
concat.bind(_bind_concat)


def _cut(x: np.ndarray, axis: int, sizes: Sequence[int], n_outputs: int) -> tuple[np.ndarray, ...]:
    place = axis_of(axis, x.ndim)
    if len(sizes) != n_outputs or min(sizes) < 0 or sum(sizes) != x.shape[place]:
        raise ShapeError(
            f"split must cut axis {place} of {x.shape} into {n_outputs} parts, got {list(sizes)}."
        )
    parts = []
    begin = 0
    for size in sizes:
        parts.append(x[(slice(None),) * place + (slice(begin, begin + size),)])
        begin += size
    return tuple(parts)


def _even(x: np.ndarray, axis: int, parts: int) -> list[int]:
    """Return sizes of equal parts; where they cannot be, the last is smaller (ONNX Split-18)."""
    length = x.shape[axis_of(axis, x.ndim)]
    size = -(-length // parts)
    return [max(0, min(size, length - size * part)) for part in range(parts)]


def _equal(x: np.ndarray, axis: int, parts: int) -> list[int]:
    length = x.shape[axis_of(axis, x.ndim)]
    if length % parts:
        raise ShapeError(f"axis {axis} of {x.shape} cannot be cut into {parts} equal parts.")
    return [length // parts] * parts


@onnx_op("Split", since=1, view=True, shape_from=("split_sizes",))
def split_1(
    x: np.ndarray,
    split_sizes: np.ndarray | None = None,
    *,
    axis: int = 0,
    split: Sequence[int] | None = None,
    n_outputs: int = 1,
) -> tuple[np.ndarray, ...]:
    """Return the parts of `x` along `axis`; their sizes come as an attribute or an input.

    Notes
    -----
    ONNX Split-1, https://onnx.ai/onnx/operators/onnx__Split.html
    """
    if split_sizes is not None:  # of the type of `x`, so often floats
        split = [whole(size, "split") for size in split_sizes.reshape(-1)]
    return _cut(x, axis, split or _equal(x, axis, n_outputs), n_outputs)


@onnx_op("Split", since=2, view=True)
def split_2(
    x: np.ndarray, *, axis: int = 0, split: Sequence[int] | None = None, n_outputs: int = 1
) -> tuple[np.ndarray, ...]:
    """Return the parts of `x` along `axis`, equal where `split` names no sizes.

    Notes
    -----
    ONNX Split-11, https://onnx.ai/onnx/operators/onnx__Split.html
    """
    return _cut(x, axis, split or _equal(x, axis, n_outputs), n_outputs)


@onnx_op("Split", since=13, view=True, shape_from=("split",))
def split_13(
    x: np.ndarray,
    split: np.ndarray | None = None,
    *,
    axis: int = 0,
    num_outputs: int | None = None,
    n_outputs: int = 1,
) -> tuple[np.ndarray, ...]:
    """Return the parts of `x` along `axis`.

    Parameters
    ----------
    x : any array
    split : sizes of the parts; without them the parts are equal, the last one smaller if need be
    num_outputs : how many parts; the node's outputs say the same

    Raises
    ------
    ShapeError
        If the sizes do not add up, or their number is not that of the outputs.

    Notes
    -----
    ONNX Split-18, https://onnx.ai/onnx/operators/onnx__Split.html
    """
    if num_outputs is not None and num_outputs != n_outputs:
        raise ShapeError(f"num_outputs is {num_outputs}, but the node has {n_outputs} outputs.")
    sizes = _even(x, axis, n_outputs) if split is None else integers(split, "split")
    return _cut(x, axis, sizes, n_outputs)
