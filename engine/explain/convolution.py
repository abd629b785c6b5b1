"""Convolutions: window × kernel, summed over the input channels."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.explain.explanation import Explanation, Term, Unit
from engine.explain.registry import explains


@explains("Conv")
def explain_conv(unit: Unit) -> Explanation:
    """Return one term for each input channel that the filter reads."""
    bias = unit.array(2)
    window, kernel, first = window_and_kernel(unit, unit.required(0), unit.required(1))
    return Explanation(
        "Σ window × kernel + bias" if bias is not None else "Σ window × kernel",
        unit.value,
        products(window, kernel, first),
        None if bias is None else float(bias[unit.index[1]]),
        reads=unit.names[0],
    )


def window_and_kernel(
    unit: Unit, x: np.ndarray, w: np.ndarray
) -> tuple[np.ndarray, np.ndarray, int]:
    """Return what a filter reads at one place, its weights, and the first channel it reads.

    Parameters
    ----------
    x, w : (N, C, *spatial) maps and (M, C / group, *kernel) weights

    Returns
    -------
    window, kernel : (C / group, *kernel) float64; the window is NaN in the padding
    """
    n, filter_index, *place = unit.index
    geometry = Geometry.of(unit, x.shape[2:], w.shape[2:])
    channels = w.shape[1]
    first = filter_index // (w.shape[0] // unit.attributes["group"]) * channels
    window = geometry.window(x[n, first : first + channels], place)
    return window, w[filter_index].astype(np.float64), first


@explains("ConvTranspose")
def explain_conv_transpose(unit: Unit) -> Explanation:
    """Return one term for each input channel: every input pixel spreads kernel × its value.

    Output pixel o gets input pixel i by kernel cell k where o = i · stride − pad + k · dilation.
    """
    x, w, bias = unit.required(0), unit.required(1), unit.array(2)
    n, filter_index, *place = unit.index
    group_count = unit.attributes["group"]
    per_group = w.shape[1]
    group, within = divmod(filter_index, per_group)
    channels = x.shape[1] // group_count
    begins = transposed_begins(unit, x.shape[2:], w.shape[2:])
    rank = w.ndim - 2
    strides = list(unit.attributes["strides"] or [1] * rank)
    dilations = list(unit.attributes["dilations"] or [1] * rank)
    window = np.full((channels, *w.shape[2:]), np.nan)
    for cell in itertools.product(*map(range, w.shape[2:])):
        at = [o + b - k * d for o, b, k, d in zip(place, begins, cell, dilations, strict=True)]
        if all(
            a % s == 0 and 0 <= a // s < size
            for a, s, size in zip(at, strides, x.shape[2:], strict=True)
        ):
            pixel = tuple(a // s for a, s in zip(at, strides, strict=True))
            source: tuple[Any, ...] = (n, slice(group * channels, (group + 1) * channels), *pixel)
            target: tuple[Any, ...] = (slice(None), *cell)
            window[target] = x[source]
    kernel = w[group * channels : (group + 1) * channels, within].astype(np.float64)
    return Explanation(
        "Σ pixels that reach here × kernel" + ("" if bias is None else " + bias"),
        unit.value,
        products(window, kernel, group * channels),
        None if bias is None else float(bias[filter_index]),
        reads=unit.names[0],
    )


def products(window: np.ndarray, kernel: np.ndarray, first: int) -> tuple[Term, ...]:
    """Return a term for each channel of (C, *cells) from channel `first` on, strongest first."""
    sums = np.nansum(window * kernel, axis=tuple(range(1, window.ndim)))
    order = np.argsort(-np.abs(sums), kind="stable").tolist()
    return tuple(
        Term(
            f"channel {first + c}",
            float(sums[c]),
            first + c,
            _as_picture(window[c]),
            _as_picture(kernel[c]),
        )
        for c in order
    )


class Geometry:
    """Where the windows of a convolution or pool lie on its input."""

    def __init__(
        self,
        kernel: Sequence[int],
        strides: Sequence[int],
        dilations: Sequence[int],
        begins: Sequence[int],
    ) -> None:
        self.kernel = tuple(kernel)
        self.strides = tuple(strides)
        self.dilations = tuple(dilations)
        self.begins = tuple(begins)

    @classmethod
    def of(cls, unit: Unit, sizes: Sequence[int], kernel: Sequence[int]) -> Geometry:
        """Return the geometry that an operator's attributes mean for an input of these sizes."""
        rank = len(kernel)
        strides = list(unit.attributes.get("strides") or [1] * rank)
        dilations = list(unit.attributes.get("dilations") or [1] * rank)
        begins = list((unit.attributes.get("pads") or [0] * 2 * rank)[:rank])
        auto_pad = unit.attributes.get("auto_pad", "NOTSET")
        if auto_pad in ("SAME_UPPER", "SAME_LOWER"):
            for axis in range(rank):
                out = -(-sizes[axis] // strides[axis])
                reach = (out - 1) * strides[axis] + (kernel[axis] - 1) * dilations[axis] + 1
                total = max(0, reach - sizes[axis])
                begins[axis] = total // 2 if auto_pad == "SAME_UPPER" else total - total // 2
        elif auto_pad == "VALID":
            begins = [0] * rank
        return cls(kernel, strides, dilations, begins)

    def start(self, place: Sequence[int]) -> tuple[int, ...]:
        """Return the input pixel under the first cell of the window at `place`."""
        return tuple(p * s - b for p, s, b in zip(place, self.strides, self.begins, strict=True))

    def window(self, maps: np.ndarray, place: Sequence[int]) -> np.ndarray:
        """Return the windows of maps (C, *sizes) at `place` as (C, *kernel); NaN in the padding."""
        window = np.full((maps.shape[0], *self.kernel), np.nan)
        inside: list[np.ndarray] = []
        cells: list[np.ndarray] = []
        for start, k, dilation, size in zip(
            self.start(place), self.kernel, self.dilations, maps.shape[1:], strict=True
        ):
            positions = start + np.arange(k) * dilation
            valid = np.flatnonzero((positions >= 0) & (positions < size))
            cells.append(valid)
            inside.append(positions[valid])
        every = np.arange(maps.shape[0])
        window[np.ix_(every, *cells)] = maps[np.ix_(every, *inside)]
        return window


def transposed_begins(unit: Unit, sizes: Sequence[int], kernel: Sequence[int]) -> list[int]:
    """Return how much a transposed convolution cuts off before each axis."""
    rank = len(kernel)
    attributes = unit.attributes
    strides = list(attributes.get("strides") or [1] * rank)
    dilations = list(attributes.get("dilations") or [1] * rank)
    extra = list(attributes.get("output_padding") or [0] * rank)
    auto_pad = attributes.get("auto_pad", "NOTSET")
    wanted = list(attributes.get("output_shape") or [])[-rank:]
    if not wanted and auto_pad in ("SAME_UPPER", "SAME_LOWER"):
        wanted = [size * stride for size, stride in zip(sizes, strides, strict=True)]
    if not wanted:
        return list((attributes.get("pads") or [0] * 2 * rank)[:rank])
    begins = []
    for axis in range(rank):
        reach = (kernel[axis] - 1) * dilations[axis] + 1
        full = strides[axis] * (sizes[axis] - 1) + extra[axis] + reach
        total = max(0, full - wanted[axis])
        begins.append(total - total // 2 if auto_pad == "SAME_LOWER" else total // 2)
    return begins


def _as_picture(cells: np.ndarray) -> np.ndarray:
    """Return a window on two axes: a line as one row, a block as planes side by side."""
    if cells.ndim == 2:
        return cells
    if cells.ndim == 1:
        return cells[None]
    rows = cells.shape[-2]
    return np.moveaxis(cells, -2, 0).reshape(rows, math.prod(cells.shape) // rows)
