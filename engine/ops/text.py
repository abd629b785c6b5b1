"""Operators on arrays of text (dtype object, each element a Python string)."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from itertools import islice

import numpy as np

from engine import budget
from engine.errors import ShapeError, UnsupportedError
from engine.ops.elementwise import check_broadcast
from engine.ops.registry import onnx_op


def _check_text(*arrays: np.ndarray) -> None:
    for array in arrays:
        if array.dtype != object or not all(isinstance(item, str) for item in array.flat):
            raise ShapeError(f"takes text, got {array.dtype}.")


def _letters(array: np.ndarray) -> int:
    return sum(len(item) for item in array.flat)


@onnx_op("StringConcat", since=20, dynamic=True)
def string_concat(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return each text of `x` with that of `y` behind it; shapes broadcast.

    Notes
    -----
    ONNX StringConcat-20, https://onnx.ai/onnx/operators/onnx__StringConcat.html
    """
    _check_text(x, y)
    shape = check_broadcast(x, y)
    letters = sum(_letters(each) * math.prod(shape) // max(each.size, 1) for each in (x, y))
    budget.check("StringConcat's text", letters, "tensor_elements")
    return np.asarray(np.add(x, y), object)


@onnx_op("StringSplit", since=20, dynamic=True)
def string_split(
    x: np.ndarray, *, delimiter: str = "", maxsplit: int | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Return the parts of each text along a new last axis, and how many there are.

    Parameters
    ----------
    delimiter : between the parts; white space if empty
    maxsplit : cuts at most, without end if not given

    Returns
    -------
    parts : (*shape of `x`, most parts), filled up with empty text
    counts : int64, shape of `x`

    Notes
    -----
    ONNX StringSplit-20, https://onnx.ai/onnx/operators/onnx__StringSplit.html
    """
    _check_text(x)
    cuts = -1 if maxsplit is None else maxsplit
    enough = budget.current().items // max(x.size, 1)
    # Counted before they are cut: a text of a megabyte has half a million parts.
    counts = np.array([_parts(text, delimiter, cuts, enough) for text in x.flat], np.int64)
    longest = int(counts.max(initial=0))
    result = budget.allocate((x.size, longest), object, "", "StringSplit's result")
    for row, text, count in zip(result, x.flat, counts, strict=True):
        row[:count] = text.split(delimiter or None, cuts)
    return result.reshape(*x.shape, longest), counts.reshape(x.shape)


def _parts(text: str, delimiter: str, cuts: int, enough: int) -> int:
    """Return how many parts a text has; of words more than `enough`, how many there may be."""
    if delimiter:
        count = text.count(delimiter) + 1
    else:
        count = sum(1 for _ in islice(re.finditer(r"\S+", text), enough + 1))
        if count > enough:
            count = len(text) // 2 + 1
    return count if cuts < 0 else min(count, cuts + 1)


@onnx_op("StringNormalizer", since=10, dynamic=True)
def string_normalizer(
    x: np.ndarray,
    *,
    case_change_action: str = "NONE",
    is_case_sensitive: int = 0,
    locale: str | None = None,
    stopwords: Sequence[str] | None = None,
) -> np.ndarray:
    """Return texts in upper or lower case, without stop words.

    Parameters
    ----------
    x : (C,) or (1, C)
    case_change_action : NONE, LOWER or UPPER
    is_case_sensitive : 0 leaves stop words out in either case
    locale : has no effect

    Returns
    -------
    (rest,) or (1, rest); one empty text where nothing is left

    Notes
    -----
    ONNX StringNormalizer-10, https://onnx.ai/onnx/operators/onnx__StringNormalizer.html
    """
    _check_text(x)
    if x.ndim not in (1, 2) or (x.ndim == 2 and len(x) != 1):
        raise ShapeError(f"needs (C,) or (1, C), got {x.shape}.")
    changes: dict[str, Callable[[str], str]] = {"NONE": str, "LOWER": str.lower, "UPPER": str.upper}
    if case_change_action not in changes:
        raise UnsupportedError(f"case_change_action {case_change_action!r} is not known.")
    compared: Callable[[str], str] = str if is_case_sensitive else str.lower
    unwanted = {compared(word) for word in stopwords or ()}
    kept = [text for text in x.flat if compared(text) not in unwanted]
    changed = [changes[case_change_action](text) for text in kept] or [""]
    result = np.array(changed, object)
    return result if x.ndim == 1 else result[None]
