"""Build a new program around a collected folder, by PyInstaller, from a source install."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

from gui.pack.contents import PackingError
from gui.pack.running import ShouldStop, run

_SPEC = Path(__file__).resolve().parents[2] / "build_exe.spec"
_LAST_LINES = 12


def reason_against() -> str:
    """Return why no program can be built here, or nothing."""
    if getattr(sys, "frozen", False):
        return "this is a program itself"
    if not _SPEC.is_file():
        return "this is no source install: build_exe.spec is missing"
    if importlib.util.find_spec("PyInstaller") is None:
        return "PyInstaller is missing: pip install pyinstaller"
    return ""


def build(
    folder: Path, work: Path, file_name: str, should_stop: ShouldStop, *, one_folder: bool
) -> Path:
    """Build a program that carries a folder; return the file, or the folder with the program.

    Raises
    ------
    PackingError
        If it cannot be built; PyInstaller's last words are in the error.
    """
    command = [
        sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level=WARN",
        f"--workpath={work / 'build'}", f"--distpath={work / 'dist'}", str(_SPEC),
        "--", f"--pack={folder}", f"--file-name={file_name}",
    ]  # fmt: skip
    said = work / "pyinstaller.txt"
    code = run([*command, *(["--onedir"] if one_folder else [])], said, should_stop)
    suffix = "" if one_folder or sys.platform != "win32" else ".exe"
    made = work / "dist" / (file_name + suffix)
    if code != 0 or not made.exists():
        words = "\n".join(said.read_text("utf-8", "replace").splitlines()[-_LAST_LINES:])
        raise PackingError(f"PyInstaller could not build the program:\n{words}")
    return made
