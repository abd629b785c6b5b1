"""Transposed convolution with channels last: multiply, then add each tap where it belongs."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.errors import ShapeError
from engine.kernels import binding, scratch
from engine.kernels.activation import Calls, as_step
from engine.kernels.matmul import multiply
from engine.kernels.windows import Sizes, flat_rows, pieces

PRODUCTS_BYTES = 1 << 20


@dataclass(frozen=True)
class Geometry:
    """Where the kernels of a transposed convolution land, one number for each spatial axis.

    `begins` are cut from the start of the full result, negative ones prepend zeros; `out` are
    the sizes of what is kept.
    """

    sizes: Sizes
    kernel: Sizes
    strides: Sizes
    dilations: Sizes
    begins: Sizes
    out: Sizes

    def __post_init__(self) -> None:
        if min(self.out) < 1:
            raise ShapeError(f"the output would have the sizes {self.out}.")

    @property
    def overlaps(self) -> bool:
        """Whether kernels of neighbouring pixels touch the same output."""
        return any(
            (k - 1) * d + 1 > s
            for k, d, s in zip(self.kernel, self.dilations, self.strides, strict=True)
        )

    @property
    def origin(self) -> Sizes:
        """Where the full result starts in the memory that holds all of it."""
        return tuple(max(-begin, 0) for begin in self.begins)

    @property
    def memory(self) -> Sizes:
        """The sizes of memory that holds the full result and what is kept of it."""
        return tuple(
            max(start + (size - 1) * s + (k - 1) * d + 1, max(begin, 0) + out)
            for start, size, s, k, d, begin, out in zip(
                self.origin,
                self.sizes,
                self.strides,
                self.kernel,
                self.dilations,
                self.begins,
                self.out,
                strict=True,
            )
        )


def prepare(
    x: np.ndarray,
    w: np.ndarray,
    bias: np.ndarray | None,
    out: np.ndarray,
    geometry: Geometry,
    groups: int,
) -> list[Callable[[], object]]:
    """Return the work of a transposed convolution.

    Parameters
    ----------
    x : (N, *spatial, C) array
    w : (C, M / groups, *kernel) array
    bias : (M,) array, or None
    out : (N, *out, M) array

    Raises
    ------
    ShapeError
        If channels, groups or dtypes do not fit.
    """
    _check(x, w, bias, groups)
    if not out.size:
        return []
    wide = np.dtype(np.float32) if x.dtype == np.float16 else x.dtype
    n, c, m, m_of_group = len(x), x.shape[-1], out.shape[-1], w.shape[1]
    k = math.prod(geometry.kernel)
    weights = np.ascontiguousarray(
        w.reshape(groups, c // groups, m_of_group, k).transpose(0, 1, 3, 2), wide
    ).reshape(groups, c // groups, k * m_of_group)
    full = scratch.keep((n, *geometry.memory, m), wide)
    steps: list[Callable[[], object]] = []
    if geometry.overlaps:
        steps.append(lambda: full.fill(0))
    by_group = full.reshape(*full.shape[:-1], groups, m_of_group)
    shape = x.shape[:-1]
    rows_at_a_time = max(1, PRODUCTS_BYTES // (k * m * wide.itemsize))
    columns, products = scratch.Spare(), scratch.Spare()
    tiles = list(pieces(shape, rows_at_a_time))
    binding.current().count_pieces(len(tiles) * k)
    for tile in tiles:
        parts: Calls = []
        rows = flat_rows(x[tile])
        if rows is None or x.dtype != wide:
            copied = columns.get(x[tile].shape, wide)
            parts.append(scratch.copy(x[tile], copied))
            rows = copied.reshape(-1, c)
        product = products.get((groups, len(rows), k * m_of_group), wide)
        if groups == 1:
            parts.append(multiply(rows, weights[0], product[0]))
        else:
            split = rows.reshape(-1, groups, c // groups).transpose(1, 0, 2)
            parts.append(multiply(split, weights, product))
        positions = x[tile].shape[:-1]
        taps = product.reshape(groups, *positions, k, m_of_group)
        for tap, index in enumerate(np.ndindex(*geometry.kernel)):
            place = by_group[tile[0], *_places(geometry, tile[1:], index)]
            source = np.moveaxis(taps[..., tap, :], 0, -2)
            parts.append(_add(place, source) if geometry.overlaps else scratch.copy(source, place))
        steps.append(as_step(parts))
    kept = full[
        :,
        *(
            slice(max(begin, 0), max(begin, 0) + size)
            for begin, size in zip(geometry.begins, geometry.out, strict=True)
        ),
    ]
    for image in range(n):
        # The bias comes while it is copied out: between the kernels, memory keeps its zeros.
        if bias is None:
            steps.append(scratch.copy(kept[image], out[image]))
        else:
            steps.append(_add_bias(kept[image], bias, out[image]))
    return steps


def _places(geometry: Geometry, tile: tuple[slice, ...], tap: tuple[int, ...]) -> tuple[slice, ...]:
    """Return where one tap of the pixels of a tile lands in the full result."""
    places = []
    for axis, pixels in enumerate(tile):
        step = geometry.strides[axis]
        first = geometry.origin[axis] + tap[axis] * geometry.dilations[axis] + pixels.start * step
        places.append(slice(first, first + (pixels.stop - pixels.start - 1) * step + 1, step))
    return tuple(places)


def _check(x: np.ndarray, w: np.ndarray, bias: np.ndarray | None, groups: int) -> None:
    if groups < 1:
        raise ShapeError(f"group must be at least 1, got {groups}.")
    if x.shape[-1] != w.shape[0] or w.shape[0] % groups:
        raise ShapeError(
            f"the input must have the weights' {w.shape[0]} channels, a multiple of {groups} "
            f"groups; got {x.shape[-1]}."
        )
    m = w.shape[1] * groups
    if bias is not None and bias.shape != (m,):
        raise ShapeError(f"the bias must have shape ({m},), got {bias.shape}.")
    for name, array in (("the weights", w), ("the bias", bias)):
        if array is not None and array.dtype != x.dtype:
            raise ShapeError(f"{name} must have dtype {x.dtype}, got {array.dtype}.")


def _add(place: np.ndarray, source: np.ndarray) -> Callable[[], object]:
    return lambda: np.add(place, source, out=place)


def _add_bias(kept: np.ndarray, bias: np.ndarray, out: np.ndarray) -> Callable[[], object]:
    def step() -> None:
        np.add(kept, bias, out=out, casting="unsafe")

    return step
