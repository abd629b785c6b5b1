"""Hang a collected folder on a released program, or place it beside: no compiler, any system."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from io import BytesIO
from pathlib import Path

from gui.pack.contents import PackingError
from resources import packed

APPENDED_LIMIT_BYTES = 1_000_000_000
"""Windows refuses programs of 4 GB; and a program reads what hangs on it into memory."""

LOADER_MARK = b"MEI\x0c\x0b\n\x0b\x0e"
"""By these bytes PyInstaller's loader knows its archive, searching from the end of the file."""

_TIME = (1980, 1, 1, 0, 0, 0)
_BLOCK = 1 << 20
_PARTS = "_internal"


def append(base: Path, folder: Path, program: Path) -> None:
    """Write a copy of a one-file program that carries a folder at its end.

    A model that the program carried already is left out.

    Raises
    ------
    PackingError
        If the program is no one-file program of ours, or the folder is too large.
    """
    if not _is_program(base):
        raise PackingError(f"{base.name} is not a Convolens program.")
    if (base.parent / _PARTS).is_dir():
        raise PackingError(
            f"{base.name} is a program of several files, which needs a folder: add --folder."
        )
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    if size > APPENDED_LIMIT_BYTES:
        raise PackingError(
            f"{size / 1e9:.1f} GB are too much for one file: add --folder, and the model is "
            "placed beside the program."
        )
    payload = archive(folder)
    length = packed.start_of_appended(base)
    with base.open("rb") as source, program.open("wb") as target:
        while block := source.read(min(_BLOCK, length)):
            target.write(block)
            length -= len(block)
        target.write(payload)
        target.write(hashlib.sha256(payload).digest())
        target.write(len(payload).to_bytes(8, "little"))
        target.write(packed.MAGIC)
    shutil.copymode(base, program)
    if packed.appended(program) != payload:
        raise PackingError(f"{program.name} was not written as it should be; is the disk full?")


def place_beside(base: Path, folder: Path, target: Path, file_name: str) -> Path:
    """Copy a program into the empty folder `target`, and a collected folder beside it.

    Returns
    -------
    The program's file.

    Raises
    ------
    PackingError
        If `base` is no program of ours, or what it carries already would be found first.
    """
    if not _is_program(base):
        raise PackingError(f"{base.name} is not a Convolens program.")
    parts = base.parent / _PARTS
    if packed.appended(base) is not None or (parts / packed.FOLDER).is_dir():
        raise PackingError(f"{base.name} carries a model inside; take a released Convolens.")
    program = target / (file_name + base.suffix)
    shutil.copy2(base, program)
    if parts.is_dir():
        shutil.copytree(parts, target / _PARTS, symlinks=True)
    shutil.copytree(folder, target / packed.FOLDER)
    packed.read(target / packed.FOLDER)
    return program


def archive(folder: Path) -> bytes:
    """Return a zip archive of a folder, always the same for the same files.

    Raises
    ------
    PackingError
        If `LOADER_MARK` occurs in it, however it is compressed.
    """
    for kind in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
        stream = BytesIO()
        with zipfile.ZipFile(stream, "w") as target:
            for path in sorted(path for path in folder.rglob("*") if path.is_file()):
                entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _TIME)
                entry.compress_type = kind
                target.writestr(entry, path.read_bytes())
        if LOADER_MARK not in stream.getvalue():
            return stream.getvalue()
    raise PackingError("These files cannot hang on a program: add --folder.")


def _is_program(path: Path) -> bool:
    """Tell whether a file is a program that PyInstaller made, by its mark."""
    if not path.is_file():
        raise PackingError(f"{path} is not there.")
    content = path.read_bytes()
    return content.startswith((b"MZ", b"\x7fELF")) and LOADER_MARK in content
