"""Compare Convolens with other engines on well-known networks.

    python -m tests.benchmarks [--networks …] [--peers …] [--threads 1] [--batch 1] [--side 224]
    python -m tests.benchmarks --fresh      first prediction and peak memory, in new processes
    python -m tests.benchmarks --quick      correctness only, in seconds

All engines run in turn in one process; the numbers are medians, the ratios the median of the
ratios of each round (below 1: Convolens is faster). What they compute is compared in the same run.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from engine.timing import CLOCKS, Times, take_turns
from tests.benchmarks import fresh, peers, report, seed
from tests.benchmarks.networks import NETWORKS, Network

SEED = "the seed's layer"
TOLERANCE = 1e-4
STRICT_TOLERANCE = 1e-5
OURS, REFERENCE = "Convolens", "ONNX Runtime"


def main() -> int:
    """Run what the command line asks for; the exit code is 1 if a result is wrong."""
    options = _options()
    names = peers.installed([*dict.fromkeys([OURS, *options.peers])])
    if options.fresh:
        return _fresh(options, names)
    print(report.machine(options.threads, names), file=sys.stderr)
    rows, wrong = [], []
    for network in _chosen(options.networks):
        for row in _measure(network, names, options):
            rows.append(row)
            print(row.text(), file=sys.stderr, flush=True)
            wrong += [f"{row.title}: {name} differs by {e:.1e}" for name, e in row.wrong.items()]
    print(report.table(rows, names, OURS))
    print(report.means(rows, names, OURS))
    if options.plot:
        report.plot(rows, names, OURS, options.plot)
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    known = [SEED, *(network.name for network in NETWORKS)]
    parser.add_argument("--networks", nargs="*", default=known, metavar="NAME", help=str(known))
    parser.add_argument("--peers", nargs="*", default=list(peers.PEERS)[:4], metavar="NAME")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--batch", type=int, nargs="*", default=[1])
    parser.add_argument("--side", type=int, nargs="*", help="of the picture, where any will do")
    parser.add_argument("--seconds", type=float, default=4, help="for each network")
    parser.add_argument("--clock", choices=CLOCKS, default="wall")
    parser.add_argument("--plot", type=Path, help="an .svg file to write")
    parser.add_argument("--quick", action="store_true", help="small pictures, correctness only")
    parser.add_argument("--fresh", action="store_true")
    options = parser.parse_args()
    if options.quick:
        options.seconds, options.side = 0, [64]
        options.peers = [REFERENCE, "Convolens, strict", "Convolens, all watched"]
    # Engines that are not measured keep to their threads too.
    os.environ.setdefault("OMP_NUM_THREADS", str(options.threads))
    return options


def _chosen(names: list[str]) -> list[Network | None]:
    networks = {network.name: network for network in NETWORKS}
    return [None if name == SEED else networks[name] for name in names]


def _measure(
    network: Network | None, names: list[str], options: argparse.Namespace
) -> Iterator[report.Row]:
    if network is None:
        yield _row(SEED, seed.runs(names, options.threads), options)
        return
    sides = _sides(network, options)
    for batch in options.batch:
        for side in sides:
            file, x = network.build(batch, side), network.picture(batch, side)
            runs = {name: peers.prepare(name, file, x, options.threads) for name in names}
            several = len(options.batch) * len(sides) > 1
            yield _row(
                f"{network.name}, {batch} × {side} px" if several else network.name, runs, options
            )


def _sides(network: Network, options: argparse.Namespace) -> list[int]:
    if not options.side or not network.any_side or network.side < 64:
        return [network.side]
    return list(options.side)


def _row(title: str, runs: dict[str, peers.Run | str], options: argparse.Namespace) -> report.Row:
    working = {name: run for name, run in runs.items() if not isinstance(run, str)}
    results = {name: np.array(run()) for name, run in working.items()}
    expected = results.get(REFERENCE, results[OURS])
    errors = {name: relative_error(got, expected) for name, got in results.items()}
    wrong = {
        name: error
        for name, error in errors.items()
        if not error <= (STRICT_TOLERANCE if "strict" in name else TOLERANCE)
    }
    times: dict[str, Times] = {}
    if options.seconds:
        times = take_turns(working, options.seconds, clock=CLOCKS[options.clock])
    failures = {name: run for name, run in runs.items() if isinstance(run, str)}
    return report.Row(title, times, errors, wrong, failures)


def relative_error(got: np.ndarray, expected: np.ndarray) -> float:
    """Return the largest difference, relative to the largest value."""
    difference = np.max(np.abs(got.reshape(expected.shape) - expected))
    return float(difference / np.max(np.abs(expected)))


def _fresh(options: argparse.Namespace, names: list[str]) -> int:
    print("| network | engine | first result, s | ratio | peak, MB | ratio |")
    print("|---|---|---|---|---|---|")
    for network in filter(None, _chosen(options.networks)):
        side = _sides(network, options)[0]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "network.onnx"
            path.write_bytes(network.build(1, side))
            best: dict[str, dict[str, float]] = {}
            for _ in range(5):
                for name in names:
                    shape = (1, network.channels, side)
                    got = fresh.measure(name, path, shape, options.threads, 3)
                    kept = best.setdefault(name, got)
                    best[name] = {key: min(kept[key], got[key]) for key in got}
        ours = best[OURS]
        for name, got in best.items():
            seconds, peak = got[options.clock], got["peak_mb"]
            peak_ratio = ours["peak_mb"] / peak if peak else math.nan
            print(
                f"| {network.name} | {name} | {seconds:.2f} | {ours[options.clock] / seconds:.2f} "
                f"| {peak:.0f} | {peak_ratio:.2f} |",
                flush=True,
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
