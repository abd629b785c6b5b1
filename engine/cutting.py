"""Large steps in parts, so that a run can be stopped between them.

Operators that decide the speed cut their own work. Others are one call of NumPy, which cannot be
interrupted; where an operator says along which axes it works part by part, its arrays are sliced.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from engine.errors import ShapeError
from engine.kernels import binding
from engine.ops.registry import Operator, Work

ELEMENTS = 1 << 22
"""At a time: the slowest operators of this kind take 15 ns for each."""


def cut(
    operator: Operator,
    inputs: Sequence[np.ndarray | None],
    out: np.ndarray,
    arguments: Mapping[str, Any],
) -> Work | None:
    """Return the work of a step in parts; None where it is small, or cannot be cut.

    Parameters
    ----------
    inputs, out : the arrays of every run
    """
    if out.size <= ELEMENTS or operator.cut is None:
        return None
    axes = [axis for axis in operator.cut(out.ndim, **arguments) if out.shape[axis] > 1]
    if not axes:
        return None
    # Along the axis with the largest stride the parts lie together in memory; it may be short.
    axis = max(axes, key=lambda axis: (out.shape[axis] >= out.size // ELEMENTS, out.strides[axis]))
    step = max(1, out.shape[axis] * ELEMENTS // out.size)
    binding.current().count_pieces(-(-out.shape[axis] // step))
    work: list[Callable[[], object]] = []
    for start in range(0, out.shape[axis], step):
        place = slice(start, start + step)
        parts = [_part(array, out, axis, place) for array in inputs]
        target = out[(slice(None),) * axis + (place,)]
        work += _work(operator, parts, target, arguments)
    return work


def _part(array: np.ndarray | None, out: np.ndarray, axis: int, place: slice) -> np.ndarray | None:
    """Return what a part of the result needs of an input, which broadcasts to the result."""
    if array is None:
        return None
    own = axis - (out.ndim - array.ndim)
    if own < 0 or array.shape[own] == 1:
        return array
    return array[(slice(None),) * own + (place,)]


def _work(
    operator: Operator,
    inputs: Sequence[np.ndarray | None],
    out: np.ndarray,
    arguments: Mapping[str, Any],
) -> Iterator[Callable[[], object]]:
    bound = None
    if operator.binder is not None:
        bound = operator.binder(*inputs, **arguments, out=out)
    if bound is not None:
        yield from bound
        return

    def run() -> None:
        result = np.asarray(operator.function(*inputs, **arguments))
        if result.shape != out.shape:
            raise ShapeError(f"a part of {out.shape} came as {result.shape}.")
        np.copyto(out, result, casting="no")

    yield run
