"""3×3 convolution of stride 1 by Winograd's minimal filtering, as a few large matrix products.

A tile of (t + 2)² pixels gives t² outputs with (t + 2)² multiplications for each pair of channels
instead of 9·t²: 2.25 times fewer for t = 2, 4 times for t = 4. All tiles of a block go through
each call at once: Bᵀ along y, on rows of the picture → gather tiles → Bᵀ along x → one product for
each of the (t + 2)² positions → Aᵀ → scatter with the activation.

A. Lavin and S. Gray, Fast Algorithms for Convolutional Neural Networks, 2015, arXiv:1509.09308.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np

from engine.kernels import binding, lanes, scratch
from engine.kernels.activation import Calls, as_step, finish
from engine.kernels.direct import multiply_panels
from engine.kernels.layer import Layer, add_bias
from engine.kernels.matmul import even_rows
from engine.kernels.windows import pad, pieces, strided, with_whole_rows
from engine.kernels.winograd_forms import (
    Form,
    transform_lines,
    transform_pooled,
    transform_result,
    transform_weights,
)

Steps = list[Callable[[], object]]
Tile = tuple[slice, ...]
Product = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Tiles (positions, rows, C), weights (positions, panels, C, …), and where their products go."""

BLOCK_BYTES = 1 << 20
"""Of a block's transformed tiles: they stay in the cache from one product to the next."""
LARGE_WEIGHTS_BYTES = 6 << 20
"""From here on the weights are streamed from memory for each block, so blocks are large."""
LARGE_BLOCK_BYTES = 16 << 20
MULTIPLY_ADDS = 1 << 30
"""Of a block at most: some 20 ms, so that a run can be stopped."""


def rounding(out: Sequence[int], form: Form) -> tuple[int, ...]:
    """Return how many pixels whole tiles reach beyond the output."""
    return tuple(-size % form.tile for size in out)


def prepare(layer: Layer, form: Form, *, pooled: bool = False) -> Steps:
    """Return the work of a 3×3 convolution of float32 pictures, stride 1, without groups.

    Parameters
    ----------
    pooled : whether the largest of each 2×2 pixels of the result goes to `layer.out`, before the
        activation; its height and width are even then. Windows lie in tiles, which are even too
    """
    geometry = layer.geometry
    padded, steps = with_whole_rows(*pad(layer.x, geometry, rounding(geometry.out, form)))
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
        sizes = (form.positions * even_rows(tiles[0].count, c * m) * max(c, m),)
        first, second = (scratch.take(sizes, padded.dtype) for _ in range(2))
        spare = scratch.Spare()
        parts = _bind_block(layer, form, padded, weights, tiles[0], first, second, spare, pooled)
        return [*steps, *_products_in_lanes(*parts, lanes.count(worth))]

    def bind(mine: Sequence[Block]) -> Steps:
        largest = max(even_rows(block.count, c * m) for block in mine)
        # Tiles as gathered are not needed once they are transformed, nor are products then.
        first = scratch.take((form.positions * largest * max(c, m),), padded.dtype)
        second = scratch.take((form.positions * largest * max(c, m),), padded.dtype)
        spare = scratch.Spare()
        steps: Steps = []
        for block in mine:
            before, product, after = _bind_block(
                layer, form, padded, weights, block, first, second, spare, pooled
            )
            steps.append(as_step([*before, multiply_panels(*product), *after]))
        return steps

    return [*steps, *lanes.spread(tiles, bind, worth)]


def _products_in_lanes(before: Calls, product: Product, after: Calls, count: int) -> Steps:
    """Return the calls of a single block, its products cut by positions into lanes.

    Cut by tiles, each lane would read all weights for itself.
    """
    tiles, weights, products = product
    ends = [round(len(weights) * (lane + 1) / count) for lane in range(count)]
    lanes_of_products: list[Steps] = [
        [multiply_panels(tiles[a:b], weights[a:b], products[a:b])]
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

    def lines(self, padded: np.ndarray) -> np.ndarray:
        """Return a view (pictures, rows, t + 2, width · C) of the lines that tiles lie on."""
        picture, row, _, number = padded.strides
        length = padded.shape[2] * padded.shape[3]
        return strided(
            padded[self.pictures, self.rows.start * self.tile :],
            (*self.shape[:2], self.tile + 2, length),
            (picture, row * self.tile, row, number),
        )

    def gathered(self, lines: np.ndarray, c: int) -> np.ndarray:
        """Return a view (x: t + 2, y: t + 2, pictures, rows, across, C) of lines' tiles."""
        size = self.tile + 2
        picture, row, line, number = lines.strides
        return strided(
            lines,
            (size, size, *self.shape, c),
            (c * number, line, picture, row, self.tile * c * number, number),
        )

    def scattered(
        self, values: np.ndarray, *targets: np.ndarray
    ) -> Iterator[tuple[np.ndarray, ...]]:
        """Yield parts of values (t, t, *shape, M) with the parts of (N, H, W, M) they belong to.

        Pixels of a tile count along x first. One part, unless tiles reach beyond the picture.
        """
        t, (height, width) = len(values), targets[0].shape[1:3]
        for first, rows, tall in _spans(self.rows, height, t):
            for left, columns, wide in _spans(slice(0, self.shape[2]), width, t):
                inner = slice(first - self.rows.start, first - self.rows.start + rows)
                part = values[:wide, :tall, :, inner, left : left + columns]
                places = [
                    target[
                        self.pictures,
                        first * t : first * t + rows * tall,
                        left * t : left * t + columns * wide,
                    ]
                    .reshape(self.shape[0], rows, tall, columns, wide, -1)
                    .transpose(4, 2, 0, 1, 3, 5)
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
    pooled: bool,
) -> tuple[Calls, Product, Calls]:
    """Return what computes one block of tiles: calls before its products, these, calls after."""
    positions, size = form.positions, form.size
    c, m = layer.x.shape[-1], layer.out.shape[-1]
    count = even_rows(block.count, c * m)
    seen = block.lines(padded)
    lines = second[: seen.size].reshape(seen.shape)
    view = block.gathered(lines, c)
    tiles = first[: positions * count * c].reshape(size, size * count * c)
    moved = second[: tiles.size].reshape(tiles.shape)
    products = first[: positions * count * m].reshape(positions, count, m)
    gathered = tiles.reshape(size, size, count, c)
    rest = gathered[:, :, block.count :]
    before: Calls = [
        *transform_lines(form, seen, lines),
        scratch.copy(view, gathered[:, :, : block.count].reshape(view.shape)),
        *([partial(rest.fill, 0)] if rest.size else []),
        *transform_lines(form, tiles, moved),
    ]
    product = moved.reshape(positions, count, c), weights, products
    after: Calls = []
    if layer.bias is not None:
        after += add_bias(products[form.bias_position], layer.bias)
    result = transform_pooled if pooled else transform_result
    calls, values = result(form, products.reshape(positions, -1), first, second)
    after += calls
    shaped = values.reshape(*values.shape[:2], count, m)[:, :, : block.count]
    shaped = shaped.reshape(*values.shape[:2], *block.shape, m)
    if layer.residual is not None:
        for source, target, residual in block.scattered(shaped, layer.out, layer.residual):
            after += finish(source, target, layer.activation, spare, residual)
        return before, product, after
    # In one run of memory, and copied to their places then: 0.21 ns a number instead of 0.24, and
    # where whole tiles reach beyond the picture, one call instead of four.
    flat = values.reshape(-1)
    after += finish(flat, flat, layer.activation, spare)
    after += [scratch.copy(source, target) for source, target in block.scattered(shaped, layer.out)]
    return before, product, after
