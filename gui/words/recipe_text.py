"""How a picture is prepared and who says so, in one line in the person's language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

if TYPE_CHECKING:
    from engine.metadata import Preprocess

translate = QCoreApplication.translate

_PARTS = (
    QT_TRANSLATE_NOOP("Preprocess", "grey"),
    QT_TRANSLATE_NOOP("Preprocess", "light strokes"),
    QT_TRANSLATE_NOOP("Preprocess", "dark strokes"),
    QT_TRANSLATE_NOOP("Preprocess", "stretched"),
    QT_TRANSLATE_NOOP("Preprocess", "centre crop"),
    QT_TRANSLATE_NOOP("Preprocess", "fitted with a border"),
    QT_TRANSLATE_NOOP("Preprocess", "centred by mass, {0} px"),
    QT_TRANSLATE_NOOP("Preprocess", "centred by box, {0} px"),
)
"""The parts of the engine's description that are words."""

_PIXELS = re.compile(r"(\d+) px$")
_SPAN = re.compile(r"x from (\S+) to ([^\s)]+)")


def described(recipe: Preprocess) -> str:
    """Return the engine's description, such as `RGB · centre crop · (x − 127) / 128`."""
    return " · ".join(map(_translated, recipe.describe().split(" · ")))


def told(source: str) -> str:
    """Return where preprocessing or labels were found."""
    if source.startswith("assumed"):
        return translate("Preprocess", "assumed")
    if source in ("changed by you", "given"):
        return translate("Preprocess", "changed by you")
    places = [place for place in source.split(", ") if place != "range assumed"]
    if places == ["onnx metadata"]:
        said = translate("Preprocess", "from the model")
    else:
        said = translate("Preprocess", "from {0}").format(", ".join(map(_place, places)))
    if source.endswith("range assumed"):
        said += translate("Preprocess", "; range assumed")
    return said


def _place(source: str) -> str:
    if source == "onnx metadata":
        return translate("Preprocess", "the model")
    return source.removesuffix(" beside the model").removesuffix(" one folder up")


def _translated(part: str) -> str:
    span = _SPAN.search(part)
    if span is not None:
        words = translate("Preprocess", "x from {0} to {1}").format(*span.groups())
        return part.replace(span.group(), words)
    pixels = _PIXELS.search(part)
    if pixels is not None:
        pattern = part.replace(pixels.group(), "{0} px")
        return translate("Preprocess", pattern).format(pixels.group(1))
    return translate("Preprocess", part)
