"""Where the program keeps its settings, thumbnails and logs, and where its own files lie."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QStandardPaths

import resources

APPLICATION = "Convolens"
PORTABLE_MARKER = "portable"
SETTINGS, LOG, FAULTS = "convolens.ini", "convolens.log", "faults.log"


def title() -> str:
    """Return what the program is called: as its author named it, or by our name."""
    return resources.PACK.name if resources.PACK is not None else APPLICATION


def program_folder() -> Path:
    """Return the folder of the program a person started: beside the `.exe`, never its unpacking."""
    return Path(sys.executable if getattr(sys, "frozen", False) else sys.argv[0]).resolve().parent


def app_data() -> Path:
    """Return the folder for settings and logs, made if it is absent.

    A file named `portable` beside the frozen program keeps everything in that folder. A program
    made from a model has a folder of its own, so that it forgets nothing of ours. On a drive that
    is read-only, full or gone, or where something else bears our names, the program starts all the
    same, with a folder for this time only.
    """
    if getattr(sys, "frozen", False) and (program_folder() / PORTABLE_MARKER).exists():
        folder = program_folder() / f"{APPLICATION} data"
    else:
        QCoreApplication.setApplicationName(APPLICATION)
        location = QStandardPaths.StandardLocation.AppDataLocation
        folder = Path(QStandardPaths.writableLocation(location))
    if resources.PACK is not None:
        folder = folder / f"program {resources.PACK.key}"
    try:
        _try_out(folder)
    except OSError:
        import tempfile

        folder = Path(tempfile.mkdtemp(prefix="convolens-"))
    return folder


def _try_out(folder: Path) -> None:
    """Raise OSError if the program could not write its files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    logs = log_folder(folder)
    probe = folder / f"{os.getpid()}.part"
    probe.write_bytes(b"0")
    probe.unlink()
    for path in (folder / SETTINGS, logs / LOG, logs / FAULTS):
        # To open a pipe waits until somebody reads it; a folder cannot be opened at all.
        if os.path.lexists(path) and not path.is_file():
            raise FileExistsError(f"{path} is no file.")
    for name in (LOG, FAULTS):
        if (logs / name).exists():
            (logs / name).open("ab").close()


def log_folder(data: Path) -> Path:
    """Return the folder of the logs within the folder `data`, made if it is absent."""
    folder = data / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def icon_path(name: str) -> Path:
    """Return the file of an icon, `name` with its suffix."""
    return resources.root() / "icons" / name


def licences_folder() -> Path | None:
    """Return the folder with the licences of all parts of a frozen program; else None."""
    folder = resources.root().parent / "licences"
    return folder if folder.is_dir() else None


def translations_folder() -> Path:
    """Return the folder of the translations; it may be absent."""
    return resources.root() / "translations"
