"""What RapidAI writes into the models that it converts from Paddle: `character`, a name a line."""

from __future__ import annotations

from engine.metadata.found import Found, Surroundings
from engine.metadata.labels import tidy


def from_character_list(around: Surroundings) -> Found | None:
    """Return the class names, if there are as many as classes; readers of text have more."""
    text = around.prop("character")
    names = tidy((text or "").splitlines())
    return Found("onnx metadata", names) if names and len(names) == around.classes else None
