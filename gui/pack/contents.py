"""What a program shall carry, collected into a folder."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import engine
from engine.constants import IMAGE_SUFFIXES
from resources import packed

PNG_START = b"\x89PNG\r\n\x1a\n"
Answers = Mapping[str, tuple[str, float]]
"""Label and probability, 0..1, of each sample, by the name of its file."""

_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)


class PackingError(Exception):
    """A program cannot be made, and why, in words for the person who asked for it."""


@dataclass(frozen=True)
class Wish:
    """What somebody wants a program to be.

    Attributes
    ----------
    model : with the labels and the preprocessing that it shall have
    name : what the program is called; by default what the model is called
    icon : a PNG file, or None for ours
    samples : pictures to try it with
    about : a text file, Markdown, that the program shows about itself, or None
    """

    model: engine.Model
    name: str = ""
    icon: Path | None = None
    samples: tuple[Path, ...] = ()
    about: Path | None = None

    @property
    def title(self) -> str:
        """The name that is used."""
        return " ".join(self.name.split()) or self.model.name


def samples_in(folder: Path) -> tuple[Path, ...]:
    """Return the pictures in a folder, sorted by name.

    Raises
    ------
    PackingError
        If there are none.
    """
    found = [path for path in folder.glob("*") if path.suffix.lower() in IMAGE_SUFFIXES]
    if not found:
        raise PackingError(f"There are no pictures in {folder}.")
    return tuple(sorted(found))


def file_name(title: str) -> str:
    """Return a title without what Windows or Linux do not take in a file's name."""
    name = re.sub(r'[\x00-\x1f<>:"/\\|?*]+', " ", title)
    name = " ".join(name.split()).rstrip(". ")[:80]
    return f"{name} program" if not name or _RESERVED.match(name) else name


def key(title: str) -> str:
    """Return the name of a title's model on the command line: no spaces, lower case."""
    return re.sub(r"[\W_]+", "-", title.lower()).strip("-") or "model"


def collect(wish: Wish, folder: Path) -> packed.Pack:
    """Write everything that is wished for into an empty folder, and return what it holds.

    The model is written with its labels and its preprocessing in its own metadata; what it says
    about each sample is recorded, for the program's self-test.

    Raises
    ------
    PackingError
        If a file is not what it should be.
    EngineError
        If the model cannot be written or run, or a sample cannot be read.
    """
    title = wish.title
    model_path = folder / "model.onnx"
    engine.save_model(wish.model, model_path, title=title)
    manifest: dict[str, object] = {
        "version": packed.VERSION, "name": title, "key": key(title), "model": model_path.name,
        "samples": _copy_samples(wish.samples, folder),
    }  # fmt: skip
    if wish.icon is not None:
        manifest["icon"] = _copy_icon(wish.icon, folder)
    if wish.about is not None:
        manifest["about"] = _copy_about(wish.about, folder)
    _record(model_path, key(title), folder)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    manifest["files"] = {path.relative_to(folder).as_posix(): packed.sha256(path) for path in files}
    _write_json(folder / packed.MANIFEST, manifest)
    return packed.read(folder)


def answers_in(folder: Path) -> Answers:
    """Return what `collect` recorded in a folder; no label where nothing is classified."""
    (recorded,) = json.loads((folder / packed.EXPECTED).read_text("utf-8")).values()
    return {name: (said["label"], said["probability"]) for name, said in recorded.items()}


def _copy_samples(samples: Iterable[Path], folder: Path) -> list[str]:
    names: list[str] = []
    for path in samples:
        engine.read_image(path)
        name = f"samples/{path.name}"
        if name in names:
            raise PackingError(f"Two samples are called {path.name}.")
        (folder / "samples").mkdir(exist_ok=True)
        shutil.copyfile(path, folder / name)
        names.append(name)
    return names


def _copy_icon(icon: Path, folder: Path) -> str:
    engine.read_image(icon)
    if not icon.read_bytes().startswith(PNG_START):
        raise PackingError(f"{icon.name} is no PNG picture; save the icon as PNG, 256 × 256.")
    shutil.copyfile(icon, folder / "icon.png")
    return "icon.png"


def _copy_about(about: Path, folder: Path) -> str:
    try:
        text = about.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise PackingError(f"{about.name} cannot be read as UTF-8 text: {error}") from error
    (folder / "about.md").write_text(text, "utf-8", newline="\n")
    return "about.md"


def _record(model_path: Path, name: str, folder: Path) -> None:
    model = engine.load(model_path)
    answers = {}
    for path in sorted((folder / "samples").glob("*")):
        top = model.predict(path).top(1)
        label, probability = top[0] if top else ("", 0.0)
        answers[path.name] = {"label": label, "probability": round(float(probability), 5)}
    _write_json(folder / packed.EXPECTED, {name: answers})


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", "utf-8", newline="\n")
