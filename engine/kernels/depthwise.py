"""Depthwise convolution: each channel has a kernel of its own."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.lib.stride_tricks import as_strided

from engine.kernels import scratch
from engine.kernels.activation import BLOCK, Calls, as_step
from engine.kernels.windows import Geometry, fill_phases

Finish = Callable[[np.ndarray, tuple[slice, ...]], Calls]


def prepare(
    x: np.ndarray, w: np.ndarray, out: np.ndarray, geometry: Geometry, finish: Finish
) -> list[Callable[[], None]]:
    """Return the work of a depthwise convolution of pictures.

    A row of the output is one long vector of out_w × C numbers, and so is what each tap adds to
    it: a run of the padded input. The taps are summed by one einsum over an overlapping view,
    1.8 ns an output. With a stride the input is stored apart by the remainder of its x, which
    makes the runs contiguous again, with one einsum for each remainder.

    Parameters
    ----------
    x : (N, H, W, C) array
    w : (M, k_h, k_w) array; M is C, or a multiple of it
    out : (N, out_h, out_w, M) array
    finish : takes the products of a tile (1, rows, out_w, M) and where it lies in `out`, and
        returns the calls that write it there
    """
    (k_h, k_w), (s_h, s_w) = geometry.kernel, geometry.strides
    d_h, d_w = geometry.dilations
    (out_h, out_w), m = geometry.out, out.shape[-1]
    phases, steps = _phases(x, geometry, m)
    taps = w.transpose(1, 2, 0)
    rows_at_a_time = max(1, min(out_h, BLOCK // (out_w * m)))
    item, row_bytes = phases.itemsize, phases.strides[2]
    together = s_w // math.gcd(d_w, s_w)  # taps that far apart lie in one phase
    first_taps = range(min(together, k_w))
    weights = [
        np.ascontiguousarray(
            np.broadcast_to(
                taps[:, j::together, None], (k_h, len(range(j, k_w, together)), out_w, m)
            )
        ).reshape(k_h, -1, out_w * m)
        for j in first_taps
    ]
    sums, spare = scratch.Spare(), scratch.Spare()
    for image in range(len(x)):
        for start in range(0, out_h, rows_at_a_time):
            rows = min(rows_at_a_time, out_h - start)
            tile = (slice(image, image + 1), slice(start, start + rows), slice(0, out_w))
            target = out[tile]
            contiguous = target.flags.c_contiguous
            products = target if contiguous else sums.get(target.shape, target.dtype)
            total = products.reshape(rows, out_w * m)
            parts: Calls = []
            for j in first_taps:
                phase, offset = (j * d_w) % s_w, (j * d_w) // s_w
                view = as_strided(
                    phases[phase, image, start * s_h :, offset:],
                    (k_h, weights[j].shape[1], rows, out_w * m),
                    (row_bytes * d_h, together * d_w // s_w * m * item, row_bytes * s_h, item),
                )
                if j == 0:
                    parts.append(_sum_of_products(view, weights[j], total))
                else:
                    more = spare.like(total)
                    parts.append(_sum_of_products(view, weights[j], more))
                    parts.append(_accumulate(total, more))
            steps.append(as_step([*parts, *finish(products, tile)]))
    return steps


def _phases(
    x: np.ndarray, geometry: Geometry, m: int
) -> tuple[np.ndarray, list[Callable[[], None]]]:
    """Return the padded input as (phase, N, H, W / stride, M), and the work that fills it."""
    n, c = x.shape[0], x.shape[-1]
    s_w = geometry.strides[1]
    padded_h, padded_w = geometry.padded_sizes
    if s_w == 1 and m == c and not geometry.is_padded and x.flags.c_contiguous:
        return x[None], []
    phases = scratch.keep((s_w, n, padded_h, -(-padded_w // s_w), m), x.dtype)
    by_channel = phases.reshape(*phases.shape[:-1], c, m // c)
    return phases, fill_phases(x[..., None], geometry, by_channel)


def _sum_of_products(view: np.ndarray, w: np.ndarray, out: np.ndarray) -> Callable[[], object]:
    return lambda: np.einsum("ijrn,ijn->rn", view, w, out=out)


def _accumulate(total: np.ndarray, more: np.ndarray) -> Callable[[], object]:
    return lambda: np.add(total, more, out=total)
