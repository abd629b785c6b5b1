"""Run the self-test of a program that was made, where this system can run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from gui.pack.contents import PackingError

_SECONDS = 180
_STARTS = {"win32": b"MZ", "linux": b"\x7fELF"}


def runs_here(program: Path) -> bool:
    """Tell whether a program is made for this system."""
    start = _STARTS.get(sys.platform)
    with program.open("rb") as file:
        return start is not None and file.read(len(start)) == start


def prove(program: Path) -> None:
    """Run a program's self-test.

    Raises
    ------
    PackingError
        If it fails, or does not end within three minutes.
    """
    # A program that starts its own copy must not hand it the folder it was unpacked to.
    environment = {**os.environ, "PYINSTALLER_RESET_ENVIRONMENT": "1"}
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [str(program.absolute()), "--self-test", "--offscreen", f"--report={report}"]
        try:
            subprocess.run(
                command,
                cwd=folder,
                env=environment,
                timeout=_SECONDS,
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        except subprocess.TimeoutExpired as error:
            raise PackingError(f"The program's self-test took over {_SECONDS} seconds.") from error
        except OSError as error:
            raise PackingError(f"The program cannot be started: {error}") from error
        if not report.exists():
            raise PackingError("The program's self-test ended without a report.")
        result = json.loads(report.read_text("utf-8"))
    if not result["ok"]:
        raise PackingError("The program's self-test failed:\n" + "\n".join(result["differences"]))
