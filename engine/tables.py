"""Numbers of a run as rows, for spreadsheets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from engine.activations import Activations
from engine.errors import CancelledError
from engine.visual.statistics import Statistics, summary

STATISTICS_HEADER = (
    "position", "layer", "title", "operator", "channel", "shape", "dtype", "parameters",
    "multiply_adds", "bytes", "seconds", "minimum", "maximum", "mean", "deviation", "zeros",
    "dead", "not_finite",
)  # fmt: skip


def statistics_rows(
    activations: Activations,
    *,
    should_stop: Callable[[], bool] | None = None,
    on_step: Callable[[int, int], None] | None = None,
) -> Iterator[list[Any]]:
    """Yield a row of `STATISTICS_HEADER` for each layer, and one for each of its maps after it.

    In a layer's own row `channel` is empty and `dead` counts its dead maps; in a map's row the
    columns that only a layer has are empty. `zeros` is a share, 0..1.

    Parameters
    ----------
    should_stop, on_step : asked and told (done, total) for each layer

    Raises
    ------
    CancelledError
        If `should_stop` says so.
    """
    for place, layer in enumerate(activations.layers):
        if should_stop is not None and should_stop():
            raise CancelledError("saving was stopped.")
        array = activations[layer.name]
        named: list[Any] = [place, layer.name, layer.title, layer.detail]
        seconds = f"{activations.seconds.get(layer.name, 0):.6g}"
        facts: list[Any] = ["×".join(map(str, array.shape)), str(array.dtype), layer.parameters]
        facts += [layer.multiply_adds, array.nbytes, seconds]
        if array.dtype.kind not in "biuf":
            yield [*named, "", *facts, *[""] * 7]
            continue
        yield [*named, "", *facts, *_numbers(summary(array))]
        if array.ndim == 4 and array.shape[2] * array.shape[3] > 1:
            for channel, values in enumerate(array[0]):
                yield [*named, channel, *[""] * 6, *_numbers(summary(values[None]))]
        if on_step is not None:
            on_step(place + 1, len(activations.layers))


def _numbers(found: Statistics) -> list[Any]:
    values = (found.minimum, found.maximum, found.mean, found.deviation, found.zeros)
    return [*(f"{value:.7g}" for value in values), found.dead, found.not_finite]
