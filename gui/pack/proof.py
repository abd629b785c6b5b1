"""Run the self-test of a program that was made, where this system can run it."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

from gui.pack.contents import PackingError
from gui.pack.running import ShouldStop, run

_SECONDS = 180
_STARTS = {"win32": b"MZ", "linux": b"\x7fELF"}


def runs_here(program: Path) -> bool:
    """Tell whether a program is made for this system."""
    start = _STARTS.get(sys.platform)
    with program.open("rb") as file:
        return start is not None and file.read(len(start)) == start


def prove(program: Path, should_stop: ShouldStop = lambda: False) -> None:
    """Run a program's self-test.

    Raises
    ------
    PackingError
        If it fails, or does not end within three minutes.
    CancelledError
        If `should_stop` said so.
    """
    # A program that starts its own copy must not hand it the folder it was unpacked to.
    environment = {**os.environ, "PYINSTALLER_RESET_ENVIRONMENT": "1"}
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [str(program.absolute()), "--self-test", "--offscreen", f"--report={report}"]
        try:
            run(
                command,
                Path(folder) / "said.txt",
                should_stop,
                seconds=_SECONDS,
                folder=Path(folder),
                environment=environment,
            )
        except OSError as error:
            raise PackingError(f"The program's self-test cannot be run: {error}") from error
        if not report.exists():
            raise PackingError("The program's self-test ended without a report.")
        result = json.loads(report.read_text("utf-8"))
    if not result["ok"]:
        raise PackingError("The program's self-test failed:\n" + "\n".join(result["differences"]))
