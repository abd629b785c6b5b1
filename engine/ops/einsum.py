"""Sums of products along named axes."""

from __future__ import annotations

import math

import numpy as np

from engine import budget
from engine.errors import ShapeError
from engine.ops.registry import onnx_op


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
        result = np.einsum(terms, *wide, optimize=("greedy", budget.current().tensor_elements))
    except ValueError as error:
        raise ShapeError(f"equation {equation!r} does not fit: {error}.") from error
    return np.asarray(result, arrays[0].dtype)


def _check_size(terms: str, arrays: tuple[np.ndarray, ...]) -> None:
    """Hold the size of the result against the budget."""
    left, arrow, right = terms.partition("->")
    sizes: dict[str, int] = {}
    for term, array in zip(left.split(","), arrays, strict=False):
        letters = term.replace("...", "")
        named = array.shape[max(array.ndim - len(letters), 0) :]
        if "..." in term:
            rest = array.size // max(math.prod(named), 1)
            sizes["."] = max(rest, sizes.get(".", 1))
        for letter, size in zip(letters, named, strict=False):
            sizes[letter] = max(size, sizes.get(letter, 1))
    kept = set(right) if arrow else {letter for letter in sizes if left.count(letter) == 1}
    budget.check_elements([sizes.get(letter, 1) for letter in kept], "Einsum's result")
