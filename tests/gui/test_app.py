from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import pytest

from gui import theme
from gui.app import Program, make_application
from gui.main_window import MainWindow

ROOT = Path(__file__).parents[2]


def test_program_can_be_built_and_ended_again_and_again(app, tmp_path):
    for number in range(4):
        program = Program(app, tmp_path / str(number))
        program.window.show()
        app.processEvents()
        program.close()
        del program
        gc.collect()
        app.processEvents()
    assert not [w for w in app.topLevelWidgets() if isinstance(w, MainWindow)]


FIRST_WINDOW = """
import sys
from pathlib import Path
from gui.app import Program, make_application

app = make_application(["convolens"])
program = Program(app, Path(sys.argv[1]))
program.first_sight.happened.disconnect()
program.first_sight.happened.connect(app.exit)
program.show()
app.exec()
assert program.window.start.cards and program.window.start.isVisible()
print(*sys.modules)
program.close()
"""


def test_the_first_window_waits_for_no_library_and_no_panel(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", FIRST_WINDOW, tmp_path],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.split())
    assert "gui.frame.start" in loaded
    slow = {"numpy", "onnx", "PIL", "importlib.metadata", "gui.panels", "engine.model"}
    assert not slow & loaded


def test_all_else_is_built_while_nobody_waits(qtbot, app, tmp_path):
    program = Program(app, tmp_path)
    program.show()
    window = program.window
    qtbot.waitUntil(lambda: window.stack.count() == 3, timeout=10_000)
    assert window.stack.currentWidget() is window.start
    assert window.workspace.panels
    assert "engine.model" in sys.modules
    program.close()


def test_a_window_that_is_never_painted_opens_its_file(
    qtbot, app, tmp_path, photo_model, make_picture
):
    program = Program(app, tmp_path / "data")
    program.window.setUpdatesEnabled(False)
    program.show([str(photo_model), str(make_picture())])
    qtbot.waitUntil(lambda: program.session.activations is not None, timeout=10_000)
    program.close()


def test_program_opens_the_files_it_is_given(qtbot, app, tmp_path, photo_model, make_picture):
    program = Program(app, tmp_path / "data")
    program.show([str(make_picture()), str(photo_model)])
    qtbot.waitUntil(lambda: program.session.activations is not None, timeout=10_000)
    assert program.session.model.path == photo_model
    program.close()


def test_program_wears_the_colours_that_were_chosen(app, tmp_path):
    first = Program(app, tmp_path)
    first.controller.change_theme("dark")
    first.close()
    theme.apply(app, "light")
    second = Program(app, tmp_path)
    assert theme.is_dark()
    second.close()


def test_the_window_gets_pythons_lock_within_a_millisecond(monkeypatch):
    """There can be no second application, so another class stands in for it."""
    before = sys.getswitchinterval()
    monkeypatch.setattr("gui.app.QApplication", lambda arguments: arguments)
    try:
        make_application([])
        assert sys.getswitchinterval() == pytest.approx(0.001)
    finally:
        sys.setswitchinterval(before)
