"""Convolution whose kernels reach where another array tells them to."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np

from engine import budget
from engine.errors import ShapeError
from engine.ops import spatial
from engine.ops.registry import onnx_op


@onnx_op("DeformConv", since=19)
def deform_conv(
    x: np.ndarray,
    w: np.ndarray,
    offset: np.ndarray,
    b: np.ndarray | None = None,
    mask: np.ndarray | None = None,
    *,
    dilations: Sequence[int] | None = None,
    group: int = 1,
    kernel_shape: Sequence[int] | None = None,
    offset_group: int = 1,
    pads: Sequence[int] | None = None,
    strides: Sequence[int] | None = None,
) -> np.ndarray:
    """Return the cross-correlation of feature maps with kernels whose pixels are moved.

    Parameters
    ----------
    x : (N, C, *spatial) floating array
    w : (M, C / group, *kernel)
    offset : (N, offset_group · kernel pixels · spatial axes, *out), in pixels, how far each
        kernel pixel is moved at each place
    b : (M,)
    mask : (N, offset_group · kernel pixels, *out), how much each kernel pixel counts
    kernel_shape, strides, dilations, pads : as for Conv

    Returns
    -------
    (N, M, *out) array, dtype of `x`

    Raises
    ------
    ShapeError
        If the arrays do not fit.

    Notes
    -----
    ONNX DeformConv-22, https://onnx.ai/onnx/operators/onnx__DeformConv.html
    """
    sizes = spatial.check_spatial(x)
    n, channels = x.shape[:2]
    rank = x.ndim - 2
    kernel = w.shape[2:]
    if len(kernel) != rank:
        raise ShapeError(f"the weights must have {x.ndim} axes, got shape {w.shape}.")
    geometry = spatial.geometry(sizes, kernel, strides, dilations, pads)
    out, pixels = geometry.out, math.prod(kernel)
    fits = (
        min(group, offset_group) > 0
        and w.ndim == x.ndim
        and channels == w.shape[1] * group
        and w.shape[0] % group == 0
        and channels % offset_group == 0
        and offset.shape == (n, offset_group * pixels * rank, *out)
        and (mask is None or mask.shape == (n, offset_group * pixels, *out))
        and (b is None or b.shape == w.shape[:1])
        and (kernel_shape is None or tuple(kernel_shape) == kernel)
    )
    if not fits:
        raise ShapeError(
            f"input {x.shape}, weights {w.shape} and offset {offset.shape} do not fit with "
            f"group {group} and offset_group {offset_group}."
        )
    moves = offset.reshape(n, offset_group, pixels, rank, *out)
    shares = None if mask is None else mask.reshape(n, offset_group, pixels, *out)
    # Columns (N, C, kernel pixels, *out), as a convolution by matrix product has them.
    columns = budget.allocate((n, channels, pixels, *out), x.dtype, what="A deformable convolution")
    grouped = x.reshape(n, offset_group, channels // offset_group, *x.shape[2:])
    for index, place in enumerate(itertools.product(*map(range, kernel))):
        positions = [
            moves[:, :, index, axis]
            + _start(out, axis, geometry.strides[axis])
            + (place[axis] * geometry.dilations[axis] - geometry.begins[axis])
            for axis in range(rank)
        ]
        sampled = _interpolate(grouped, positions)
        if shares is not None:
            sampled = sampled * shares[:, :, None, index]
        columns[:, :, index] = sampled.reshape(n, channels, *out)
    rows = columns.reshape(n, group, channels // group * pixels, -1)
    weights = w.reshape(group, w.shape[0] // group, -1)
    result = (weights @ rows).reshape(n, w.shape[0], *out)
    if b is not None:
        result = result + b.reshape(-1, *(1,) * rank)
    return np.asarray(result, x.dtype)


def _start(out: Sequence[int], axis: int, stride: int) -> np.ndarray:
    """Return where the windows begin along one axis, shaped to broadcast over `out`."""
    shape = [size if place == axis else 1 for place, size in enumerate(out)]
    return (np.arange(out[axis]) * stride).reshape(shape)


def _interpolate(x: np.ndarray, positions: Sequence[np.ndarray]) -> np.ndarray:
    """Return maps (N, G, C, *spatial) at positions (N, G, *out) for each axis; 0 outside."""
    n, groups, channels = x.shape[:3]
    out = positions[0].shape[2:]
    ones = (1,) * len(out)
    item = np.arange(n).reshape(-1, 1, *ones)
    group = np.arange(groups).reshape(1, -1, *ones)
    total = np.zeros((n, groups, *out, channels), x.dtype)
    befores = [np.floor(position) for position in positions]
    for corner in itertools.product((0, 1), repeat=len(positions)):
        share = np.ones(positions[0].shape, x.dtype)
        index = []
        for step, position, before, size in zip(
            corner, positions, befores, x.shape[3:], strict=True
        ):
            pixel = before + step
            inside = (pixel >= 0) & (pixel < size)
            share = share * (1 - np.abs(position - pixel)) * inside
            index.append(np.clip(pixel, 0, size - 1).astype(np.int64))
        total += x[(item, group, slice(None), *index)] * share[..., None]
    return np.moveaxis(total, -1, 2)
