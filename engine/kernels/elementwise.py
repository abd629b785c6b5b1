"""Arithmetic between arrays that broadcast, into memory that is there already."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from engine.kernels import scratch
from engine.kernels.activation import BLOCK, Activation, as_step, blocks, finish

LARGE = 1 << 22
"""Elements that are worked on without asking whether to stop: a few milliseconds."""


def prepare(
    ufunc: np.ufunc, a: np.ndarray, b: np.ndarray, out: np.ndarray
) -> list[Callable[[], object]]:
    """Return the work of ufunc(a, b) → out."""
    if a.shape == b.shape:
        return [_call(ufunc, *part) for part in blocks(out, a, b, limit=LARGE)]
    return [_call(ufunc, out, a, b)]


def prepare_add(
    a: np.ndarray, b: np.ndarray, out: np.ndarray, activation: Activation
) -> list[Callable[[], object]]:
    """Return the work of activation(a + b) → out, a block at a time where the shapes are equal."""
    spare = scratch.Spare()
    parts = blocks(out, a, b, limit=BLOCK) if a.shape == b.shape else [(out, a, b)]
    return [
        as_step([_call(np.add, part, x, y), *finish(part, part, activation, spare)])
        for part, x, y in parts
    ]


def _call(ufunc: np.ufunc, out: np.ndarray, a: np.ndarray, b: np.ndarray) -> Callable[[], object]:
    return partial(ufunc, a, b, out=out)
