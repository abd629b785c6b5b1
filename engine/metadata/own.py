"""Our own metadata value, key `convolens`: see the package's docstring."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from engine.metadata.card import Card
from engine.metadata.fields import read_fields
from engine.metadata.found import Found, Surroundings
from engine.metadata.labels import tidy
from engine.metadata.recipe import Preprocess
from engine.shown_text import shown_text

KEY = "convolens"
VERSION = 1
_BY_INPUT = ("size", "channels", "layout", "source")
"""Fields that the model's input decides where they are left out."""


def from_convolens(around: Surroundings) -> Found | None:
    """Return what the model's own `convolens` value states."""
    text = around.prop(KEY)
    if text is None:
        return None
    value = around.parsed(text, f"the model's {KEY!r} metadata")
    if value is None:
        return None
    version = value.get("version")
    if version != VERSION:
        around.warnings.append(
            f"the model's {KEY!r} metadata has version {str(version)[:20]}, this program knows "
            f"{VERSION}; what is known was used."
        )
    return read_value(value, "onnx metadata", around)


def read_value(value: Mapping[str, Any], source: str, around: Surroundings) -> Found:
    """Return what a `convolens` value states, wherever it stands."""
    labels = value.get("labels")
    if labels is not None and not isinstance(labels, list):
        around.warnings.append("the model's labels are no list and were not used.")
        labels = None
    recipe = value.get("preprocess")
    if recipe is not None and not isinstance(recipe, dict):
        around.warnings.append("the model's preprocessing is no JSON object and was not used.")
        recipe = None
    licence = value.get("licence", value.get("license", ""))
    card = Card(
        title=_line(value.get("title")),
        description=_line(value.get("description")),
        licence=_line(licence),
        credit=_line(value.get("credit")),
    )
    return Found(
        source,
        tidy(labels) if labels else None,
        {} if recipe is None else _whole(recipe, source, around.warnings),
        card,
    )


def _whole(recipe: dict[str, Any], source: str, warnings: list[str]) -> dict[str, Any]:
    """Return the stated fields, and the defaults of those that are left out: they are meant."""
    stated = read_fields(recipe, source, warnings)
    left_out = {
        field.name: field.default
        for field in fields(Preprocess)
        if field.name not in recipe and field.name not in _BY_INPUT
    }
    return left_out | stated


def to_json(labels: Sequence[str], preprocess: Preprocess, card: Card) -> str:
    """Return the JSON text of the `convolens` value; what has its default is left out."""
    recipe = {
        field.name: getattr(preprocess, field.name)
        for field in fields(Preprocess)
        if field.name != "source" and getattr(preprocess, field.name) != field.default
    }
    if preprocess.centre:
        recipe["centre"] = asdict(preprocess.centre)
    value: dict[str, Any] = {"version": VERSION}
    value |= {key: text for key, text in asdict(card).items() if text}
    value |= {"labels": list(labels), "preprocess": recipe}
    return json.dumps(value, ensure_ascii=False)


def _line(text: object) -> str:
    return shown_text(" ".join(text.split())[:2000]) if isinstance(text, str) else ""
