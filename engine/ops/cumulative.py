"""Running products along an axis."""

from __future__ import annotations

import numpy as np

from engine.ops.arguments import axis_of, whole
from engine.ops.registry import onnx_op, same_as_first


@onnx_op("CumProd", since=26, shape=same_as_first)
def cum_prod(
    x: np.ndarray, axis: np.ndarray, *, exclusive: int = 0, reverse: int = 0
) -> np.ndarray:
    """Return the product of all elements up to each place along `axis`.

    Parameters
    ----------
    exclusive : 1 leaves out the element at the place itself, so the first product is 1
    reverse : 1 counts from the other end

    Notes
    -----
    ONNX CumProd-26, https://onnx.ai/onnx/operators/onnx__CumProd.html
    """
    place = axis_of(whole(axis, "axis"), x.ndim)
    ahead = np.moveaxis(x, place, 0)
    if reverse:
        ahead = ahead[::-1]
    products = np.cumprod(ahead, axis=0, dtype=x.dtype)
    if exclusive:
        products[1:] = products[:-1].copy()
        products[:1] = 1
    if reverse:
        products = products[::-1]
    return np.moveaxis(products, 0, place)
