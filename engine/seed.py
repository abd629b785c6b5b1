"""The layer this project began with, as one function.

A published question: a network trained with Theano should run for others without Theano. Its
layer is a true convolution (kernels flipped, as in `scipy.signal.convolve2d`), a bias, 2×2
max-pooling and ReLU.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.errors import ShapeError
from engine.kernels import settings
from engine.kernels.direct import AT_A_TIME, FEW_ROWS
from engine.threads import direct_products, one_blas_thread


def conv_layer(
    weights: tuple[np.ndarray, np.ndarray], x: np.ndarray, *, ignore_border: bool = True
) -> np.ndarray:
    """Return relu(max_pool(x * W + b)) of one picture.

    Parameters
    ----------
    weights : W, a (filters, C, k_h, k_w) array of kernels, which are flipped; and b, (filters,)
    x : (C, H, W) array
    ignore_border : drop an odd row or column that the 2×2 pooling leaves over, as Lasagne does;
        else pool what there is of it, as Theano can

    Returns
    -------
    (filters, (H − k_h + 1) / 2, (W − k_w + 1) / 2) array, rounded down or up; dtype of `x`

    Raises
    ------
    ShapeError
        If the arrays do not fit.
    """
    w, b = weights
    _check(w, b, x)
    filters, c, k_h, k_w = w.shape
    width = x.shape[2]
    out_h, out_w = x.shape[1] - k_h + 1, width - k_w + 1
    # Over whole rows, what a tap of the kernels sees is one run of each plane. The k_w − 1 sums
    # at the end of each row mix two rows, and are not looked at.
    length = (out_h - 1) * width + out_w
    planes = x.reshape(c, -1)
    columns = np.empty((k_h, k_w, c, length), x.dtype)
    for i in range(k_h):
        for j in range(k_w):
            start = i * width + j
            columns[i, j] = planes[:, start : start + length]
    flipped = w[:, :, ::-1, ::-1].transpose(2, 3, 1, 0).reshape(-1, filters)
    sums = np.empty((out_h * width, filters), x.dtype)
    with one_blas_thread(), settings.in_force():
        rows = columns.reshape(-1, length).T
        for part in _parts(length, flipped.size):
            np.matmul(rows[part], flipped, out=sums[:length][part])
        maps = sums.reshape(out_h, width, filters)[:, :out_w]
        if not ignore_border:
            rest = ((0, out_h % 2), (0, out_w % 2), (0, 0))
            maps = np.pad(maps, rest, constant_values=-np.inf)
        h, w_pooled = len(maps) // 2 * 2, maps.shape[1] // 2 * 2
        pooled = np.maximum(maps[0:h:2], maps[1:h:2])
        pooled = np.maximum(pooled[:, 0:w_pooled:2], pooled[:, 1:w_pooled:2])
        pooled += b
        pooled.clip(np.zeros((), x.dtype), np.array(np.inf, x.dtype), pooled)
    return np.ascontiguousarray(pooled.transpose(2, 0, 1))


def _parts(rows: int, weights: int) -> Iterator[slice]:
    """Yield slices of rows whose products BLAS multiplies where they lie, if it does so."""
    at_once = direct_products() // weights // AT_A_TIME * AT_A_TIME
    if at_once < FEW_ROWS:
        at_once = rows
    for start in range(0, rows, at_once):
        yield slice(start, start + at_once)


def _check(w: np.ndarray, b: np.ndarray, x: np.ndarray) -> None:
    if x.ndim != 3 or w.ndim != 4 or w.shape[1] != x.shape[0]:
        raise ShapeError(
            f"W must be (filters, C, k_h, k_w) and x (C, H, W), got {w.shape} and {x.shape}."
        )
    if b.shape != w.shape[:1]:
        raise ShapeError(f"b must have shape {w.shape[:1]}, one for each filter, got {b.shape}.")
    if min(w.shape) < 1 or x.shape[1] < w.shape[2] or x.shape[2] < w.shape[3]:
        raise ShapeError(f"kernels of {w.shape[2:]} pixels do not fit into {x.shape[1:]}.")
    if not w.dtype == b.dtype == x.dtype or x.dtype.kind != "f":
        raise ShapeError(
            f"W, b and x must have one float dtype, got {w.dtype}, {b.dtype} and {x.dtype}."
        )
