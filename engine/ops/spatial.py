"""What ONNX's attributes of windows mean: kernel_shape, strides, dilations, pads, auto_pad."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import budget
from engine.errors import ShapeError
from engine.kernels.windows import Geometry, Sizes
from engine.ops.registry import Spec


def geometry(
    sizes: Sequence[int],
    kernel_shape: Sequence[int],
    strides: Sequence[int] | None = None,
    dilations: Sequence[int] | None = None,
    pads: Sequence[int] | None = None,
    auto_pad: str = "NOTSET",
    *,
    ceil: bool = False,
) -> Geometry:
    """Return where the windows lie.

    `sizes` are the spatial sizes of the input; `pads` are the begins, then the ends. With an
    `auto_pad` of SAME_UPPER or SAME_LOWER there are size / stride windows, rounded up, and an odd
    pixel of padding goes to the end or to the beginning.
    """
    rank = len(sizes)
    steps = tuple(strides or (1,) * rank)
    gaps = tuple(dilations or (1,) * rank)
    if auto_pad in ("SAME_UPPER", "SAME_LOWER"):
        if len(steps) != rank or len(gaps) != rank or min(steps) < 1:
            raise ShapeError(f"strides must be {rank} numbers from 1 on, got {steps}.")
        totals = [
            max((-(-size // s) - 1) * s + (k - 1) * d + 1 - size, 0)
            for size, k, s, d in zip(sizes, kernel_shape, steps, gaps, strict=False)
        ]
        begins, ends = split_padding(totals, auto_pad)
    else:
        begins, ends = explicit_padding(rank, pads, auto_pad)
    return Geometry(tuple(sizes), tuple(kernel_shape), steps, gaps, begins, ends, ceil)


def explicit_padding(
    rank: int, pads: Sequence[int] | None, auto_pad: str = "NOTSET"
) -> tuple[Sizes, Sizes]:
    """Return begins and ends as `pads` say, or zeros for an `auto_pad` of VALID."""
    if auto_pad not in ("NOTSET", "", "VALID"):
        raise ShapeError(
            f"auto_pad must be NOTSET, SAME_UPPER, SAME_LOWER or VALID, got {auto_pad!r}."
        )
    given = tuple(pads or (0,) * (2 * rank)) if auto_pad != "VALID" else (0,) * (2 * rank)
    if len(given) != 2 * rank:
        raise ShapeError(f"pads must be {2 * rank} numbers, begins then ends, got {given}.")
    return given[:rank], given[rank:]


def split_padding(totals: Sequence[int], auto_pad: str) -> tuple[Sizes, Sizes]:
    """Return begins and ends of `totals` pixels; SAME_UPPER puts an odd one at the end."""
    smaller = tuple(total // 2 for total in totals)
    larger = tuple(total - half for total, half in zip(totals, smaller, strict=True))
    return (smaller, larger) if auto_pad == "SAME_UPPER" else (larger, smaller)


def check_spatial(x: np.ndarray | Spec, what: str = "the input") -> Sizes:
    """Return the spatial sizes of an (N, C, *spatial) array, if it has one to three."""
    if not 3 <= x.ndim <= 5:
        raise ShapeError(
            f"{what} must have axes N, C and one to three spatial ones, got shape {x.shape}."
        )
    return tuple(x.shape[2:])


def channels_last(x: np.ndarray) -> np.ndarray:
    """Return an (N, C, *spatial) array as a view (N, *spatial, C)."""
    return x.transpose(0, *range(2, x.ndim), 1)


def channels_first(x: np.ndarray) -> np.ndarray:
    """Return an (N, *spatial, C) array as a view (N, C, *spatial)."""
    return x.transpose(0, x.ndim - 1, *range(1, x.ndim - 1))


def empty_feature_maps(n: int, c: int, sizes: Sequence[int], dtype: Any) -> np.ndarray:
    """Return a new array (N, C, *spatial) that has its channels innermost in memory."""
    return channels_first(budget.allocate((n, *sizes, c), dtype, what="The output"))
