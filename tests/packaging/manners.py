"""What only Windows can answer; run by windows.sh with its Windows Python."""

from __future__ import annotations

import os
import subprocess
import sys
import winreg
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from gui.desktop import association, console, elevation

PROGRAM = Path(r"C:\my programs\Convolens.exe")
KEY = rf"Software\Classes\{association.SUFFIX}"


def usual() -> str:
    """Return what `.onnx` is opened with by default."""
    try:
        return winreg.QueryValue(winreg.HKEY_CURRENT_USER, KEY)
    except OSError:
        return ""


assert not association.associated(PROGRAM)
association.associate(PROGRAM)
assert association.associated(PROGRAM)
assert not association.associated(Path(r"C:\elsewhere\Convolens.exe"))
assert usual() == association.PROGRAM_ID
association.dissociate()
association.dissociate()
assert not association.associated(PROGRAM)
assert usual() == ""

winreg.SetValue(winreg.HKEY_CURRENT_USER, KEY, winreg.REG_SZ, "Other.onnx")
association.associate(PROGRAM)
assert association.associated(PROGRAM)
assert usual() == "Other.onnx"
association.dissociate()
assert usual() == "Other.onnx"
winreg.DeleteValue(winreg.CreateKey(winreg.HKEY_CURRENT_USER, KEY), "")

# Wine gives every program an administrator's full rights, apart from those of the desktop.
assert elevation.elevated()
question = "import os; from gui.desktop import console; print(console.parent_of(os.getpid()))"
answer = subprocess.run(
    [sys.executable, "-c", question], cwd=sys.path[0], capture_output=True, text=True, check=True
)
assert int(answer.stdout) == os.getpid()
assert console.parent_of(0xFFFFFFF0) == 0
print("Explorer's list of programs is written and cleaned as it should be")
