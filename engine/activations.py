"""Every feature map of one run, by the name of its layer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from engine.compile import Resolved
from engine.layers import Layer
from engine.prediction import Prediction
from engine.preprocess import Prepared


class Activations(Mapping[str, np.ndarray]):
    """What each layer put out for one picture; a read-only mapping from layer name to array.

    Feature maps are (N, C, H, W), whatever the layout inside or in the file; other arrays keep
    their own shape and dtype.

    Attributes
    ----------
    prediction : what the network answered
    prepared : the picture as it went in
    layers : the layers for this picture's shape, in running order
    seconds : how long each layer took
    resolved : the graph that ran, for explanations
    channels_last : names of feature maps that the file itself holds as (N, H, W, C)
    between : what layers read and no layer is, as the file holds it: further inputs, further
        results of a node, and layers before a person scaled them
    """

    def __init__(
        self,
        arrays: Mapping[str, np.ndarray],
        layers: tuple[Layer, ...],
        seconds: Mapping[str, float],
        prediction: Prediction,
        prepared: Prepared,
        resolved: Resolved,
        channels_last: frozenset[str],
        between: Mapping[str, np.ndarray],
    ) -> None:
        for array in (*arrays.values(), *between.values()):
            array.flags.writeable = False
        self._arrays = dict(arrays)
        self.layers = tuple(replace(layer, shape=arrays[layer.name].shape) for layer in layers)
        self.seconds = dict(seconds)
        self.prediction = prediction
        self.prepared = prepared
        self.resolved = resolved
        self.channels_last = channels_last
        self.between = dict(between)

    @property
    def total_seconds(self) -> float:
        """How long the run took, preprocessing excluded."""
        return self.prediction.seconds

    def __getitem__(self, name: str) -> np.ndarray:
        return self._arrays[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def __len__(self) -> int:
        return len(self._arrays)
