"""What a network is run on where nobody gave a picture: noise, the same each time."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from engine.errors import ShapeError
from engine.graph import Value
from engine.images import Picture
from engine.kernels.random_numbers import uniform
from engine.model import Model


def noise_feeds(model: Model) -> dict[str, np.ndarray]:
    """Return noise for the input that takes the picture, if it has four axes; ones elsewhere."""
    feeds = {}
    for value in model.inputs:
        shape = model.usual_shape(value)
        is_picture = value == model.image_input and len(shape) == 4
        feeds[value.name] = (
            _levels(model, value, shape) if is_picture else np.ones(shape, value.dtype)
        )
    return feeds


def _levels(model: Model, value: Value, shape: Sequence[int]) -> np.ndarray:
    """Return noise as a picture of it comes out of the preprocessing, or else 0..1."""
    noise = (uniform(64 * 64 * 3, seed=0) * 256).astype(np.uint8).reshape(64, 64, 3)
    try:
        levels = model.prepare(Picture(noise, "noise", "array", None)).tensor
        if np.ptp(levels):
            return levels
    except ShapeError:  # of other than one or three channels: no picture
        pass
    # Where drawings are centred, noise is paper without a stroke.
    return uniform(math.prod(shape), seed=0).reshape(shape).astype(value.dtype)
