"""What ONNX files denote the axes of a picture to be.

https://github.com/onnx/onnx/blob/main/docs/DimensionDenotation.md
"""

from __future__ import annotations

from engine.graph import Value
from engine.metadata.found import Found, Surroundings
from engine.metadata.inputs import picture_input

_CHANNEL = "DATA_CHANNEL"


def from_denotation(around: Surroundings) -> Found | None:
    """Return the layout of the picture's input, if its axes are marked."""
    layout = denoted_layout(picture_input(around.inputs))
    return None if layout is None else Found("onnx metadata", recipe={"layout": layout})


def denoted_layout(value: Value | None) -> str | None:
    """Return 'NCHW' or 'NHWC' where one axis is denoted as the channels, else None."""
    axes = tuple(value.axes) if value is not None else ()
    if len(axes) < 3 or axes.count(_CHANNEL) != 1:
        return None
    place = axes.index(_CHANNEL) - len(axes)
    return {-3: "NCHW", -1: "NHWC"}.get(place)
