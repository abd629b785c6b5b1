"""Models that Azure Custom Vision exports: `cvexport.manifest` and files that it names.

Preprocessing stands in `metadata_properties.json`, or among the model's own metadata; all values
are strings, lists too. `labels.txt` holds names as a web page would, `High(&gt;10)`.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Mapping
from typing import Any

from engine.metadata.fields import read_fields
from engine.metadata.found import Found, Surroundings
from engine.metadata.labels import tidy
from engine.metadata.onnx_image import image_recipe

_PREFIX = "CustomVision.Preprocess."
_FULL_IMAGE = ("", "nocrop", "none", "fullimage", "fullimageshorterside")
_CENTRED = ("onecropcenter", "centercrop", "center")


def from_custom_vision_metadata(around: Surroundings) -> Found | None:
    """Return the preprocessing that the model's own metadata state in Custom Vision's words."""
    return _found(around.prop, "onnx metadata", around.warnings)


def from_custom_vision_properties(around: Surroundings) -> Found | None:
    """Return the preprocessing in `metadata_properties.json`."""
    found = around.json(_named(around, "MetadataPropsFileName", "metadata_properties.json"))
    if found is None:
        return None
    values, source = found
    lower = {key.lower(): value for key, value in values.items()}

    def stated(key: str) -> str | None:
        value = lower.get(key.lower())
        return value if isinstance(value, str) else None

    return _found(stated, source, around.warnings)


def from_custom_vision_manifest(around: Surroundings) -> Found | None:
    """Return labels and task of an export: `cvexport.manifest` and the list that it names."""
    manifest = _manifest(around)
    if not manifest:
        return None
    task = {"classification": "classify", "objectdetection": "detect"}.get(
        str(manifest.get("DomainType")).lower(), ""
    )
    found = around.file(_named(around, "LabelFileName", "labels.txt"))
    if found is None:
        return Found("cvexport.manifest beside the model", task=task)
    lines = [html.unescape(line) for line in found[0].splitlines() if line.strip()]
    return Found(found[1], tidy(lines) or None, task=task)


def _manifest(around: Surroundings) -> Mapping[str, Any]:
    found = around.json("cvexport.manifest")
    return found[0] if found and "DomainType" in found[0] else {}


def _named(around: Surroundings, key: str, usual: str) -> str:
    """Return the name of a file that the manifest names, if it is a plain one."""
    name = _manifest(around).get(key)
    plain = isinstance(name, str) and name and not set(name) & set("/\\:\0")
    return str(name) if plain else usual


def _found(stated: Callable[[str], str | None], source: str, warnings: list[str]) -> Found | None:
    """Return what the keys `CustomVision.Preprocess.…` state, with ONNX's own beside them."""
    recipe = _recipe(stated, source, warnings)
    return Found(source, recipe=image_recipe(stated, warnings) | recipe) if recipe else None


def _recipe(
    stated: Callable[[str], str | None], source: str, warnings: list[str]
) -> dict[str, Any]:
    """Return the fields of `Preprocess` that the keys `CustomVision.Preprocess.…` state."""
    values = {
        key: text.strip()
        for key in (
            "ResizeMethod", "TargetHeight", "TargetWidth",
            "CropMethod", "CropHeight", "CropWidth", "NormalizeMean", "NormalizeStd",
        )
        if (text := stated(_PREFIX + key)) is not None
    }  # fmt: skip
    if not values:
        return {}
    recipe = _framing(values, source, warnings)
    for key, field in (("NormalizeMean", "mean"), ("NormalizeStd", "std")):
        if key in values:
            try:
                recipe[field] = json.loads(values[key])
            except (ValueError, RecursionError):
                warnings.append(f"{source}: {key} {values[key][:60]!r} is no list of numbers.")
    fields = read_fields(recipe, source, warnings)
    if max((abs(x) for key in ("mean", "std") for x in fields.get(key, ())), default=0) > 1:
        # Numbers such as 123.7 count levels of a pixel; what a pixel becomes is in them, too.
        fields["range"] = (0.0, 255.0)
    return fields


def _framing(values: Mapping[str, str], source: str, warnings: list[str]) -> dict[str, Any]:
    """Return size and fit.

    Microsoft's samples stretch a picture to what the network takes. So does `FullImage…` where the
    network takes one size only; `OneCropCenter` cuts after the shorter side has its length.
    """
    target = _size(values, "Target")
    crop = _size(values, "Crop")
    method = values.get("CropMethod", "").lower()
    resize = values.get("ResizeMethod", "Stretch").lower()
    for key, text, known in (
        ("CropMethod", method, (*_FULL_IMAGE, *_CENTRED)),
        ("ResizeMethod", resize, ("stretch", "byshorterside", "byshortersidealign32")),
    ):
        if text not in known:
            warnings.append(
                f"{source}: {key} {values[key][:60]!r} is not known; stretched instead."
            )
    if method in _CENTRED and resize.startswith("byshorterside") and crop:
        edge = {"edge": min(target)} if target else {}
        return {"fit": "shortest_edge", "size": crop} | edge
    if method in _CENTRED and crop:
        return {"fit": "crop", "size": crop}
    return {"fit": "stretch"} | ({"size": target} if target else {})


def _size(values: Mapping[str, str], name: str) -> list[int]:
    """Return [height, width], or nothing where they are missing, 0 or no numbers."""
    sides = [values.get(f"{name}{side}", "") for side in ("Height", "Width")]
    return [int(side) for side in sides] if all(s.isdecimal() and int(s[:9]) for s in sides) else []
