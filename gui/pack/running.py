"""Start a program and wait for it, but not longer than somebody wants."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from engine.errors import CancelledError

ShouldStop = Callable[[], bool]

_LOOK_SECONDS = 0.05


def run(
    command: Sequence[str],
    output: Path,
    should_stop: ShouldStop,
    *,
    seconds: float | None = None,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> int:
    """Run a program, and return its exit code.

    Parameters
    ----------
    output : a file for what it prints
    should_stop : asked often; the program is killed when it returns True
    seconds : how long it may take, or None

    Raises
    ------
    CancelledError
        If `should_stop` said so.
    TimeoutError
        If it took longer.
    OSError
        If it cannot be started.
    """
    with output.open("wb") as file:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
        limit = time.monotonic() + seconds if seconds is not None else float("inf")
        try:
            while process.poll() is None:
                if should_stop():
                    raise CancelledError("was cancelled.")
                if time.monotonic() > limit:
                    raise TimeoutError(f"it took over {seconds:.0f} seconds")
                time.sleep(_LOOK_SECONDS)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
    return process.returncode
