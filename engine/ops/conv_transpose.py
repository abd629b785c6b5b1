"""Transposed convolution."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.errors import ShapeError
from engine.kernels import conv_transpose as kernel
from engine.kernels import scratch
from engine.ops import spatial
from engine.ops.kinds import floats
from engine.ops.registry import Spec, Work, is_constant, onnx_op


def _geometry(
    x: np.ndarray | Spec,
    w: np.ndarray | Spec,
    *,
    auto_pad: str,
    dilations: Sequence[int] | None,
    kernel_shape: Sequence[int] | None,
    output_padding: Sequence[int] | None,
    output_shape: Sequence[int] | None,
    pads: Sequence[int] | None,
    strides: Sequence[int] | None,
) -> kernel.Geometry:
    sizes = spatial.check_spatial(x)
    rank = len(sizes)
    if w.ndim != x.ndim:
        raise ShapeError(f"the weights must have {x.ndim} axes, got shape {w.shape}.")
    taps = tuple(w.shape[2:])
    if kernel_shape is not None and tuple(kernel_shape) != taps:
        raise ShapeError(f"kernel_shape is {tuple(kernel_shape)}, but the weights have {taps}.")
    steps = tuple(strides or (1,) * rank)
    gaps = tuple(dilations or (1,) * rank)
    extra = tuple(output_padding or (0,) * rank)
    for name, given in (("strides", steps), ("dilations", gaps), ("output_padding", extra)):
        if len(given) != rank or min(given) < (name != "output_padding"):
            raise ShapeError(f"{name} must be {rank} numbers that are not too small, got {given}.")
    full = tuple(
        (size - 1) * s + (k - 1) * d + 1
        for size, s, k, d in zip(sizes, steps, taps, gaps, strict=True)
    )
    wanted = None if output_shape is None else tuple(output_shape)[-rank:]
    if wanted is None and auto_pad in ("SAME_UPPER", "SAME_LOWER"):
        wanted = tuple(size * s for size, s in zip(sizes, steps, strict=True))
    if wanted is None:
        begins, ends = spatial.explicit_padding(rank, pads, auto_pad)
        wanted = tuple(
            f + e - begin - end for f, e, begin, end in zip(full, extra, begins, ends, strict=True)
        )
    else:
        if len(wanted) != rank:
            raise ShapeError(f"output_shape must be {rank} numbers, got {wanted}.")
        totals = [max(f + e - out, 0) for f, e, out in zip(full, extra, wanted, strict=True)]
        begins, _ = spatial.split_padding(totals, auto_pad)
    return kernel.Geometry(sizes, taps, steps, gaps, begins, wanted)


_DEFAULTS = {
    "auto_pad": "NOTSET",
    "dilations": None,
    "kernel_shape": None,
    "output_padding": None,
    "output_shape": None,
    "pads": None,
    "strides": None,
}


def _shape(
    x: np.ndarray | Spec,
    w: np.ndarray | Spec,
    b: np.ndarray | Spec | None = None,
    *,
    group: int = 1,
    **attributes: Any,
) -> Spec:
    geometry = _geometry(x, w, **{**_DEFAULTS, **attributes})
    return Spec((x.shape[0], w.shape[1] * group, *geometry.out), x.dtype)


@onnx_op("ConvTranspose", since=1, shape=_shape, channels_last=True)
@floats
def conv_transpose(
    x: np.ndarray,
    w: np.ndarray,
    b: np.ndarray | None = None,
    *,
    auto_pad: str = "NOTSET",
    dilations: Sequence[int] | None = None,
    group: int = 1,
    kernel_shape: Sequence[int] | None = None,
    output_padding: Sequence[int] | None = None,
    output_shape: Sequence[int] | None = None,
    pads: Sequence[int] | None = None,
    strides: Sequence[int] | None = None,
) -> np.ndarray:
    """Return the transposed convolution: each pixel of `x` adds its kernel to the output.

    Parameters
    ----------
    x : (N, C, *spatial) array, one to three spatial axes
    w : (C, M / group, *kernel) array
    b : (M,) array, added to each map
    kernel_shape, strides, dilations : one number for each spatial axis, in pixels
    pads : begins, then ends: pixels cut from the output
    output_padding : pixels added at the end of each axis
    output_shape : spatial sizes of the output; the cut follows from them, as for `auto_pad`
    auto_pad : NOTSET, VALID, or SAME_UPPER, SAME_LOWER for an output of size × stride

    Returns
    -------
    (N, M, *out) array, dtype of `x`

    Raises
    ------
    ShapeError
        If channels, groups or sizes do not fit.

    Notes
    -----
    ONNX ConvTranspose-22, https://onnx.ai/onnx/operators/onnx__ConvTranspose.html
    """
    geometry = _geometry(
        x,
        w,
        auto_pad=auto_pad,
        dilations=dilations,
        kernel_shape=kernel_shape,
        output_padding=output_padding,
        output_shape=output_shape,
        pads=pads,
        strides=strides,
    )
    out = spatial.empty_feature_maps(x.shape[0], w.shape[1] * group, geometry.out, x.dtype)
    scratch.run(
        kernel.prepare(spatial.channels_last(x), w, b, spatial.channels_last(out), geometry, group)
    )
    return out


@conv_transpose.bind
@floats
def _bind_conv_transpose(
    x: np.ndarray,
    w: np.ndarray,
    b: np.ndarray | None = None,
    *,
    out: np.ndarray,
    group: int = 1,
    **attributes: Any,
) -> Work | None:
    if not is_constant(w):
        return None
    geometry = _geometry(x, w, **{**_DEFAULTS, **attributes})
    return kernel.prepare(
        spatial.channels_last(x), w, b, spatial.channels_last(out), geometry, group
    )
