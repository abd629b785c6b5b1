"""Models that Lobe exports: `signature.json` beside them."""

from __future__ import annotations

from typing import Any

from engine.metadata.card import Card
from engine.metadata.fields import read_fields
from engine.metadata.found import Found, Surroundings
from engine.metadata.labels import tidy
from engine.shown_text import shown_text


def from_lobe(around: Surroundings) -> Found | None:
    """Return class names and preprocessing: resized to fill, centre crop, x / 255.

    As Lobe's own `image_utils.py` does it, with Pillow's usual filter.
    """
    found = around.json("signature.json")
    if found is None:
        return None
    signature, source = found
    inputs, classes = signature.get("inputs"), signature.get("classes")
    image = inputs.get("Image") if isinstance(inputs, dict) else None
    names = classes.get("Label") if isinstance(classes, dict) else None
    if not isinstance(image, dict) and not isinstance(names, list):
        return None
    recipe: dict[str, Any] = {"fit": "crop", "range": [0, 1], "resample": "bicubic"}
    recipe |= _framing(image.get("shape") if isinstance(image, dict) else None)
    title = signature.get("doc_name")
    return Found(
        source,
        tidy(names) if isinstance(names, list) and names else None,
        read_fields(recipe, source, around.warnings),
        Card(title=shown_text(title[:300])) if isinstance(title, str) else None,
    )


def _framing(shape: Any) -> dict[str, Any]:
    """Return size, layout and channels from [null, 224, 224, 3]."""
    if not isinstance(shape, list) or len(shape) != 4:
        return {}
    first = shape[1] in (1, 3) and shape[3] not in (1, 3)
    channels, size = (shape[1], shape[2:]) if first else (shape[3], shape[1:3])
    recipe: dict[str, Any] = {
        "layout": "NCHW" if first else "NHWC",
        "channels": "L" if channels == 1 else "RGB",
    }
    if None not in size:
        recipe["size"] = size
    return recipe
