"""Blocks of elementwise work, and the end of other kernels."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import UnsupportedError
from engine.kernels.activation import FUSED, Activation, as_step, blocks, finish
from engine.kernels.scratch import Spare


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((3, 4, 5)),
        np.zeros((3, 4, 5)).transpose(2, 0, 1),
        np.zeros((1, 40, 5))[:, ::2],
        np.zeros((6, 7))[::-1, ::-1],
        np.zeros(()),
        np.zeros((2, 0)),
        np.zeros(50)[::2],
    ],
    ids=["C", "transposed", "strided", "backwards", "scalar", "empty", "line"],
)
@pytest.mark.parametrize("limit", [1, 7, 1000])
def test_blocks_cover_each_element_once_and_in_step(array, limit):
    other = np.arange(array.size, dtype=float).reshape(array.shape)
    array[...] = 0
    for part, part_of_other in blocks(array, other, limit=limit):
        assert part.shape == part_of_other.shape
        part += part_of_other + 1
    np.testing.assert_array_equal(array, other + 1)


def test_blocks_of_arrays_that_lie_alike_are_flat():
    x = np.zeros((2, 30, 40, 8)).transpose(0, 3, 1, 2)
    parts = blocks(x, np.zeros_like(x), limit=1000)
    assert {part.ndim for part, _ in parts} == {1}
    assert max(part.size for part, _ in parts) == 1000


@pytest.mark.parametrize("name", ["", *FUSED])
@pytest.mark.parametrize("in_place", [True, False])
def test_finish_adds_then_activates(name, in_place):
    rng = np.random.default_rng(0)
    source, residual = (rng.standard_normal((6, 5)).astype(np.float32) for _ in range(2))
    bias = rng.standard_normal(5).astype(np.float32)
    activation = Activation(name, low=-0.5, high=0.5, slope=0.3, offset=0.4)
    x = (source + bias + residual).astype(np.float64)
    expected = {
        "": x,
        "Relu": np.maximum(x, 0),
        "Clip": np.clip(x, -0.5, 0.5),
        "LeakyRelu": np.where(x > 0, x, 0.3 * x),
        "Sigmoid": 1 / (1 + np.exp(-x)),
        "HardSigmoid": np.clip(0.3 * x + 0.4, 0, 1),
        "HardSwish": x * np.clip(x / 6 + 0.5, 0, 1),
        "Swish": x / (1 + np.exp(-0.3 * x)),
        "Tanh": np.tanh(x),
    }[name]
    target = source if in_place else np.full((6, 9), 7, np.float32)[:, 2:7]
    as_step(finish(source, target, activation, Spare(), bias, None, residual))()
    np.testing.assert_allclose(target, expected, rtol=1e-5, atol=1e-6)


def test_finish_without_anything_to_do_copies_only_between_arrays():
    x = np.ones(4, np.float32)
    assert finish(x, x, Activation(), Spare()) == []
    out = np.zeros(4, np.float32)
    as_step(finish(x, out, Activation(), Spare()))()
    np.testing.assert_array_equal(out, x)


def test_finish_refuses_an_activation_it_does_not_know():
    x = np.ones(4, np.float32)
    with pytest.raises(UnsupportedError, match="'Softmax' is not known; known: Relu"):
        finish(x, x, Activation("Softmax"), Spare())
