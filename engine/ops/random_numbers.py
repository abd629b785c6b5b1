"""Random numbers. A model that draws them gives another answer each time, unless it is seeded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine import budget, stopping
from engine.errors import ShapeError
from engine.kernels import random_numbers as kernel
from engine.ops.arguments import element_type
from engine.ops.registry import onnx_op

DRAWN = 150
"""Nanoseconds for a number."""


def _whole(seed: float | None) -> int | None:
    return None if seed is None else int(np.float32(seed).view(np.uint32))


def _drawn(
    shape: Sequence[int],
    dtype: np.dtype[Any],
    seed: float | None,
    draw: Callable[[int, int, int, int], np.ndarray],
) -> np.ndarray:
    """Return an array drawn part by part.

    Parameters
    ----------
    draw : takes a seed, how many numbers come before, how many are wanted, and how many there are
    """
    known = _whole(seed)
    known = kernel.any_seed() if known is None else known
    result = budget.allocate(shape, dtype, what="An array of random numbers")
    flat = result.reshape(-1)
    for part in stopping.pieces(flat.size, flat.size, DRAWN):
        target = flat[part]
        target[...] = draw(known, part.start, target.size, flat.size)
    return result


def _normal(
    shape: Sequence[int], dtype: int, mean: float, scale: float, seed: float | None
) -> np.ndarray:
    def draw(seed: int, begin: int, count: int, total: int) -> np.ndarray:
        return kernel.normal(count, seed, begin, total) * scale + mean

    return _drawn(shape, element_type(dtype), seed, draw)


def _uniform(
    shape: Sequence[int], dtype: int, low: float, high: float, seed: float | None
) -> np.ndarray:
    if not np.isfinite([low, high]).all() or high < low:
        raise ShapeError(f"low and high must be finite and in order, got {low} and {high}.")

    def draw(seed: int, begin: int, count: int, _: int) -> np.ndarray:
        return low + kernel.uniform(count, seed, begin) * (high - low)

    return _drawn(shape, element_type(dtype), seed, draw)


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
    chances = x.reshape(-1)

    def draw(seed: int, begin: int, count: int, _: int) -> np.ndarray:
        return kernel.uniform(count, seed, begin) < chances[begin : begin + count]

    return _drawn(x.shape, x.dtype if dtype is None else element_type(dtype), seed, draw)
