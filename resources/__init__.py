"""Bundled models, samples, icons and translations; `SOURCES.md` tells where each came from."""

from __future__ import annotations

import sys
from pathlib import Path

BUNDLED = ("digits", "doodles", "photos")
"""Names of the bundled models, understood wherever a model's path is."""

_SAMPLE_SUFFIXES = (".png", ".jpg")


def root() -> Path:
    """Return the folder of the resources: of the source, an installed wheel, or a frozen program.

    PyInstaller unpacks data to a folder that it names `sys._MEIPASS`; this module itself may
    then exist only inside its archive.
    """
    unpacked = getattr(sys, "_MEIPASS", None)
    return Path(unpacked) / "resources" if unpacked else Path(__file__).resolve().parent


def model_path(name: str) -> Path:
    """Return the file of a bundled model.

    Raises
    ------
    KeyError
        If `name` is not among `BUNDLED`.
    """
    if name not in BUNDLED:
        raise KeyError(f"no bundled model {name!r}; there are: {', '.join(BUNDLED)}")
    return root() / "models" / f"{name}.onnx"


def sample_paths(name: str) -> list[Path]:
    """Return the sample pictures of a bundled model, sorted by name.

    Raises
    ------
    KeyError
        If `name` is not among `BUNDLED`.
    """
    if name not in BUNDLED:
        raise KeyError(f"no bundled model {name!r}; there are: {', '.join(BUNDLED)}")
    folder = root() / "samples" / name
    return sorted(path for path in folder.iterdir() if path.suffix in _SAMPLE_SUFFIXES)
