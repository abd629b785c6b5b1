"""One engine alone in a new process: its first prediction, and its peak memory.

    python -m tests.benchmarks.fresh "ONNX Runtime" FILE BATCH CHANNELS SIDE THREADS RUNS

prints the seconds from the interpreter's first line to the first result, the processor's seconds
for it, the interpreter's own start included, and the peak memory after RUNS results, as JSON.
"""

from __future__ import annotations

from time import perf_counter, process_time

START = perf_counter()

import json  # noqa: E402 - the clock runs first
import os  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402


def measure(
    name: str, path: Path, shape: tuple[int, int, int], threads: int, runs: int
) -> dict[str, float]:
    """Return `wall` and `cpu` seconds to the first result and `peak_mb`, of a new process."""
    # An installed program has its byte code.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", __name__, name, str(path), *map(str, shape)]
    done = subprocess.run(
        [*command, str(threads), str(runs)],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
        cwd=Path(__file__).parents[2],
    )
    result: dict[str, float] = json.loads(done.stdout)
    return result


def peak_mb() -> float:
    """Return the most memory this process had resident, in MB; 0 where the system tells none."""
    # Not `getrusage`, which counts what the process was before it became this program.
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1e3 for line in lines if line.startswith("VmHWM")), 0.0)


def main() -> None:
    """Run one engine as the command line says."""
    name, path, batch, channels, side, threads, runs = sys.argv[1:]
    import numpy as np

    from tests.benchmarks.peers import PEERS

    x = np.random.default_rng(1).normal(size=(int(batch), int(channels), int(side), int(side)))
    run = PEERS[name][1](Path(path).read_bytes(), x.astype(np.float32), int(threads))
    run()
    wall, cpu = perf_counter() - START, process_time()
    for _ in range(int(runs) - 1):
        run()
    print(json.dumps({"wall": wall, "cpu": cpu, "peak_mb": peak_mb()}))


if __name__ == "__main__":
    main()
