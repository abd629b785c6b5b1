"""How many threads BLAS may use while a plan runs; the only place that knows threadpoolctl.

One, always: with another job on the second core, a multiplication of 33 µs took 16,000 µs with
two BLAS threads, because each waits for the other. The limit holds only while a plan runs;
people who use the engine as a library get theirs back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from threadpoolctl import ThreadpoolController


@cache
def _controller() -> ThreadpoolController:
    # Finding the libraries takes 0.6 ms; the smallest network takes a tenth of that.
    return ThreadpoolController()


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Keep BLAS at one thread until the block ends."""
    with _controller().limit(limits=1, user_api="blas"):
        yield
