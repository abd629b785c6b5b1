"""How a picture is changed before the network sees it; `engine.transforming` does so."""

from __future__ import annotations

from dataclasses import dataclass

Cover = tuple[float, float, float, float]
"""Left, top, right, bottom of a covered part, in shares 0..1 of width and height."""


@dataclass(frozen=True, slots=True)
class Transform:
    """What is done to a picture, in this order.

    Attributes
    ----------
    flip_x, flip_y : mirrored left to right, top to bottom
    rotation : degrees clockwise, about the middle
    shift_x, shift_y : to the right and down, in shares of width and height, -1..1
    brightness : -1..1; -1 is black, 1 is white
    blur : radius in shares of the shorter side, 0..1
    noise : standard deviation in shares of the range of values, 0..1
    covers : parts that are covered with grey
    """

    flip_x: bool = False
    flip_y: bool = False
    rotation: float = 0.0
    shift_x: float = 0.0
    shift_y: float = 0.0
    brightness: float = 0.0
    blur: float = 0.0
    noise: float = 0.0
    covers: tuple[Cover, ...] = ()

    def __bool__(self) -> bool:
        """Return whether it changes anything."""
        return self != Transform()
