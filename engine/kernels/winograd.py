"""3×3 convolution of stride 1 by Winograd's minimal filtering, as a few large matrix products.

A tile of (t + 2)² pixels gives t² outputs with (t + 2)² multiplications for each pair of channels
instead of 9·t²: 2.25 times fewer for t = 2, 4 times for t = 4. The transforms of tiles are matrix
products too, with the Kronecker products of Bᵀ and Aᵀ with themselves, so that all tiles of a
block go through BLAS at once: gather tiles → Bᵀ → one product for each of the (t + 2)² positions →
Aᵀ → scatter with the activation.

A. Lavin and S. Gray, Fast Algorithms for Convolutional Neural Networks, 2015, arXiv:1509.09308.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from engine.kernels import binding, lanes, scratch
from engine.kernels.activation import Calls, as_step, finish
from engine.kernels.layer import Layer
from engine.kernels.windows import pad, pieces, strided

Steps = list[Callable[[], object]]
Tile = tuple[slice, ...]

BLOCK_BYTES = 1 << 20
"""Of a block's transformed tiles: they stay in the cache from one product to the next."""
LARGE_WEIGHTS_BYTES = 6 << 20
"""From here on the weights are streamed from memory for each block, so blocks are large."""
LARGE_BLOCK_BYTES = 16 << 20
MULTIPLY_ADDS = 1 << 30
"""Of a block at most: some 20 ms, so that a run can be stopped."""


@dataclass(frozen=True, eq=False)
class Form:
    """F(t×t, 3×3): the transforms of input (b), weights (g) and result (a)."""

    tile: int
    b: np.ndarray
    g: np.ndarray
    a: np.ndarray

    @property
    def positions(self) -> int:
        """How many products a tile takes for each pair of channels."""
        return (self.tile + 2) ** 2

    @property
    def bias_position(self) -> int:
        """The position whose value Aᵀ adds once to each output: the row of ones at point 1."""
        return self.tile + 3

    def cost(self, n_tiles: int, c: int, m: int) -> float:
        """Return about how long this takes, in multiply-adds of a large product.

        Measured: a product must first lay out its weights anew, which costs as much as
        `PACKING` rows of it; a number that is copied costs some 10 multiply-adds.
        """
        products = self.positions * c * m * (n_tiles + PACKING)
        transforms = self.positions * n_tiles * (self.positions * c + self.tile**2 * m)
        copies = n_tiles * (self.positions * c + self.tile**2 * m) * COPY
        return products + 1.2 * transforms + copies


PACKING, COPY = 20, 10

F2 = Form(
    2,
    np.array([[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]]),
    np.array([[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]]),
    np.array([[1, 1, 1, 0], [0, 1, -1, -1]]),
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
)


def best_form(out: Sequence[int], n: int, c: int, m: int) -> Form | None:
    """Return the cheapest form for n pictures of these output sizes, or None if none is worth it.

    Against windows copied side by side, 9·C numbers for each output.
    """
    pixels = n * math.prod(out)
    plain = 9 * c * m * (pixels + PACKING) + 9 * c * pixels * COPY

    def cost(form: Form) -> float:
        tiles = n * math.prod(-(-size // form.tile) for size in out)
        return form.cost(tiles, c, m)

    form = min((F2, F4), key=cost)
    return form if cost(form) < plain else None


def rounding(out: Sequence[int], form: Form) -> tuple[int, ...]:
    """Return how many pixels whole tiles reach beyond the output."""
    return tuple(-size % form.tile for size in out)


def transform_weights(w: np.ndarray, form: Form) -> np.ndarray:
    """Return weights (M, C, 3, 3) as (positions, C, M) float32."""
    m, c = w.shape[:2]
    taps = w.reshape(m, c, 9).transpose(2, 1, 0).reshape(9, c * m)
    factors = np.kron(form.g, form.g).astype(np.float32)
    weights: np.ndarray = np.matmul(factors, taps).reshape(form.positions, c, m)
    return weights


def prepare(layer: Layer, form: Form) -> Steps:
    """Return the work of a 3×3 convolution of float32 pictures, stride 1, without groups."""
    geometry = layer.geometry
    padded, steps = pad(layer.x, geometry, rounding(geometry.out, form))
    n, c, m = layer.out.shape[0], layer.x.shape[-1], layer.out.shape[-1]
    down, across = (-(-size // form.tile) for size in geometry.out)
    name = f"winograd {form.tile}"
    weights = binding.current().prepared(layer.w, name, lambda: transform_weights(layer.w, form))
    limit = LARGE_BLOCK_BYTES if weights.nbytes > LARGE_WEIGHTS_BYTES else BLOCK_BYTES
    tile_bytes = form.positions * max(c, m) * padded.itemsize
    in_block = min(limit // tile_bytes, MULTIPLY_ADDS // (form.positions * c * m))
    blocks = list(pieces((n, down), max(1, in_block // across)))
    tiles = [Block(block, across, form) for block in blocks]

    worth = form.positions * n * down * across * c * m
    if len(tiles) == 1 and lanes.count(worth) > 1:
        sizes = (form.positions * tiles[0].count * max(c, m),)
        first, second = (scratch.take(sizes, padded.dtype) for _ in range(2))
        spare = scratch.Spare()
        calls = _bind_block(layer, form, padded, weights, tiles[0], first, second, spare)
        return [*steps, *_products_in_lanes(calls, lanes.count(worth))]

    def bind(mine: Sequence[Block]) -> Steps:
        largest = max(block.count for block in mine)
        # Tiles as gathered are not needed once they are transformed, nor are products then.
        first = scratch.take((form.positions * largest * max(c, m),), padded.dtype)
        second = scratch.take((form.positions * largest * max(c, m),), padded.dtype)
        spare = scratch.Spare()
        return [
            as_step(_bind_block(layer, form, padded, weights, block, first, second, spare))
            for block in mine
        ]

    return [*steps, *lanes.spread(tiles, bind, worth)]


def _products_in_lanes(calls: Calls, count: int) -> Steps:
    """Return the calls of a single block, its products cut by positions into lanes.

    Cut by tiles, each lane would lay out all weights for itself.
    """
    before, product, after = calls[:2], calls[2], calls[3:]
    assert isinstance(product, partial)
    tiles, weights, products = product.args
    ends = [round(len(weights) * (lane + 1) / count) for lane in range(count)]
    lanes_of_products: list[Steps] = [
        [partial(np.matmul, tiles[a:b], weights[a:b], products[a:b])]
        for a, b in zip([0, *ends[:-1]], ends, strict=True)
    ]
    return [as_step(before), binding.Together(lanes_of_products), as_step(after)]


class Block:
    """Some rows of tiles of some pictures."""

    def __init__(self, place: Tile, across: int, form: Form) -> None:
        self.pictures, self.rows = place
        self.shape = (
            self.pictures.stop - self.pictures.start,
            self.rows.stop - self.rows.start,
            across,
        )
        self.count = math.prod(self.shape)
        self.tile = form.tile

    def gathered(self, padded: np.ndarray) -> np.ndarray:
        """Return a view (t + 2, t + 2, pictures, rows, across, C) of the block's tiles."""
        size, c = self.tile + 2, padded.shape[-1]
        picture, row, pixel, channel = padded.strides
        return strided(
            padded[self.pictures, self.rows.start * self.tile :],
            (size, size, *self.shape, c),
            (row, pixel, picture, row * self.tile, pixel * self.tile, channel),
        )

    def scattered(
        self, values: np.ndarray, *targets: np.ndarray
    ) -> Iterator[tuple[np.ndarray, ...]]:
        """Yield parts of values (t, t, *shape, M) with the parts of (N, H, W, M) they belong to.

        One part, unless the tiles at the end reach beyond the picture.
        """
        t, (height, width) = self.tile, targets[0].shape[1:3]
        for first, rows, tall in _spans(self.rows, height, t):
            for left, columns, wide in _spans(slice(0, self.shape[2]), width, t):
                inner = slice(first - self.rows.start, first - self.rows.start + rows)
                part = values[:tall, :wide, :, inner, left : left + columns]
                places = [
                    target[
                        self.pictures,
                        first * t : first * t + rows * tall,
                        left * t : left * t + columns * wide,
                    ]
                    .reshape(self.shape[0], rows, tall, columns, wide, -1)
                    .transpose(2, 4, 0, 1, 3, 5)
                    for target in targets
                ]
                yield part, *places


def _spans(tiles: slice, size: int, t: int) -> Iterator[tuple[int, int, int]]:
    """Yield runs of tiles of one height: the first, how many, and how many pixels of each count."""
    whole = min(tiles.stop, size // t)
    if whole > tiles.start:
        yield tiles.start, whole - tiles.start, t
    if tiles.stop > whole and size % t:
        yield whole, 1, size % t


def _bind_block(
    layer: Layer,
    form: Form,
    padded: np.ndarray,
    weights: np.ndarray,
    block: Block,
    first: np.ndarray,
    second: np.ndarray,
    spare: scratch.Spare,
) -> Calls:
    """Return the calls that compute one block of tiles."""
    positions, count = form.positions, block.count
    c, m = weights.shape[1:]
    view = block.gathered(padded)
    tiles = first[: positions * count * c].reshape(positions, count * c)
    moved = second[: tiles.size].reshape(tiles.shape)
    products = first[: positions * count * m].reshape(positions, count, m)
    values = second[: form.tile**2 * count * m].reshape(form.tile**2, count * m)
    parts: Calls = [
        scratch.copy(view, tiles.reshape(view.shape)),
        partial(np.dot, _kron(form.b, layer.w.dtype), tiles, moved),
        partial(np.matmul, moved.reshape(positions, count, c), weights, products),
    ]
    if layer.bias is not None:
        place = products[form.bias_position]
        parts.append(partial(np.add, place, layer.bias, place))
    parts.append(
        partial(np.dot, _kron(form.a, layer.w.dtype), products.reshape(positions, -1), values)
    )
    shaped = values.reshape(form.tile, form.tile, *block.shape, m)
    targets = [layer.out] if layer.residual is None else [layer.out, layer.residual]
    for source, target, *residual in block.scattered(shaped, *targets):
        parts += finish(source, target, layer.activation, spare, *residual)
    return parts


def _kron(factor: np.ndarray, dtype: np.dtype) -> np.ndarray:
    return np.kron(factor, factor).astype(dtype)
