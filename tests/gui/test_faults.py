"""What may go wrong around the window: it answers, keeps what is open, leaves nothing behind."""

from __future__ import annotations

import errno
import gc
import io
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication

import engine
import gui.actions
import gui.panels  # noqa: F401  the window shows them
from engine import export
from gui import work
from gui.background import Background
from gui.controller import Controller
from gui.main_window import MainWindow
from gui.session import Session
from gui.settings import Settings


@pytest.fixture
def window(qtbot, session, controller):
    made = MainWindow(session, controller, "1.2.3")
    assert made.workspace.panels  # all are built before anything is opened
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


@pytest.fixture
def opened(session, controller, settled, photo_model, make_picture):
    """A model and a picture that are open."""
    controller.open_files([photo_model, make_picture()])
    settled()
    assert session.activations is not None
    return session.model, session.source, session.activations


def still_open(session: Session, opened: tuple[object, object, object]) -> bool:
    return (session.model, session.source, session.activations) == opened


@pytest.fixture
def held(monkeypatch):
    """Runs that wait until they are let go or stopped; gives (entered, let_go)."""
    entered, let_go = threading.Event(), threading.Event()
    run = engine.Model.activations

    def wait(self, image, *, should_stop=None, on_step=None):
        entered.set()
        while not let_go.wait(0.005):
            if should_stop():
                raise engine.CancelledError("stopped")
        return run(self, image, should_stop=should_stop, on_step=on_step)

    monkeypatch.setattr(engine.Model, "activations", wait)
    yield entered, let_go
    let_go.set()


def test_a_drop_during_a_run_takes_its_place(
    session, controller, settled, opened, held, make_picture
):
    entered, let_go = held
    controller.open_image(make_picture("first.png"))
    assert entered.wait(5)
    controller.open_image(make_picture("second.png", (1, 2, 3)))
    let_go.set()
    settled()
    assert session.source.name == "second.png"
    assert session.problem is None


def test_five_hundred_files_at_once(
    window, session, controller, settled, opened, tmp_path, make_picture
):
    """Half of them are pictures, of which most are gone; the other half is nothing we know."""
    first = make_picture("0.png", (9, 9, 9))
    paths = [first, *(tmp_path / f"{i}.png" for i in range(1, 250))]
    paths += [tmp_path / f"{i}.weird" for i in range(250)]
    controller.open_files(paths)
    settled()
    settled()
    assert session.model is opened[0]
    assert session.page == "batch"
    assert [result.error is None for result in session.batch.results] == [True] + [False] * 249
    assert window.batch.table.filter.rowCount() == 250
    assert "0.weird" in session.problem.title
    assert "249" in session.hovered


def test_closing_during_five_hundred_files_ends_them(
    window, session, controller, opened, make_picture, monkeypatch
):
    entered = threading.Event()

    def wait(self, image, *, should_stop=None, on_step=None):
        entered.set()
        while not should_stop():
            time.sleep(0.005)
        raise engine.CancelledError("stopped")

    monkeypatch.setattr(engine.Model, "predict", wait)
    controller.open_files([make_picture()] * 500)
    assert entered.wait(10)
    window.close()
    assert session.batch.results == []


@pytest.fixture
def dead_drive(monkeypatch):
    """A drive whose files nobody can look at until it is let go; gives (asked, let_go)."""
    asked, let_go = threading.Event(), threading.Event()
    look = work.kind_of

    def wait(path):
        assert threading.current_thread() is not threading.main_thread()
        asked.set()
        assert let_go.wait(10)
        return look(path)

    monkeypatch.setattr(work, "kind_of", wait)
    yield asked, let_go
    let_go.set()


def test_a_drive_that_does_not_answer_does_not_hold_the_window_up(
    session, controller, settled, opened, dead_drive, tmp_path
):
    asked, let_go = dead_drive
    (tmp_path / "gone").write_bytes(b"nothing")
    controller.open_files([tmp_path / "gone"])
    assert asked.wait(5)
    controller.change_view(scale="map")
    assert session.view.scale == "map"
    assert controller.busy
    let_go.set()
    settled()
    assert "gone" in session.problem.title
    assert still_open(session, opened)


def test_what_comes_after_a_drive_that_does_not_answer_wins(
    session, controller, settled, opened, dead_drive, tmp_path, make_picture
):
    asked, let_go = dead_drive
    (tmp_path / "gone").write_bytes(b"nothing")
    controller.open_files([tmp_path / "gone"])
    assert asked.wait(5)
    controller.open_files([make_picture("second.png", (1, 2, 3))])
    settled()
    let_go.set()
    settled()
    assert session.source.name == "second.png"
    assert session.problem is None


def test_a_bitmap_is_turned_into_pixels_by_the_worker(session, controller, settled, opened):
    threads = []

    def pixels():
        threads.append(threading.current_thread())
        return np.zeros((8, 8, 3), np.uint8)

    controller.open_picture(pixels, "clipboard", "bitmap")
    settled()
    assert session.source.name == "bitmap"
    assert threads
    assert threading.main_thread() not in threads


@pytest.mark.parametrize("what", ["deleted", "replaced by text", "replaced by another model"])
def test_the_model_file_changes_during_a_run(
    session, controller, settled, opened, held, photo_model, drawing_model, make_picture, what
):
    entered, let_go = held
    controller.open_image(make_picture("new.png", (5, 6, 7)))
    assert entered.wait(5)
    if what == "deleted":
        photo_model.unlink()
    else:
        text = b"no model" if "text" in what else drawing_model.read_bytes()
        photo_model.write_bytes(text)
    let_go.set()
    settled()
    assert session.source.name == "new.png"
    assert session.model is opened[0]
    controller.open_model(photo_model)
    settled()
    if what != "replaced by another model":
        assert session.problem is not None
        assert session.model is opened[0]


class Unplugged(io.RawIOBase):
    """A file that could be opened, and whose drive is gone when it is read."""

    def readable(self) -> bool:
        return True

    def readinto(self, _):
        raise OSError(errno.EIO, "the device is gone")


@pytest.mark.parametrize("what", ["model", "image", "labels"])
def test_a_drive_that_is_unplugged_while_it_is_read_is_told(
    session, controller, settled, opened, photo_model, make_picture, tmp_path, monkeypatch, what
):
    labels = tmp_path / "labels.txt"
    labels.write_text("a\nb\nc\n")
    path = {"model": photo_model, "image": make_picture("new.png"), "labels": labels}[what]
    before = session.model.labels
    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", lambda *_, **__: io.BufferedReader(Unplugged()))
        controller.open_files([path])
        settled()
    assert path.name in session.problem.title + session.problem.text
    assert still_open(session, opened)
    assert session.model.labels == before
    controller.open_files([make_picture("again.png", (3, 2, 1))])
    settled()
    assert session.source.name == "again.png"
    assert session.problem is None


@pytest.mark.parametrize(
    "code", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO, errno.ENAMETOOLONG]
)
@pytest.mark.parametrize("step", ["open", "replace"])
def test_saving_that_fails_keeps_the_old_file(
    session, controller, settled, opened, tmp_path, monkeypatch, code, step
):
    target = tmp_path / "saved.png"
    target.write_bytes(b"old")

    def fail(*_, **__):
        raise OSError(code, "it fails")

    with monkeypatch.context() as patch:
        patch.setattr(Path, step, fail)
        controller.save_picture(np.zeros((4, 4, 3), np.uint8), target)
        settled()
    assert session.problem is not None
    assert "saved.png" in session.problem.title
    assert target.read_bytes() == b"old"
    assert not list(tmp_path.glob("*.part"))
    assert still_open(session, opened)


def test_a_full_disk_leaves_no_half_file(tmp_path):
    """A real limit of the system: no file may grow beyond 1,000 bytes."""
    resource = pytest.importorskip("resource")
    import signal

    noise = np.random.default_rng(0).integers(0, 255, (90, 90, 3), np.uint8)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))
    try:
        with pytest.raises(engine.FileError):
            export.save_npz({"a": np.arange(10_000)}, tmp_path / "maps.npz")
        with pytest.raises(engine.FileError):
            export.save_png(noise, tmp_path / "map.png")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "error", [RuntimeError("odd"), MemoryError(), RecursionError("deep"), OSError(5, "gone")]
)
def test_an_exception_of_the_worker_is_told_and_nothing_is_lost(
    session, controller, settled, opened, monkeypatch, make_picture, error
):
    def fail(*_, **__):
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(engine.Model, "activations", fail)
        controller.open_image(make_picture("b.png"))
        settled()
    assert session.problem is not None
    assert still_open(session, opened)
    controller.open_image(make_picture("c.png"))
    settled()
    assert session.source.name == "c.png"


def test_a_worker_that_is_asked_to_exit_lives_on(qtbot, app):
    background = Background()
    with qtbot.waitSignal(background.failed) as failed:
        background.submit(lambda _: exit(3))
    assert "exit" in str(failed.args[1])
    with qtbot.waitSignal(background.succeeded) as succeeded:
        background.submit(lambda _: "alive")
    assert succeeded.args[1] == "alive"
    assert background.close()


def test_a_worker_that_died_is_replaced(qtbot, app, monkeypatch):
    class Killed(BaseException):
        pass

    monkeypatch.setattr(threading, "excepthook", lambda _: None)

    def die(_):
        raise Killed

    background = Background()
    background.submit(die)
    qtbot.waitUntil(lambda: not background._thread.is_alive())
    with qtbot.waitSignal(background.succeeded) as succeeded:
        background.submit(lambda _: "again")
    assert succeeded.args[1] == "again"
    assert background.close()


def test_an_exception_in_a_slot_does_not_end_the_program(qtbot, window, session, controller):
    with qtbot.captureExceptions() as caught:
        QTimer.singleShot(0, lambda: 1 / 0)
        qtbot.waitUntil(lambda: bool(caught))
    controller.change_view(scale="map")
    assert session.view.scale == "map"


def test_two_programs_share_settings_and_do_not_break_them(app, tmp_path):
    folder = tmp_path / "settings"
    folder.mkdir()
    both = [Controller(Session(), Settings(folder)) for _ in range(2)]
    both[0].change_view(scale="map")
    both[1].change_view(scale="symmetric")
    assert all([each.close() for each in both])
    assert Settings(folder).view.scale in ("map", "symmetric")


def test_another_screen_does_no_harm(qtbot, window, session, opened):
    """A change of the screen's density comes as these events, whatever the system."""
    for kind in (QEvent.Type.ScreenChangeInternal, QEvent.Type.DevicePixelRatioChange,
                 QEvent.Type.ApplicationFontChange, QEvent.Type.PaletteChange):  # fmt: skip
        for widget in [window, *window.findChildren(type(window.centralWidget()))]:
            QApplication.sendEvent(widget, QEvent(kind))
    QApplication.sendEvent(window, QResizeEvent(window.size() * 2, window.size()))
    window.grab()
    assert session.model is opened[0]


@pytest.mark.parametrize(
    "name",
    ["\\\\server\\share\\m.onnx", "NUL", "con.onnx", "C:\\m.onnx", "\\\\?\\C:\\" + "x" * 300,
     "x" * 5000 + ".onnx", "m\0.onnx", "中文🦊.onnx", "\u202exnno.txt", "http://example.com/a.onnx",
     "file:///etc/passwd", "-", "..", ""],
)  # fmt: skip
@pytest.mark.parametrize("intent", ["open_model", "open_image", "open_files"])
def test_names_of_any_kind_are_told_and_keep_what_is_open(
    session, controller, settled, opened, intent, name
):
    if intent == "open_files" and name in ("..", ""):
        pytest.skip("these are folders, whose pictures are shown")
    argument = [name] if intent == "open_files" else name
    getattr(controller, intent)(argument)
    settled()
    assert session.problem is not None
    assert "\u202e" not in session.problem.title
    assert still_open(session, opened)


def test_closing_during_a_save_ends_it(qtbot, session, controller, window, opened, tmp_path):
    entered = threading.Event()

    def write(path, *, should_stop, on_step):
        entered.set()
        while not should_stop():
            pass
        raise engine.CancelledError("stopped")

    controller.save(write, tmp_path / "never.png")
    assert entered.wait(5)
    window.close()
    assert not (tmp_path / "never.png").exists()


def test_memory_is_level_after_a_thousand_predictions(photo_model):
    """One model, one picture: a thousand leave no memory and no threads behind."""
    statm = Path("/proc/self/statm")
    if not statm.exists():
        pytest.skip("this system does not tell")

    def resident() -> int:
        gc.collect()
        return int(statm.read_text().split()[1])

    model = engine.load(photo_model)
    picture = np.zeros((40, 30, 3), np.uint8)
    for _ in range(200):
        model.predict(picture)
        model.activations(picture)
    before, threads = resident(), threading.active_count()
    for number in range(1_000):
        model.predict(picture)
        model.activations(picture, should_stop=None if number % 2 else bool)
    assert resident() < before * 1.05
    assert threading.active_count() <= threads
