"""Operators on the bits of integers, and bits read as another type."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.errors import ShapeError, UnsupportedError
from engine.ops.arguments import element_type
from engine.ops.elementwise import check_broadcast
from engine.ops.registry import Operator, anywhere, broadcast, onnx_op, same_as_first


def _binary(op: str, function: Callable[..., np.ndarray], words: str) -> Operator:
    @onnx_op(op, since=18, shape=broadcast, cut=anywhere)
    def bitwise(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        if a.dtype != b.dtype or a.dtype.kind not in "iu":
            raise ShapeError(f"takes integers of one type, got {a.dtype} and {b.dtype}.")
        check_broadcast(a, b)
        return function(a, b)

    bitwise.__doc__ = f"""Return the {words} of each pair of integers, bit by bit.

    Notes
    -----
    ONNX {op}-18, https://onnx.ai/onnx/operators/onnx__{op}.html
    """
    return bitwise


bitwise_and = _binary("BitwiseAnd", np.bitwise_and, "AND")
bitwise_or = _binary("BitwiseOr", np.bitwise_or, "OR")
bitwise_xor = _binary("BitwiseXor", np.bitwise_xor, "exclusive OR")


@onnx_op("BitwiseNot", since=18, shape=same_as_first)
def bitwise_not(x: np.ndarray) -> np.ndarray:
    """Return each integer with its bits turned over.

    Notes
    -----
    ONNX BitwiseNot-18, https://onnx.ai/onnx/operators/onnx__BitwiseNot.html
    """
    if x.dtype.kind not in "iu":
        raise ShapeError(f"takes integers, got {x.dtype}.")
    return np.asarray(np.bitwise_not(x))


@onnx_op("BitShift", since=11, shape=broadcast)
def bit_shift(x: np.ndarray, y: np.ndarray, *, direction: str) -> np.ndarray:
    """Return the integers `x` with their bits moved by `y` places.

    Parameters
    ----------
    x, y : integers of one type, shapes that broadcast; moving by a negative number of places or
        past the end leaves 0, or −1 where a negative number moves right
    direction : `LEFT` or `RIGHT`

    Raises
    ------
    ShapeError, UnsupportedError
        If the types differ, or the direction is another.

    Notes
    -----
    ONNX BitShift-28, https://onnx.ai/onnx/operators/onnx__BitShift.html
    """
    if x.dtype != y.dtype or x.dtype.kind not in "iu":
        raise ShapeError(f"takes integers of one type, got {x.dtype} and {y.dtype}.")
    check_broadcast(x, y)
    if direction not in ("LEFT", "RIGHT"):
        raise UnsupportedError(f"direction must be LEFT or RIGHT, got {direction!r}.")
    bits = x.dtype.itemsize * 8
    fits = (y >= 0) & (y < bits)
    # C leaves other distances undefined; zero places are always allowed.
    places = np.where(fits, y, np.zeros((), y.dtype))
    if direction == "LEFT":
        return np.where(fits, np.left_shift(x, places), np.zeros((), x.dtype))
    gone = np.where(x < 0, np.full((), -1), 0).astype(x.dtype)
    return np.where(fits, np.right_shift(x, places), gone)


@onnx_op("BitCast", since=26)
def bit_cast(x: np.ndarray, *, to: int) -> np.ndarray:
    """Return the same bits, read as another type of the same width.

    Raises
    ------
    ShapeError
        If the widths differ.

    Notes
    -----
    ONNX BitCast-26, https://onnx.ai/onnx/operators/onnx__BitCast.html
    """
    dtype = element_type(to)
    if dtype.itemsize != x.dtype.itemsize:
        raise ShapeError(f"{x.dtype} and {dtype} differ in width.")
    return np.ascontiguousarray(x).reshape(x.shape).view(dtype)
