"""Read again what the program saved, with the readers that other programs use."""

from __future__ import annotations

import base64
import csv
import json
from html.parser import HTMLParser
from io import BytesIO
from math import isfinite
from pathlib import Path

import numpy as np
from PIL import Image


class _Report(HTMLParser):
    """What a report holds: its language, its title, its words, and what it would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.language = ""
        self.pictures: list[Image.Image] = []
        self.outside: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attributes}
        if tag == "html":
            self.language = given.get("lang", "")
        if tag == "img":
            kind, _, data = given["src"].partition(";base64,")
            with Image.open(BytesIO(base64.b64decode(data, validate=True))) as image:
                image.load()
            assert kind == f"data:image/{str(image.format).lower()}", kind
            self.pictures.append(image)
        links = [given[key] for key in ("src", "href") if key in given]
        self.outside += [link for link in links if not link.startswith(("data:", "#"))]

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.words.append(data.strip())


def check(path: Path, language: str) -> str:
    """Return in a few words what a saved file holds; reports speak the `language` of the window.

    Raises
    ------
    SystemExit
        If it cannot be read, or holds nothing.
    """
    readers = {
        ".png": _picture, ".npz": _numbers, ".csv": _table, ".json": _answers, ".html": _report,
    }  # fmt: skip
    try:
        said = readers[path.suffix](path)
        if path.suffix == ".html" and not said.startswith(f"in {language.replace('_', '-')},"):
            raise ValueError(f"it speaks another language: {said}")
    except (OSError, ValueError, KeyError) as error:
        raise SystemExit(f"{path.name} cannot be read again: {error}") from error
    if not said:
        raise SystemExit(f"{path.name} holds nothing")
    return f"{path.name}: {said}"


def _picture(path: Path) -> str:
    with Image.open(path) as image:
        image.load()
        pixels = np.asarray(image.convert("RGB"))
    colours = len(np.unique(pixels.reshape(-1, 3), axis=0))
    return f"{pixels.shape[1]} × {pixels.shape[0]}, {colours} colours" if colours > 9 else ""


def _numbers(path: Path) -> str:
    with np.load(path, allow_pickle=False) as archive:
        arrays = [archive[name] for name in archive.files]
    finite = all(np.isfinite(array).all() for array in arrays if array.dtype.kind == "f")
    return f"{len(arrays)} arrays, {sum(a.size for a in arrays):,} numbers" if finite else ""


def _table(path: Path) -> str:
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    even = all(len(row) == len(head) for row in rows)
    numbers = sum(_is_number(cell) for row in rows for cell in row)
    return f"{len(rows)} rows of {len(head)}, {numbers} numbers" if even and numbers else ""


def _is_number(cell: str) -> bool:
    try:
        return isfinite(float(cell))
    except ValueError:
        return False


def _answers(path: Path) -> str:
    value = json.loads(path.read_text("utf-8"))
    return f"{len(value)} entries: {', '.join(list(value)[:4])}"


def _report(path: Path) -> str:
    report = _Report()
    report.feed(path.read_text("utf-8"))
    report.close()
    if report.outside:
        raise ValueError(f"it would fetch {report.outside[0]}")
    if not report.language or not report.pictures:
        return ""
    count = len(report.pictures)
    return f"in {report.language}, {count} pictures, {len(report.words)} texts"
