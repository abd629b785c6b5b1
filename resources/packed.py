"""A model that a program carries, so that it opens straight into it: found, checked, unpacked.

`convolens pack` makes such programs. What is carried is a folder with `pack.json`::

    {"version": 1, "name": "Leaf doctor", "key": "leaf-doctor", "model": "model.onnx",
     "samples": ["samples/oak.jpg"], "icon": "icon.png", "about": "about.md",
     "files": {"model.onnx": "<SHA-256>", …}}

All but `version`, `name`, `key`, `model` and `files` may be absent. The folder is found, first
come first served,

1. at the end of the program's own file: a zip archive of it, its SHA-256, its length (8 bytes,
   little endian) and `MAGIC`. PyInstaller's loader looks for its own archive from the end of the
   file to its start, so bytes after that do no harm. A signature may follow, if the program is
   signed after packing;
2. inside the program, as `pack/`, where PyInstaller put it;
3. beside the program, as `pack/`.
"""

from __future__ import annotations

import hashlib
import json
import struct
import sys
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

VERSION = 1
FOLDER = "pack"
MANIFEST = "pack.json"
EXPECTED = "expected.json"
MAGIC = b"CONVOLENS PACK 1"
TRAILER_BYTES = 32 + 8 + len(MAGIC)

_SIGNATURE_BYTES = 65_536
_BLOCK = 1 << 20
_UNPACKED_BYTES = 2**32
# What reading a zip archive or JSON raises besides, where somebody changed it and its checksum.
_BROKEN = (
    OSError, ValueError, EOFError, RuntimeError, OverflowError, zlib.error, struct.error,
    zipfile.BadZipFile,
)  # fmt: skip


class PackError(Exception):
    """What a program carries is damaged or cannot be read."""


@dataclass(frozen=True)
class Pack:
    """What a program carries.

    Attributes
    ----------
    folder : where its files are
    name : what the program is called
    key : the model's name on the command line
    model : the model's file
    samples : pictures to try it with
    icon : a PNG file, or None
    about : what the author wrote, Markdown, or empty
    """

    folder: Path
    name: str
    key: str
    model: Path
    samples: tuple[Path, ...] = ()
    icon: Path | None = None
    about: str = ""


def find(program: Path, inside: Path) -> Pack | None:
    """Return what a frozen program carries, or None.

    Parameters
    ----------
    program : the program's own file
    inside : the folder with its parts; what hangs at the program's end is unpacked there

    Raises
    ------
    PackError
        If something is carried, but not as it was packed.
    """
    folder = inside / FOLDER
    try:
        archive = appended(program)
        if archive is not None:
            with zipfile.ZipFile(BytesIO(archive)) as files:
                _check_size(files)
                files.extractall(folder)
            return read(folder)
        for place in (folder, program.parent / FOLDER):
            if (place / MANIFEST).is_file():
                return read(place)
    except _BROKEN as error:
        raise PackError(f"The model that {program.name} carries cannot be read: {error}") from error
    return None


def _check_size(archive: zipfile.ZipFile) -> None:
    size = sum(entry.file_size for entry in archive.infolist())
    if size > _UNPACKED_BYTES:
        raise PackError(f"The model that this program carries would take {size:,} bytes.")


def appended(program: Path) -> bytes | None:
    """Return the archive at the end of a file, checked; None if there is none.

    Raises
    ------
    PackError
        If it is not as it was written.
    """
    with program.open("rb") as file:
        start, length, digest = _trailer(file)
        if start is None:
            return None
        # Whatever the length says, no more is read than the file has.
        file.seek(max(0, start))
        archive = file.read(length) if start >= 0 else b""
    if start < 0 or hashlib.sha256(archive).digest() != digest:
        raise PackError(f"The model that {program.name} carries is damaged; download it again.")
    return archive


def start_of_appended(program: Path) -> int:
    """Return how many bytes of a file come before the archive at its end, if there is one."""
    with program.open("rb") as file:
        start = _trailer(file)[0]
        return file.seek(0, 2) if start is None else max(0, start)


def read(folder: Path) -> Pack:
    """Return what a folder with `pack.json` holds, every file checked.

    Raises
    ------
    PackError
        If a file is missing, another than was packed, or lies outside the folder.
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
        if manifest["version"] != VERSION:
            raise PackError(f"This program knows packs of version {VERSION}, not of another.")
        icon, about = manifest.get("icon"), manifest.get("about")
        samples = manifest.get("samples", [])
        named = [manifest["model"], *samples, *filter(None, (icon, about))]
        if strangers := [name for name in named if name not in manifest["files"]]:
            raise PackError(f"{strangers[0]} has no checksum; download the program again.")
        _check(folder, manifest["files"])
        return Pack(
            folder,
            str(manifest["name"]),
            str(manifest["key"]),
            folder / manifest["model"],
            tuple(folder / sample for sample in samples),
            folder / icon if icon else None,
            (folder / about).read_text("utf-8") if about else "",
        )
    except (*_BROKEN, KeyError, TypeError, AttributeError) as error:
        raise PackError(f"{folder / MANIFEST} cannot be used: {error!r}") from error


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def carried() -> tuple[Pack | None, str]:
    """Return what this program carries, and what is wrong with it, in words."""
    if not getattr(sys, "frozen", False):
        return None, ""
    try:
        return find(Path(sys.executable), Path(sys._MEIPASS)), ""  # type: ignore[attr-defined]
    except PackError as error:
        return None, str(error)


def _trailer(file: BinaryIO) -> tuple[int | None, int, bytes]:
    """Return start, length and digest of the archive at the end of a file; start None if absent."""
    size = file.seek(0, 2)
    file.seek(max(0, size - TRAILER_BYTES - _SIGNATURE_BYTES))
    tail = file.read()
    found = tail.rfind(MAGIC)
    begin = found + len(MAGIC) - TRAILER_BYTES
    if found < 0 or begin < 0:
        return None, 0, b""
    digest, length = tail[begin : begin + 32], int.from_bytes(tail[begin + 32 : found], "little")
    return size - len(tail) + begin - length, length, digest


def _check(folder: Path, files: Mapping[str, str]) -> None:
    home = folder.resolve()
    for name, digest in files.items():
        path = (folder / name).resolve()
        if home not in path.parents or not path.is_file():
            raise PackError(f"{name} is missing; download the program again.")
        if sha256(path) != digest:
            raise PackError(f"{name} is damaged; download the program again.")
