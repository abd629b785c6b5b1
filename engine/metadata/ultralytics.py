"""Models that Ultralytics (YOLO) exports: Python literals, not JSON, in the model's metadata.

YOLOv5 writes no more than `stride` and `names`.
"""

from __future__ import annotations

import ast
from typing import Any

from engine.formats.toml import LONG_NUMBER
from engine.metadata.card import Card
from engine.metadata.fields import read_fields
from engine.metadata.found import Found, Surroundings
from engine.metadata.labels import by_index, tidy
from engine.shown_text import shown_text

_LITERAL_LIMIT = 1_000_000


def from_ultralytics(around: Surroundings) -> Found | None:
    """Return names, image size and licence of an Ultralytics export."""
    names, size = around.prop("names"), around.prop("imgsz")
    if names is None or not any(map(around.prop, ("imgsz", "task", "stride"))):
        return None
    table = _literal(names)
    if isinstance(table, dict):
        labels = by_index(table)
    else:
        labels = tidy(table) if isinstance(table, list | tuple) and table else None
    if labels is None:
        around.warnings.append("the model's 'names' metadata names no classes and was not used.")
    task = (around.prop("task") or "").strip() or _task(around)
    recipe: dict[str, Any] = {"channels": "RGB", "range": [0, 1], "resample": "bilinear"}
    # Classifiers are cropped, all other tasks letterboxed on grey 114.
    recipe |= {"fit": "crop"} if task == "classify" else {"fit": "pad", "pad_value": 114}
    pixels = _literal(size or "")
    if isinstance(pixels, int):
        pixels = [pixels, pixels]
    if pixels is not None:
        recipe["size"] = pixels
    card = Card(
        description=shown_text((around.prop("description") or "")[:2000]),
        licence=shown_text((around.prop("license") or "")[:2000]),
        credit=shown_text((around.prop("author") or "")[:2000]),
    )
    fields = read_fields(recipe, "onnx metadata", around.warnings)
    return Found("onnx metadata", labels, fields, card, task)


def _task(around: Surroundings) -> str:
    """Return the task by what comes out: one row of scores, or many rows of numbers."""
    ranks = [len(value.shape) for value in around.outputs if value.shape is not None]
    return "" if not ranks else "classify" if max(ranks) <= 2 else "detect"


def _literal(text: str) -> Any:
    """Return the Python literal in `text`, never evaluated as code; None if it is none."""
    if len(text) > _LITERAL_LIMIT or LONG_NUMBER.search(text):
        return None
    try:
        return ast.literal_eval(text)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
