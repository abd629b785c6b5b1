"""Convolution with channels last, by the algorithm that is fastest for the kind of layer.

Every algorithm returns its work as tiles: a tile's columns stay in the cache until they are
multiplied, and its products until bias, residual and activation have gone over them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from engine.kernels import (
    binding,
    depthwise,
    few_channels,
    lanes,
    planes,
    scratch,
    winograd,
    winograd_forms,
)
from engine.kernels.activation import Calls, as_step
from engine.kernels.direct import columns, lay_out, multiply_panels, panel_width
from engine.kernels.layer import COLUMNS_BYTES, Layer
from engine.kernels.matmul import even_rows
from engine.kernels.windows import Geometry, Sizes, flat_rows, pad, pieces, windows

Steps = list[Callable[[], object]]
Tile = tuple[slice, ...]

POINTWISE_ROWS = 400
POINTWISE_NUMBERS = 1 << 18
"""Pixels of a 1×1 convolution at a time: as many as make that many numbers, so that bias and
activation find them in the cache, but so many rows at least that laying out the weights anew for
each product does not count."""
DENSE_CHANNELS = 32
"""Groups narrower than this are cheaper together, as blocks of a matrix with zeros between."""


def prepare(layer: Layer) -> Steps:
    """Return the work of a convolution.

    Raises
    ------
    ShapeError
        If channels, groups or dtypes do not fit.
    """
    layer.check()
    if not layer.out.size:
        return []
    if layer.x.dtype == np.float16:
        return _prepare_in_float32(layer)
    return algorithm(layer)(layer)


def _prepare_in_float32(layer: Layer) -> Steps:
    x = scratch.laid_out_as(layer.x, np.float32)
    out = scratch.laid_out_as(layer.out, np.float32)
    steps = [scratch.copy(layer.x, x)]
    residual = None
    if layer.residual is not None:
        residual = scratch.take(layer.residual.shape, np.float32)
        steps.append(scratch.copy(layer.residual, residual))
    wide = replace(
        layer,
        x=x,
        w=layer.w.astype(np.float32),
        bias=None if layer.bias is None else layer.bias.astype(np.float32),
        out=out,
        residual=residual,
    )
    return [*steps, *prepare(wide), scratch.copy(out, layer.out)]


def _pointwise(layer: Layer) -> Steps:
    """Multiply the pixels as they lie: rows of channels are the columns already."""
    panels = pointwise_panels(layer.w)
    shape = layer.out.shape[:-1]
    pixels, m = math.prod(shape), len(layer.w)
    threads = lanes.count(layer.multiply_adds)
    # Few pixels are not shared, but the output channels: each part of the weights is laid out once.
    whole = len(panels) == 1 or (len(panels) % threads == 0 and m % panels.shape[-1] == 0)
    divides = m % threads == 0 and whole
    parts = threads if pixels < m and divides else 1
    limit = max(POINTWISE_ROWS, POINTWISE_NUMBERS // max(layer.w.shape[:2]))
    if parts == 1:
        limit = lanes.even_pixels(shape, limit, layer.multiply_adds)
    tiles = [(tile, part) for part in range(parts) for tile in pieces(shape, limit)]
    channels = [
        layer.of_channels(slice(i * m // parts, (i + 1) * m // parts)) for i in range(parts)
    ]

    def bind(mine: Sequence[tuple[Tile, int]]) -> Steps:
        copied, spare, finishing = scratch.Spare(), scratch.Spare(), scratch.Spare()
        steps: Steps = []
        for tile, part in mine:
            some, weights = channels[part], columns(panels, part, parts)
            parts_of_tile: Calls = []
            seen = layer.x[tile]
            rows, count = flat_rows(seen), math.prod(seen.shape[:-1])
            even = _even_rows(count, seen.shape[-1], m // parts)
            if rows is None or even > count:
                # Something lies between its rows, zeros that another reader wants; or it ends with
                # fewer rows than are multiplied at a time.
                rows = copied.get((even, seen.shape[-1]), seen.dtype)
                parts_of_tile.append(scratch.copy(seen, rows[:count].reshape(seen.shape)))
            if even > count:
                parts_of_tile.append(partial(rows[count:].fill, 0))
            products = some.products(tile, even, spare)
            parts_of_tile.append(multiply_panels(rows, weights, products))
            parts_of_tile += some.finish(products[:count], tile, finishing, bias=True)
            steps.append(as_step(parts_of_tile))
        return steps

    return lanes.spread(tiles, bind, layer.multiply_adds)


def _even_rows(rows: int, c: int, m: int) -> int:
    """Return how many rows to multiply of a tile that must be copied for it, if that pays.

    To copy it takes 0.14 ns a number, and a rest of one row costs 0.055 ns a weight.
    """
    return even_rows(rows, c * m) if m >= 3 * rows else rows


def pointwise_panels(w: np.ndarray) -> np.ndarray:
    """Return the weights (M, C, 1, 1) of (C, M) in panels, which a plan has in that order.

    As they lie in a file, BLAS reads them from main memory at two thirds of the speed.
    """
    rows = w.reshape(w.shape[:2])
    if binding.active() is None:
        return rows.T[None]
    return binding.current().prepared(w, "panels", lambda: _panels(rows))


def _panels(rows: np.ndarray) -> np.ndarray:
    """Return weights (M, C) as panels of (C, M), copied some rows at a time.

    At once, columns that lie a power of two apart drive each other out of the cache: 4.5 ns a
    number instead of 0.8 for 2048 × 512.
    """
    m, c = rows.shape
    width = panel_width(c, m, whole=False)
    result = np.zeros((-(-m // width), c, width), rows.dtype)
    for first, panel in zip(range(0, m, width), result, strict=True):
        part = rows[first : first + width]
        for start in range(0, len(part), 16):
            some = part[start : start + 16]
            panel[:, start : start + len(some)] = some.T
    return result


def _columns(layer: Layer) -> Steps:
    """Copy the windows of a tile side by side, and multiply (im2col and GEMM)."""
    geometry = layer.geometry
    padded, steps = pad(layer.x, geometry)
    groups, w = _merge_groups(layer)
    k, c, m = math.prod(geometry.kernel), layer.x.shape[-1] // groups, layer.w.shape[0] // groups
    length = k * c + (layer.bias is not None)
    shape = layer.out.shape[:-1]
    row_bytes = groups * length * layer.x.itemsize
    pixels = math.prod(shape)
    rows_at_a_time = min(pixels, max(1, COLUMNS_BYTES // row_bytes))
    rows_at_a_time = lanes.even_pixels(shape, rows_at_a_time, layer.multiply_adds)
    weights = np.empty((groups, length, m), layer.x.dtype)
    weights[:, : k * c] = w.reshape(groups, m, c, k).transpose(0, 3, 2, 1).reshape(groups, k * c, m)
    if layer.bias is not None:
        # A column of ones carries the bias: one more multiplication, and no pass over the result.
        weights[:, k * c] = layer.bias.reshape(groups, m)
    panels = lay_out(weights)
    views = windows(padded, geometry)

    def bind(tiles: Sequence[Tile]) -> Steps:
        most = even_rows(rows_at_a_time, weights[0].size)
        columns = scratch.take((groups, most, length), layer.x.dtype)
        spare, finishing = scratch.Spare(), scratch.Spare()
        work: Steps = []
        if layer.bias is not None:
            work.append(partial(columns[:, :, k * c].fill, 1))
        if most > rows_at_a_time:
            work.append(partial(columns[:, rows_at_a_time:].fill, 0))
        for tile in tiles:
            view = views[tile]
            rows = math.prod(view.shape[: len(shape)])
            source = np.moveaxis(view.reshape(*view.shape[:-1], groups, c), -2, 0)
            target = columns[:, :rows, : k * c].reshape(source.shape)
            assert np.may_share_memory(target, columns)
            even = even_rows(rows, weights[0].size)
            products = layer.products(tile, even, spare)
            by_group = products.reshape(even, groups, m).transpose(1, 0, 2)
            product = (
                multiply_panels(columns[0, :even], panels[0], products)
                if groups == 1
                else multiply_panels(columns[:, :even], panels, by_group)
            )
            finished = layer.finish(products[:rows], tile, finishing, bias=False)
            work.append(as_step([scratch.copy(source, target), product, *finished]))
        return work

    tiles = list(pieces(shape, rows_at_a_time))
    return [*steps, *lanes.spread(tiles, bind, layer.multiply_adds)]


def _merge_groups(layer: Layer) -> tuple[int, np.ndarray]:
    """Return how many groups to multiply by, and the weights (M, C / groups, taps) for it."""
    m, c_of_group = layer.w.shape[:2]
    merged = max(
        count
        for count in range(1, layer.groups + 1)
        if layer.groups % count == 0 and (count == 1 or count * c_of_group <= DENSE_CHANNELS)
    )
    w = layer.w.reshape(m, c_of_group, -1)
    if merged == 1:
        return layer.groups, w
    groups, m_of_group = layer.groups // merged, m // layer.groups
    blocks = np.zeros((groups, merged, m_of_group, merged, c_of_group, w.shape[-1]), w.dtype)
    for i in range(merged):
        blocks[:, i, :, i] = w.reshape(groups, merged, m_of_group, c_of_group, -1)[:, i]
    return groups, blocks.reshape(m, merged * c_of_group, -1)


def margin(
    geometry: Geometry, n: int, c: int, m: int, groups: int, dtype: np.dtype
) -> tuple[Sizes, Sizes] | None:
    """Return the zeros a convolution would like before and after its input in memory, or None."""
    if min(*geometry.begins, *geometry.ends) < 0 or dtype == np.float16:
        return None
    if has_few_channels(geometry, c, groups):
        return None
    if depthwise.applies(geometry, c, groups):
        fits = len(geometry.sizes) == 2 and m == c
        return (geometry.begins, geometry.ends) if fits and geometry.is_padded else None
    form = _winograd_form(geometry, n, c, m, groups, dtype)
    if form is None:
        return (geometry.begins, geometry.ends) if geometry.is_padded else None
    more = winograd.rounding(geometry.out, form)
    ends = tuple(end + extra for end, extra in zip(geometry.ends, more, strict=True))
    return (geometry.begins, ends) if any(geometry.begins) or any(ends) else None


def _is_pointwise(layer: Layer) -> bool:
    geometry = layer.geometry
    return (
        layer.groups == 1
        and max(geometry.kernel) == 1
        and max(geometry.strides) == 1
        and not geometry.is_padded
    )


def has_few_channels(geometry: Geometry, c: int, groups: int) -> bool:
    """Return whether a convolution reads so few channels that it has a kernel of its own."""
    return groups == 1 and c <= 4 and len(geometry.sizes) == 2 and geometry.kernel[1] > 1


def _winograd_form(
    geometry: Geometry, n: int, c: int, m: int, groups: int, dtype: np.dtype
) -> winograd_forms.Form | None:
    if (
        groups > 1
        or geometry.kernel != (3, 3)
        or geometry.strides != (1, 1)
        or geometry.dilations != (1, 1)
        or dtype != np.float32
        or binding.current().strict
    ):
        return None
    return winograd_forms.best_form(geometry.out, n, c, m)


def winograd_form(layer: Layer) -> winograd_forms.Form | None:
    """Return Winograd's form that is the fastest algorithm for a layer; None if another one is."""
    chosen = algorithm(layer)
    return chosen.keywords["form"] if isinstance(chosen, partial) else None


def algorithm(layer: Layer) -> Callable[[Layer], Steps]:
    """Return the algorithm that is fastest for a layer: the first of these that fits.

    Depthwise and small planes because nothing else comes near; then 1×1, whose columns are there
    already; few channels; Winograd where its estimate is below that of plain columns.
    """
    geometry, c, m = layer.geometry, layer.x.shape[-1], layer.w.shape[0]
    if depthwise.applies(geometry, c, layer.groups):
        return depthwise.prepare
    if planes.applies(layer):
        return planes.prepare
    if _is_pointwise(layer):
        return _pointwise
    if has_few_channels(geometry, c, layer.groups):
        return few_channels.prepare
    form = _winograd_form(geometry, len(layer.x), c, m, layer.groups, layer.x.dtype)
    return _columns if form is None else partial(winograd.prepare, form=form)
