"""1×1 to many channels, depthwise, 1×1 to few again: some rows at a time.

The map between is the largest of a network, and nobody looks at it. Here its rows lie in scratch
memory that stays in the cache, each expanded once: the next rows find those they share with these
copied to the top.

What is copied of the narrow input costs little, so it is laid out as the rest likes it: a last
channel of ones carries the first bias, and with a stride of s the pixels of a row lie apart by the
remainder of x / s. What one tap of the depthwise kernel sees along a row is then one run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from engine.errors import ShapeError
from engine.kernels import binding, lanes, scratch
from engine.kernels.activation import Activation, Calls, as_step, calls
from engine.kernels.conv import pointwise_panels
from engine.kernels.depthwise import PRODUCT, ROW_NUMBERS, pixels_at_a_time, weigh
from engine.kernels.direct import lay_out, multiply_panels
from engine.kernels.layer import Layer
from engine.kernels.windows import Geometry

Steps = list[Callable[[], object]]
Weights = tuple[np.ndarray, list[np.ndarray], np.ndarray]
"""Of the three convolutions: panels with the bias, for each phase of a row, and panels."""
Tile = tuple[int, int, int]
"""A picture of the batch, and the first and last (excluded) row of the output."""

WIDE = 3 << 16
"""Numbers of wide rows at a time: 768 KB. Twice or half as many take as long."""
LARGE = 140_000
"""Numbers of a wide map from which on this is faster than one convolution after the other: 0.77 of
the time for 112 × 112 × 96 with a stride of 2, 0.92 for 56 × 56 × 144, 0.96 for 28 × 28 × 192; not
at 14 × 14."""


@dataclass(frozen=True)
class Part:
    """One of the three convolutions.

    Attributes
    ----------
    w : (M, C / groups, *kernel) array
    bias : (M,) array, or None
    """

    w: np.ndarray
    bias: np.ndarray | None
    activation: Activation


@dataclass(frozen=True)
class Block:
    """What there is to compute: out = project(depthwise(expand(x))) + residual.

    Attributes
    ----------
    x : (N, H, W, C) array
    out : (N, *out, M) array
    geometry : of the windows of the depthwise convolution, dilations 1
    residual : an array like `out`, or None, added before the last activation
    """

    x: np.ndarray
    expand: Part
    depth: Part
    project: Part
    out: np.ndarray
    geometry: Geometry
    residual: np.ndarray | None = None

    def check(self) -> None:
        """Raise a ShapeError if weights, biases and dtypes do not fit."""
        c, e, m = self.x.shape[-1], len(self.expand.w), len(self.project.w)
        shapes = (e, c, 1, 1), (e, 1, *self.geometry.kernel), (m, e, 1, 1)
        for part, shape in zip((self.expand, self.depth, self.project), shapes, strict=True):
            if part.w.shape != shape:
                raise ShapeError(f"the weights must have shape {shape}, got {part.w.shape}.")
            if part.bias is not None and part.bias.shape != shape[:1]:
                raise ShapeError(f"the bias must have shape {shape[:1]}, got {part.bias.shape}.")
            if part.w.dtype != self.x.dtype:
                raise ShapeError(f"w must have dtype {self.x.dtype}, got {part.w.dtype}.")
        if self.residual is not None and self.residual.shape != self.out.shape:
            raise ShapeError(
                f"the residual must have shape {self.out.shape}, got {self.residual.shape}."
            )
        if min(*self.geometry.begins, *self.geometry.ends) < 0:
            raise ShapeError("the padding must not be negative.")

    @property
    def multiply_adds(self) -> int:
        """As many multiply-adds of a matrix product as take as long."""
        e, pixels = len(self.expand.w), self.out[..., 0].size
        depth = PRODUCT * self.depth.w.size * pixels
        return self.x.size * e + depth + self.out.size * e


def applies(geometry: Geometry, e: int) -> bool:
    """Return whether a block with so many wide channels is faster some rows at a time."""
    (h, w), (_, out_w) = geometry.sizes, geometry.out
    plain = geometry.dilations == (1, 1) and min(*geometry.begins, *geometry.ends) >= 0
    return plain and h * w * e >= LARGE and out_w * e <= ROW_NUMBERS


def prepare(block: Block) -> Steps:
    """Return the work of a block.

    Raises
    ------
    ShapeError
        If weights, biases and dtypes do not fit.
    """
    block.check()
    if not block.out.size:
        return []
    geometry, e = block.geometry, len(block.expand.w)
    n, out_h = len(block.out), geometry.out[0]
    (k_h, _), (s_h, s_w) = geometry.kernel, geometry.strides
    of_row = _row_pixels(geometry) * e
    rows = max(1, min(out_h, (WIDE // of_row - (k_h - s_h)) // s_h))
    rows = lanes.even(out_h, rows, block.multiply_adds)
    weights = (
        lay_out(_expanding_weights(block.expand)),
        _weights_of_phases(block.depth.w, geometry),
        pointwise_panels(block.project.w),
    )

    def bind(tiles: Sequence[Tile]) -> Steps:
        lane = _Lane(block, rows, weights)
        return [as_step(lane.bind(tile)) for tile in tiles]

    tiles = [
        (image, top, min(top + rows, out_h)) for image in range(n) for top in range(0, out_h, rows)
    ]
    binding.current().count_pieces(len(tiles) * (12 + 4 * s_w))
    return lanes.spread(tiles, bind, block.multiply_adds)


def _row_pixels(geometry: Geometry) -> int:
    """Return the pixels of a padded row, with some more so that the stride divides them."""
    width, stride = geometry.padded_sizes[1], geometry.strides[1]
    return -(-width // stride) * stride


def _expanding_weights(part: Part) -> np.ndarray:
    """Return the weights (C + 1, M), the bias among them as the last row."""
    m, c = part.w.shape[:2]
    weights = np.zeros((c + 1, m), part.w.dtype)
    weights[:c] = part.w.reshape(m, c).T
    if part.bias is not None:
        weights[c] = part.bias
    return weights


def _weights_of_phases(w: np.ndarray, geometry: Geometry) -> list[np.ndarray]:
    """Return what each phase of a row is multiplied with: (k_h, taps, pixels × M) for each."""
    k_h, k_w = geometry.kernel
    stride, pixels = geometry.strides[1], pixels_at_a_time(geometry.out[1], len(w))
    taps = w[:, 0].transpose(1, 2, 0)[:, :, None]
    phases = [taps[:, phase::stride] for phase in range(min(stride, k_w))]
    return [
        np.ascontiguousarray(np.broadcast_to(part, (k_h, part.shape[1], pixels, len(w)))).reshape(
            k_h, part.shape[1], -1
        )
        for part in phases
    ]


class _Lane:
    """The scratch memory of one thread, and what binds tiles to it, from the top of pictures down.

    Attributes
    ----------
    wide : (rows, stride, pixels of a row / stride, E), rows of the padded expanded map
    columns : (rows, stride, pixels of a row / stride, C + 1), the input of `wide`; the last is 1
    """

    def __init__(self, block: Block, rows: int, weights: Weights) -> None:
        geometry, dtype = block.geometry, block.x.dtype
        (k_h, _), (s_h, s_w) = geometry.kernel, geometry.strides
        (c, e), out_w = block.x.shape[-1:] + block.expand.w.shape[:1], geometry.out[1]
        shape = ((rows - 1) * s_h + k_h, s_w, _row_pixels(geometry) // s_w)
        self.expanding, self.depth, self.projecting = weights
        self.block = block
        self.wide = scratch.take((*shape, e), dtype)
        self.columns = scratch.keep((*shape, c + 1), dtype, 1)
        self.sums = scratch.take((rows, out_w * e), dtype)
        self.more = scratch.take(self.sums.shape if len(self.depth) > 1 else (0, 0), dtype)
        self.spare = [scratch.Spare() for _ in range(4)]
        bias = block.depth.bias
        self.bias = None if bias is None else np.tile(bias, out_w)
        self.latest: tuple[int, int, int] | None = None

    def bind(self, tile: Tile) -> Calls:
        """Return the calls that compute some rows of the output."""
        image, top, bottom = tile
        geometry = self.block.geometry
        k_h, s_h = geometry.kernel[0], geometry.strides[0]
        first, end = top * s_h, (bottom - 1) * s_h + k_h
        parts: Calls = []
        made = first
        if self.latest is not None and self.latest[0] == image and self.latest[2] > first:
            # Rows that the tile before has expanded already.
            made = self.latest[2]
            there = self.wide[first - self.latest[1] :][: made - first]
            parts.append(scratch.copy(there, self.wide[: made - first]))
        self.latest = image, first, end
        return [
            *parts,
            *self._expand(image, self.wide[made - first : end - first], made, end),
            *self._depth(bottom - top),
            *self._project(tile),
        ]

    def _expand(self, image: int, wide: np.ndarray, first: int, end: int) -> Calls:
        """Return the calls that fill rows `first` to `end` of the padded map."""
        block, geometry = self.block, self.block.geometry
        (above, left), h, stride = geometry.begins, geometry.sizes[0], geometry.strides[1]
        top = min(max(first, above), end)
        bottom = max(min(end, above + h), top)
        parts: Calls = [
            partial(rows.fill, 0)
            for rows in (wide[: top - first], wide[bottom - first :])
            if rows.size
        ]
        if top == bottom:
            return parts
        seen = block.x[image, top - above : bottom - above]
        c, e = seen.shape[-1], wide.shape[-1]
        columns, wide = self.columns[: bottom - top], wide[top - first : bottom - first]
        zeros: Calls = []
        for phase in range(stride):
            # The first pixel of the phase that is none of the padding, and its place there.
            start = max(0, -(-(left - phase) // stride))
            pixels = seen[:, start * stride + phase - left :: stride]
            stop = start + pixels.shape[1]
            if pixels.size:
                parts.append(scratch.copy(pixels, columns[:, phase, start:stop, :c]))
            around = wide[:, phase, :start], wide[:, phase, stop:]
            zeros += [partial(rest.fill, 0) for rest in around if rest.size]
        products = wide.reshape(-1, e)
        return [
            *parts,
            multiply_panels(columns.reshape(-1, c + 1), self.expanding, products),
            *calls(block.expand.activation, products, products, self.spare[0]),
            *zeros,
        ]

    def _depth(self, rows: int) -> Calls:
        """Return the calls that combine what windows see of `wide`."""
        geometry = self.block.geometry
        of_row, _, of_pixel, item = self.wide.strides
        sums, more = self.sums[:rows], self.more[:rows]
        parts: Calls = []
        for phase, weights in enumerate(self.depth):
            target = more if phase else sums
            strides = of_row, of_pixel, of_row * geometry.strides[0], item
            parts.append(weigh(self.wide[:, phase], strides, weights, target, geometry.out[1]))
            if phase:
                parts.append(partial(np.add, sums, more, sums))
        if self.bias is not None:
            parts.append(partial(np.add, sums, self.bias, sums))
        return parts + calls(self.block.depth.activation, sums, sums, self.spare[1])

    def _project(self, tile: Tile) -> Calls:
        """Return the calls that make rows of the output of what `_depth` leaves."""
        image, top, bottom = tile
        block, part = self.block, self.block.project
        place = slice(image, image + 1), slice(top, bottom)
        sums = self.sums[: bottom - top].reshape(1, bottom - top, -1, len(block.expand.w))
        layer = Layer(
            sums,
            part.w,
            part.bias,
            block.out[place],
            Geometry(sums.shape[1:3], (1, 1), (1, 1), (1, 1), (0, 0), (0, 0)),
            activation=part.activation,
            residual=None if block.residual is None else block.residual[place],
        )
        whole = (slice(None),) * 3
        rows = sums.reshape(-1, sums.shape[-1])
        products = layer.products(whole, len(rows), self.spare[2])
        return [
            multiply_panels(rows, self.projecting, products),
            *layer.finish(products, whole, self.spare[3], bias=True),
        ]
