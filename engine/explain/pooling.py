"""Pools: the largest, or the mean, of a window."""

from __future__ import annotations

import numpy as np

from engine.explain.convolution import Geometry
from engine.explain.explanation import Explanation, Term, Unit
from engine.explain.registry import explains


@explains("MaxPool")
def explain_max_pool(unit: Unit) -> Explanation:
    """Return the window, and where its largest value stands."""
    x = unit.required(0)
    n, channel, *place = unit.index
    geometry = Geometry.of(unit, x.shape[2:], unit.attributes["kernel_shape"])
    window = geometry.window(x[n, channel : channel + 1], place)[0]
    cell = np.unravel_index(np.nanargmax(window), window.shape)
    pixel = tuple(
        int(start + k * d)
        for start, k, d in zip(geometry.start(place), cell, geometry.dilations, strict=True)
    )
    term = Term("largest", float(window[cell]), channel, np.atleast_2d(window))
    return Explanation(
        "the largest value of the window",
        unit.value,
        (term,),
        source=(unit.names[0], (n, channel, *pixel)),
        reads=unit.names[0],
    )


@explains("AveragePool")
def explain_average_pool(unit: Unit) -> Explanation:
    """Return the window and the weight of each of its cells."""
    x = unit.required(0)
    n, channel, *place = unit.index
    kernel_shape = unit.attributes["kernel_shape"]
    geometry = Geometry.of(unit, x.shape[2:], kernel_shape)
    window = geometry.window(x[n, channel : channel + 1], place)[0]
    if unit.attributes.get("count_include_pad", 0):
        # Cells of a last window that ceil_mode lets stand out of the padding do not count.
        rank = len(kernel_shape)
        pads = unit.attributes.get("pads") or [0] * 2 * rank
        counts = [
            min(k, (size + pads[axis + rank] - start + dilation - 1) // dilation)
            for axis, (k, size, start, dilation) in enumerate(
                zip(
                    kernel_shape,
                    x.shape[2:],
                    geometry.start(place),
                    geometry.dilations,
                    strict=True,
                )
            )
        ]
        count = int(np.prod(counts))
    else:
        count = int(np.sum(~np.isnan(window)))
    weights = np.full(window.shape, 1 / count)
    term = Term(
        f"channel {channel}",
        float(np.nansum(window * weights)),
        channel,
        np.atleast_2d(window),
        np.atleast_2d(weights),
    )
    return Explanation("the mean of the window", unit.value, (term,), reads=unit.names[0])


@explains("GlobalAveragePool")
def explain_global_average_pool(unit: Unit) -> Explanation:
    """Return the whole map, whose mean the value is."""
    x = unit.required(0)
    n, channel = unit.index[:2]
    image = x[n, channel].astype(np.float64)
    term = Term(f"channel {channel}", float(np.mean(image)), channel, np.atleast_2d(image))
    formula = f"the mean of the whole map, {np.sum(image):.6g} ÷ {image.size}"
    return Explanation(formula, unit.value, (term,), reads=unit.names[0])


@explains("GlobalMaxPool")
def explain_global_max_pool(unit: Unit) -> Explanation:
    """Return the whole map, and where its largest value stands."""
    x = unit.required(0)
    n, channel = unit.index[:2]
    image = x[n, channel].astype(np.float64)
    pixel = tuple(int(i) for i in np.unravel_index(np.argmax(image), image.shape))
    term = Term("largest", float(image[pixel]), channel, np.atleast_2d(image))
    return Explanation(
        "the largest value of the whole map",
        unit.value,
        (term,),
        source=(unit.names[0], (n, channel, *pixel)),
        reads=unit.names[0],
    )


@explains("LpPool")
def explain_lp_pool(unit: Unit) -> Explanation:
    """Return the window, the sum of its powers, and the root of that sum."""
    x = unit.required(0)
    n, channel, *place = unit.index
    geometry = Geometry.of(unit, x.shape[2:], unit.attributes["kernel_shape"])
    window = geometry.window(x[n, channel : channel + 1], place)[0]
    return _root_of_powers(unit, window, "the window")


@explains("GlobalLpPool")
def explain_global_lp_pool(unit: Unit) -> Explanation:
    """Return the whole map, the sum of its powers, and the root of that sum."""
    n, channel = unit.index[:2]
    return _root_of_powers(unit, unit.required(0)[n, channel].astype(np.float64), "the whole map")


def _root_of_powers(unit: Unit, window: np.ndarray, where: str) -> Explanation:
    power = float(unit.attributes["p"])
    total = float(np.nansum(np.abs(window) ** power))
    term = Term("sum", total, unit.index[1], np.atleast_2d(window))
    explanation = Explanation(f"Σ |x|^{power:g} of {where}", total, (term,), reads=unit.names[0])
    root = "√x" if power == 2 else f"x to the power 1 ÷ {power:g}"
    return explanation.then(unit.op, root, total ** (1 / power))
