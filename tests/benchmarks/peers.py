"""The engines that are compared: each makes of a file a function that runs one input.

Imports happen here when a peer is asked for, so that what is not installed is left out, and a
cold start measures one engine alone.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable

import numpy as np

Run = Callable[[], np.ndarray]


def _convolens(file: bytes, x: np.ndarray, threads: int, *, strict: bool = False) -> Run:
    import engine

    model = engine.load(file, threads=threads, strict=strict)
    feeds = {model.inputs[0].name: x}
    name = model.outputs[0].name
    return lambda: model.run(feeds)[name]


def _convolens_strict(file: bytes, x: np.ndarray, threads: int) -> Run:
    return _convolens(file, x, threads, strict=True)


def _convolens_watched(file: bytes, x: np.ndarray, threads: int) -> Run:
    import engine

    model = engine.load(file, threads=threads)
    feeds = {model.inputs[0].name: x}
    name = model.outputs[0].name
    watch = [layer.name for layer in model.layers]
    return lambda: model.run(feeds, watch)[name]


def _onnxruntime(file: bytes, x: np.ndarray, threads: int) -> Run:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Its threads may wait busily while it runs, but not while it is another engine's turn.
    options.add_session_config_entry("session.force_spinning_stop", "1")
    session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
    feeds = {session.get_inputs()[0].name: x}
    return lambda: session.run(None, feeds)[0]


def _opencv(file: bytes, x: np.ndarray, threads: int) -> Run:
    import cv2

    net = cv2.dnn.readNetFromONNX(np.frombuffer(file, np.uint8))

    def run() -> np.ndarray:
        cv2.setNumThreads(threads)
        net.setInput(x)
        return np.asarray(net.forward())

    return run


def _torch(file: bytes, x: np.ndarray, threads: int) -> Run:
    import torch

    from tests.benchmarks.eager import network_of

    network = network_of(file)
    tensor = torch.from_numpy(x)

    def run() -> np.ndarray:
        torch.set_num_threads(threads)
        with torch.inference_mode():
            return np.asarray(network(tensor).numpy())

    return run


PEERS: dict[str, tuple[str, Callable[[bytes, np.ndarray, int], Run]]] = {
    "Convolens": ("engine", _convolens),
    "ONNX Runtime": ("onnxruntime", _onnxruntime),
    "torch": ("torch", _torch),
    "OpenCV": ("cv2", _opencv),
    "Convolens, strict": ("engine", _convolens_strict),
    "Convolens, all watched": ("engine", _convolens_watched),
}
"""Name → the package it needs, and how it is prepared."""


def installed(names: list[str]) -> list[str]:
    """Return those of the peers whose package is there."""
    return [name for name in names if importlib.util.find_spec(PEERS[name][0]) is not None]


def prepare(name: str, file: bytes, x: np.ndarray, threads: int) -> Run | str:
    """Return the function that runs an input once, or in words why there is none."""
    try:
        run = PEERS[name][1](file, x, threads)
        run()
    except Exception as error:
        if name.startswith("Convolens"):
            raise
        return f"{type(error).__name__}: {error}".splitlines()[0][:80]
    return run
