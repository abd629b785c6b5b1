"""One channel of a layer, studied: its picture, its colours, and how each of its values came about.

What stays while the mouse moves over the map is worked out once.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

import engine
from engine.visual import overlay
from gui.qimage import in_colour
from gui.session import Place, View
from gui.unit.units import extent_of, index_of, value_at
from gui.widgets.map_tiles import nearest
from gui.widgets.scaling import limits_and_colours
from gui.widgets.unit_numbers import Shades, polar


class UnitStudy:
    """What the window shows of one channel; `key` says when it is out of date."""

    def __init__(
        self, activations: engine.Activations, name: str, channel: int, view: View
    ) -> None:
        self.key = (activations, name, channel, view)
        self.activations = activations
        self.name = name
        self.channel = channel
        self.view = view
        self.array = activations[name]
        self.layer = next(each for each in activations.layers if each.name == name)
        self.layers = {
            o: each for each in activations.layers for o in (each.name, *each.node.outputs)
        }
        """What makes each value, the further parts of a Split too."""
        self._shades: dict[str, Shades] = {}
        self._reach: float | None = None
        self._kernels: dict[int, np.ndarray] = {}

    @property
    def extent(self) -> tuple[int, int, int]:
        """Channels, rows and columns of the layer; a vector has channels only."""
        return extent_of(self.array) or (1, 1, 1)

    @property
    def is_map(self) -> bool:
        """Whether the layer's channels are pictures."""
        return self.extent[1:] != (1, 1)

    def explanation(self, place: Place) -> engine.Explanation:
        """Return how a value came about."""
        return engine.explain_unit(self.activations, self.name, index_of(self.array, place))

    def region(self, place: Place) -> tuple[int, int, int, int]:
        """Return which pixels of the input a value sees: top, left, bottom, right."""
        region = engine.seen_pixels(self.activations, self.name, place.y, place.x)
        return region.top, region.left, region.bottom, region.right

    def array_of(self, name: str) -> np.ndarray:
        """Return what a value of the network holds; maps as (N, C, H, W)."""
        activations = self.activations
        array = activations.get(name)
        if array is None:
            array = activations.between.get(name, activations.prepared.tensor)
            if name in activations.channels_last and array.ndim == 4:
                array = array.transpose(0, 3, 1, 2)
        return array

    def value(self, place: Place) -> float:
        """Return what the map shows."""
        return value_at(self.array, place)

    # Pictures.

    @cached_property
    def seen(self) -> np.ndarray:
        """The network's input, uint8 (H, W, 3) RGB or (H, W) grey."""
        return self.activations.prepared.seen

    @cached_property
    def shades(self) -> Shades:
        """The colours of the map, those of its tile on the stage."""
        low, high, colours = limits_and_colours(self.array[0], self.view.scale, self.view.colours)
        return Shades(float(low[self.channel]), float(high[self.channel]), colours)

    @cached_property
    def picture(self) -> np.ndarray:
        """The map, uint8 (H, W, 3) RGB, a pixel for each value; over the input if asked for."""
        values, shades = self.array[0, self.channel], self.shades
        if not self.view.overlay:
            return shades.picture(values)
        return overlay.overlay(
            self._ground(), values, shades.low, shades.high, shades.colours,
            opacity=self.view.opacity / 100,
        )  # fmt: skip

    def _ground(self) -> np.ndarray:
        """Return the input in colour, with at least as many pixels as the map."""
        sizes = (max(a, b) for a, b in zip(self.seen.shape, self.extent[1:], strict=False))
        rows, columns = (nearest(n, s) for n, s in zip(sizes, self.seen.shape, strict=False))
        return in_colour(self.seen)[rows][:, columns]

    def shades_of(self, name: str) -> Shades:
        """Return the colours of another layer's values, or of the network's input."""
        if name not in self._shades:
            array = self.array_of(name)
            maps = array[0] if array.ndim == 4 else array.reshape(1, 1, -1)
            low, high, colours = limits_and_colours(maps, "layer", self.view.colours)
            self._shades[name] = Shades(float(low[0]), float(high[0]), colours)
        return self._shades[name]

    def kernel_shades(self, explanation: engine.Explanation) -> Shades:
        """Return the colours of weights: one scale for all slices of the kernel."""
        if self._reach is None:
            kernels = (term.kernel for term in explanation.terms if term.kernel is not None)
            self._reach = max((float(np.abs(kernel).max()) for kernel in kernels), default=0.0)
        return polar(self._reach)

    def kernel_picture(
        self, explanation: engine.Explanation, channel: int, kernel: np.ndarray
    ) -> np.ndarray:
        """Return the picture of a slice; it is the same for each pixel of a convolution."""
        if len(explanation.terms) == 1:  # a pool's shares are others at the border
            return self.kernel_shades(explanation).picture(kernel)
        if channel not in self._kernels:
            self._kernels[channel] = self.kernel_shades(explanation).picture(kernel)
        return self._kernels[channel]
