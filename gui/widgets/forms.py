"""What form a layer's output is shown in: maps, a vector or a table; its size in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QCoreApplication

from gui.words import wording

if TYPE_CHECKING:
    import numpy as np

    from engine.metadata import Labels

Form = Literal["maps", "vector", "table"]


def form_of(array: np.ndarray) -> Form:
    """Return how an output of any shape and kind is shown.

    (N, C, H, W) numbers are maps; (K,), (1, K) and (N, C, 1, 1) real numbers a vector; all else,
    whole numbers and truth values without pixels included, is a table.
    """
    if array.size == 0 or array.dtype.kind not in "fiub":
        return "table"
    if array.ndim == 4:
        return "maps" if array.shape[2] * array.shape[3] > 1 else "vector"
    real = array.dtype.kind == "f"
    return (
        "vector"
        if real and (array.ndim == 1 or (array.ndim == 2 and len(array) == 1))
        else ("table")
    )


def vector_of(
    array: np.ndarray, labels: Labels | None = None
) -> tuple[np.ndarray, Callable[[int], str]]:
    """Return the values of a vector, (K,), and the words for the place of each.

    Where `labels` are as many as the values, they stand for the classes: `[281] tabby`.
    """
    pattern = "[{}, 0, 0]" if array.ndim == 4 else "[{}]"
    values = array[0, :, 0, 0] if array.ndim == 4 else array.reshape(-1)

    def name(index: int) -> str:
        label = wording.class_name(labels, len(values), index)
        return f"{pattern.format(index)} {label}" if label else pattern.format(index)

    return values, name


def size_text(shape: tuple[int | str | None, ...]) -> str:
    """Return the size of one picture's output: `144 × 56 × 56`, `1000`, `a single value`."""
    one = len(shape) > 1 and (shape[0] == 1 or not isinstance(shape[0], int))
    sizes = shape[1:] if one else shape
    return wording.shape(sizes) or QCoreApplication.translate("forms", "a single value")


def resolution_text(shape: tuple[int | str | None, ...]) -> str:
    """Return the height and width of maps, `56 × 56`; nothing for what has none."""
    is_map = len(shape) == 4 and shape[2:] != (1, 1)
    return wording.shape(shape[2:]) if is_map else ""
