"""What a convention reads and what it returns: the common ground of the files beside this one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.graph import Node, Value
from engine.metadata.card import Card

FILE_LIMIT = 4_000_000
"""Bytes of a file beside a model, or of a text in it, that are read; real ones have thousands."""


@dataclass(frozen=True)
class Found:
    """What one convention states.

    Attributes
    ----------
    source : shown to the person: 'onnx metadata', 'labels.txt beside the model', …
    labels : class names in order, or None where it states none
    recipe : the fields of `Preprocess` that it states, and no others
    card : title, licence and so on, or None
    task : 'classify', 'detect', 'segment', 'pose', 'obb', … ; empty where it does not say
    """

    source: str
    labels: tuple[str, ...] | None = None
    recipe: Mapping[str, Any] = field(default_factory=dict)
    card: Card | None = None
    task: str = ""


@dataclass(frozen=True)
class Surroundings:
    """All that a convention may look at.

    Attributes
    ----------
    props : the model's own metadata
    path : the model's file, or None if it came from memory
    inputs, outputs : of the network
    warnings : a convention appends what it could not use, one sentence each
    nodes : of the network
    """

    props: Mapping[str, str]
    path: Path | None
    inputs: tuple[Value, ...]
    outputs: tuple[Value, ...]
    warnings: list[str]
    nodes: tuple[Node, ...] = ()

    @property
    def classes(self) -> int | None:
        """Return how many classes the first output has, or None where that is not known.

        An output of text or whole numbers is an answer, not the scores of classes. One of four
        numbers beside others may be boxes.
        """
        floats = [value for value in self.outputs if value.dtype.kind == "f"]
        shape = floats[0].shape if floats else None
        if not shape:
            return None
        if len(floats) > 1 and any((value.shape or ())[-1:] == (4,) for value in floats):
            return None
        sizes = [size for size in shape[1:] if size != 1] or list(shape[-1:])
        return sizes[0] if len(sizes) == 1 and isinstance(sizes[0], int) else None

    def prop(self, key: str) -> str | None:
        """Return a metadata value, whatever the case of its key."""
        wanted = key.lower()
        return next((v for k, v in self.props.items() if k.lower() == wanted), None)

    def file(self, name: str) -> tuple[str, str] | None:
        """Return the text of a file beside the model, and how to call its place; None without it.

        A model in a folder `onnx` may have its files one folder up.
        """
        if self.path is None:
            return None
        folders = [(self.path.parent, f"{name} beside the model")]
        if self.path.parent.name.lower() == "onnx":
            folders.append((self.path.parent.parent, f"{name} one folder up"))
        for folder, source in folders:
            text = self._text(folder / name)
            if text is not None:
                return text, source
        return None

    def json(self, name: str) -> tuple[dict[str, Any], str] | None:
        """Return the JSON object in a file beside the model, and its source; None without one."""
        found = self.file(name)
        if found is None:
            return None
        value = self.parsed(found[0], found[1])
        return None if value is None else (value, found[1])

    def parsed(self, text: str, source: str) -> dict[str, Any] | None:
        """Return the JSON object that `text` holds; None, with a warning, if it holds none."""
        if len(text) > FILE_LIMIT:
            self.warnings.append(f"{source} has {len(text):,} characters and was not read.")
            return None
        try:
            value = json.loads(text)
        except (ValueError, RecursionError) as error:
            self.warnings.append(f"{source} is no valid JSON and was not used ({error}).")
            return None
        if not isinstance(value, dict):
            self.warnings.append(f"{source} holds no JSON object and was not used.")
            return None
        return value

    def _text(self, path: Path) -> str | None:
        try:
            if not path.is_file():
                return None
            size = path.stat().st_size
            if size > FILE_LIMIT:
                self.warnings.append(f"{path.name} has {size:,} bytes and was not read.")
                return None
            return path.read_bytes()[:FILE_LIMIT].decode("utf-8-sig")
        except (OSError, ValueError) as error:
            self.warnings.append(f"{path.name} could not be read ({error}).")
            return None
