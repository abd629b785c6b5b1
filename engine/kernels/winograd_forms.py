"""Winograd's F(2×2, 3×3) and F(4×4, 3×3): their numbers, how they are applied, what they cost.

A transform works along y first and along x then. The input's first half needs no tiles, only rows
of the picture where they lie, and what neighbouring tiles share is computed once: 1.9 ns a pixel
of a channel for F(4×4), where one product with the Kronecker square of Bᵀ takes 2.9. The result's
transform gains a tenth in halves for F(4×4), and loses half for F(2×2).

Positions count along x first: position x·(t + 2) + y.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from engine.kernels import binding
from engine.kernels.activation import Calls
from engine.kernels.direct import multiply_few_rows, panel_width


@dataclass(frozen=True)
class Costs:
    """What surrounds the products, in multiply-adds of a large one; measured.

    Attributes
    ----------
    of_input, of_result : the transform of a tile, for each channel, with the copies from and to
        the picture
    """

    of_input: int
    of_result: int


@dataclass(frozen=True, eq=False)
class Form:
    """F(t×t, 3×3): the transforms of input (b), weights (g) and result (a).

    Attributes
    ----------
    laid_out, direct : what transforms cost beside products that BLAS lays out anew (Zen 3, Haswell
        kernels), and beside direct ones (Zen 4, SkylakeX kernels)
    halves : whether the result is transformed along each axis by itself
    """

    tile: int
    b: np.ndarray
    g: np.ndarray
    a: np.ndarray
    laid_out: Costs
    direct: Costs
    halves: bool

    @property
    def size(self) -> int:
        """How many pixels a tile spans."""
        return self.tile + 2

    @property
    def positions(self) -> int:
        """How many products a tile takes for each pair of channels."""
        return self.size**2

    @property
    def bias_position(self) -> int:
        """The position whose value Aᵀ adds once to each output: the row of ones at point 1."""
        return self.size + 1

    def cost(self, n_tiles: int, c: int, m: int) -> float:
        """Return about how long this takes, in multiply-adds of a large product."""
        products = self.positions * product_cost(n_tiles, c, m)
        costs = self.direct if binding.current().direct else self.laid_out
        return products + n_tiles * (costs.of_input * c + costs.of_result * m)


PACKING, COPY = 20, 10
DIRECT_PACKING, DIRECT_COPY = 4, 4


def product_cost(rows: int, c: int, m: int) -> float:
    """Return how long a product (rows, C) @ (C, M) takes, in multiply-adds of a large one.

    Measured: a product must first lay out its weights anew, which costs as much as `PACKING` rows
    of it; a number that is copied, or written as a result, costs some `COPY` multiply-adds. Direct
    products only read the weights.
    """
    if binding.current().direct:
        return (rows + DIRECT_PACKING) * (c + DIRECT_COPY) * m
    return (rows + PACKING) * (c + COPY) * m


F2 = Form(
    2,
    np.array([[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]]),
    np.array([[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]]),
    np.array([[1, 1, 1, 0], [0, 1, -1, -1]]),
    laid_out=Costs(320, 200),
    direct=Costs(360, 260),
    halves=False,
)
F4 = Form(
    4,
    np.array(
        [
            [4, 0, -5, 0, 1, 0],
            [0, -4, -4, 1, 1, 0],
            [0, 4, -4, -1, 1, 0],
            [0, -2, -1, 2, 1, 0],
            [0, 2, -1, -2, 1, 0],
            [0, 4, 0, -5, 0, 1],
        ]
    ),
    np.array(
        [
            [1 / 4, 0, 0],
            [-1 / 6, -1 / 6, -1 / 6],
            [-1 / 6, 1 / 6, -1 / 6],
            [1 / 24, 1 / 12, 1 / 6],
            [1 / 24, -1 / 12, 1 / 6],
            [0, 0, 1],
        ]
    ),
    np.array([[1, 1, 1, 1, 1, 0], [0, 1, -1, 2, -2, 0], [0, 1, 1, 4, 4, 0], [0, 1, -1, 8, -8, 1]]),
    laid_out=Costs(1450, 950),
    direct=Costs(1200, 800),
    halves=True,
)


def best_form(out: Sequence[int], n: int, c: int, m: int) -> Form | None:
    """Return the cheapest form for n pictures of these output sizes, or None if none is worth it.

    Against windows copied side by side, 9·C numbers for each output.
    """
    pixels = n * math.prod(out)
    copy = DIRECT_COPY if binding.current().direct else COPY
    plain = product_cost(pixels, 9 * c, m) + 9 * c * pixels * copy

    def cost(form: Form) -> float:
        tiles = n * math.prod(-(-size // form.tile) for size in out)
        return form.cost(tiles, c, m)

    form = min((F2, F4), key=cost)
    return form if cost(form) < plain else None


def transform_weights(w: np.ndarray, form: Form) -> np.ndarray:
    """Return weights (M, C, 3, 3) for each position in panels, (positions, count, C, M / count)."""
    m, c = w.shape[:2]
    width = panel_width(c, m)
    taps = w.reshape(-1, width, c, 3, 3).transpose(0, 4, 3, 2, 1).reshape(-1, 9, c * width)
    factors = np.kron(form.g, form.g).astype(np.float32)
    weights = np.empty((form.positions, len(taps), c * width), np.float32)
    multiply_few_rows(factors, taps, weights.transpose(1, 0, 2))()
    return weights.reshape(form.positions, -1, c, width)


def transform_lines(form: Form, lines: np.ndarray, out: np.ndarray) -> Calls:
    """Return the calls that write Bᵀ @ lines (…, t + 2, length) to `out`, of the same shape."""
    pairs = [_as_pair(row) for row in form.b]
    if not all(pairs):
        return [multiply_few_rows(form.b.astype(lines.dtype), lines, out)]
    # Sums of two: with them the whole transform takes two thirds of what it takes with products.
    return [
        partial(pair[0], lines[..., pair[1], :], lines[..., pair[2], :], out[..., position, :])
        for position, pair in enumerate(pairs)
        if pair
    ]


def _as_pair(row: np.ndarray) -> tuple[np.ufunc, int, int] | None:
    """Return how a row of 1, 1 or 1, −1 and zeros combines two numbers, and which; else None."""
    places = np.flatnonzero(row)
    if sorted(row[places]) == [1, 1]:
        return np.add, int(places[0]), int(places[1])
    if sorted(row[places]) == [-1, 1]:
        return np.subtract, int(np.argmax(row)), int(np.argmin(row))
    return None


def transform_result(
    form: Form, products: np.ndarray, first: np.ndarray, second: np.ndarray
) -> tuple[Calls, np.ndarray]:
    """Return the calls that compute Aᵀ · products · A, and where they write it.

    Parameters
    ----------
    products : (positions, length) array at the start of `first`
    first, second : memory of at least that many numbers each

    Returns
    -------
    calls
    values : (t, t, length) array, x first
    """
    return _transformed(form, form.a.astype(products.dtype), products, first, second)


def transform_pooled(
    form: Form, products: np.ndarray, first: np.ndarray, second: np.ndarray
) -> tuple[Calls, np.ndarray]:
    """Return what `transform_result` does, of each 2×2 pixels the largest: (t / 2, t / 2, length).

    Even pixels come before odd ones, so that each call works on one run of memory, or on two.
    """
    a = form.a.astype(products.dtype)
    calls, values = _transformed(form, np.concatenate([a[::2], a[1::2]]), products, first, second)
    half = form.tile // 2
    memory = second if form.halves else first
    largest = memory[: half * values[0, :half].size].reshape(half, half, -1)
    even, odd = values[:half], values[half:]
    calls.append(partial(np.maximum, even, odd, out=even))
    for row, target in zip(even, largest, strict=True):
        calls.append(partial(np.maximum, row[:half], row[half:], out=target))
    return calls, largest


def _transformed(
    form: Form, a: np.ndarray, products: np.ndarray, first: np.ndarray, second: np.ndarray
) -> tuple[Calls, np.ndarray]:
    size, t, length = form.size, form.tile, products.shape[1]
    if not form.halves:
        result = second[: t * t * length].reshape(t * t, length)
        return [multiply_few_rows(np.kron(a, a), products, result)], result.reshape(t, t, length)
    half = second[: t * size * length].reshape(t, size * length)
    values = first[: t * t * length].reshape(t, t, length)
    calls = [
        multiply_few_rows(a, products.reshape(size, size * length), half),
        multiply_few_rows(a, half.reshape(t, size, length), values),
    ]
    return calls, values
