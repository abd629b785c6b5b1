"""An activation as the window names it: layer, channel and pixel."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.activations import Activations
from engine.errors import ShapeError
from engine.explain.chain import Explainer
from engine.explain.explanation import Explanation
from engine.explain.receptive_field import Region, receptive_field


def explain_unit(activations: Activations, layer: str, place: tuple[int, ...]) -> Explanation:
    """Return how one activation came about.

    Parameters
    ----------
    layer : its name
    place : (channel, y, x) of a feature map; for other layers the index without the batch axis

    Raises
    ------
    ShapeError
        If the layer has no such place.
    """
    index = (0, *place)
    shape = activations[layer].shape
    if len(index) != len(shape) or not all(0 <= i < n for i, n in zip(index, shape, strict=True)):
        raise ShapeError(f"layer {layer!r} of shape {shape} has no place {place}.")
    if layer in activations.channels_last:
        index = (0, *place[1:], place[0])
    explainer = Explainer(activations.resolved.graph, _own_layout(activations))
    return explainer.explain(layer, index)


def seen_pixels(activations: Activations, layer: str, y: int, x: int) -> Region:
    """Return the pixels of the network's input that the activation at (y, x) of a map sees."""
    resolved = activations.resolved
    return receptive_field(
        resolved.graph,
        resolved.specs,
        activations.channels_last,
        layer,
        y,
        x,
        next(iter(resolved.inputs)),
    )


def _own_layout(activations: Activations) -> Mapping[str, np.ndarray]:
    """Return all values of the run as the file itself holds them, the inputs included."""
    values = {
        name: array.transpose(0, 2, 3, 1) if name in activations.channels_last else array
        for name, array in activations.items()
    }
    return {**activations.between, **values}
