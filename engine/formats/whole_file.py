"""Read a file whole, within its limit; write one whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from engine import budget
from engine.errors import FileError


def read_whole(path: Path, name: str) -> bytes:
    """Return the bytes of a file.

    Parameters
    ----------
    name : what errors call it

    Raises
    ------
    FileError
        If it cannot be read, grows meanwhile, or is no file: a pipe or a device may never end.
    LimitError
        If it is larger than the budget allows.
    """
    try:
        if os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path):
            raise FileError(
                "is a device or a pipe, not a file.", file=name, remedy="Choose a file."
            )
        size = path.stat().st_size
        budget.check("The file", size, "file_bytes")
        with path.open("rb") as stream:
            data = stream.read(size + 1)
        if len(data) > size:
            raise FileError("grows while it is read.", file=name, remedy="Try again later.")
    except (OSError, ValueError) as error:
        raise FileError(
            f"cannot be read: {getattr(error, 'strerror', None) or error}.",
            file=name,
            remedy="Check that the file is there and that you may read it.",
            path=str(path),
        ) from error
    return data


def write_whole(destination: Path, data: bytes) -> None:
    """Write a file that takes its name only when it is complete.

    Raises
    ------
    FileError
        If it cannot be written; what was there before is still there.
    """
    part = destination.with_name(f"{destination.name}.part")
    try:
        part.write_bytes(data)
        os.replace(part, destination)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise FileError(
            f"cannot be written: {error.strerror or error}.",
            file=destination.name,
            remedy="Check that the folder is there and that you may write to it.",
            path=str(destination),
        ) from error
