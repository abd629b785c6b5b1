"""Pooling with channels last, one axis after the other."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.lib.array_utils import byte_bounds

from engine.kernels import binding, lanes, scratch
from engine.kernels.activation import BLOCK, Activation, Calls, as_step, blocks, calls
from engine.kernels.windows import Geometry, flat_rows

Steps = list[Callable[[], object]]

SHARED_BLOCK = 4 * BLOCK
"""Elements that are worked on at a time where threads share the work: each needs Python's lock for
each call, and who has to wait for it sleeps."""
ELEMENT = 10
"""Multiply-adds of a matrix product that take as long as combining one number with its windows."""


def prepare_max(x: np.ndarray, out: np.ndarray, geometry: Geometry) -> Steps:
    """Return the work of max-pooling (N, *spatial, C) to (N, *out, C), any real dtype.

    Padding is no pixel: it never wins, and nothing is copied for it.
    """
    lowest = -math.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min
    return _prepare(np.maximum, lowest, x, out, geometry)


def prepare_max_and_end(
    x: np.ndarray, out: np.ndarray, geometry: Geometry, activation: Activation
) -> Steps:
    """Return the work of max-pooling (N, *spatial, C) to (N, *out, C), then an activation."""
    pooled, end = before_end(out, activation)
    return [*prepare_max(x, pooled, geometry), *end]


def before_end(out: np.ndarray, activation: Activation) -> tuple[np.ndarray, Calls]:
    """Return where to put what an activation turns into `out`, and the calls that do so.

    It is there, unless it has gaps: every pass over those costs more, and a copy less than others.
    """
    if not activation.name:
        return out, []
    low, high = byte_bounds(out)
    whole = high - low == out.nbytes
    pooled = out if whole else scratch.laid_out_as(out, out.dtype)
    ((flat,),) = blocks(pooled, limit=out.size)
    end = calls(activation, flat, flat, scratch.Spare())
    return pooled, end if whole else [*end, scratch.copy(pooled, out)]


def prepare_sum(
    x: np.ndarray, out: np.ndarray, geometry: Geometry, weights: np.ndarray | None
) -> Steps:
    """Return the work of summing windows.

    `weights`, of shape (*out, 1) or (), multiply the sums where given.
    """
    if x.dtype == np.float16:
        wide = scratch.take(x.shape, np.float32)
        sums = scratch.take(out.shape, np.float32)
        return [
            scratch.copy(x, wide),
            *prepare_sum(wide, sums, geometry, weights),
            scratch.copy(sums, out),
        ]
    return _prepare(np.add, 0, x, out, geometry, weights)


def mean_weights(geometry: Geometry, dtype: np.dtype, *, count_padding: bool) -> np.ndarray:
    """Return what turns the sums of windows into means: (*out, 1), or one number for all.

    Pixels of the padding count as `count_padding` says; what a window has beyond the padding
    never counts.
    """
    counts = np.ones(())
    for axis, size in enumerate(geometry.sizes):
        first = np.arange(geometry.out[axis]) * geometry.strides[axis] - geometry.begins[axis]
        end = size + max(geometry.ends[axis], 0) if count_padding else size
        before = 0 if count_padding else _taps_before(0, first, geometry, axis)
        counts = counts[..., None] * (_taps_before(end, first, geometry, axis) - before)
    with np.errstate(divide="ignore"):
        weights = (1 / counts)[..., None].astype(np.float32 if dtype == np.float16 else dtype)
    return weights.reshape(-1)[0].reshape(()) if np.ptp(counts) == 0 else weights


def _taps_before(place: int, first: np.ndarray, geometry: Geometry, axis: int) -> np.ndarray:
    """Return how many taps of each window lie before a place, without a table of them all."""
    count = -((first - place) // geometry.dilations[axis])
    return np.asarray(np.clip(count, 0, geometry.kernel[axis]))


def prepare_global_mean(x: np.ndarray, out: np.ndarray) -> Steps:
    """Return the work of averaging (N, *spatial, C) to (N, C): a row of 1 / pixels times them."""
    steps: Steps = []
    for image, target in zip(x, out, strict=True):
        rows = flat_rows(image)
        if rows is None or x.dtype == np.float16:
            steps.append(_mean(image, target))
        else:
            weights = np.full((1, len(rows)), 1 / len(rows), x.dtype)
            steps.append(_weigh(weights, rows, target[None]))
    return steps


def first_largest(x: np.ndarray, geometry: Geometry) -> tuple[np.ndarray, np.ndarray]:
    """Return the largest value of each window and the flat spatial position where it stood.

    Parameters
    ----------
    x : (N, *spatial, C) array

    Returns
    -------
    values : (N, *out, C) array
    positions : (N, *out, C) int64, counted in C order over the spatial axes; the first of equals
    """
    shape = (len(x), *geometry.out, x.shape[-1])
    values = scratch.keep(shape, x.dtype)
    positions = scratch.keep(shape, np.int64, -1)
    for tap in np.ndindex(*geometry.kernel):
        seen, taken, flat = [], [], np.zeros((), np.int64)
        for axis in range(len(geometry.sizes)):
            low, high, places = _valid(geometry, axis, tap[axis])
            taken.append(slice(low, high))
            seen.append(places)
            pixels = np.arange(geometry.sizes[axis])[places]
            flat = flat[..., None] * geometry.sizes[axis] + pixels
        candidates = x[:, *seen]
        best, where = values[:, *taken], positions[:, *taken]
        better = (candidates > best) | (where < 0)
        np.copyto(best, candidates, where=better)
        np.copyto(where, flat[..., None], where=better)
    return values, positions


def _prepare(
    combine: np.ufunc,
    start: float,
    x: np.ndarray,
    out: np.ndarray,
    geometry: Geometry,
    weights: np.ndarray | None = None,
) -> Steps:
    """Return the work of combining windows, in tiles along the first spatial axis."""
    per_row = math.prod(x.shape[2:])
    worth = ELEMENT * x.size
    block = BLOCK if lanes.count(worth) == 1 else SHARED_BLOCK
    tall = max(1, min(block // max(1, per_row * geometry.strides[0]), geometry.out[0]))
    tall = lanes.even(geometry.out[0], tall, worth)

    def bind(tiles: Sequence[tuple[int, int, int]]) -> Steps:
        memory = [scratch.Spare() for _ in geometry.sizes]
        steps: Steps = []
        for image, low, high in tiles:
            tile = out[image, low:high]
            parts = _separable(combine, start, x[image], tile, geometry, low, memory)
            if weights is not None:
                parts.append(_scale(tile, weights[low:high] if weights.ndim else weights))
            steps.append(as_step(parts))
        return steps

    binding.current().count_pieces(len(x) * -(-geometry.out[0] // tall) * sum(geometry.kernel))
    tiles = [
        (image, low, min(low + tall, geometry.out[0]))
        for image in range(len(x))
        for low in range(0, geometry.out[0], tall)
    ]
    return lanes.spread(tiles, bind, worth)


def _separable(
    combine: np.ufunc,
    start: float,
    image: np.ndarray,
    tile: np.ndarray,
    geometry: Geometry,
    first_row: int,
    memory: list[scratch.Spare],
) -> Calls:
    """Return the calls that combine the windows of some rows (rows, *out, C), axis by axis."""
    parts: Calls = []
    source = image
    rank = len(geometry.sizes)
    for axis in range(rank):
        first = first_row if axis == 0 else 0
        size = tile.shape[axis]
        if axis == rank - 1:
            target = tile
        else:
            shape = (*source.shape[:axis], size, *source.shape[axis + 1 :])
            target = _laid_out_as(tile, memory[axis], shape)
        parts += _along(combine, start, source, target, geometry, axis, first)
        source = target
    return parts


def _laid_out_as(tile: np.ndarray, memory: scratch.Spare, shape: tuple[int, ...]) -> np.ndarray:
    """Return scratch memory (*spatial, C) with its channels outermost where they are in `tile`."""
    if tile.ndim > 1 and tile.strides[-1] > tile.strides[0]:
        return np.moveaxis(memory.get((shape[-1], *shape[:-1]), tile.dtype), 0, -1)
    return memory.get(shape, tile.dtype)


def _along(
    combine: np.ufunc,
    start: float,
    source: np.ndarray,
    target: np.ndarray,
    geometry: Geometry,
    axis: int,
    first: int,
) -> Calls:
    """Return the calls that combine the taps of windows along one axis."""
    whole: list[np.ndarray] = []
    parts_of_windows: list[tuple[np.ndarray, np.ndarray]] = []
    count = target.shape[axis]
    before = (slice(None),) * axis
    for tap in range(geometry.kernel[axis]):
        low, high, places = _valid(geometry, axis, tap, first, first + count)
        if low == first and high == first + count:
            whole.append(source[(*before, places)])
        elif low < high:
            part = target[(*before, slice(low - first, high - first))]
            parts_of_windows.append((part, source[(*before, places)]))
    parts: Calls = []
    if not whole:
        parts.append(partial(target.fill, start))
    elif len(whole) == 1:
        parts.append(scratch.copy(whole[0], target))
    else:
        parts.append(_combine(combine, whole[0], whole[1], target))
        parts += [_combine(combine, target, more, target) for more in whole[2:]]
    return parts + [_combine(combine, part, more, part) for part, more in parts_of_windows]


def _valid(
    geometry: Geometry, axis: int, tap: int, first: int = 0, last: int | None = None
) -> tuple[int, int, slice]:
    """Return which windows [low, high) of [first, last) see a pixel with this tap, and which."""
    stride, size = geometry.strides[axis], geometry.sizes[axis]
    last = geometry.out[axis] if last is None else last
    offset = tap * geometry.dilations[axis] - geometry.begins[axis]
    low = min(max(first, -(offset // stride)), last)
    high = min(max(low, (size - 1 - offset) // stride + 1), last)
    begin = low * stride + offset
    return low, high, slice(begin, begin + max(high - low - 1, 0) * stride + (high > low), stride)


def _combine(
    ufunc: np.ufunc, a: np.ndarray, b: np.ndarray, out: np.ndarray
) -> Callable[[], object]:
    return partial(ufunc, a, b, out=out)


def _scale(tile: np.ndarray, weights: np.ndarray) -> Callable[[], object]:
    return partial(np.multiply, tile, weights, tile)


def _mean(image: np.ndarray, out: np.ndarray) -> Callable[[], object]:
    axes = tuple(range(image.ndim - 1))
    wide = np.float32 if image.dtype == np.float16 else image.dtype

    def step() -> None:
        out[...] = np.mean(image, axis=axes, dtype=wide)

    return step


def _weigh(weights: np.ndarray, rows: np.ndarray, out: np.ndarray) -> Callable[[], object]:
    return partial(np.matmul, weights, rows, out)
