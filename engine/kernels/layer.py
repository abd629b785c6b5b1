"""What a convolution is to compute, whichever algorithm does it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from engine.errors import ShapeError
from engine.kernels import scratch
from engine.kernels.activation import Activation, Calls, finish
from engine.kernels.windows import Geometry, flat_rows

COLUMNS_BYTES = 1 << 20
"""Columns of about 1 MB: large enough for GEMM, small enough to be in the cache for it."""
REPEATED = 1 << 11
"""Numbers of a bias that is repeated, so that it is added to many short rows at once."""


def add_bias(values: np.ndarray, bias: np.ndarray) -> Calls:
    """Return the calls that add a bias (M,) to C-contiguous values (…, M).

    NumPy starts anew at each row, which takes longer than to add a row of 96 numbers; so several
    rows get the bias as one.
    """
    m = bias.size
    rows = values.reshape(-1, m)
    repeats = max(1, min(REPEATED // m, len(rows)))
    whole = len(rows) // repeats * repeats
    parts: Calls = []
    if whole:
        # One row as one axis: what has nothing to broadcast starts 0.9 µs sooner.
        many = rows[:whole].reshape(*((-1,) if whole > repeats else ()), repeats * m)
        parts.append(partial(np.add, many, np.tile(bias, repeats), many))
    if whole < len(rows):
        parts.append(partial(np.add, rows[whole:], bias, rows[whole:]))
    return parts


@dataclass(frozen=True)
class Layer:
    """What there is to compute: out = activation(x * w + bias + residual).

    Attributes
    ----------
    x : (N, *spatial, C) array
    w : (M, C / groups, *kernel) array, cross-correlation (not flipped)
    bias : (M,) array, or None
    out : (N, *out, M) array
    residual : an array like `out`, or None
    """

    x: np.ndarray
    w: np.ndarray
    bias: np.ndarray | None
    out: np.ndarray
    geometry: Geometry
    groups: int = 1
    activation: Activation = field(default_factory=Activation)
    residual: np.ndarray | None = None

    @property
    def multiply_adds(self) -> int:
        """How many multiplications with addition it takes, in the plain way."""
        return self.out.size * math.prod(self.w.shape[1:])

    def of_channels(self, channels: slice) -> Layer:
        """Return what there is to compute for some of the output channels; without groups."""
        return replace(
            self,
            w=self.w[channels],
            bias=None if self.bias is None else self.bias[channels],
            out=self.out[..., channels],
            residual=None if self.residual is None else self.residual[..., channels],
        )

    def finish(
        self, products: np.ndarray, tile: tuple[slice, ...], spare: scratch.Spare, *, bias: bool
    ) -> Calls:
        """Return the calls that turn a tile's products into its part of `out`.

        `bias` says whether they still lack it.
        """
        target = self.out[tile]
        in_place = np.may_share_memory(products, target)
        shaped = products.reshape(target.shape)
        residual = None if self.residual is None else self.residual[tile]
        last = residual is None and not self.activation.name and not in_place
        if bias and self.bias is not None and shaped.flags.c_contiguous and not last:
            parts, addend = add_bias(shaped, self.bias), None
        else:
            parts, addend = [], self.bias if bias else None
        end = shaped if in_place else target
        return parts + finish(shaped, end, self.activation, spare, addend, residual)

    def products(self, tile: tuple[slice, ...], rows: int, spare: scratch.Spare) -> np.ndarray:
        """Return where a tile's products (rows, M) go: into `out` if that is best.

        There may be more rows than the tile has; then there is no place for them. And where the
        rows of `out` have gaps between them, every pass over them costs more; so the products go
        there only at the end, with the activation.
        """
        target = flat_rows(self.out[tile])
        if (target is not None and len(target) == rows) and (
            target.flags.c_contiguous
            or (target.strides[-1] == target.itemsize and not self.activation.name)
        ):
            return target
        return spare.get((rows, self.out.shape[-1]), self.out.dtype)

    def check(self) -> None:
        """Raise a ShapeError if channels, groups or dtypes do not fit."""
        c, (m, c_of_group) = self.x.shape[-1], self.w.shape[:2]
        if self.groups < 1:
            raise ShapeError(f"group must be at least 1, got {self.groups}.")
        if c != c_of_group * self.groups:
            raise ShapeError(
                f"the input must have {c_of_group} × {self.groups} channels (weights × groups), "
                f"got {c}."
            )
        if m % self.groups:
            raise ShapeError(f"{m} output channels cannot be divided into {self.groups} groups.")
        if self.bias is not None and self.bias.shape != (m,):
            raise ShapeError(f"the bias must have shape ({m},), got {self.bias.shape}.")
        if self.residual is not None and self.residual.shape != self.out.shape:
            raise ShapeError(
                f"the residual must have shape {self.out.shape}, got {self.residual.shape}."
            )
        for name in ("w", "bias", "residual"):
            array = getattr(self, name)
            if array is not None and array.dtype != self.x.dtype:
                raise ShapeError(f"{name} must have dtype {self.x.dtype}, got {array.dtype}.")
