from __future__ import annotations

import gc

from gui.app import Program, version
from gui.main_window import MainWindow


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


def test_program_opens_the_files_it_is_given(qtbot, app, tmp_path, photo_model, make_picture):
    program = Program(app, tmp_path / "data")
    program.show([str(make_picture()), str(photo_model)])
    qtbot.waitUntil(lambda: not program.controller.busy, timeout=10_000)
    assert program.session.model.path == photo_model
    assert program.session.activations is not None
    program.close()


def test_program_wears_the_colours_that_were_chosen(app, tmp_path):
    from gui import theme

    first = Program(app, tmp_path)
    first.controller.change_theme("dark")
    first.close()
    theme.apply(app, "light")
    second = Program(app, tmp_path)
    assert theme.is_dark()
    second.close()


def test_version_is_a_version():
    assert version().count(".") == 2
