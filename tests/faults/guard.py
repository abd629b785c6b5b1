"""A process of our own for what may crash, hang or starve, with limits of time and memory."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SECONDS = 60.0
"""A job that takes longer counts as hanging. Most take milliseconds; the machine may be busy."""
MEMORY_BYTES = 3 << 29
"""What a job may ask for above what an idle process has."""
SMALL = {"tensor_elements": 1 << 22, "plan_bytes": 1 << 26}
"""A budget whose excess shows in a moment: 4 million elements, 64 MB for a plan."""


class Guard:
    """Sends jobs to a child process, which is started again when it died or hung."""

    def __init__(self, memory_bytes: int = MEMORY_BYTES) -> None:
        self.memory_bytes = memory_bytes
        self.starts = 0
        self._child: subprocess.Popen[bytes] | None = None

    def __call__(self, do: str, *, seconds: float = SECONDS, **job: Any) -> dict[str, Any]:
        """Return what became of a job; see `tests.faults.child.answer_to`.

        A child that died or hung gives {"dead": exit code} or {"hung": seconds}.
        """
        child = self._child
        if child is None or child.poll() is not None:
            child = self._child = self._started()
        assert child.stdin is not None
        assert child.stdout is not None
        data = pickle.dumps({"do": do, **job})
        timer = threading.Timer(seconds, child.kill)
        timer.start()
        try:
            child.stdin.write(len(data).to_bytes(8, "big") + data)
            child.stdin.flush()
            header = child.stdout.read(8)
            answer = child.stdout.read(int.from_bytes(header, "big"))
        except BrokenPipeError:
            header = answer = b""
        hung = not timer.is_alive()
        timer.cancel()
        timer.join()
        if len(header) < 8 or not answer:
            code = child.wait()
            self.close()
            return {"hung": seconds} if hung else {"dead": code}
        answered: dict[str, Any] = pickle.loads(answer)
        return answered

    def _started(self) -> subprocess.Popen[bytes]:
        self.starts += 1
        return subprocess.Popen(
            [sys.executable, "-m", "tests.faults.child", str(self.memory_bytes)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )

    def close(self) -> None:
        """End the child."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    with suppress(BrokenPipeError):
                        pipe.close()
