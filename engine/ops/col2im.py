"""Columns of blocks put back into a picture, and maxima put back where they stood."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np

from engine import budget, stopping
from engine.errors import ShapeError
from engine.kernels.determinant import determinants
from engine.ops import spatial
from engine.ops.arguments import axes_of, integers, same_count
from engine.ops.places import parts_of
from engine.ops.registry import onnx_op


@onnx_op("Col2Im", since=18, shape_from=("image_shape", "block_shape"))
def col2im(
    x: np.ndarray,
    image_shape: np.ndarray,
    block_shape: np.ndarray,
    *,
    dilations: Sequence[int] | None = None,
    pads: Sequence[int] | None = None,
    strides: Sequence[int] | None = None,
) -> np.ndarray:
    """Return the sum of blocks, each put where a sliding window would have cut it out.

    Parameters
    ----------
    x : (N, C · pixels of a block, number of blocks)
    image_shape, block_shape : one size for each spatial axis
    strides, dilations, pads : of the window, as for Conv

    Returns
    -------
    (N, C, *image_shape)

    Raises
    ------
    ShapeError
        If the number of blocks or their pixels do not fit.

    Notes
    -----
    ONNX Col2Im-18, https://onnx.ai/onnx/operators/onnx__Col2Im.html
    """
    image, block = integers(image_shape, "image_shape"), integers(block_shape, "block_shape")
    if len(image) != len(block) or min(block, default=0) < 1:
        raise ShapeError(f"blocks of {block} do not fit an image of {image}.")
    geometry = spatial.geometry(image, block, strides, dilations, pads)
    pixels = math.prod(block)
    if x.ndim != 3 or x.shape[1] % pixels or x.shape[2] != math.prod(geometry.out):
        raise ShapeError(
            f"needs (N, C · {pixels}, {math.prod(geometry.out)}) for an image of {image}, "
            f"got {x.shape}."
        )
    n, channels = x.shape[0], x.shape[1] // pixels
    begins, ends = geometry.begins, geometry.ends
    padded = [size + begin + end for size, begin, end in zip(image, begins, ends, strict=True)]
    whole = budget.allocate((n, channels, *padded), x.dtype, 0, "Col2Im's result")
    columns = x.reshape(n, channels, pixels, *geometry.out)
    for index, place in enumerate(itertools.product(*map(range, block))):
        window = tuple(
            slice(at * gap, at * gap + (count - 1) * step + 1, step)
            for at, gap, count, step in zip(
                place, geometry.dilations, geometry.out, geometry.strides, strict=True
            )
        )
        whole[(slice(None), slice(None), *window)] += columns[:, :, index]
    inner = (slice(begin, begin + size) for begin, size in zip(begins, image, strict=True))
    return whole[(slice(None), slice(None), *inner)]


@onnx_op("MaxUnpool", since=9, shape_from=("output_shape",))
def max_unpool(
    x: np.ndarray,
    indices: np.ndarray,
    output_shape: np.ndarray | None = None,
    *,
    kernel_shape: Sequence[int],
    pads: Sequence[int] | None = None,
    strides: Sequence[int] | None = None,
) -> np.ndarray:
    """Return zeros with each value of `x` where MaxPool found it.

    Parameters
    ----------
    x, indices : (N, C, *spatial), what MaxPool returns
    output_shape : (N, C, *out) where it does not follow from the window
    kernel_shape, strides, pads : of MaxPool

    Raises
    ------
    ShapeError
        If an index lies outside.

    Notes
    -----
    ONNX MaxUnpool-22, https://onnx.ai/onnx/operators/onnx__MaxUnpool.html
    """
    rank = len(kernel_shape)
    if x.shape != indices.shape or x.ndim != rank + 2:
        raise ShapeError(f"values {x.shape} and indices {indices.shape} must have {rank + 2} axes.")
    begins, ends = spatial.explicit_padding(rank, pads)
    natural = [
        (size - 1) * step + kernel - begin - end
        for size, step, kernel, begin, end in zip(
            x.shape[2:], strides or (1,) * rank, kernel_shape, begins, ends, strict=True
        )
    ]
    inner = budget.check_elements((*x.shape[:2], *natural), "MaxUnpool's result")
    sizes = inner if output_shape is None else integers(output_shape, "output_shape")
    if len(sizes) != x.ndim or any(a < b for a, b in zip(sizes, inner, strict=True)):
        raise ShapeError(f"output_shape must be at least {inner}, got {sizes}.")
    if np.any((indices < 0) | (indices >= math.prod(inner))):
        raise ShapeError(f"indices must be between 0 and {math.prod(inner) - 1}.")
    # The indices count in the picture the pool saw; a larger output keeps its corner.
    result = budget.allocate(sizes, x.dtype, 0, "MaxUnpool's result")
    for place, part in parts_of((indices,), x.size):
        result[np.unravel_index(part[0], inner)] = x[place]
    return result


@onnx_op("CenterCropPad", since=18, shape_from=("shape",))
def center_crop_pad(
    x: np.ndarray, shape: np.ndarray, *, axes: Sequence[int] | None = None
) -> np.ndarray:
    """Return the middle of an array, cut or surrounded by zeros to `shape`.

    Parameters
    ----------
    shape : the sizes wanted, of all axes or of `axes`

    Notes
    -----
    ONNX CenterCropPad-18, https://onnx.ai/onnx/operators/onnx__CenterCropPad.html
    """
    wanted = integers(shape, "shape")
    places = axes_of(range(x.ndim) if axes is None else axes, x.ndim)
    same_count(wanted, places, "shape and axes")
    sizes = list(x.shape)
    for place, size in zip(places, wanted, strict=True):
        sizes[place] = size
    result = budget.allocate(sizes, x.dtype, 0, "CenterCropPad's result")
    source, target = [], []
    for have, want in zip(x.shape, sizes, strict=True):
        kept = min(have, want)
        source.append(slice((have - kept) // 2, (have - kept) // 2 + kept))
        target.append(slice((want - kept) // 2, (want - kept) // 2 + kept))
    result[tuple(target)] = x[tuple(source)]
    return result


@onnx_op("Det", since=11)
def det(x: np.ndarray) -> np.ndarray:
    """Return the determinant of each matrix (the last two axes).

    Notes
    -----
    ONNX Det-22, https://onnx.ai/onnx/operators/onnx__Det.html
    """
    if x.ndim < 2 or x.shape[-1] != x.shape[-2]:
        raise ShapeError(f"needs square matrices, got shape {x.shape}.")
    wide = x.astype(np.promote_types(x.dtype, np.float32), copy=False)
    return np.asarray(determinants(wide, stopping.check), x.dtype)
