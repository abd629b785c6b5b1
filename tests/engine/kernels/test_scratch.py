"""Scratch memory, alone and shared by the steps of a plan."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import LimitError
from engine.kernels import conv, scratch
from engine.kernels.activation import Activation
from engine.kernels.layer import Layer
from engine.kernels.windows import Geometry


def test_an_arena_gives_the_same_memory_to_each_step():
    with scratch.shared() as arena:
        first = scratch.take((100,), np.float32)
        second = scratch.take((100,), np.float64)
        assert not np.shares_memory(first, second)
        arena.next_step()
        third = scratch.take((10, 5), np.float32)
        assert np.shares_memory(third, second) or np.shares_memory(third, first)
        kept = scratch.keep((10,), np.float32, 7)
        assert not np.shares_memory(kept, third)
    assert not np.shares_memory(scratch.take((10,), np.float32), third)


def test_an_arena_that_grows_leaves_what_was_given_intact():
    with scratch.shared():
        first = scratch.take((100,), np.float32)
        first[...] = 1
        scratch.take((100_000,), np.float32)[...] = 2
        np.testing.assert_array_equal(first, np.ones(100))


def test_scratch_memory_beyond_the_budget_is_refused():
    with pytest.raises(LimitError):
        scratch.take((2**40,), np.float32)
    with scratch.shared(), pytest.raises(LimitError):
        scratch.take((2**40,), np.float32)


def layer(rng, c, m, kernel, groups=1):
    pads = tuple(k // 2 for k in kernel)
    geometry = Geometry((14, 15), kernel, (1, 1), (1, 1), pads, pads)
    x = rng.standard_normal((2, 14, 15, c)).astype(np.float32)
    w = rng.standard_normal((m, c // groups, *kernel)).astype(np.float32)
    b = rng.standard_normal(m).astype(np.float32)
    out = np.zeros((2, *geometry.out, m), np.float32)
    return Layer(x, w, b, out, geometry, groups, Activation("HardSwish"), np.ones_like(out))


def test_steps_that_share_an_arena_do_not_disturb_each_other():
    def layers():
        rng = np.random.default_rng(0)
        return [
            layer(rng, 64, 64, (3, 3), groups=2),  # the largest first: the others fit in its memory
            layer(rng, 8, 12, (3, 3)),
            layer(rng, 3, 8, (5, 5)),
            layer(rng, 8, 8, (3, 3), groups=8),
            layer(rng, 8, 6, (1, 1)),
            layer(rng, 8, 6, (3, 3)),
        ]

    alone = layers()
    for each in alone:
        scratch.run(conv.prepare(each))
    together = layers()
    works = []
    with scratch.shared() as arena:
        for each in together:
            arena.next_step()
            works.append(conv.prepare(each))
    for _ in range(2):
        for work in works:
            scratch.run(work)
    for each, other in zip(together, alone, strict=True):
        np.testing.assert_array_equal(each.out, other.out)
