from __future__ import annotations

import numpy as np
import pytest

from engine import budget
from engine.errors import LimitError
from engine.memory import Pool, array_in, channels_last, memory_order, size_bytes
from engine.ops.registry import Spec

FLOAT = np.dtype(np.float32)


def test_pool_gives_a_free_block_to_who_fits():
    pool = Pool()
    block = pool.take(1000)
    pool.give_back(block)
    assert pool.take(900) is block
    assert pool.total_bytes == 1000


def test_pool_takes_the_smallest_block_that_fits_and_wastes_no_large_one():
    pool = Pool()
    small, large = pool.take(600), pool.take(900)
    pool.give_back(large)
    pool.give_back(small)
    assert pool.take(500) is small
    assert pool.take(100) is not large


def test_pool_stays_within_the_budget():
    with budget.use(budget.Budget(plan_bytes=1500)):
        pool = Pool()
        pool.take(1000)
        with pytest.raises(LimitError):
            pool.take(1000)


def test_array_in_places_axes_in_the_order_asked_for():
    spec = Spec((2, 3, 4, 5), FLOAT)
    array = array_in(Pool().take(size_bytes(spec)), spec, channels_last(4))
    assert array.shape == (2, 3, 4, 5)
    assert array.transpose(0, 2, 3, 1).flags.c_contiguous
    assert array.ctypes.data % 64 == 0
    assert memory_order(array) == (0, 2, 3, 1)


@pytest.mark.parametrize("shape", [(), (0, 3), (1,)])
def test_array_in_places_scalars_and_empty_arrays(shape):
    spec = Spec(shape, np.dtype(np.int64))
    assert array_in(Pool().take(size_bytes(spec)), spec, range(len(shape))).shape == shape
