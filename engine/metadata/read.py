"""All conventions, in the order in which they are believed, and what comes of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.graph import Node, Value
from engine.metadata.assumed import assumed_recipe
from engine.metadata.card import Card
from engine.metadata.character_list import from_character_list
from engine.metadata.class_lists import from_class_lists
from engine.metadata.custom_vision import (
    from_custom_vision_manifest,
    from_custom_vision_metadata,
    from_custom_vision_properties,
)
from engine.metadata.denotation import from_denotation
from engine.metadata.found import Found, Surroundings
from engine.metadata.hugging_face import from_hugging_face_config, from_hugging_face_preprocessor
from engine.metadata.inputs import picture_input
from engine.metadata.label_files import from_label_file
from engine.metadata.labels import Labels, numbered
from engine.metadata.lobe import from_lobe
from engine.metadata.numpy_description import from_numpy_description
from engine.metadata.onnx_image import from_onnx_image_metadata
from engine.metadata.own import from_convolens
from engine.metadata.recipe import Preprocess
from engine.metadata.teachable_machine import from_teachable_machine
from engine.metadata.timm import from_timm
from engine.metadata.ultralytics import from_ultralytics

CONVENTIONS: tuple[Callable[[Surroundings], Found | None], ...] = (
    from_convolens,
    from_numpy_description,
    from_custom_vision_metadata,
    from_onnx_image_metadata,
    from_denotation,
    from_class_lists,
    from_ultralytics,
    from_character_list,
    from_hugging_face_config,
    from_hugging_face_preprocessor,
    from_timm,
    from_teachable_machine,
    from_lobe,
    from_custom_vision_properties,
    from_custom_vision_manifest,
    from_label_file,
)
"""The model's own metadata before files beside it; the first to state something is believed."""

_TOGETHER = (
    ("range", "mean", "std"),
    ("size", "fit", "crop_fraction", "edge", "pad_value", "resample"),
    ("channels",),
    ("layout",),
    ("ink", "centre"),
)
"""Fields that mean something only with each other, so they come from one source."""


_MOST_CLASSES = 100_000


@dataclass(frozen=True)
class Metadata:
    """What is known of a model besides its graph, with what could not be used.

    `task` is 'classify', 'detect', 'segment', … where the model says so, else empty.
    """

    labels: Labels
    preprocess: Preprocess
    card: Card
    warnings: tuple[str, ...]
    task: str = ""


def read_metadata(
    props: Mapping[str, str],
    path: Path | None,
    inputs: tuple[Value, ...],
    outputs: tuple[Value, ...],
    nodes: tuple[Node, ...] = (),
) -> Metadata:
    """Return labels, preprocessing and provenance of a model, each with its source.

    Nothing here refuses a model: what cannot be used becomes a warning.

    Parameters
    ----------
    props : the metadata in the model file
    path : the model file, beside which others are looked for; None if it came from memory
    inputs, outputs, nodes : of the network
    """
    around = Surroundings(props, path, inputs, outputs, [], nodes)
    stated = [found for convention in CONVENTIONS if (found := convention(around)) is not None]
    return Metadata(
        _labels(stated, around),
        _preprocess(stated, around),
        next((found.card for found in stated if found.card), Card()),
        tuple(dict.fromkeys(around.warnings)),
        next((found.task for found in stated if found.task), ""),
    )


def _labels(stated: list[Found], around: Surroundings) -> Labels:
    """Return the first labels that fit the number of classes, else plain numbers."""
    classes = around.classes
    for found in stated:
        if found.labels is None:
            continue
        if classes in (None, len(found.labels)):
            return Labels(found.labels, found.source)
        around.warnings.append(
            f"{found.source} names {len(found.labels)} classes, the model has {classes}; "
            "the names were not used."
        )
    # Whoever has more is no classifier; unnamed classes show their number anyway.
    return numbered(classes if classes and classes <= _MOST_CLASSES else 0)


def _preprocess(stated: list[Found], around: Surroundings) -> Preprocess:
    """Return the preprocessing put together from all that is stated, the rest assumed."""
    value = picture_input(around.inputs)
    guess = assumed_recipe(value)
    recipe: dict[str, Any] = {}
    sources: list[str] = []
    for group in _TOGETHER:
        for found in stated:
            part = {key: found.recipe[key] for key in group if key in found.recipe}
            if part:
                recipe |= part
                sources.append(found.source)
                break
    if sources and "range" not in recipe and value is not None:
        sources.append("range assumed")
    recipe = guess | recipe
    _agree_with_input(recipe, guess, around)
    return Preprocess(**recipe, source=", ".join(dict.fromkeys(sources)) or "assumed")


def _agree_with_input(recipe: dict[str, Any], guess: dict[str, Any], around: Surroundings) -> None:
    """Let the network's own input win where what is stated cannot be meant for it."""
    for key in ("size", "layout"):
        if key in guess and recipe[key] != guess[key]:
            around.warnings.append(
                f"{key} {recipe[key]} is stated, but the model takes {guess[key]}; that is used."
            )
            recipe[key] = guess[key]
    grey = guess.get("channels") == "L"
    if grey and recipe["channels"] != "L":
        around.warnings.append("colour is stated, but the model takes one channel; grey is used.")
        recipe["channels"] = "L"
    one_channel = recipe.get("channels") == "L"
    for key in ("mean", "std"):
        if one_channel and len(recipe.get(key, ())) == 3:
            recipe[key] = (sum(recipe[key]) / 3,)
