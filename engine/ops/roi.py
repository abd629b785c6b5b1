"""Pooling of regions of feature maps into squares of one size."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine import budget
from engine.errors import ShapeError, UnsupportedError
from engine.ops.registry import onnx_op


def _roi_align(
    x: np.ndarray,
    rois: np.ndarray,
    batch_indices: np.ndarray,
    mode: str,
    output_height: int,
    output_width: int,
    sampling_ratio: int,
    spatial_scale: float,
    offset: float,
) -> np.ndarray:
    if x.ndim != 4 or rois.ndim != 2 or rois.shape[1] != 4 or len(batch_indices) != len(rois):
        raise ShapeError(
            f"takes (N, C, H, W), (K, 4) and (K,), got {x.shape}, {rois.shape}, "
            f"{batch_indices.shape}."
        )
    if mode not in ("avg", "max"):
        raise UnsupportedError(f"mode must be avg or max, got {mode!r}.")
    if min(output_height, output_width) < 1 or np.any(
        (batch_indices < 0) | (batch_indices >= len(x))
    ):
        raise ShapeError("output sizes must be positive and batch_indices within the batch.")
    out = budget.allocate(
        (len(rois), x.shape[1], output_height, output_width), x.dtype, what="RoiAlign's result"
    )
    for k, (roi, item) in enumerate(zip(rois, batch_indices, strict=True)):
        begin = roi[1::-1].astype(np.float64) * spatial_scale - offset  # y, x
        size = roi[:1:-1].astype(np.float64) * spatial_scale - offset - begin
        if not offset:
            size = np.maximum(size, 1.0)
        rows, row_shares = _samples(begin[0], size[0], output_height, sampling_ratio, x.shape[2])
        columns, shares = _samples(begin[1], size[1], output_width, sampling_ratio, x.shape[3])
        # [row before/after, column before/after] of each sample
        parts = x[item][:, rows[:, None, :, None], columns[None, :, None, :]]
        weights = row_shares[:, None, :, None] * shares[None, :, None, :]
        weighted = parts * weights.astype(np.float32)
        n_h, n_w = rows.shape[1] // output_height, columns.shape[1] // output_width
        samples = weighted.sum(axis=(1, 2)) if mode == "avg" else weighted.max(axis=(1, 2))
        cells = samples.reshape(-1, output_height, n_h, output_width, n_w)
        out[k] = cells.mean(axis=(2, 4)) if mode == "avg" else cells.max(axis=(2, 4))
    return out


def _samples(
    begin: float, length: float, cells: int, ratio: int, size: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return for one axis the pixels before and after each sample, (2, samples), and their shares.

    Samples more than a pixel outside count nothing.
    """
    count = ratio if ratio > 0 else max(int(np.ceil(length / cells)), 1)
    budget.check_elements((cells, count), "The samples of a region")
    steps = (np.arange(cells)[:, None] + (np.arange(count) + 0.5) / count).reshape(-1)
    position = begin + steps * length / cells
    outside = (position < -1) | (position > size)
    position = np.maximum(position, 0)
    before = np.minimum(np.floor(position).astype(np.int64), size - 1)
    after = np.minimum(before + 1, size - 1)
    fraction = np.where(before >= size - 1, 0.0, position - before)
    shares = np.stack([1 - fraction, fraction]) * ~outside
    return np.stack([before, after]), shares


@onnx_op("RoiAlign", since=10)
def roi_align_10(
    x: np.ndarray,
    rois: np.ndarray,
    batch_indices: np.ndarray,
    *,
    mode: str = "avg",
    output_height: int = 1,
    output_width: int = 1,
    sampling_ratio: int = 0,
    spatial_scale: float = 1.0,
) -> np.ndarray:
    """Return as `roi_align` without the half pixel.

    Notes
    -----
    ONNX RoiAlign-10, https://onnx.ai/onnx/operators/onnx__RoiAlign.html
    """
    return _roi_align(
        x,
        rois,
        batch_indices,
        mode,
        output_height,
        output_width,
        sampling_ratio,
        spatial_scale,
        0.0,
    )


@onnx_op("RoiAlign", since=16)
def roi_align(
    x: np.ndarray,
    rois: np.ndarray,
    batch_indices: np.ndarray,
    *,
    mode: str = "avg",
    output_height: int = 1,
    output_width: int = 1,
    sampling_ratio: int = 0,
    spatial_scale: float = 1.0,
    coordinate_transformation_mode: str = "half_pixel",
) -> np.ndarray:
    """Return regions of feature maps, each sampled into a grid of cells.

    Parameters
    ----------
    x : (N, C, H, W) floating array
    rois : (K, 4), left, top, right, bottom
    batch_indices : (K,) which item each region lies in
    mode : `avg` or `max` over a cell's samples (for `max`, over their weighted pixels, as ONNX
        defines it)
    sampling_ratio : samples along each side of a cell; 0 takes about one a pixel
    spatial_scale : pixels of `x` per unit of `rois`
    coordinate_transformation_mode : `half_pixel` moves regions by half a pixel,
        `output_half_pixel` does not

    Returns
    -------
    (K, C, output_height, output_width), dtype of `x`

    Raises
    ------
    ShapeError, UnsupportedError
        If the arrays do not fit, or a mode is not known.

    Notes
    -----
    ONNX RoiAlign-22, https://onnx.ai/onnx/operators/onnx__RoiAlign.html
    """
    offset = 0.5 if coordinate_transformation_mode == "half_pixel" else 0.0
    return _roi_align(
        x,
        rois,
        batch_indices,
        mode,
        output_height,
        output_width,
        sampling_ratio,
        spatial_scale,
        offset,
    )


@onnx_op("MaxRoiPool", since=1)
def max_roi_pool(
    x: np.ndarray,
    rois: np.ndarray,
    *,
    pooled_shape: Sequence[int],
    spatial_scale: float = 1.0,
) -> np.ndarray:
    """Return the largest value in each cell of each region; 0 where a cell is empty.

    Parameters
    ----------
    x : (N, C, H, W) floating array
    rois : (K, 5): item, left, top, right, bottom, both ends included
    pooled_shape : cells down and across

    Returns
    -------
    (K, C, *pooled_shape), dtype of `x`

    Raises
    ------
    ShapeError
        If the arrays do not fit.

    Notes
    -----
    ONNX MaxRoiPool-22, https://onnx.ai/onnx/operators/onnx__MaxRoiPool.html
    """
    if x.ndim != 4 or rois.ndim != 2 or rois.shape[1] != 5 or min(pooled_shape) < 1:
        raise ShapeError(f"takes (N, C, H, W) and (K, 5), got {x.shape} and {rois.shape}.")
    p_h, p_w = pooled_shape
    out = budget.allocate((len(rois), x.shape[1], p_h, p_w), x.dtype, 0, "MaxRoiPool's result")
    for k, roi in enumerate(rois):
        item = int(roi[0])
        if not 0 <= item < len(x):
            raise ShapeError(f"region {k} lies in item {item} of {len(x)}.")
        left, top, right, bottom = np.floor(roi[1:] * spatial_scale + 0.5).astype(int).tolist()
        rows = _cells(top, bottom, p_h, x.shape[2])
        columns = _cells(left, right, p_w, x.shape[3])
        for i, (y0, y1) in enumerate(rows):
            for j, (x0, x1) in enumerate(columns):
                if y1 > y0 and x1 > x0:
                    out[k, :, i, j] = x[item, :, y0:y1, x0:x1].max(axis=(1, 2))
    return out


def _cells(first: int, last: int, count: int, size: int) -> list[tuple[int, int]]:
    length = max(last - first + 1, 1)
    return [
        (
            min(max(first + i * length // count, 0), size),
            min(max(first - (-(i + 1) * length // count), 0), size),
        )
        for i in range(count)
    ]
