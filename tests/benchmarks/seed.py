"""The layer this project began with: as it was, with both published improvements, and ours.

A (16, 25, 25) picture, kernels (32, 16, 2, 2), true convolution, bias, 2×2 max-pool, ReLU.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable

import numpy as np

from tests.benchmarks import peers
from tests.benchmarks.builder import Builder

Run = Callable[[], np.ndarray]


def layer() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return W (32, 16, 2, 2), b (32,) and x (16, 25, 25)."""
    random = np.random.default_rng(0)
    w = random.normal(size=(32, 16, 2, 2)).astype(np.float32) * 0.2
    b = random.normal(size=32).astype(np.float32) * 0.1
    return w, b, random.normal(size=(16, 25, 25)).astype(np.float32)


def original(w: np.ndarray, b: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Return what the question computes: one convolve2d for each kernel and channel."""
    from scipy.signal import convolve2d

    maps = np.zeros((len(w), x.shape[1] - 1, x.shape[2] - 1), np.float32)
    for f in range(len(w)):
        for c in range(len(x)):
            maps[f] += convolve2d(x[c], w[f][c], mode="valid")
    maps += b[:, None, None]
    pooled = np.zeros((len(w), maps.shape[1] // 2, maps.shape[2] // 2), np.float32)
    for i in range(pooled.shape[1]):
        for j in range(pooled.shape[2]):
            pooled[:, i, j] = maps[:, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2].max(axis=(1, 2))
    return np.maximum(pooled, 0)


def improved(w: np.ndarray, b: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Return the same by both published improvements: dots of slices; reshape and amax."""
    flipped = w[:, :, ::-1, ::-1]
    h, width = x.shape[1] - 1, x.shape[2] - 1
    maps = np.zeros((len(w), h, width), np.float32)
    for i in range(2):
        for j in range(2):
            part = x[:, i : i + h, j : j + width].reshape(len(x), -1)
            maps += flipped[:, :, i, j].dot(part).reshape(maps.shape)
    maps += b[:, None, None]
    pooled = maps.reshape(len(w), h // 2, 2, width // 2, 2).max(axis=(2, 4))
    return np.maximum(pooled, 0)


def file() -> bytes:
    """Return the layer as an ONNX file, whose kernels are not flipped."""
    w, b, x = layer()
    builder = Builder((1, *x.shape))
    names = [builder.constant(array) for array in (np.ascontiguousarray(w[:, :, ::-1, ::-1]), b)]
    y = builder.node("Conv", builder.INPUT, *names, shape=(1, 32, 24, 24))
    y = builder.node("MaxPool", y, shape=(1, 32, 12, 12), kernel_shape=[2, 2], strides=[2, 2])
    return builder.model(builder.node("Relu", y))


def runs(names: list[str], threads: int) -> dict[str, Run | str]:
    """Return every form of the layer, and the peers on its file."""
    import engine

    w, b, x = layer()
    forms: dict[str, Run | str] = {
        name: peers.prepare(name, file(), x[None], threads) for name in names
    }
    if importlib.util.find_spec("scipy") is not None:
        forms["original (scipy)"] = lambda: original(w, b, x)[None]
    forms["both improvements"] = lambda: improved(w, b, x)[None]
    forms["engine.conv_layer"] = lambda: engine.conv_layer((w, b), x)[None]
    return forms
