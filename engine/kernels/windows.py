"""Where the windows of convolution and pooling lie, and views that show them.

Arrays here have their channels last: (N, *spatial, C).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.lib.array_utils import byte_bounds
from numpy.lib.stride_tricks import as_strided

from engine import budget
from engine.errors import ShapeError
from engine.kernels import binding, scratch

Sizes = tuple[int, ...]


@dataclass(frozen=True)
class Geometry:
    """Sizes and steps of windows over an input, one number for each spatial axis.

    Attributes
    ----------
    sizes : the input, in pixels
    kernel, strides, dilations : in pixels
    begins, ends : padding before and after the input, in pixels; negative ones cut it
    ceil : whether a window that starts inside the input or the padding before it counts even if
        it reaches past the padded end
    out : number of windows along each axis; found here

    Raises
    ------
    ShapeError
        If the numbers are no windows, or none of them fits into the input.
    LimitError
        If the padded input or a window is too large.
    """

    sizes: Sizes
    kernel: Sizes
    strides: Sizes
    dilations: Sizes
    begins: Sizes
    ends: Sizes
    ceil: bool = False
    out: Sizes = field(init=False)

    def __post_init__(self) -> None:
        for name in ("kernel", "strides", "dilations", "begins", "ends"):
            given = getattr(self, name)
            if len(given) != len(self.sizes):
                raise ShapeError(
                    f"{name} must have one number for each of the {len(self.sizes)} spatial axes, "
                    f"got {given}."
                )
            if name in ("kernel", "strides", "dilations") and min(given, default=1) < 1:
                raise ShapeError(f"{name} must be at least 1, got {given}.")
        object.__setattr__(self, "out", tuple(self._out(a) for a in range(len(self.sizes))))
        # Where there is one window, no step leads to the next; files ask for 2**62.
        strides = tuple(s if n > 1 else 1 for s, n in zip(self.strides, self.out, strict=True))
        object.__setattr__(self, "strides", strides)
        budget.check_elements(self.padded_sizes, "The padded input")
        budget.check("A window", max(math.prod(self.kernel), *strides, 0), "window")

    @property
    def extents(self) -> Sizes:
        """How many pixels a window spans, gaps included."""
        return tuple((k - 1) * d + 1 for k, d in zip(self.kernel, self.dilations, strict=True))

    @property
    def padded_sizes(self) -> Sizes:
        """The input with its padding."""
        return tuple(
            size + begin + end
            for size, begin, end in zip(self.sizes, self.begins, self.ends, strict=True)
        )

    @property
    def is_padded(self) -> bool:
        """Whether anything is added to or cut from the input."""
        return any(self.begins) or any(self.ends)

    @property
    def are_pairs(self) -> bool:
        """Whether windows are 2×2 pixels, side by side."""
        sizes = self.kernel, self.strides, self.dilations
        return sizes == ((2, 2), (2, 2), (1, 1)) and not self.is_padded and not self.ceil

    def _out(self, axis: int) -> int:
        padded, extent = self.padded_sizes[axis], self.extents[axis]
        stride = self.strides[axis]
        if padded < extent:
            raise ShapeError(
                f"a kernel of {self.kernel} with dilations {self.dilations} spans {self.extents} "
                f"pixels, more than the padded input {self.padded_sizes}."
            )
        if not self.ceil:
            return (padded - extent) // stride + 1
        count = -(-(padded - extent) // stride) + 1
        if (count - 1) * stride >= self.sizes[axis] + self.begins[axis]:
            count -= 1  # it would see nothing but the padding at the end
        return count


def pad(
    x: np.ndarray, geometry: Geometry, more: Sizes | None = None
) -> tuple[np.ndarray, list[Callable[[], object]]]:
    """Return the padded input, and the work that fills it from `x`.

    Without padding it is `x` itself and there is no work; nor is there where the zeros lie around
    `x` in memory already. Else the border is zeroed once, here.

    Parameters
    ----------
    more : further pixels after the end, along each spatial axis
    """
    more = more or (0,) * len(geometry.sizes)
    if not geometry.is_padded and not any(more):
        return x, []
    ends = tuple(end + extra for end, extra in zip(geometry.ends, more, strict=True))
    bordered = _bordered(x, geometry.begins, ends)
    if bordered is not None:
        return bordered, []
    sizes = (size + extra for size, extra in zip(geometry.padded_sizes, more, strict=True))
    padded = scratch.keep((x.shape[0], *sizes, x.shape[-1]), x.dtype)
    seen, inside = [slice(None)], [slice(None)]
    for size, begin, end in zip(geometry.sizes, geometry.begins, geometry.ends, strict=True):
        seen.append(slice(max(-begin, 0), size - max(-end, 0)))
        first = max(begin, 0)
        inside.append(slice(first, first + seen[-1].stop - seen[-1].start))
    return padded, [scratch.copy(x[tuple(seen)], padded[tuple(inside)])]


def with_whole_rows(
    padded: np.ndarray, steps: list[Callable[[], object]]
) -> tuple[np.ndarray, list[Callable[[], object]]]:
    """Return what `pad` returned, with contiguous rows of pixels and channels.

    Without work to do, it may be a view, with other channels between its own.
    """
    if steps or padded[0, 0].flags.c_contiguous:
        return padded, steps
    contiguous = scratch.take(padded.shape, padded.dtype)
    return contiguous, [scratch.copy(padded, contiguous)]


def _bordered(x: np.ndarray, begins: Sizes, ends: Sizes) -> np.ndarray | None:
    """Return the padded input as a view, if there are enough zeros around `x`."""
    border = binding.current().border(x)
    if border is None:
        return None
    cut = [slice(None)]
    for axis, (begin, end) in enumerate(zip(begins, ends, strict=True)):
        start = border.before[axis] - begin
        rest = border.after[axis] - end
        if start < 0 or rest < 0:
            return None
        cut.append(slice(start, border.whole.shape[1 + axis] - rest))
    return border.whole[tuple(cut)]


def fill_phases(
    x: np.ndarray, geometry: Geometry, phases: np.ndarray
) -> list[Callable[[], object]]:
    """Return the work that writes a padded picture apart by the remainder of its x.

    Pixel x of the padded row goes to phase x mod stride, position x // stride: what one tap of
    the windows sees along a row is then contiguous.

    Parameters
    ----------
    x : (N, H, W, …) array
    phases : (stride, N, padded H, padded W / stride rounded up, …) array, its border zero
    """
    (h, w), (top, left), (bottom, right) = geometry.sizes, geometry.begins, geometry.ends
    seen = x[:, max(-top, 0) : h - max(-bottom, 0), max(-left, 0) : w - max(-right, 0)]
    rows = slice(max(top, 0), max(top, 0) + seen.shape[1])
    begin, stride = max(left, 0), geometry.strides[1]
    steps = []
    for first in range(min(stride, seen.shape[2])):
        part = seen[:, :, first::stride]
        start, phase = divmod(first + begin, stride)
        target = phases[phase, :, rows, start : start + part.shape[2]]
        if part.size:
            steps.append(scratch.copy(part, target))
    return steps


def strided(array: np.ndarray, shape: Sizes, strides: Sizes) -> np.ndarray:
    """Return a view of that shape and those strides from the first element of an array on.

    Raises
    ------
    IndexError
        If it would reach beyond the memory of the array: a mistake here would read, or write, what
        is not ours, whatever NumPy thinks of it.
    """
    if 0 not in shape:
        low, high = (
            sum((n - 1) * step for n, step in zip(shape, strides, strict=True) if sign * step > 0)
            for sign in (-1, 1)
        )
        first, end = byte_bounds(array)
        start = array.__array_interface__["data"][0]
        if start + low < first or start + high + array.itemsize > end:
            raise IndexError(f"a view {shape} by {strides} leaves an array {array.shape}.")
    return as_strided(array, shape, strides)


def windows(padded: np.ndarray, geometry: Geometry) -> np.ndarray:
    """Return a view (N, *out, *kernel, C) of all windows of a padded input."""
    steps = padded.strides[1:-1]
    return strided(
        padded,
        (padded.shape[0], *geometry.out, *geometry.kernel, padded.shape[-1]),
        (
            padded.strides[0],
            *(step * s for step, s in zip(steps, geometry.strides, strict=True)),
            *(step * d for step, d in zip(steps, geometry.dilations, strict=True)),
            padded.strides[-1],
        ),
    )


def flat_rows(x: np.ndarray) -> np.ndarray | None:
    """Return a view (rows, C) of an array (…, C), or None if its strides allow none."""
    rows = x.reshape(-1, x.shape[-1]) if x.size else None
    return rows if rows is not None and np.may_share_memory(rows, x) else None


def pieces(shape: Sizes, limit: int) -> Iterator[tuple[slice, ...]]:
    """Yield consecutive pieces of a block of positions, each of at most `limit` positions.

    They follow each other in C order, so each is a run of rows of the flattened block.
    """
    axis = next(a for a in range(len(shape)) if math.prod(shape[a + 1 :]) <= max(limit, 1))
    step = max(1, limit // max(1, math.prod(shape[axis + 1 :])))
    rest = tuple(slice(0, size) for size in shape[axis + 1 :])
    binding.current().count_pieces(math.prod(shape[:axis]) * -(-shape[axis] // step))
    for index in np.ndindex(*shape[:axis]):
        outer = tuple(slice(i, i + 1) for i in index)
        for start in range(0, shape[axis], step):
            yield (*outer, slice(start, min(start + step, shape[axis])), *rest)
