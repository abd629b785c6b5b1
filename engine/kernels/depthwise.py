"""Depthwise convolution: each channel has a kernel of its own.

A row of the output is one long vector of out_w × M numbers, and so is what each tap adds to it: a
run of the padded input. The taps are summed by one einsum over an overlapping view, 1.8 ns an
output; multiplying and adding tap by tap takes 3.2.

With a stride of s along the row, a run holds s pixels for each output, times the weights of s
neighbouring taps, and the s parts of each output are added at the end. Where the taps do not
divide into runs, two runs share a tap, half of its weight each. So nothing has to be copied.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from engine.kernels import binding, lanes, scratch
from engine.kernels.activation import Calls, as_step
from engine.kernels.layer import Layer
from engine.kernels.windows import Geometry, Sizes, pad, strided, with_whole_rows

Steps = list[Callable[[], object]]

TILE = 1 << 17
"""Outputs at a time; each einsum takes 7 µs to start."""
ROW_NUMBERS = 1 << 15
"""Numbers of a row at a time."""
RUN = 950
"""Numbers, or more, for which weights are repeated pixel by pixel: einsum works on such runs.
Weights for a whole row come from memory anew in each layer: 7 × 7 × 1152, 5×5, takes 0.148 ns a MAC
instead of 0.212, 14 × 14 × 672 0.141 instead of 0.164 (Zen 4); runs of 500 take a tenth more."""
PRODUCT = 10
"""Multiply-adds of a matrix product that take as long as one of einsum."""


def applies(geometry: Geometry, c: int, groups: int) -> bool:
    """Return whether a convolution is depthwise and of a kind that is known here."""
    if not (1 < groups == c and len(geometry.sizes) <= 2):
        return False
    k, s, d = geometry.kernel[-1], geometry.strides[-1], geometry.dilations[-1]
    return s == 1 or (d == 1 and s <= k)


@dataclass(frozen=True)
class Runs:
    """Some runs of a row at equal distances, multiplied and summed at once.

    Attributes
    ----------
    first : the pixel of the window where the first run starts
    step : pixels from one run to the next
    weights : (k_h, runs, pixels × stride × M) array, the same for each output of a row
    """

    first: int
    step: int
    weights: np.ndarray


def prepare(layer: Layer) -> Steps:
    """Return the work of a depthwise convolution of pictures or lines."""
    layer = _as_picture(layer)
    geometry = layer.geometry
    (out_h, out_w), m = geometry.out, layer.out.shape[-1]
    stride = geometry.strides[1]
    padded, steps = _padded(layer.x, geometry, m)
    width = min(out_w, max(1, ROW_NUMBERS // (m * stride)))
    runs = _runs(layer.w, geometry, pixels_at_a_time(width, m * stride))
    bias = None if layer.bias is None else np.tile(layer.bias, width)
    rows_at_a_time = max(1, min(out_h, TILE // (width * m)))
    rows_at_a_time = lanes.even(out_h, rows_at_a_time, PRODUCT * layer.multiply_adds)

    def bind(tiles: Sequence[tuple[int, slice, slice]]) -> Steps:
        spare = [scratch.Spare() for _ in range(4)]
        return [as_step(_bind_tile(layer, padded, runs, bias, tile, spare)) for tile in tiles]

    counted = len(layer.x) * -(-out_h // rows_at_a_time) * -(-out_w // width)
    binding.current().count_pieces(counted * (2 + stride))
    tiles = [
        (
            image,
            slice(top, min(top + rows_at_a_time, out_h)),
            slice(left, min(left + width, out_w)),
        )
        for image in range(len(layer.x))
        for top in range(0, out_h, rows_at_a_time)
        for left in range(0, out_w, width)
    ]
    return [*steps, *lanes.spread(tiles, bind, PRODUCT * layer.multiply_adds)]


def pixels_at_a_time(width: int, numbers: int) -> int:
    """Return for how many outputs of a row weights are repeated, so many numbers for each."""
    divisors = [n for n in range(1, width + 1) if width % n == 0]
    return next((n for n in divisors if n * numbers >= RUN), width)


def weigh(
    start: np.ndarray, strides: Sizes, weights: np.ndarray, out: np.ndarray, width: int
) -> Callable[[], object]:
    """Return the call that writes the sums of weighted runs of a padded input to `out`.

    Parameters
    ----------
    start : from its first number on runs lie
    strides : in bytes from tap to tap down and along, from row to row, from number to number
    weights : (taps down, taps along, pixels × numbers) array
    out : (rows, width × numbers) array
    """
    numbers = out.shape[1] // width
    length = math.gcd(width, weights.shape[2] // numbers) * numbers
    down, along, row, number = strides
    runs = out.reshape(len(out), -1, length)
    view = strided(
        start,
        (*weights.shape[:2], *runs.shape),
        (down, along, row, length * number, number),
    )
    return partial(np.einsum, "ijrkn,ijn->rkn", view, weights[:, :, :length], out=runs)


def _bind_tile(
    layer: Layer,
    padded: np.ndarray,
    runs: list[Runs],
    bias: np.ndarray | None,
    tile: tuple[int, slice, slice],
    spare: list[scratch.Spare],
) -> Calls:
    """Return the calls that compute some rows of a picture, or a part of them."""
    image, rows, pixels = tile
    place = (slice(image, image + 1), rows, pixels)
    target = layer.out[place]
    count, wide, m = target.shape[1:]
    (s_h, stride), d_h = layer.geometry.strides, layer.geometry.dilations[0]
    of_row, item = padded.strides[1], padded.itemsize
    in_place = target.flags.c_contiguous
    products = target if in_place else spare[0].get(target.shape, target.dtype)
    total = products.reshape(count, wide * m)
    sums = total if stride == 1 else spare[1].get((count, wide * stride * m), target.dtype)
    parts: Calls = []
    for position, run in enumerate(runs):
        start = padded[image, rows.start * s_h :, pixels.start * stride + run.first :]
        part = spare[2].like(sums) if position else sums
        strides = of_row * d_h, run.step * m * item, of_row * s_h, item
        parts.append(weigh(start, strides, run.weights, part, wide))
        if position:
            parts.append(partial(np.add, sums, part, sums))
    if stride > 1:
        by_pixel = sums.reshape(count, wide, stride, m)
        shaped = products.reshape(count, wide, m)
        parts.append(partial(np.add, by_pixel[:, :, 0], by_pixel[:, :, 1], shaped))
        parts += [
            partial(np.add, shaped, by_pixel[:, :, more], shaped) for more in range(2, stride)
        ]
    if bias is not None:
        parts.append(partial(np.add, total, bias[: wide * m], total))
    return parts + layer.finish(products, place, spare[3], bias=False)


def _as_picture(layer: Layer) -> Layer:
    """Return the layer itself; or, if it works on lines, on pictures one pixel high."""
    geometry = layer.geometry
    if len(geometry.sizes) == 2:
        return layer
    return replace(
        layer,
        x=layer.x[:, None],
        w=layer.w[:, :, None],
        out=layer.out[:, None],
        residual=None if layer.residual is None else layer.residual[:, None],
        geometry=Geometry(
            (1, *geometry.sizes),
            (1, *geometry.kernel),
            (1, *geometry.strides),
            (1, *geometry.dilations),
            (0, *geometry.begins),
            (0, *geometry.ends),
        ),
    )


def _runs(w: np.ndarray, geometry: Geometry, width: int) -> list[Runs]:
    """Return the runs that the taps (M, 1, k_h, k_w) divide into, for so many outputs of a row."""
    m, _, k_h, k_w = w.shape
    stride, d_w = geometry.strides[1], geometry.dilations[1]
    taps = w[:, 0].transpose(1, 2, 0)
    if stride == 1:
        weights = np.broadcast_to(taps[:, :, None], (k_h, k_w, width, m))
        return [Runs(0, d_w, np.ascontiguousarray(weights.reshape(k_h, k_w, width * m)))]
    firsts = [min(run * stride, k_w - stride) for run in range(math.ceil(k_w / stride))]
    shares = np.zeros(k_w, w.dtype)
    for first in firsts:
        shares[first : first + stride] += 1
    taps = taps / shares[:, None]
    of_run = np.stack([taps[:, first : first + stride] for first in firsts], axis=1)
    weights = np.broadcast_to(of_run[:, :, None], (k_h, len(firsts), width, stride, m))
    weights = weights.reshape(k_h, len(firsts), -1)
    steps = np.diff(firsts)
    if len(set(steps.tolist())) <= 1:
        return [Runs(0, int(steps[0]) if steps.size else 0, weights)]
    return [Runs(0, stride, weights[:, :-1]), Runs(firsts[-1], 0, weights[:, -1:])]


def _padded(x: np.ndarray, geometry: Geometry, m: int) -> tuple[np.ndarray, Steps]:
    """Return the padded input (N, H, W, M) with contiguous rows, and the work that fills it."""
    c = x.shape[-1]
    if m == c:
        return with_whole_rows(*pad(x, geometry))
    # Each channel has several kernels: it is repeated for them.
    (h, w), sizes = geometry.sizes, geometry.padded_sizes
    (top, left), (bottom, right) = geometry.begins, geometry.ends
    repeated = scratch.keep((x.shape[0], *sizes, m), x.dtype)
    seen = x[:, max(-top, 0) : h - max(-bottom, 0), max(-left, 0) : w - max(-right, 0)]
    rows = slice(max(top, 0), max(top, 0) + seen.shape[1])
    columns = slice(max(left, 0), max(left, 0) + seen.shape[2])
    by_channel = repeated[:, rows, columns].reshape(*seen.shape, m // c)
    return repeated, [scratch.copy(seen[..., None], by_channel)]
