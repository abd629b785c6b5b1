"""Say how long a network takes on this computer, which layers take most, and beside ONNX Runtime.

It runs on noise, for some seconds; where ONNX Runtime is installed, both take turns with as many
threads, so that a noisy moment hits both. Times are medians.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import Any

from engine.cli.reading import add_reading_options, load_model, put, shape_text
from engine.model import Model
from engine.speed import Speed, measure
from engine.timing import Times

HELP = "say how long a network takes here, and which layers take most"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    add_reading_options(parser)
    parser.add_argument(
        "--seconds", type=float, default=3.0, metavar="S", help="how long to measure (3)"
    )
    parser.add_argument("--top", type=int, default=10, metavar="K", help="slowest layers (10)")
    parser.add_argument("--json", action="store_true", help="print JSON, with all layers")


def run(options: argparse.Namespace) -> int:
    """Print how long the network takes."""
    model = load_model(options)
    speed = measure(model, options.seconds)
    if options.json:
        print(json.dumps(_facts(model, speed), indent=2, ensure_ascii=False))
    else:
        _print(model, speed, options.top)
    return 0


def _print(model: Model, speed: Speed, top: int) -> None:
    shapes = ", ".join(shape_text(shape) for shape in speed.shapes.values())
    threads = "1 thread" if speed.threads == 1 else f"up to {speed.threads} threads"
    put(f"{model.name}: {shapes}, {threads}\n")
    put(f"{'first run':24} {_milliseconds(speed.first)}")
    put(f"{'a run':24} {_milliseconds(speed.bare.median)}   {1 / speed.bare.median:,.0f} a second")
    put(f"{'with all maps kept':24} {_times_as_long(speed.watched, speed.bare, 'a run')}")
    if speed.peer_times is not None:
        said = f"a run takes {speed.bare.ratio(speed.peer_times):.2f} × as long"
        put(f"{speed.peer:24} {_milliseconds(speed.peer_times.median)}   {said}")
    elif speed.peer is not None:
        put(speed.peer)
    total = sum(seconds for _, seconds in speed.layers)
    put(f"\nslowest layers, of {len(speed.layers)}, with all maps kept")
    for layer, seconds in sorted(speed.layers, key=lambda pair: -pair[1])[:top]:
        share = f"{seconds / total:6.1%}" if total else ""
        shape = shape_text(layer.shape)
        put(f"{layer.title:40} {layer.detail:20} {shape:>20} {_milliseconds(seconds)} {share}")


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1e3:9.3f} ms"


def _times_as_long(times: Times, other: Times, name: str) -> str:
    return f"{_milliseconds(times.median)}   {times.ratio(other):.2f} × as long as {name}"


def _facts(model: Model, speed: Speed) -> dict[str, Any]:
    """Return what was measured as JSON takes it; times in seconds."""
    peer = speed.peer_times
    return {
        "model": model.name,
        "inputs": {name: list(shape) for name, shape in speed.shapes.items()},
        "threads": speed.threads,
        "first": speed.first,
        "run": _both(speed.bare),
        "all_maps_kept": _both(speed.watched),
        "peer": None if peer is None else {"name": speed.peer, **_both(peer)},
        "ratio_to_peer": None if peer is None else speed.bare.ratio(peer),
        "layers": [
            {"name": layer.name, "title": layer.title, "operator": layer.op, "seconds": seconds}
            for layer, seconds in speed.layers
        ],
    }


def _both(times: Times) -> dict[str, float]:
    return {key: value for key, value in asdict(times).items() if key != "rounds"}
