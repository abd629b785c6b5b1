"""Convolution with channels last, by the algorithm that is fastest for the kind of layer.

Every algorithm returns its work as tiles: a tile's columns stay in the cache until they are
multiplied, and its products until bias, residual and activation have gone over them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from engine.errors import ShapeError
from engine.kernels import depthwise, scratch
from engine.kernels.activation import Activation, Calls, as_step, finish
from engine.kernels.matmul import multiply
from engine.kernels.windows import Geometry, fill_phases, flat_rows, pad, pieces, windows

Steps = list[Callable[[], None]]

COLUMNS_BYTES = 1 << 20
"""Columns of about 1 MB: large enough for GEMM, small enough to be in the cache for it."""
POINTWISE_ROWS = 400
"""Pixels of a 1×1 convolution at a time, so that bias and activation find them in the cache."""
DENSE_CHANNELS = 32
"""Groups narrower than this are cheaper together, as blocks of a matrix with zeros between."""


@dataclass(frozen=True)
class Layer:
    """What there is to compute: out = activation(x * w + bias + residual).

    Attributes
    ----------
    x : (N, *spatial, C) array
    w : (M, C / groups, *kernel) array, cross-correlation (not flipped)
    bias : (M,) array, or None
    out : (N, *out, M) array
    residual : an array like `out`, or None
    """

    x: np.ndarray
    w: np.ndarray
    bias: np.ndarray | None
    out: np.ndarray
    geometry: Geometry
    groups: int = 1
    activation: Activation = field(default_factory=Activation)
    residual: np.ndarray | None = None

    def finish(
        self, products: np.ndarray, tile: tuple[slice, ...], spare: scratch.Spare, *, bias: bool
    ) -> Calls:
        """Return the calls that turn a tile's products into its part of `out`."""
        target = self.out[tile]
        in_place = np.may_share_memory(products, target)
        products = products.reshape(target.shape)
        return finish(
            products,
            products if in_place else target,
            self.activation,
            spare,
            self.bias if bias else None,
            None if self.residual is None else self.residual[tile],
        )


def prepare(layer: Layer) -> Steps:
    """Return the work of a convolution.

    Raises
    ------
    ShapeError
        If channels, groups or dtypes do not fit.
    """
    _check(layer)
    if not layer.out.size:
        return []
    if layer.x.dtype == np.float16:
        return _prepare_in_float32(layer)
    return next(algorithm for applies, algorithm in _RULES if applies(layer))(layer)


def _check(layer: Layer) -> None:
    c, (m, c_of_group) = layer.x.shape[-1], layer.w.shape[:2]
    if layer.groups < 1:
        raise ShapeError(f"group must be at least 1, got {layer.groups}.")
    if c != c_of_group * layer.groups:
        raise ShapeError(
            f"the input must have {c_of_group} × {layer.groups} channels (weights × groups), "
            f"got {c}."
        )
    if m % layer.groups:
        raise ShapeError(f"{m} output channels cannot be divided into {layer.groups} groups.")
    if layer.bias is not None and layer.bias.shape != (m,):
        raise ShapeError(f"the bias must have shape ({m},), got {layer.bias.shape}.")
    if layer.residual is not None and layer.residual.shape != layer.out.shape:
        raise ShapeError(
            f"the residual must have shape {layer.out.shape}, got {layer.residual.shape}."
        )
    for name in ("w", "bias", "residual"):
        array = getattr(layer, name)
        if array is not None and array.dtype != layer.x.dtype:
            raise ShapeError(f"{name} must have dtype {layer.x.dtype}, got {array.dtype}.")


def _prepare_in_float32(layer: Layer) -> Steps:
    x = scratch.take(layer.x.shape, np.float32)
    out = scratch.take(layer.out.shape, np.float32)
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
    w = layer.w.reshape(layer.w.shape[:2]).T  # as fast as a transposed copy
    shape = layer.out.shape[:-1]
    whole = flat_rows(layer.x) is not None
    spare, finishing = scratch.Spare(), scratch.Spare()
    steps: Steps = []
    for tile in pieces(
        shape, POINTWISE_ROWS if whole else min(POINTWISE_ROWS, math.prod(shape[1:]))
    ):
        rows = flat_rows(layer.x[tile])
        assert rows is not None
        products = _products(layer, tile, len(rows), spare)
        parts = layer.finish(products, tile, finishing, bias=True)
        steps.append(as_step([multiply(rows, w, products), *parts]))
    return steps


def _columns(layer: Layer) -> Steps:
    """Copy the windows of a tile side by side, and multiply (im2col and GEMM)."""
    geometry = layer.geometry
    padded, steps = pad(layer.x, geometry)
    groups, w = _merge_groups(layer)
    k, c, m = math.prod(geometry.kernel), layer.x.shape[-1] // groups, layer.w.shape[0] // groups
    length = k * c + (layer.bias is not None)
    shape = layer.out.shape[:-1]
    row_bytes = groups * length * layer.x.itemsize
    rows_at_a_time = min(max(1, COLUMNS_BYTES // row_bytes), math.prod(shape))
    columns = scratch.take((groups, rows_at_a_time, length), layer.x.dtype)
    weights = np.empty((groups, length, m), layer.x.dtype)
    weights[:, : k * c] = w.reshape(groups, m, c, k).transpose(0, 3, 2, 1).reshape(groups, k * c, m)
    if layer.bias is not None:
        # A column of ones carries the bias. Others may have used this memory since the last run.
        weights[:, k * c] = layer.bias.reshape(groups, m)
        ones = columns[:, :, k * c]
        steps.append(lambda: ones.fill(1))
    views = windows(padded, geometry)
    spare, finishing = scratch.Spare(), scratch.Spare()
    for tile in pieces(shape, rows_at_a_time):
        view = views[tile]
        positions = view.shape[: len(shape)]
        rows = math.prod(positions)
        source = np.moveaxis(view.reshape(*view.shape[:-1], groups, c), -2, 0)
        target = columns[:, :rows, : k * c].reshape(source.shape)
        assert np.may_share_memory(target, columns)
        products = _products(layer, tile, rows, spare)
        by_group = products.reshape(rows, groups, m).transpose(1, 0, 2)
        steps.append(
            as_step(
                [
                    scratch.copy(source, target),
                    multiply(columns[0, :rows], weights[0], products)
                    if groups == 1
                    else multiply(columns[:, :rows], weights, by_group),
                    *layer.finish(products, tile, finishing, bias=False),
                ]
            )
        )
    return steps


def _few_channels(layer: Layer) -> Steps:
    """Copy whole rows of pixels for each tap: with three channels, windows are too short to copy.

    The columns lie transposed, (C × taps, pixels), each a run of pixels of one plane; where the
    stride is above 1, the planes are stored apart by the remainder of x, so that these runs are
    contiguous too.
    """
    geometry, n, c = layer.geometry, layer.x.shape[0], layer.x.shape[-1]
    (k_h, k_w), (s_h, s_w) = geometry.kernel, geometry.strides
    (d_h, d_w), (out_h, out_w) = geometry.dilations, geometry.out
    h, w = geometry.padded_sizes
    planes = scratch.keep((n, c, s_w, h, -(-w // s_w)), layer.x.dtype)
    steps = fill_phases(layer.x, geometry, planes.transpose(2, 0, 3, 4, 1))
    m = layer.w.shape[0]
    length = c * k_h * k_w + (layer.bias is not None)
    rows_at_a_time = max(1, min(COLUMNS_BYTES // (length * out_w * layer.x.itemsize), out_h))
    columns = scratch.take((length, rows_at_a_time * out_w), layer.x.dtype)
    # Taps by x first: each x needs a copy of its own.
    weights = layer.w.transpose(3, 1, 2, 0).reshape(-1, m)
    if layer.bias is not None:
        weights = np.concatenate([weights, layer.bias[None]])
        steps.append(lambda: columns[-1].fill(1))
    else:
        weights = np.ascontiguousarray(weights)
    spare, finishing = scratch.Spare(), scratch.Spare()
    for image in range(n):
        for start in range(0, out_h, rows_at_a_time):
            rows = min(rows_at_a_time, out_h - start)
            tile = (slice(image, image + 1), slice(start, start + rows), slice(0, out_w))
            used = columns[:, : rows * out_w]
            taps = used[: c * k_h * k_w].reshape(k_w, c, k_h, rows, out_w)
            parts: Calls = []
            for j in range(k_w):
                phase, offset = (j * d_w) % s_w, (j * d_w) // s_w
                plane = planes[image, :, phase, start * s_h :, offset : offset + out_w]
                step_c, step_h, step_w = plane.strides
                source = np.lib.stride_tricks.as_strided(
                    plane,
                    (c, k_h, rows, out_w),
                    (step_c, step_h * d_h, step_h * s_h, step_w),
                )
                parts.append(scratch.copy(source, taps[j]))
            products = _products(layer, tile, rows * out_w, spare)
            parts.append(multiply(used.T, weights, products))
            parts += layer.finish(products, tile, finishing, bias=False)
            steps.append(as_step(parts))
    return steps


def _depthwise(layer: Layer) -> Steps:
    geometry, x, out, residual = layer.geometry, layer.x, layer.out, layer.residual
    w = layer.w.reshape(layer.w.shape[0], *geometry.kernel)
    if len(geometry.sizes) == 1:
        # A line is a picture one pixel high.
        x, out, w = x[:, None], out[:, None], w[:, None]
        residual = None if residual is None else residual[:, None]
        geometry = Geometry(
            (1, *geometry.sizes),
            (1, *geometry.kernel),
            (1, *geometry.strides),
            (1, *geometry.dilations),
            (0, *geometry.begins),
            (0, *geometry.ends),
        )
    layer = replace(layer, x=x, out=out, residual=residual, geometry=geometry)
    spare = scratch.Spare()

    def finishing(products: np.ndarray, tile: tuple[slice, ...]) -> Calls:
        return layer.finish(products, tile, spare, bias=True)

    return depthwise.prepare(x, w, out, geometry, finishing)


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


def _products(layer: Layer, tile: tuple[slice, ...], rows: int, spare: scratch.Spare) -> np.ndarray:
    """Return where a tile's products go: into the output if it can hold them, else to scratch."""
    target = flat_rows(layer.out[tile])
    if target is not None and target.strides[-1] == target.itemsize:
        return target
    return spare.get((rows, layer.out.shape[-1]), layer.out.dtype)


def _is_depthwise(layer: Layer) -> bool:
    return 1 < layer.groups == layer.x.shape[-1] and len(layer.geometry.sizes) <= 2


def _is_pointwise(layer: Layer) -> bool:
    geometry = layer.geometry
    return (
        layer.groups == 1
        and max(geometry.kernel) == 1
        and max(geometry.strides) == 1
        and not geometry.is_padded
        and flat_rows(layer.x[:1]) is not None
    )


def _has_few_channels(layer: Layer) -> bool:
    geometry = layer.geometry
    return (
        layer.groups == 1
        and layer.x.shape[-1] <= 4
        and len(geometry.sizes) == 2
        and geometry.kernel[1] > 1
    )


def _always(_: Layer) -> bool:
    return True


# The first that applies is taken. A Winograd form for 3×3 kernels of stride 1 belongs before the
# last line.
_RULES: tuple[tuple[Callable[[Layer], bool], Callable[[Layer], Steps]], ...] = (
    (_is_depthwise, _depthwise),
    (_is_pointwise, _pointwise),
    (_has_few_channels, _few_channels),
    (_always, _columns),
)
