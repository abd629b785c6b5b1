"""Bundled models, samples, icons and translations; `SOURCES.md` tells where each came from.

A program that `convolens pack` made carries one model of its own, `PACK`, in their place.
"""

from __future__ import annotations

import sys
from pathlib import Path

from resources.packed import EXPECTED, Pack, carried

PACK, DAMAGE = carried()
"""What this program carries instead of our models, and what is wrong with it, in words."""

BUNDLED: tuple[str, ...] = (PACK.key,) if PACK is not None else ("digits", "doodles", "photos")
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
    _check(name)
    return PACK.model if PACK is not None else root() / "models" / f"{name}.onnx"


def sample_paths(name: str) -> list[Path]:
    """Return the sample pictures of a bundled model, sorted by name.

    Raises
    ------
    KeyError
        If `name` is not among `BUNDLED`.
    """
    _check(name)
    if PACK is not None:
        return sorted(PACK.samples)
    folder = root() / "samples" / name
    return sorted(path for path in folder.iterdir() if path.suffix in _SAMPLE_SUFFIXES)


def expected_path() -> Path:
    """Return the file that tells what each bundled model says about each of its samples."""
    return (PACK.folder if PACK is not None else root()) / EXPECTED


def bundled(path: Path) -> bool:
    """Return whether a file is one of the program's own."""
    homes = [root()] if PACK is None else [root(), PACK.folder]
    return any(home in path.parents for home in homes)


def _check(name: str) -> None:
    if name not in BUNDLED:
        raise KeyError(f"no bundled model {name!r}; there are: {', '.join(BUNDLED)}")


__all__ = ["BUNDLED", "DAMAGE", "PACK", "Pack", "bundled", "expected_path", "model_path", "root",
           "sample_paths"]  # fmt: skip
