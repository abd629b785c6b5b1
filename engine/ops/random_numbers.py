"""Random numbers. A model that draws them gives another answer each time, unless it is seeded."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from engine import budget
from engine.errors import ShapeError
from engine.kernels import random_numbers as kernel
from engine.ops.arguments import element_type
from engine.ops.registry import onnx_op


def _whole(seed: float | None) -> int | None:
    return None if seed is None else int(np.float32(seed).view(np.uint32))


def _normal(
    shape: Sequence[int], dtype: int, mean: float, scale: float, seed: float | None
) -> np.ndarray:
    sizes = budget.check_elements(shape, "An array of random numbers")
    drawn = kernel.normal(math.prod(sizes), _whole(seed)) * scale + mean
    return np.asarray(drawn.reshape(sizes), element_type(dtype))


def _uniform(
    shape: Sequence[int], dtype: int, low: float, high: float, seed: float | None
) -> np.ndarray:
    sizes = budget.check_elements(shape, "An array of random numbers")
    if not np.isfinite([low, high]).all() or high < low:
        raise ShapeError(f"low and high must be finite and in order, got {low} and {high}.")
    drawn = low + kernel.uniform(math.prod(sizes), _whole(seed)) * (high - low)
    return np.asarray(drawn.reshape(sizes), element_type(dtype))


@onnx_op("RandomNormal", since=1, random=True)
def random_normal(
    *,
    shape: Sequence[int],
    dtype: int = 1,
    mean: float = 0.0,
    scale: float = 1.0,
    seed: float | None = None,
) -> np.ndarray:
    """Return normally distributed numbers with that mean and deviation.

    Notes
    -----
    ONNX RandomNormal-22, https://onnx.ai/onnx/operators/onnx__RandomNormal.html
    """
    return _normal(shape, dtype, mean, scale, seed)


@onnx_op("RandomNormalLike", since=1, random=True)
def random_normal_like(
    x: np.ndarray,
    *,
    dtype: int | None = None,
    mean: float = 0.0,
    scale: float = 1.0,
    seed: float | None = None,
) -> np.ndarray:
    """Return normally distributed numbers in the shape of `x`, and its dtype if none is given.

    Notes
    -----
    ONNX RandomNormalLike-22, https://onnx.ai/onnx/operators/onnx__RandomNormalLike.html
    """
    drawn = _normal(x.shape, 11 if dtype is None else dtype, mean, scale, seed)
    return np.asarray(drawn, x.dtype) if dtype is None else drawn


@onnx_op("RandomUniform", since=1, random=True)
def random_uniform(
    *,
    shape: Sequence[int],
    dtype: int = 1,
    low: float = 0.0,
    high: float = 1.0,
    seed: float | None = None,
) -> np.ndarray:
    """Return numbers spread evenly between `low` and `high`.

    Notes
    -----
    ONNX RandomUniform-22, https://onnx.ai/onnx/operators/onnx__RandomUniform.html
    """
    return _uniform(shape, dtype, low, high, seed)


@onnx_op("RandomUniformLike", since=1, random=True)
def random_uniform_like(
    x: np.ndarray,
    *,
    dtype: int | None = None,
    low: float = 0.0,
    high: float = 1.0,
    seed: float | None = None,
) -> np.ndarray:
    """Return numbers spread evenly in the shape of `x`, and its dtype if none is given.

    Notes
    -----
    ONNX RandomUniformLike-22, https://onnx.ai/onnx/operators/onnx__RandomUniformLike.html
    """
    drawn = _uniform(x.shape, 11 if dtype is None else dtype, low, high, seed)
    return np.asarray(drawn, x.dtype) if dtype is None else drawn


@onnx_op("Bernoulli", since=15, random=True)
def bernoulli(x: np.ndarray, *, dtype: int | None = None, seed: float | None = None) -> np.ndarray:
    """Return 1 with the probability that `x` holds at each place, else 0.

    Notes
    -----
    ONNX Bernoulli-22, https://onnx.ai/onnx/operators/onnx__Bernoulli.html
    """
    drawn = kernel.uniform(x.size, _whole(seed)).reshape(x.shape) < x
    return np.asarray(drawn, x.dtype if dtype is None else element_type(dtype))
