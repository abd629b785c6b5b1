"""Depthwise convolution: each channel has a kernel of its own."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.lib.stride_tricks import as_strided

from engine.kernels import scratch
from engine.kernels.activation import BLOCK, Calls, as_step
from engine.kernels.layer import Layer
from engine.kernels.windows import Geometry, fill_phases, pad

ROW_NUMBERS = 1 << 15
"""Numbers of a row at a time: the weights are repeated for each pixel of it."""


def prepare(layer: Layer) -> list[Callable[[], object]]:
    """Return the work of a depthwise convolution of pictures or lines.

    A row of the output is one long vector of out_w × C numbers, and so is what each tap adds to
    it: a run of the padded input. The taps are summed by one einsum over an overlapping view,
    1.8 ns an output. With a stride the input is stored apart by the remainder of its x, which
    makes the runs contiguous again, with one einsum for each remainder.
    """
    layer = _as_picture(layer)
    geometry = layer.geometry
    s_h, s_w = geometry.strides
    d_h, d_w = geometry.dilations
    (out_h, out_w), m = geometry.out, layer.out.shape[-1]
    phases, steps = _phases(layer.x, geometry, m)
    together = s_w // math.gcd(d_w, s_w)  # taps that far apart lie in one phase
    width = min(out_w, max(1, ROW_NUMBERS // m))
    weights = _repeated_weights(layer.w, together, width)
    rows_at_a_time = max(1, min(out_h, BLOCK // (width * m)))
    item, row_bytes = phases.itemsize, phases.strides[2]
    sums, more, spare = scratch.Spare(), scratch.Spare(), scratch.Spare()
    for image, top, left in np.ndindex(
        len(layer.x), -(-out_h // rows_at_a_time), -(-out_w // width)
    ):
        rows = slice(top * rows_at_a_time, min((top + 1) * rows_at_a_time, out_h))
        pixels = slice(left * width, min((left + 1) * width, out_w))
        tile = (slice(image, image + 1), rows, pixels)
        target = layer.out[tile]
        in_place = target.flags.c_contiguous
        products = target if in_place else sums.get(target.shape, target.dtype)
        total = products.reshape(target.shape[1], -1)
        parts: Calls = []
        for j, w in enumerate(weights):
            phase, offset = (j * d_w) % s_w, (j * d_w) // s_w
            view = as_strided(
                phases[phase, image, rows.start * s_h :, pixels.start + offset :],
                (*w.shape[:2], *total.shape),
                (row_bytes * d_h, together * d_w // s_w * m * item, row_bytes * s_h, item),
            )
            part = total if j == 0 else more.like(total)
            parts.append(_sum_of_products(view, w[:, :, : total.shape[1]], part))
            if j:
                parts.append(_accumulate(total, part))
        steps.append(as_step([*parts, *layer.finish(products, tile, spare, bias=True)]))
    return steps


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


def _repeated_weights(w: np.ndarray, together: int, width: int) -> list[np.ndarray]:
    """Return the taps of each phase, (k_h, taps, width × M), the same for each pixel of a row."""
    m, _, k_h, k_w = w.shape
    taps = w[:, 0].transpose(1, 2, 0)[:, :, None]
    phases = [taps[:, j::together] for j in range(min(together, k_w))]
    return [
        np.broadcast_to(phase, (k_h, phase.shape[1], width, m)).reshape(k_h, -1, width * m)
        for phase in phases
    ]


def _phases(
    x: np.ndarray, geometry: Geometry, m: int
) -> tuple[np.ndarray, list[Callable[[], object]]]:
    """Return the padded input as (phase, N, H, W / stride, M), and the work that fills it."""
    n, c = x.shape[0], x.shape[-1]
    s_w = geometry.strides[1]
    padded_h, padded_w = geometry.padded_sizes
    if s_w == 1 and m == c:
        padded, steps = pad(x, geometry)
        if steps or padded[0, 0].flags.c_contiguous:
            return padded[None], steps
    phases = scratch.keep((s_w, n, padded_h, -(-padded_w // s_w), m), x.dtype)
    by_channel = phases.reshape(*phases.shape[:-1], c, m // c)
    return phases, fill_phases(x[..., None], geometry, by_channel)


def _sum_of_products(view: np.ndarray, w: np.ndarray, out: np.ndarray) -> Callable[[], object]:
    return lambda: np.einsum("ijrn,ijn->rn", view, w, out=out)


def _accumulate(total: np.ndarray, more: np.ndarray) -> Callable[[], object]:
    return lambda: np.add(total, more, out=total)
