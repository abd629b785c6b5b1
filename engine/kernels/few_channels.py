"""Convolution of pictures with few channels: the first layer of most networks.

With three channels, windows are too short to be copied one by one. So the columns lie transposed,
(taps, pixels), each row a run of pixels of one plane, copied whole. Where the stride is above 1,
the planes are stored apart by the remainder of x, which makes these runs contiguous too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from engine.kernels import binding, lanes, scratch
from engine.kernels.activation import Calls, as_step
from engine.kernels.direct import lay_out, multiply_panels
from engine.kernels.layer import COLUMNS_BYTES, Layer
from engine.kernels.windows import fill_phases, strided

Steps = list[Callable[[], object]]


def prepare(layer: Layer) -> Steps:
    """Return the work of a convolution of pictures without groups, for any number of channels."""
    geometry, n, c = layer.geometry, layer.x.shape[0], layer.x.shape[-1]
    (k_h, k_w), (s_h, s_w) = geometry.kernel, geometry.strides
    (d_h, d_w), (out_h, out_w) = geometry.dilations, geometry.out
    h, w = geometry.padded_sizes
    planes = scratch.keep((n, c, s_w, h, -(-w // s_w)), layer.x.dtype)
    steps = fill_phases(layer.x, geometry, planes.transpose(2, 0, 3, 4, 1))
    m = layer.w.shape[0]
    length = c * k_h * k_w + (layer.bias is not None)
    rows_at_a_time = max(1, min(COLUMNS_BYTES // (length * out_w * layer.x.itemsize), out_h))
    rows_at_a_time = lanes.even(out_h, rows_at_a_time, layer.multiply_adds)
    # Taps by x first: each x needs a copy of its own.
    weights = layer.w.transpose(3, 1, 2, 0).reshape(-1, m)
    if layer.bias is not None:
        weights = np.concatenate([weights, layer.bias[None]])
    panels = lay_out(weights)

    def bind(tiles: Sequence[tuple[int, int, int]]) -> Steps:
        columns = scratch.take((length, rows_at_a_time * out_w), layer.x.dtype)
        spare, finishing = scratch.Spare(), scratch.Spare()
        work: Steps = []
        if layer.bias is not None:
            work.append(partial(columns[-1].fill, 1))
        for image, start, rows in tiles:
            tile = (slice(image, image + 1), slice(start, start + rows), slice(0, out_w))
            used = columns[:, : rows * out_w]
            taps = used[: c * k_h * k_w].reshape(k_w, c, k_h, rows, out_w)
            parts: Calls = []
            for j in range(k_w):
                phase, offset = (j * d_w) % s_w, (j * d_w) // s_w
                plane = planes[image, :, phase, start * s_h :, offset : offset + out_w]
                step_c, step_h, step_w = plane.strides
                source = strided(
                    plane,
                    (c, k_h, rows, out_w),
                    (step_c, step_h * d_h, step_h * s_h, step_w),
                )
                parts.append(scratch.copy(source, taps[j]))
            products = layer.products(tile, rows * out_w, spare)
            parts.append(multiply_panels(used.T, panels, products))
            parts += layer.finish(products, tile, finishing, bias=False)
            work.append(as_step(parts))
        return work

    binding.current().count_pieces(n * -(-out_h // rows_at_a_time) * k_w)
    tiles = [
        (image, start, min(rows_at_a_time, out_h - start))
        for image in range(n)
        for start in range(0, out_h, rows_at_a_time)
    ]
    if lanes.count(layer.multiply_adds) > 1:
        steps = [binding.Together([[step] for step in steps])]
    return [*steps, *lanes.spread(tiles, bind, layer.multiply_adds)]
