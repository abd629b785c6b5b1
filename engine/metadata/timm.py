"""Models of timm: `config.json` with `pretrained_cfg` beside them; older files are flat."""

from __future__ import annotations

from typing import Any

from engine.images import RESAMPLE_NAMES
from engine.metadata.card import Card
from engine.metadata.fields import read_fields
from engine.metadata.found import Found, Surroundings
from engine.metadata.labels import by_index, tidy
from engine.shown_text import shown_text


def from_timm(around: Surroundings) -> Found | None:
    """Return class names and preprocessing of a timm model."""
    found = around.json("config.json")
    if found is None:
        return None
    config, source = found
    nested = config.get("pretrained_cfg")
    stated = nested if isinstance(nested, dict) else config
    if "architecture" not in config and "input_size" not in stated:
        return None
    recipe: dict[str, Any] = {}
    shape = stated.get("input_size")
    if isinstance(shape, list) and len(shape) == 3:
        recipe |= {"size": shape[1:], "channels": "L" if shape[0] == 1 else "RGB"}
    recipe |= {key: stated[key] for key in ("mean", "std") if stated.get(key) is not None}
    if "mean" in recipe:
        recipe["range"] = [0, 1]
    # 'squash' stretches, 'border' pads; 'center' is the rule.
    mode = stated.get("crop_mode", "center")
    recipe["fit"] = {"squash": "stretch", "border": "pad"}.get(str(mode), "crop")
    if stated.get("crop_pct") is not None and recipe["fit"] == "crop":
        recipe["crop_fraction"] = stated["crop_pct"]
    filter_name = stated.get("interpolation")
    if filter_name in RESAMPLE_NAMES:
        recipe["resample"] = filter_name
    elif filter_name is not None:
        around.warnings.append(f"{source}: interpolation {str(filter_name)[:60]!r} is not known.")
    if mode not in ("center", "squash", "border"):
        around.warnings.append(f"{source}: crop_mode {str(mode)[:60]!r} is not known.")
    fields = read_fields(recipe, source, around.warnings)
    licence = stated.get("license")
    card = Card(licence=shown_text(licence[:300])) if isinstance(licence, str) else None
    return Found(source, _labels(config, stated), fields, card)


def _labels(config: dict[str, Any], stated: dict[str, Any]) -> tuple[str, ...] | None:
    """Return `label_names` (or `labels`), in words where `label_descriptions` has them."""
    names: Any = next(
        (place[key] for key in ("label_names", "labels") for place in (config, stated)
         if place.get(key)),
        None,
    )  # fmt: skip
    if isinstance(names, dict):
        names = by_index(names)
    if not isinstance(names, list | tuple):
        return None
    words = config.get("label_descriptions")
    if isinstance(words, dict):
        names = [words.get(str(name), name) for name in names]
    return tidy(names)
