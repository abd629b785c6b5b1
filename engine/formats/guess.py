"""A guess at the network that weights in a NumPy archive belong to, when nobody describes it.

What is guessed is the layer this project began with, again and again: a true convolution without
border, a 2×2 max-pool and ReLU; dense layers at the end, the last with softmax. Where that does not
lead to the number of inputs of the first dense layer, other borders and fewer pools are tried.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.errors import FormatError
from engine.formats.architecture import Architecture, BatchNorm, Conv, Dense, Layer, Pool
from engine.formats.fit_input import LARGEST_SIDE, USUAL_SIDES
from engine.formats.sliding import layer_size

_MOST_TRIES = 300
_MOST_CONVOLUTIONS = 64
"""VGG-19 has 16; networks with many more have branches, which cannot be guessed."""


@dataclass(frozen=True)
class _Block:
    """A layer with weights, and the batch normalization behind it."""

    main: Conv | Dense
    norm: BatchNorm | None
    weights: np.ndarray
    side: int | None = None
    """Of the maps, where there is a bias for each of their places."""

    def layers(self, nonlinearity: str = "linear", border_mode: str = "valid") -> list[Layer]:
        main = self.main
        if isinstance(main, Conv):
            main = replace(main, border_mode=border_mode)
        if self.norm is None:
            return [replace(main, nonlinearity=nonlinearity)]
        return [main, replace(self.norm, nonlinearity=nonlinearity)]


def guess_architecture(arrays: Mapping[str, np.ndarray], file: str) -> Architecture:
    """Return a network that fits these arrays.

    Parameters
    ----------
    arrays : in the order of the layers
    file : the archive's name, for errors

    Raises
    ------
    FormatError
        If nothing fits.
    """
    convs, dense = _split(list(_blocks(arrays, file)), file)
    ends = ["rectify"] * (len(dense) - 1) + ["softmax"]
    top = [layer for block, end in zip(dense, ends, strict=False) for layer in block.layers(end)]
    inputs = len(dense[0].weights) if dense else None
    if not convs:
        return Architecture(_flat(inputs or 1), tuple(top), "guessed")
    if len(convs) > _MOST_CONVOLUTIONS:
        raise _not_usual(f"{len(convs)} convolutions are too many for a guess.", file)
    channels, maps = convs[0].weights.shape[1], len(convs[-1].weights)
    if inputs is None and all(block.side is None for block in convs):
        layers = next(_candidates(convs))
        return Architecture((channels, None, None), tuple(layers), "guessed")
    wanted = None if inputs is None else math.isqrt(inputs // maps)
    if wanted is None or inputs == maps * wanted * wanted:
        for layers in itertools.islice(_candidates(convs), _MOST_TRIES):
            fitting = _sides(layers, convs, wanted)
            if fitting:
                best = next((size for size in USUAL_SIDES if size in fitting), fitting[0])
                return Architecture((channels, best, best), (*layers, *top), "guessed")
    raise _not_usual(
        f"no usual network ends in {maps} feature maps and "
        f"{'biases of that size' if inputs is None else f'a dense layer of {inputs} inputs'}.",
        file,
    )


def _not_usual(message: str, file: str) -> FormatError:
    description = f"{file.removesuffix('.npz')}.toml"
    return FormatError(
        message, file=file, remedy=f"Describe its layers in {description} beside it."
    )


def _blocks(arrays: Mapping[str, np.ndarray], file: str) -> Iterator[_Block]:
    """Yield a block for each array of weights."""
    names = list(arrays)
    place = 0
    while place < len(names):
        name = names[place]
        weights = arrays[name]
        if weights.ndim not in (2, 4):
            raise _not_usual(
                f"array {name!r} of shape {weights.shape} is not expected there.", file
            )
        units = weights.shape[0] if weights.ndim == 4 else weights.shape[1]
        end = place + 1
        while end < len(names) and _belongs(arrays[names[end]], units, weights.ndim):
            end += 1
        rest = names[place + 1 : end]
        bias = rest.pop(0) if len(rest) in (1, 5) else None
        if len(rest) not in (0, 4):
            raise _not_usual(
                f"{len(rest)} arrays follow {name!r}; a bias is 1, batch normalization 4.", file
            )
        kind = Conv if weights.ndim == 4 else Dense
        norm = BatchNorm(*rest) if rest else None
        untied = bias is not None and arrays[bias].ndim == 3
        side = arrays[bias].shape[1] if bias is not None and untied else None
        yield _Block(kind(weights=name, bias=bias), norm, weights, side)
        place = end


def _belongs(array: np.ndarray, units: int, rank: int) -> bool:
    """Return whether an array is one number for each unit, or for each place of each map."""
    return array.shape == (units,) or (rank == 4 and array.ndim == 3 and len(array) == units)


def _split(blocks: Sequence[_Block], file: str) -> tuple[list[_Block], list[_Block]]:
    """Return the convolutions and the dense layers behind them, if each fits the one before."""
    convs = [block for block in blocks if isinstance(block.main, Conv)]
    dense = [block for block in blocks if isinstance(block.main, Dense)]
    if convs + dense != list(blocks):
        raise _not_usual("a convolution stands behind a dense layer.", file)
    for before, after in [*itertools.pairwise(convs), *itertools.pairwise(dense)]:
        axis = 0 if isinstance(before.main, Conv) else 1
        given, taken = before.weights.shape[axis], after.weights.shape[1 - axis]
        if given != taken:
            raise _not_usual(
                f"{after.main.weights!r} takes {taken} inputs, but {before.main.weights!r} gives "
                f"{given}; a dense W must be (inputs, units).",
                file,
            )
    return convs, dense


def _flat(inputs: int) -> tuple[int, int | None, int | None]:
    """Return the picture that a number of inputs is: grey or colour, square if it can be."""
    for channels in (1, 3):
        side = math.isqrt(inputs // channels)
        if side * side * channels == inputs:
            return (channels, side, side)
    return (1, 1, inputs)


def _candidates(convs: Sequence[_Block]) -> Iterator[list[Layer]]:
    """Yield ways to use the convolutions: with all pools first, then with fewer."""
    for left_out in range(len(convs) + 1):
        for bare in itertools.combinations(range(len(convs)), left_out):
            for border in ("valid", "half", "full"):
                layers: list[Layer] = []
                for index, block in enumerate(convs):
                    if index in bare:
                        layers += block.layers("rectify", border)
                    else:
                        layers += [*block.layers("linear", border), Pool(nonlinearity="rectify")]
                yield layers


def _sides(layers: Sequence[Layer], convs: Sequence[_Block], wanted: int | None) -> list[int]:
    """Return the sides of square pictures that go through, with the wanted side behind."""
    given = np.arange(1, LARGEST_SIDE + 1)
    side, fits = given, np.ones(LARGEST_SIDE, np.bool_)
    waiting = iter(convs)
    for layer in layers:
        block = next(waiting) if isinstance(layer, Conv) else None
        kernel = block.weights.shape[2:] if block else (1, 1)
        # For all sides at once: what is a size for one is an array of sizes here.
        side, other = (layer_size(layer, side, kernel[axis], axis) for axis in (0, 1))
        fits &= (side == other) & (side >= 1)
        if block is not None and block.side is not None:
            fits &= side == block.side
    if wanted is not None:
        fits &= side == wanted
    sides: list[int] = given[fits].tolist()
    return sides
