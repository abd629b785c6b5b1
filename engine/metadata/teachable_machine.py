"""Models of Teachable Machine: `metadata.json` beside them; labels also in `labels.txt`."""

from __future__ import annotations

from typing import Any

from engine.metadata.fields import read_fields
from engine.metadata.found import Found, Surroundings
from engine.metadata.labels import tidy


def from_teachable_machine(around: Surroundings) -> Found | None:
    """Return class names and preprocessing: centre crop, x / 127.5 − 1."""
    found = around.json("metadata.json")
    if found is None:
        return None
    config, source = found
    if not any(key in config for key in ("tmVersion", "tfjsVersion", "imageSize")):
        return None
    side = config.get("imageSize", 224)
    recipe: dict[str, Any] = {
        "size": [side, side],
        "fit": "crop",
        "range": [-1, 1],
        "channels": "L" if config.get("grayscale") else "RGB",
    }
    labels = config.get("labels")
    return Found(
        source,
        tidy(labels) if isinstance(labels, list) and labels else None,
        read_fields(recipe, source, around.warnings),
    )
