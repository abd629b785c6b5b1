"""One engine alone in a new process: its first prediction, and its peak memory.

    python -m tests.benchmarks.fresh "ONNX Runtime" FILE BATCH CHANNELS SIDE THREADS RUNS

prints the seconds from the start of the interpreter's first line to the first result, and the
peak memory after RUNS results, as JSON.
"""

from __future__ import annotations

from time import perf_counter

START = perf_counter()

import json  # noqa: E402 - the clock runs first
import subprocess  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402


def measure(
    name: str, path: Path, shape: tuple[int, int, int], threads: int, runs: int
) -> dict[str, float]:
    """Return `seconds` to the first result and `peak_mb`, measured in a new process."""
    command = [sys.executable, "-m", __name__, name, str(path), *map(str, shape)]
    done = subprocess.run(
        [*command, str(threads), str(runs)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    result: dict[str, float] = json.loads(done.stdout)
    return result


def peak_mb() -> float:
    """Return the most memory this process had resident, in MB; 0 where the system tells none."""
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3


def main() -> None:
    """Run one engine as the command line says."""
    name, path, batch, channels, side, threads, runs = sys.argv[1:]
    import numpy as np

    from tests.benchmarks.peers import PEERS

    x = np.random.default_rng(1).normal(size=(int(batch), int(channels), int(side), int(side)))
    run = PEERS[name][1](Path(path).read_bytes(), x.astype(np.float32), int(threads))
    run()
    seconds = perf_counter() - START
    for _ in range(int(runs) - 1):
        run()
    print(json.dumps({"seconds": seconds, "peak_mb": peak_mb()}))


if __name__ == "__main__":
    main()
