"""What all window tests share: settings of their own, small models, and nothing left behind."""

from __future__ import annotations

import gc
import json
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper
from PIL import Image

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication

import resources
from gui import theme
from gui.controller import Controller
from gui.main_window import MainWindow
from gui.session import Session
from gui.settings import Settings


@pytest.fixture(scope="session")
def qapp_args():
    return ["convolens-tests"]


@pytest.fixture(scope="session", autouse=True)
def what_was_there_before_is_kept():
    """Spare each test's collection what the tests before it hold: with that, one takes 0.3 s."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def app(qapp):
    """The application in the light theme."""
    theme.apply(qapp, "light")
    return qapp


@pytest.fixture(autouse=True)
def nothing_left_behind(qapp):
    """Fail a test that leaves a thread, a running timer or a visible window."""
    threads = set(threading.enumerate())
    yield
    for _ in range(2):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        qapp.processEvents()
    gc.collect()
    limit = time.monotonic() + 5
    while (left := set(threading.enumerate()) - threads) and time.monotonic() < limit:
        next(iter(left)).join(0.1)
    windows = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
    timers = [timer for timer in qapp.findChildren(QTimer) if timer.isActive()]
    for window in windows:
        window.close()
    assert not left, f"threads left behind: {left}"
    assert not windows, f"windows left open: {windows}"
    assert not timers, f"timers left running: {timers}"


@pytest.fixture
def settings(tmp_path):
    """Settings in a folder of this test's own."""
    folder = tmp_path / "settings"
    folder.mkdir()
    return Settings(folder)


@pytest.fixture
def session(app):
    """An empty session."""
    return Session()


@pytest.fixture
def controller(session, settings):
    """A controller with its worker; both end with the test."""
    made = Controller(session, settings)
    yield made
    assert made.close(), "the worker did not end"


def _network(channels: int, side: int, classes: int, info: dict[str, object]) -> onnx.ModelProto:
    random = np.random.default_rng(3)

    def weights(name: str, *shape: int) -> onnx.TensorProto:
        return numpy_helper.from_array(random.normal(size=shape).astype(np.float32), name)

    graph = helper.make_graph(
        [
            helper.make_node("Conv", ["x", "w"], ["conv"], "conv", pads=[1, 1, 1, 1]),
            helper.make_node("Relu", ["conv"], ["relu"], "relu"),
            helper.make_node("GlobalAveragePool", ["relu"], ["pool"], "pool"),
            helper.make_node("Flatten", ["pool"], ["flat"], "flat"),
            helper.make_node("Gemm", ["flat", "d"], ["y"], "dense"),
        ],
        "tiny",
        [helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [1, channels, side, side])],
        [helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [1, classes])],
        [weights("w", 4, channels, 3, 3), weights("d", 4, classes)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 9
    helper.set_model_props(model, {"convolens": json.dumps({"version": 1, **info})})
    return model


@pytest.fixture
def photo_model(tmp_path) -> Path:
    """A tiny network for colour pictures, 16 × 16, three classes."""
    path = tmp_path / "tiny.onnx"
    info = {"title": "Tiny", "labels": ["cat", "dog", "bird"], "preprocess": {"channels": "RGB"}}
    path.write_bytes(_network(3, 16, 3, info).SerializeToString())
    return path


@pytest.fixture
def drawing_model(tmp_path) -> Path:
    """A tiny network for drawings, 12 × 12, two classes."""
    path = tmp_path / "strokes.onnx"
    info = {
        "title": "Strokes",
        "labels": ["line", "ring"],
        "preprocess": {
            "channels": "L",
            "ink": "light",
            "size": [12, 12],
            "centre": {"box": 8, "by": "mass"},
        },
    }
    path.write_bytes(_network(1, 12, 2, info).SerializeToString())
    return path


@pytest.fixture
def make_picture(tmp_path) -> Callable[..., Path]:
    """Return a function that writes a coloured PNG and returns its path."""

    def make(name: str = "picture.png", colour: tuple[int, int, int] = (200, 40, 90)) -> Path:
        path = tmp_path / name
        pixels = np.full((24, 32, 3), colour, np.uint8)
        pixels[6:18, 8:24] = 255 - pixels[6:18, 8:24]
        Image.fromarray(pixels).save(path)
        return path

    return make


@pytest.fixture
def drawing() -> np.ndarray:
    """A dark stroke on white paper, as the canvas gives it."""
    paper = np.full((280, 280, 3), 255, np.uint8)
    paper[40:240, 130:150] = 20
    return paper


@pytest.fixture
def bundled(monkeypatch, tmp_path, photo_model, drawing_model, make_picture):
    """The bundled models, replaced by the tiny ones: digits and doodles draw, photos do not."""
    models = {"digits": drawing_model, "doodles": drawing_model, "photos": photo_model}
    sample = make_picture("sample.png", (10, 120, 30))
    copies = {}
    for name, path in models.items():
        copies[name] = tmp_path / "bundled" / f"{name}.onnx"
        copies[name].parent.mkdir(exist_ok=True)
        copies[name].write_bytes(path.read_bytes())
    monkeypatch.setattr(resources, "model_path", lambda name: copies[name])
    monkeypatch.setattr(resources, "sample_paths", lambda name: [sample])
    return copies


@pytest.fixture
def settled(qtbot, controller) -> Callable[[], None]:
    """Return a function that waits until nothing runs in the background, and windows are built."""

    def quiet() -> bool:
        windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)]
        return not controller.busy and all(window.stack.are_complete for window in windows)

    def wait() -> None:
        qtbot.waitUntil(quiet, timeout=10_000)

    return wait
