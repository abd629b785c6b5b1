"""Models of the Hugging Face hub: `config.json` and `preprocessor_config.json` beside them."""

from __future__ import annotations

from typing import Any

from engine.metadata.fields import read_fields
from engine.metadata.found import Found, Surroundings
from engine.metadata.labels import by_index

_RESAMPLE = {0: "nearest", 1: "lanczos", 2: "bilinear", 3: "bicubic", 4: "box", 5: "hamming"}
"""Pillow's numbers."""


def from_hugging_face_config(around: Surroundings) -> Found | None:
    """Return the class names that `config.json` lists under `id2label`."""
    found = around.json("config.json")
    if found is None or not isinstance(found[0].get("id2label"), dict):
        return None
    labels = by_index(found[0]["id2label"])
    if labels is None:
        around.warnings.append(f"{found[1]}: id2label is not numbered from 0 and was not used.")
        return None
    return Found(found[1], labels)


def from_hugging_face_preprocessor(around: Surroundings) -> Found | None:
    """Return the preprocessing that `preprocessor_config.json` states."""
    found = around.json("preprocessor_config.json")
    if found is None:
        return None
    config, source = found
    flipped = config.get("do_flip_channel_order")
    recipe: dict[str, Any] = {"channels": "BGR" if flipped else "RGB"}
    if config.get("do_resize", True):
        recipe |= _framing(config, source, around.warnings)
        resample = config.get("resample")
        if resample in _RESAMPLE:
            recipe["resample"] = _RESAMPLE[resample]
        elif resample is not None:
            around.warnings.append(f"{source}: resample {resample!r} is not known.")
    factor = config.get("rescale_factor", 1 / 255) if config.get("do_rescale", True) else 1
    if isinstance(factor, int | float):
        low = -1 if config.get("rescale_offset") else 0
        recipe["range"] = [low, 255 * factor + low]
    else:
        around.warnings.append(f"{source}: rescale_factor {factor!r} is no number.")
    if config.get("do_normalize", True):
        recipe |= {
            ours: config[theirs]
            for ours, theirs in (("mean", "image_mean"), ("std", "image_std"))
            if config.get(theirs) is not None
        }
    return Found(source, recipe=read_fields(recipe, source, around.warnings))


def _framing(config: dict[str, Any], source: str, warnings: list[str]) -> dict[str, Any]:
    """Return size and fit from `size`, `crop_size`, `do_center_crop` and ConvNeXt's `crop_pct`."""
    size = config.get("size")
    crop = config.get("crop_size") if config.get("do_center_crop") else None
    edge = size.get("shortest_edge") if isinstance(size, dict) else None
    if crop is not None:
        edge = size if isinstance(size, int) else edge
        if edge is not None:
            return {"fit": "shortest_edge", "edge": edge, "size": _pair(crop)}
        return {"fit": "crop", "size": _pair(crop)}
    if isinstance(edge, int) and config.get("crop_pct") is not None:
        # ConvNeXt's cuts below 384 only.
        cut = {"fit": "crop", "crop_fraction": config["crop_pct"]} if edge < 384 else {}
        return {"fit": "stretch", "size": [edge, edge]} | cut
    if isinstance(size, dict) and size.get("longest_edge") is not None:
        warnings.append(f"{source}: the longest edge is limited; padded to the input instead.")
        return {"fit": "pad"}
    if edge is not None:
        return {"fit": "shortest_edge", "edge": edge}
    return {"fit": "stretch"} | ({} if size is None else {"size": _pair(size)})


def _pair(size: Any) -> Any:
    """Return [height, width] from any of the spellings that occur."""
    if isinstance(size, dict):
        return [size.get("height"), size.get("width")]
    return [size, size] if isinstance(size, int) else size
