"""Write a file whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from engine.errors import FileError


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
