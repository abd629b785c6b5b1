"""How long a network takes on this computer, layer by layer, and beside ONNX Runtime."""

from __future__ import annotations

import importlib
import importlib.util
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from engine import stopping
from engine.layers import Layer
from engine.model import Model
from engine.noise import noise_feeds
from engine.timing import Times, take_turns

_LAYER_ROUNDS = 9
"""A layer's time is the median of so many runs."""


@dataclass(frozen=True, slots=True)
class Speed:
    """Seconds of runs that took turns, on one input of noise.

    Attributes
    ----------
    shapes : of the inputs, by name
    threads : over how many a run was spread
    first : of the first run, which prepares weights and memory
    bare : of a run that keeps the outputs alone
    watched : of one that keeps every feature map
    layers : each layer's own seconds while all are watched, in running order
    peer : the name and version of ONNX Runtime, or why it could not run the network; None where
        it is not installed, or the file is not for it
    peer_times : of its runs, with as many threads
    """

    shapes: dict[str, tuple[int, ...]]
    threads: int
    first: float
    bare: Times
    watched: Times
    layers: tuple[tuple[Layer, float], ...]
    peer: str | None
    peer_times: Times | None


def measure(model: Model, seconds: float) -> Speed:
    """Return how long the network takes, measured for about that many seconds.

    Raises
    ------
    EngineError
        If the network cannot run.
    """
    feeds = noise_feeds(model)
    layer_names = [layer.name for layer in model.layers]
    # Whoever can be stopped runs on a thread of its own, which costs more than a tiny network.
    with stopping.asking(None):
        start = perf_counter()
        model.run(feeds)
        first = perf_counter() - start
        runs: dict[str, Callable[[], Any]] = {
            "bare": lambda: model.run(feeds),
            "watched": lambda: model.run(feeds, layer_names),
        }
        peer, run = _onnxruntime(model, feeds)
        if run is not None:
            runs["peer"] = run
        times = take_turns(runs, seconds)
        rounds = [model.layer_seconds(feeds) for _ in range(_LAYER_ROUNDS)]
    layers = tuple(
        (layer, statistics.median(taken[layer.name] for taken in rounds))
        for layer in model.layers
        if layer.name in rounds[0]
    )
    shapes = {name: array.shape for name, array in feeds.items()}
    return Speed(
        shapes, model.threads, first, times["bare"], times["watched"], layers, peer,
        times.get("peer"),
    )  # fmt: skip


def _onnxruntime(
    model: Model, feeds: dict[str, Any]
) -> tuple[str | None, Callable[[], Any] | None]:
    """Return ONNX Runtime's name, and what runs the network in it; or why it cannot."""
    is_onnx = model.path is not None and model.architecture is None and not model.missing
    if not is_onnx or importlib.util.find_spec("onnxruntime") is None:
        return None, None
    # By name, so that the one-file program does not pack it.
    onnxruntime = importlib.import_module("onnxruntime")
    name = f"ONNX Runtime {onnxruntime.__version__}"
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = model.threads
    # Its threads may wait busily while it runs, but not while it is our turn.
    options.add_session_config_entry("session.force_spinning_stop", "1")
    try:
        session = onnxruntime.InferenceSession(
            str(model.path), options, providers=["CPUExecutionProvider"]
        )
        session.run(None, feeds)
    except Exception as error:  # noqa: BLE001  # each release raises classes of its own
        return f"{name} could not run it: {error}", None
    return name, lambda: session.run(None, feeds)
