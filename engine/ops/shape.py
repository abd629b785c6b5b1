"""Operators that give the same elements another shape, and those that make or read shapes."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from engine import budget
from engine.errors import ShapeError
from engine.ops.arguments import axes_of, axis_of, integers, whole
from engine.ops.registry import onnx_op, same_as_first


def _reshaped(x: np.ndarray, shape: tuple[int, ...], allowzero: bool) -> np.ndarray:
    sizes = list(shape)
    if sizes.count(-1) > 1 or any(size < -1 for size in sizes):
        raise ShapeError(f"shape may hold one −1 and no other negative size, got {sizes}.")
    if not allowzero:
        for position, size in enumerate(sizes):
            if size == 0:
                if position >= x.ndim:
                    raise ShapeError(
                        f"shape {list(shape)} copies axis {position} of the input, "
                        f"which has {x.ndim} axes."
                    )
                sizes[position] = x.shape[position]
    if -1 in sizes:
        known = math.prod(size for size in sizes if size != -1)
        if known == 0 or x.size % known:
            raise ShapeError(
                f"shape {list(shape)} does not divide the {x.size} elements of {x.shape}.",
                shape=shape,
            )
        sizes[sizes.index(-1)] = x.size // known
    if math.prod(sizes) != x.size:
        raise ShapeError(
            f"shape {list(shape)} must hold the {x.size} elements of {x.shape}.", shape=shape
        )
    return x.reshape(budget.check_elements(sizes))


@onnx_op("Reshape", since=1, view=True)
def reshape_1(
    x: np.ndarray, *, shape: Sequence[int], consumed_inputs: Sequence[int] | None = None
) -> np.ndarray:
    """Return the elements of `x` in another shape; 0 keeps a size, −1 takes what is left.

    Notes
    -----
    ONNX Reshape-1, https://onnx.ai/onnx/operators/onnx__Reshape.html
    """
    return _reshaped(x, integers(shape, "shape"), allowzero=False)


@onnx_op("Reshape", since=5, view=True, shape_from=("shape",))
def reshape(x: np.ndarray, shape: np.ndarray, *, allowzero: int = 0) -> np.ndarray:
    """Return the elements of `x` in another shape; −1 takes what is left.

    Parameters
    ----------
    x : any array
    shape : list of integers; a 0 keeps the size at its place unless `allowzero`

    Raises
    ------
    ShapeError
        If the numbers of elements differ, or more than one size is −1.

    Notes
    -----
    ONNX Reshape-25, https://onnx.ai/onnx/operators/onnx__Reshape.html
    """
    return _reshaped(x, integers(shape, "shape"), bool(allowzero))


@onnx_op("Flatten", since=1, view=True)
def flatten(x: np.ndarray, *, axis: int = 1) -> np.ndarray:
    """Return `x` as a matrix: the axes before `axis` become its rows, the others its columns.

    Notes
    -----
    ONNX Flatten-25, https://onnx.ai/onnx/operators/onnx__Flatten.html
    """
    if not -x.ndim <= axis <= x.ndim:
        raise ShapeError(f"axis must be between {-x.ndim} and {x.ndim}, got {axis}.")
    split = axis + x.ndim if axis < 0 else axis
    return x.reshape(math.prod(x.shape[:split]), math.prod(x.shape[split:]))


@onnx_op("Transpose", since=1, view=True)
def transpose(x: np.ndarray, *, perm: Sequence[int] | None = None) -> np.ndarray:
    """Return `x` with its axes in the order `perm`; reversed where that is not given.

    Notes
    -----
    ONNX Transpose-25, https://onnx.ai/onnx/operators/onnx__Transpose.html
    """
    if perm is None:
        return x.transpose()
    if sorted(perm) != list(range(x.ndim)):
        raise ShapeError(
            f"perm must hold each of the {x.ndim} axes of {x.shape} once, got {list(perm)}."
        )
    return x.transpose(perm)


def _squeezed(x: np.ndarray, axes: Sequence[int] | None) -> np.ndarray:
    if axes is None:
        return x.reshape([size for size in x.shape if size != 1])
    gone = axes_of(axes, x.ndim)
    for axis in gone:
        if x.shape[axis] != 1:
            raise ShapeError(
                f"only axes of size 1 can be squeezed, axis {axis} of {x.shape} "
                f"has {x.shape[axis]}."
            )
    return x.squeeze(gone)


@onnx_op("Squeeze", since=1, view=True)
def squeeze_1(x: np.ndarray, *, axes: Sequence[int] | None = None) -> np.ndarray:
    """Return `x` without the named axes of size 1; without all of them if none is named.

    Notes
    -----
    ONNX Squeeze-11, https://onnx.ai/onnx/operators/onnx__Squeeze.html
    """
    return _squeezed(x, axes)


@onnx_op("Squeeze", since=13, view=True, shape_from=("axes",))
def squeeze(x: np.ndarray, axes: np.ndarray | None = None) -> np.ndarray:
    """Return `x` without the named axes of size 1; without all of them if none is named.

    Notes
    -----
    ONNX Squeeze-25, https://onnx.ai/onnx/operators/onnx__Squeeze.html
    """
    return _squeezed(x, None if axes is None else integers(axes, "axes"))


def _unsqueezed(x: np.ndarray, axes: Sequence[int]) -> np.ndarray:
    rank = x.ndim + len(axes)
    new = axes_of(axes, rank)
    sizes = iter(x.shape)
    return x.reshape(
        budget.check_elements([1 if axis in new else next(sizes) for axis in range(rank)])
    )


@onnx_op("Unsqueeze", since=1, view=True)
def unsqueeze_1(x: np.ndarray, *, axes: Sequence[int]) -> np.ndarray:
    """Return `x` with axes of size 1 put in; `axes` counts in the result.

    Notes
    -----
    ONNX Unsqueeze-11, https://onnx.ai/onnx/operators/onnx__Unsqueeze.html
    """
    return _unsqueezed(x, axes)


@onnx_op("Unsqueeze", since=13, view=True, shape_from=("axes",))
def unsqueeze(x: np.ndarray, axes: np.ndarray) -> np.ndarray:
    """Return `x` with axes of size 1 put in; `axes` counts in the result.

    Notes
    -----
    ONNX Unsqueeze-25, https://onnx.ai/onnx/operators/onnx__Unsqueeze.html
    """
    return _unsqueezed(x, integers(axes, "axes"))


@onnx_op("Shape", since=1)
def shape_of(x: np.ndarray, *, start: int = 0, end: int | None = None) -> np.ndarray:
    """Return the sizes of the axes `start` to `end` (exclusive) as int64; the values play no part.

    Notes
    -----
    ONNX Shape-25, https://onnx.ai/onnx/operators/onnx__Shape.html
    """
    return np.array(x.shape[start:end], np.int64)


@onnx_op("Size", since=1)
def size_of(x: np.ndarray) -> np.ndarray:
    """Return the number of elements as an int64 without axes.

    Notes
    -----
    ONNX Size-25, https://onnx.ai/onnx/operators/onnx__Size.html
    """
    return np.array(x.size, np.int64)


def _expanded_shape(x: np.ndarray, shape: np.ndarray) -> tuple[int, ...]:
    wanted = budget.check_elements(integers(shape, "shape"), "Expand's result")
    try:
        sizes = np.broadcast_shapes(x.shape, wanted)
    except ValueError as error:
        raise ShapeError(f"{x.shape} and shape {list(wanted)} do not broadcast.") from error
    return budget.check_elements(sizes, "Expand's result")


@onnx_op("Expand", since=8, shape_from=("shape",))
def expand(x: np.ndarray, shape: np.ndarray) -> np.ndarray:
    """Return `x` repeated along axes of size 1 until it fits `shape`; both broadcast.

    Notes
    -----
    ONNX Expand-13, https://onnx.ai/onnx/operators/onnx__Expand.html
    """
    return np.broadcast_to(x, _expanded_shape(x, shape))


def _tiled(x: np.ndarray, repeats: Sequence[int]) -> np.ndarray:
    if len(repeats) != x.ndim:
        raise ShapeError(f"repeats must hold {x.ndim} numbers, got {len(repeats)}.")
    budget.check_elements(
        [size * times for size, times in zip(x.shape, repeats, strict=True)], "Tile's result"
    )
    return np.tile(x, tuple(repeats))


@onnx_op("Tile", since=1, shape_from=("tiles", "axis"))
def tile_1(x: np.ndarray, tiles: np.ndarray, axis: np.ndarray) -> np.ndarray:
    """Return `x` repeated `tiles` times along one axis.

    Notes
    -----
    ONNX Tile-1, https://onnx.ai/onnx/operators/onnx__Tile.html
    """
    # In opset 1 both are of the type of `x`, so often floats.
    repeats = [1] * x.ndim
    repeats[axis_of(whole(axis, "axis"), x.ndim)] = whole(tiles, "tiles")
    return _tiled(x, repeats)


@onnx_op("Tile", since=6, shape_from=("repeats",))
def tile(x: np.ndarray, repeats: np.ndarray) -> np.ndarray:
    """Return `x` repeated along each axis as often as `repeats` says.

    Notes
    -----
    ONNX Tile-13, https://onnx.ai/onnx/operators/onnx__Tile.html
    """
    return _tiled(x, integers(repeats, "repeats"))


@onnx_op("Identity", since=1, view=True)
def identity(x: np.ndarray) -> np.ndarray:
    """Return `x` itself.

    Notes
    -----
    ONNX Identity-25, https://onnx.ai/onnx/operators/onnx__Identity.html
    """
    return x


@onnx_op("Trilu", since=14, shape=same_as_first)
def trilu(x: np.ndarray, k: np.ndarray | None = None, *, upper: int = 1) -> np.ndarray:
    """Return the upper or lower triangle of each matrix, zeros elsewhere.

    Parameters
    ----------
    x : (…, rows, columns) array
    k : diagonal that still belongs to the triangle; 0 is the main one, 1 the one above it

    Notes
    -----
    ONNX Trilu-14, https://onnx.ai/onnx/operators/onnx__Trilu.html
    """
    if x.ndim < 2:
        raise ShapeError(f"needs at least two axes, got shape {x.shape}.")
    diagonal = 0 if k is None else whole(k, "k")
    # No matrix reaches further than its own size, and NumPy overflows on a huge diagonal.
    diagonal = max(-x.shape[-2] - 1, min(diagonal, x.shape[-1] + 1))
    return np.triu(x, diagonal) if upper else np.tril(x, diagonal)
