"""What a person changed to see what happens: channels of the network, and the picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.transform import Transform

if TYPE_CHECKING:
    import engine

Factors = Mapping[str, Mapping[int, float]]
"""For each layer's name, the factor of each channel that is changed; 0 switches it off."""


class Switches:
    """Channels that are switched off or scaled; never changed once it is made.

    The changed network is compiled once, however many pictures go through it.
    """

    def __init__(self, factors: Factors | None = None) -> None:
        kept = {
            layer: {channel: factor for channel, factor in channels.items() if factor != 1}
            for layer, channels in (factors or {}).items()
        }
        self.factors: Factors = {layer: channels for layer, channels in kept.items() if channels}
        self._made: tuple[engine.Model, engine.Model] | None = None

    def __bool__(self) -> bool:
        """Return whether any channel is changed."""
        return bool(self.factors)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Switches) and self.factors == other.factors

    __hash__ = object.__hash__

    @property
    def count(self) -> int:
        """How many channels are changed."""
        return sum(len(channels) for channels in self.factors.values())

    @property
    def only_off(self) -> bool:
        """Whether all of them are switched off, rather than scaled."""
        return all(not f for channels in self.factors.values() for f in channels.values())

    def of(self, layer: str | None) -> Mapping[int, float]:
        """Return the factors of a layer's channels."""
        return self.factors.get(layer or "", {})

    def with_factor(self, layer: str, channel: int, factor: float) -> Switches:
        """Return the same with another factor of one channel."""
        return Switches({**self.factors, layer: {**self.of(layer), channel: factor}})

    def with_only(self, layer: str, channel: int, count: int) -> Switches:
        """Return the same, but of a layer's `count` channels all others switched off."""
        others = {each: 0.0 for each in range(count) if each != channel}
        return Switches({**self.factors, layer: others})

    def without(self, layer: str) -> Switches:
        """Return the same with all channels of a layer as they were."""
        return Switches({name: each for name, each in self.factors.items() if name != layer})

    def applied_to(self, model: engine.Model) -> engine.Model:
        """Return the changed network; for the worker, which alone may call it."""
        if not self:
            return model
        if self._made is None or self._made[0] is not model:
            self._made = (model, model.with_channels_scaled(self.factors))
        return self._made[1]


@dataclass(frozen=True, slots=True)
class Edits:
    """All changes."""

    switches: Switches = field(default_factory=Switches)
    transform: Transform = field(default_factory=Transform)

    def __bool__(self) -> bool:
        """Return whether anything is changed."""
        return bool(self.switches) or bool(self.transform)
