"""What may take long is done by workers, and nothing of it stays behind, however often it is done.

No times are measured: a busy machine may take any. What is held is who does the work.
"""

from __future__ import annotations

import gc
import threading
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

import engine
import gui.actions
import gui.panels  # noqa: F401  the window shows them
from engine import export
from gui import qimage, work
from gui.inputs.drop import open_offer, read_offer
from gui.main_window import MainWindow


@pytest.fixture
def window(qtbot, session, controller):
    made = MainWindow(session, controller, "1.2.3")
    assert made.workspace.panels  # all are built before anything is opened
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


@pytest.fixture
def seen_on(monkeypatch):
    """Return a function that notes which threads call a function; it returns their list."""

    def watch(owner: object, name: str) -> list[threading.Thread]:
        threads: list[threading.Thread] = []
        function = getattr(owner, name)

        def noted(*args, **more):
            threads.append(threading.current_thread())
            return function(*args, **more)

        monkeypatch.setattr(owner, name, noted)
        return threads

    return watch


OPENING = {
    "looking at files of unknown kind": (work, "kind_of"),
    "reading a model": (engine, "load"),
    "decoding a picture": (engine, "read_image"),
    "running the network": (engine.Model, "activations"),
    "writing a thumbnail": (export, "save_png"),
}


@pytest.mark.parametrize("what", OPENING)
def test_opening_is_done_by_workers(
    window, controller, settled, photo_model, make_picture, seen_on, what
):
    threads = seen_on(*OPENING[what])
    picture = make_picture()
    unknown = picture.rename(picture.with_suffix(".unknown"))
    controller.open_files([photo_model, unknown])
    settled()
    assert threads
    assert threading.main_thread() not in threads


def test_labels_are_read_by_workers(window, controller, settled, photo_model, tmp_path, seen_on):
    controller.open_model(photo_model)
    settled()
    threads = seen_on(engine, "read_labels")
    path = tmp_path / "labels.txt"
    path.write_text("a\nb\nc\n")
    controller.open_files([path])
    settled()
    assert threads
    assert threading.main_thread() not in threads


def test_saving_is_done_by_workers(
    window, controller, settled, photo_model, make_picture, tmp_path, seen_on
):
    controller.open_files([photo_model, make_picture()])
    settled()
    threads = seen_on(export, "save_png")
    controller.save_picture(np.zeros((4, 4, 3), np.uint8), tmp_path / "saved.png")
    controller.save_maps(tmp_path / "maps")
    settled()
    assert len(threads) > 1
    assert threading.main_thread() not in threads


def test_a_bitmap_becomes_pixels_on_a_worker(window, controller, settled, photo_model, seen_on):
    controller.open_model(photo_model)
    settled()
    mime = QMimeData()
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    mime.setImageData(image)
    threads = seen_on(qimage, "to_array")
    open_offer(read_offer(mime), controller, "bitmap")
    settled()
    assert threads
    assert threading.main_thread() not in threads


def active_timers(window: MainWindow) -> int:
    return sum(timer.isActive() for timer in window.findChildren(QTimer))


def test_a_thousand_drawings_leave_nothing_behind(
    qtbot, window, session, controller, settled, bundled, drawing
):
    """Memory within 5 %, no thread, timer or widget more than after the first two hundred."""
    statm = Path("/proc/self/statm")
    controller.draw()
    settled()
    answers = []
    session.activations_changed.connect(lambda: answers.append(session.activations is not None))

    def draw(times: int) -> tuple[int, int, int, int]:
        for number in range(times):
            stroke = drawing.copy()
            stroke[10 + number % 200, 10:260] = 0
            controller.drawing_changed(stroke)
            settled()
        qtbot.waitUntil(lambda: not controller.pictures.busy and not controller.asides.busy)
        gc.collect()
        pages = int(statm.read_text().split()[1]) if statm.exists() else 0
        widgets = len(QApplication.allWidgets())
        return pages, threading.active_count(), active_timers(window), widgets

    pages, *others = draw(200)
    more_pages, *more_others = draw(1_000)
    assert sum(answers) == 1_200
    assert more_pages <= pages * 1.05
    assert all(after <= before for after, before in zip(more_others, others, strict=True))
