"""ONNX's own image metadata, https://github.com/onnx/onnx/blob/main/docs/MetadataProps.md."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.metadata.found import Found, Surroundings

_CHANNELS = {"gray8": "L", "rgb8": "RGB", "rgba8": "RGB", "bgr8": "BGR", "bgra8": "BGR"}
_RANGES = {
    "nominalrange_0_255": (0.0, 255.0),
    "normalized_0_1": (0.0, 1.0),
    "normalized_1_1": (-1.0, 1.0),
    "nominalrange_16_235": (16.0, 235.0),
}


def from_onnx_image_metadata(around: Surroundings) -> Found | None:
    """Return channel order and pixel range; the convention has neither mean, crop nor labels."""
    recipe = image_recipe(around.prop, around.warnings)
    return Found("onnx metadata", recipe=recipe) if recipe else None


def image_recipe(stated: Callable[[str], str | None], warnings: list[str]) -> dict[str, Any]:
    """Return channel order and range as the keys `Image.…` state them.

    Parameters
    ----------
    stated : returns the value of a key, or None
    """
    recipe: dict[str, Any] = {}
    for key, field, known in (
        ("Image.BitmapPixelFormat", "channels", _CHANNELS),
        ("Image.NominalPixelRange", "range", _RANGES),
    ):
        text = stated(key)
        if text is None:
            continue
        if text.strip().lower() in known:
            recipe[field] = known[text.strip().lower()]
        else:
            warnings.append(f"{key} {text[:60]!r} is not known and was not used.")
    gamma = stated("Image.ColorSpaceGamma")
    if gamma is not None and gamma.strip().lower() != "srgb":
        warnings.append(f"Image.ColorSpaceGamma {gamma[:60]!r}: pictures are given as sRGB.")
    return recipe
