"""Which input of a network takes the picture."""

from __future__ import annotations

from engine.graph import Value


def picture_input(inputs: tuple[Value, ...]) -> Value | None:
    """Return the input that takes the picture: the one marked so, or of four axes, or the first."""
    for fits in (
        lambda value: value.denotation == "IMAGE",
        lambda value: value.shape is not None and len(value.shape) == 4,
        lambda value: True,
    ):
        for value in inputs:
            if fits(value):
                return value
    return None
