"""Plain lists of classes beside a model, one a line."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from engine.errors import FileError, FormatError
from engine.metadata.found import FILE_LIMIT, Found, Surroundings
from engine.metadata.labels import Labels, by_index, tidy

_NAMES = ("labels.txt", "classes.txt", "synset_words.txt", "synset.txt")
_LEAD = re.compile(r"^\s*(?:n\d{8}|(\d+)\s*[:,]?)\s+(?=\S)")
"""A WordNet id or an index before the name, as in `n02123045 tabby` or `0 cat`."""


def from_label_file(around: Surroundings) -> Found | None:
    """Return the labels of the first list beside the model, the model's own name first."""
    stem = around.path.stem if around.path else ""
    for name in (f"{stem}.labels.txt", f"{stem}_labels.txt", f"{stem}.txt", *_NAMES):
        found = around.file(name)
        if found is None:
            continue
        labels = label_lines(found[0])
        if labels and around.classes in (None, len(labels)):
            return Found(found[1], labels)
        around.warnings.append(
            f"{found[1]} has {len(labels)} labels, the model {around.classes} classes; "
            "it was not used."
        )
    return None


def read_label_file(path: str | Path) -> Labels:
    """Return the labels in a file that the person chose: one a line, or JSON.

    JSON may be a list of names, or a table from the index to the name.

    Raises
    ------
    FileError
        If the file is missing or cannot be read.
    FormatError
        If it is no text, too large, or holds no labels.
    """
    path = Path(path)
    remedy = "Give a text file with one label a line, in the order of the classes."
    try:
        if os.path.exists(path) and not os.path.isfile(path):  # a pipe may never give a byte
            raise FileError("it is no file.", file=str(path), remedy=remedy)
        with path.open("rb") as stream:
            content = stream.read(FILE_LIMIT + 1)
    except (OSError, ValueError) as error:
        raise FileError(f"it cannot be read: {error}.", file=str(path), remedy=remedy) from error
    if len(content) > FILE_LIMIT:
        raise FormatError(f"it has more than {FILE_LIMIT:,} bytes.", file=path.name, remedy=remedy)
    try:
        text = content.decode("utf-8-sig")
        names = _json_labels(text) if path.suffix.lower() == ".json" else label_lines(text)
    except (ValueError, RecursionError) as error:
        raise FormatError(
            f"it is no list of labels ({error}).", file=path.name, remedy=remedy
        ) from error
    if not names:
        raise FormatError("it holds no labels.", file=path.name, remedy=remedy)
    return Labels(names, path.name)


def _json_labels(text: str) -> tuple[str, ...]:
    """Return labels from a JSON list, or a table numbered from 0."""
    value = json.loads(text)
    names = by_index(value) if isinstance(value, dict) else value
    if not isinstance(names, list | tuple):
        raise ValueError("it must be a list, or a table numbered from 0")
    return tidy(names)


def label_lines(text: str) -> tuple[str, ...]:
    """Return the labels in a text, one a line, without a leading index or WordNet id.

    An index is taken off only if the lines count up from 0 or 1: `7 up` may be a name.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    leads = [_LEAD.match(line) for line in lines]
    if not lines or any(lead is None for lead in leads):
        return tidy(lines)
    indices = [int(lead[1]) for lead in leads if lead and lead[1]]
    if indices and indices not in (
        list(range(len(lines))),
        list(range(1, len(lines) + 1)),
    ):
        return tidy(lines)
    return tidy(line[lead.end() :] for line, lead in zip(lines, leads, strict=True) if lead)
