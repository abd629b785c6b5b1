"""Opening `.onnx` files by double-click on Windows, for this person only, and back again.

Nothing is taken from other programs: where `.onnx` has a program already, Convolens stands in
"Open with", and Windows asks which shall be used.
"""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

import resources

SUFFIX = ".onnx"
PROGRAM_ID = "Convolens.onnx"
_CLASSES = r"Software\Classes"

POSSIBLE = (
    sys.platform == "win32" and bool(getattr(sys, "frozen", False)) and resources.PACK is None
)
"""Whether this is a program for any network that Windows can be told of."""

if sys.platform == "win32":
    import ctypes
    import winreg

    def associated(program: Path) -> bool:
        """Return whether `.onnx` files know this very program."""
        return _read(rf"{_CLASSES}\{PROGRAM_ID}\shell\open\command") == _command(program)

    def associate(program: Path) -> None:
        """Let `.onnx` files be opened with a program."""
        _write(rf"{_CLASSES}\{PROGRAM_ID}", "", "ONNX network")
        _write(rf"{_CLASSES}\{PROGRAM_ID}\DefaultIcon", "", f'"{program}",0')
        _write(rf"{_CLASSES}\{PROGRAM_ID}\shell\open\command", "", _command(program))
        _write(rf"{_CLASSES}\{SUFFIX}\OpenWithProgids", PROGRAM_ID, "")
        if not _read(rf"{_CLASSES}\{SUFFIX}"):
            _write(rf"{_CLASSES}\{SUFFIX}", "", PROGRAM_ID)
        _tell_explorer()

    def dissociate() -> None:
        """Undo `associate`; what other programs wrote stays."""
        if _read(rf"{_CLASSES}\{SUFFIX}") == PROGRAM_ID:
            with _open(rf"{_CLASSES}\{SUFFIX}") as key:
                winreg.DeleteValue(key, "")
        with (
            contextlib.suppress(FileNotFoundError),
            _open(rf"{_CLASSES}\{SUFFIX}\OpenWithProgids") as key,
        ):
            winreg.DeleteValue(key, PROGRAM_ID)
        for part in (r"\shell\open\command", r"\shell\open", r"\shell", r"\DefaultIcon", ""):
            with contextlib.suppress(FileNotFoundError):
                winreg.DeleteKey(winreg.HKEY_CURRENT_USER, rf"{_CLASSES}\{PROGRAM_ID}{part}")
        _tell_explorer()

    def _command(program: Path) -> str:
        return f'"{program}" "%1"'

    def _open(path: str) -> winreg.HKEYType:
        return winreg.OpenKey(winreg.HKEY_CURRENT_USER, path, 0, winreg.KEY_ALL_ACCESS)

    def _read(path: str) -> str:
        try:
            return winreg.QueryValue(winreg.HKEY_CURRENT_USER, path)
        except OSError:
            return ""

    def _write(path: str, name: str, value: str) -> None:
        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, path) as key:
            winreg.SetValueEx(key, name, 0, winreg.REG_SZ, value)

    def _tell_explorer() -> None:
        association_changed, flush = 0x08000000, 0x1000
        ctypes.windll.shell32.SHChangeNotify(association_changed, flush, None, None)
