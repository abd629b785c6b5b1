"""Convolutions and matrix products on quantized integers.

Products of integers are summed in floating point, which is exact here and far faster in NumPy than
integer arithmetic: float32 while every sum stays below 2²⁴, else float64.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.errors import ShapeError
from engine.ops.conv import conv
from engine.ops.elementwise import check_broadcast
from engine.ops.matmul import matmul
from engine.ops.registry import Spec, onnx_op

_EXACT = 2**24  # float32 counts every integer up to here


def _centred(x: np.ndarray, zero_point: np.ndarray | None, axis: int | None) -> np.ndarray:
    """Return `x` without its zero point, which may be one number or a list along `axis`."""
    if x.dtype.kind not in "iu" or x.dtype.itemsize > 1:
        raise ShapeError(f"takes integers of 8 bits, got {x.dtype}.")
    levels = x.astype(np.int16)
    if zero_point is None:
        return levels
    zero = _along(zero_point, x.ndim, axis).astype(np.int16)
    _check_fits(x.shape, zero)
    return levels - zero


def _along(parameter: np.ndarray, rank: int, axis: int | None) -> np.ndarray:
    """Return a scale or zero point shaped so that a list of them runs along `axis`."""
    if parameter.size == 1:
        return parameter.reshape(())
    if parameter.ndim != 1 or axis is None:
        return parameter
    return parameter.reshape([-1 if place == axis % rank else 1 for place in range(rank)])


def _check_fits(shape: tuple[int, ...], *parameters: np.ndarray) -> None:
    for parameter in parameters:
        if check_broadcast(Spec(shape, parameter.dtype), parameter) != shape:
            raise ShapeError(f"scale and zero point {parameter.shape} do not fit {shape}.")


def _sum_dtype(inner: int) -> Any:
    """Return the type in which sums of that many products of centred bytes are exact."""
    return np.float32 if inner * 255 * 255 < _EXACT else np.float64


def _conv(
    x: np.ndarray,
    w: np.ndarray,
    x_zero_point: np.ndarray | None,
    w_zero_point: np.ndarray | None,
    **attributes: Any,
) -> np.ndarray:
    """Return the sums as int32; padding counts as the zero point."""
    dtype = _sum_dtype(int(np.prod(w.shape[1:])))
    centred = _centred(x, x_zero_point, None).astype(dtype)
    kernels = _centred(w, w_zero_point, 0).astype(dtype)
    sums: np.ndarray = np.rint(conv(centred, kernels, **attributes)).astype(np.int32)
    return sums


def _matmul(
    a: np.ndarray,
    b: np.ndarray,
    a_zero_point: np.ndarray | None,
    b_zero_point: np.ndarray | None,
) -> np.ndarray:
    """Return the sums as int32; a list of zero points is one for each row of `a`, column of `b`."""
    if not a.ndim or not b.ndim or a.shape[-1] != b.shape[-2 if b.ndim > 1 else 0]:
        raise ShapeError(f"shapes {a.shape} and {b.shape} cannot be multiplied.")
    check_broadcast(Spec(a.shape[:-2], a.dtype), Spec(b.shape[:-2], b.dtype))
    dtype = _sum_dtype(a.shape[-1])
    rows = _centred(a, a_zero_point, -2 if a.ndim > 1 else None).astype(dtype)
    columns = _centred(b, b_zero_point, -1).astype(dtype)
    sums: np.ndarray = np.rint(matmul(rows, columns)).astype(np.int32)
    return sums


def _requantized(sums: np.ndarray, factor: np.ndarray, zero_point: np.ndarray) -> np.ndarray:
    """Return `sums · factor + zero_point`, rounded (ties to even) and kept in its range."""
    if zero_point.dtype.kind not in "iu" or zero_point.dtype.itemsize > 1:
        raise ShapeError(f"the result must be integers of 8 bits, got {zero_point.dtype}.")
    _check_fits(sums.shape, factor, zero_point)
    limits = np.iinfo(zero_point.dtype)
    levels = np.rint(sums.astype(np.float32) * factor) + zero_point.astype(np.float32)
    quantized: np.ndarray = np.clip(levels, limits.min, limits.max).astype(zero_point.dtype)
    return quantized


@onnx_op("ConvInteger", since=10)
def conv_integer(
    x: np.ndarray,
    w: np.ndarray,
    x_zero_point: np.ndarray | None = None,
    w_zero_point: np.ndarray | None = None,
    *,
    auto_pad: str = "NOTSET",
    dilations: Sequence[int] | None = None,
    group: int = 1,
    kernel_shape: Sequence[int] | None = None,
    pads: Sequence[int] | None = None,
    strides: Sequence[int] | None = None,
) -> np.ndarray:
    """Return the convolution of bytes with bytes as int32, zero points taken off first.

    Parameters
    ----------
    x : (N, C, *spatial) int8 or uint8
    w : (M, C / group, *kernel) int8 or uint8; its zero point may be one for each of the M

    Notes
    -----
    ONNX ConvInteger-10, https://onnx.ai/onnx/operators/onnx__ConvInteger.html
    """
    return _conv(
        x,
        w,
        x_zero_point,
        w_zero_point,
        auto_pad=auto_pad,
        dilations=dilations,
        group=group,
        kernel_shape=kernel_shape,
        pads=pads,
        strides=strides,
    )


@onnx_op("QLinearConv", since=10)
def qlinear_conv(
    x: np.ndarray,
    x_scale: np.ndarray,
    x_zero_point: np.ndarray,
    w: np.ndarray,
    w_scale: np.ndarray,
    w_zero_point: np.ndarray,
    y_scale: np.ndarray,
    y_zero_point: np.ndarray,
    b: np.ndarray | None = None,
    *,
    auto_pad: str = "NOTSET",
    dilations: Sequence[int] | None = None,
    group: int = 1,
    kernel_shape: Sequence[int] | None = None,
    pads: Sequence[int] | None = None,
    strides: Sequence[int] | None = None,
) -> np.ndarray:
    """Return the convolution of bytes with bytes, as bytes again.

    Parameters
    ----------
    x : (N, C, *spatial) int8 or uint8, `(x − x_zero_point) · x_scale` is what it means
    w : (M, C / group, *kernel) int8 or uint8; scale and zero point may be one for each of the M
    y_scale, y_zero_point : of the result, which has the zero point's dtype
    b : (M,) int32 in units of `x_scale · w_scale`

    Notes
    -----
    ONNX QLinearConv-10, https://onnx.ai/onnx/operators/onnx__QLinearConv.html
    """
    sums = _conv(
        x,
        w,
        x_zero_point,
        w_zero_point,
        auto_pad=auto_pad,
        dilations=dilations,
        group=group,
        kernel_shape=kernel_shape,
        pads=pads,
        strides=strides,
    )
    if b is not None:
        bias = _along(b, sums.ndim, 1)
        _check_fits(sums.shape, bias)
        sums = sums + bias.astype(np.int32)
    factor = _single(x_scale) * w_scale / _single(y_scale)
    zero = _single(y_zero_point)
    return _requantized(sums, _along(np.asarray(factor), sums.ndim, 1), zero)


def _single(parameter: np.ndarray) -> np.ndarray:
    if parameter.size != 1:
        raise ShapeError(f"scale and zero point must be one number, got {parameter.shape}.")
    return parameter.reshape(())


@onnx_op("MatMulInteger", since=10)
def matmul_integer(
    a: np.ndarray,
    b: np.ndarray,
    a_zero_point: np.ndarray | None = None,
    b_zero_point: np.ndarray | None = None,
) -> np.ndarray:
    """Return the matrix product of bytes as int32, zero points taken off first.

    Parameters
    ----------
    a_zero_point, b_zero_point : one number, or one for each row of `a`, each column of `b`

    Notes
    -----
    ONNX MatMulInteger-10, https://onnx.ai/onnx/operators/onnx__MatMulInteger.html
    """
    return _matmul(a, b, a_zero_point, b_zero_point)


@onnx_op("QLinearMatMul", since=10)
def qlinear_matmul(
    a: np.ndarray,
    a_scale: np.ndarray,
    a_zero_point: np.ndarray,
    b: np.ndarray,
    b_scale: np.ndarray,
    b_zero_point: np.ndarray,
    y_scale: np.ndarray,
    y_zero_point: np.ndarray,
) -> np.ndarray:
    """Return the matrix product of bytes, as bytes again.

    Parameters
    ----------
    a, b : int8 or uint8; `(a − a_zero_point) · a_scale` is what they mean
    y_scale, y_zero_point : of the result, which has the zero point's dtype

    Notes
    -----
    ONNX QLinearMatMul-21, https://onnx.ai/onnx/operators/onnx__QLinearMatMul.html
    """
    sums = _matmul(a, b, a_zero_point, b_zero_point)
    rows = _along(a_scale, sums.ndim, -2).astype(np.float32)
    columns = _along(b_scale, sums.ndim, -1).astype(np.float32)
    _check_fits(sums.shape, rows, columns)
    factor = rows * columns / _along(y_scale, sums.ndim, -2).astype(np.float32)
    return _requantized(sums, factor, _along(y_zero_point, sums.ndim, -2))
