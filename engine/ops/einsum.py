"""Sums of products along named axes."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from engine import budget, stopping
from engine.errors import ShapeError
from engine.ops.registry import onnx_op

LARGE = 1 << 24
"""Multiply-adds that are done in one call."""


@onnx_op("Einsum", since=12)
def einsum(*arrays: np.ndarray, equation: str) -> np.ndarray:
    """Return the sum of products that an equation such as `bij,bjk->bik` describes.

    Parameters
    ----------
    *arrays : one for each term at the left of the arrow
    equation : letters name axes; those that are missing at the right are summed over

    Raises
    ------
    ShapeError
        If the arrays do not fit the equation.

    Notes
    -----
    ONNX Einsum-12, https://onnx.ai/onnx/operators/onnx__Einsum.html
    """
    terms = equation.replace(" ", "")
    _check_size(terms, arrays)
    wide = [a.astype(np.float32) if a.dtype == np.float16 else a for a in arrays]
    try:
        return np.asarray(_sums(terms, wide), arrays[0].dtype)
    except ValueError as error:
        raise ShapeError(f"equation {equation!r} does not fit: {error}.") from error


def _sums(terms: str, arrays: list[np.ndarray]) -> np.ndarray:
    """Return the result, made part by part along the longest axis that it keeps."""

    def of(operands: list[np.ndarray]) -> np.ndarray:
        how = ("greedy", budget.current().tensor_elements)
        return np.asarray(np.einsum(terms, *operands, optimize=how))

    sizes = _sizes(terms, arrays)
    left, _, right = terms.partition("->")
    work = math.prod(sizes.values())
    # A letter twice in one term is a diagonal, of which no slice can be taken.
    kept = [
        each for each in right
        if sizes.get(each, 1) > 1 and all(term.count(each) < 2 for term in left.split(","))
    ]  # fmt: skip
    if work < LARGE or "." in terms or not kept:
        return of(arrays)
    # What is not cut is laid out anew for each part.
    letter = max(kept, key=lambda each: (left.count(each), sizes.get(each, 1)))
    out = np.empty([sizes.get(each, 1) for each in right], arrays[0].dtype)
    ahead = np.moveaxis(out, right.index(letter), 0)
    for part in stopping.pieces(len(ahead), work // 4, 1):  # most of it is matrix products
        operands = [
            array[(slice(None),) * term.index(letter) + (part,)]
            if letter in term and array.shape[term.index(letter)] > 1 else array
            for term, array in zip(left.split(","), arrays, strict=True)
        ]  # fmt: skip
        ahead[part] = np.moveaxis(of(operands), right.index(letter), 0)
    return out


def _check_size(terms: str, arrays: tuple[np.ndarray, ...]) -> None:
    """Hold the size of the result against the budget."""
    left, arrow, right = terms.partition("->")
    sizes = _sizes(terms, arrays)
    kept = set(right) if arrow else {letter for letter in sizes if left.count(letter) == 1}
    budget.check_elements([sizes.get(letter, 1) for letter in kept], "Einsum's result")


def _sizes(terms: str, arrays: Sequence[np.ndarray]) -> dict[str, int]:
    """Return the size of each letter; of the axes that dots stand for, in all, as `.`."""
    sizes: dict[str, int] = {}
    for term, array in zip(terms.partition("->")[0].split(","), arrays, strict=False):
        letters = term.replace("...", "")
        named = array.shape[max(array.ndim - len(letters), 0) :]
        if "..." in term:
            rest = array.size // max(math.prod(named), 1)
            sizes["."] = max(rest, sizes.get(".", 1))
        for letter, size in zip(letters, named, strict=False):
            sizes[letter] = max(size, sizes.get(letter, 1))
    return sizes
