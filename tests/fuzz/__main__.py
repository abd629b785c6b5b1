"""Run `python -m tests.fuzz --minutes 20` to try wrong files for that long, and keep what it finds.

With `--networks`, sound ones instead, whose answers are compared with those of ONNX Runtime. Each
is made from one number, so that a finding can be made again: `--seed N --count 1`.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from tests.faults.guard import Guard
from tests.fuzz.run import for_minutes, fuzz


def main() -> int:
    """Return 1 if anything was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--count", type=int, help="so many files, however long it takes")
    parser.add_argument("--seed", type=int, default=int(time.time()) * 1_000_000)
    parser.add_argument("--networks", action="store_true", help="sound networks, compared")
    parser.add_argument("--keep", type=Path, help="a folder for the files that were found")
    given = parser.parse_args()
    until = for_minutes(given.minutes)
    if given.count:
        until = given.count.__le__
    if given.networks:
        from tests.fuzz.differential import compare

        count, wrong = compare(given.seed, until)
        print(f"from seed {given.seed}\ncompared {count:,} networks, {len(wrong)} differ")
        for seed, what in wrong.items():
            print(f"seed {seed}: {what}")
        return 1 if wrong else 0
    guard = Guard()
    with tempfile.TemporaryDirectory() as folder:
        report = fuzz(guard, given.seed, until, Path(folder))
    guard.close()
    print(f"from seed {given.seed}")
    print(report)
    if given.keep:
        given.keep.mkdir(parents=True, exist_ok=True)
        for found in report.findings.values():
            for seed, data in found[:3]:
                (given.keep / str(seed)).write_bytes(data)
    return 1 if report.findings else 0


if __name__ == "__main__":
    raise SystemExit(main())
