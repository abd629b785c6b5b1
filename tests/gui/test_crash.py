from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import qWarning

from gui.crash import CrashHooks, log

ROOT = Path(__file__).parents[2]


@pytest.fixture
def hooks(qapp, tmp_path, capsys):
    made = CrashHooks(tmp_path)
    made.install("1.2.3")
    yield made
    made.uninstall()


def test_uncaught_exception_is_logged_and_told(hooks, monkeypatch):
    told = []
    hooks.happened.connect(told.append)
    with pytest.raises(ValueError, match="deep inside") as caught:
        raise ValueError("deep inside")
    error = caught.value
    sys.excepthook(type(error), error, error.__traceback__)
    assert told == [error]
    text = hooks.path.read_text(encoding="utf-8")
    assert "Convolens 1.2.3" in text
    assert "deep inside" in text
    assert "test_crash.py" in text


def test_exception_of_a_thread_arrives_on_the_ui_thread(hooks, qtbot):
    told = []
    hooks.happened.connect(lambda error: told.append((error, threading.current_thread())))

    def fail():
        raise ValueError("on a thread")

    # pytest's own hook stands in between; this is what Python would call.
    hook = threading.excepthook
    thread = threading.Thread(target=lambda: _caught(fail, hook))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(told))
    assert str(told[0][0]) == "on a thread"
    assert "on a thread" in hooks.path.read_text(encoding="utf-8")


def _caught(function, hook):
    try:
        function()
    except ValueError as error:
        hook(
            threading.ExceptHookArgs(
                (type(error), error, error.__traceback__, threading.current_thread())
            )
        )


def test_messages_of_qt_are_logged(hooks):
    qWarning("something about a widget")
    assert "something about a widget" in hooks.path.read_text(encoding="utf-8")


def test_hooks_are_given_back(qapp, tmp_path):
    before = sys.excepthook, threading.excepthook
    hooks = CrashHooks(tmp_path)
    hooks.install("1")
    assert sys.excepthook != before[0]
    hooks.uninstall()
    assert (sys.excepthook, threading.excepthook) == before


def test_the_log_takes_its_turns_and_stays_small(hooks):
    for number in range(400):
        log.error("%d %s", number, "x" * 10_000)
    files = sorted(hooks.path.parent.glob("convolens.log*"))
    assert [file.name for file in files] == [
        "convolens.log", "convolens.log.1", "convolens.log.2", "convolens.log.3",
    ]  # fmt: skip
    assert all(file.stat().st_size <= 500_000 for file in files)
    assert "399 xxx" in hooks.path.read_text(encoding="utf-8")


def test_crashes_in_c_code_do_not_fill_the_disk_over_the_years(qapp, tmp_path):
    faults = tmp_path / "faults.log"
    for before, after in ((b"few", b"few"), (bytes(500_001), b"")):
        faults.write_bytes(before)
        hooks = CrashHooks(tmp_path)
        hooks.install("1")
        hooks.uninstall()
        assert faults.read_bytes() == after


def test_a_crash_in_c_code_leaves_its_stack(tmp_path):
    """In a process of its own, which dies of it."""
    code = (
        "import faulthandler, pathlib, sys\n"
        "from gui.crash import CrashHooks\n"
        "hooks = CrashHooks(pathlib.Path(sys.argv[1]))\n"
        "hooks.install('1')\n"
        "def deep_inside():\n"
        "    faulthandler._sigabrt()\n"
        "deep_inside()\n"
    )
    done = subprocess.run([sys.executable, "-c", code, tmp_path], cwd=ROOT, check=False)
    assert done.returncode != 0
    assert "deep_inside" in (tmp_path / "faults.log").read_text(encoding="utf-8")
