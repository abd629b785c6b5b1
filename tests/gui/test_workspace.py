"""Panels come one by one, and each shows what was open before it came."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QPoint

import gui.actions
import gui.panels  # noqa: F401 - importing the packages registers what they hold
import resources
from engine.transform import Transform
from gui.frame import pages
from gui.inputs.canvas import Canvas
from gui.main_window import MainWindow
from gui.panel import Panel
from gui.qimage import to_array
from gui.widgets.column_scroll import ColumnScroll


@pytest.fixture
def make_window(qtbot, session, controller, bundled):
    """Return a function that opens one more window on the session."""

    def make():
        made = MainWindow(session, controller, "1.2.3")
        qtbot.addWidget(made)
        made.resize(1440, 900)
        made.show()
        return made

    return make


def told(controller, settled, photo_model, make_picture):
    controller.open_files([photo_model, make_picture()])
    settled()


def edited(controller, settled, photo_model, make_picture):
    told(controller, settled, photo_model, make_picture)
    controller.change_picture(Transform(brightness=0.5))
    controller.switch_channel(1)
    settled()
    controller.show_layer("relu")


def explained(controller, settled, photo_model, make_picture):
    told(controller, settled, photo_model, make_picture)
    controller.show_layer("relu")
    controller.mark_place(2, 3, 4)
    controller.explain(2)


def compared(controller, settled, photo_model, make_picture):
    told(controller, settled, photo_model, make_picture)
    controller.show_layer("relu")
    controller.pin()
    controller.open_image(make_picture("other.png", (5, 200, 90)))
    settled()


def drawn(controller, settled, photo_model, make_picture):
    controller.open_model("digits")
    settled()
    controller.draw()
    settled()


@pytest.mark.parametrize("state", [told, edited, explained, compared, drawn])
def test_a_panel_that_comes_late_shows_what_the_others_show(
    qtbot, session, controller, settled, make_window, photo_model, make_picture, state
):
    first = make_window()
    state(controller, settled, photo_model, make_picture)
    second = make_window()

    def still() -> bool:
        lanes = (controller.asides, controller.pictures)
        return second.stack.are_complete and not any(lane.busy for lane in lanes)

    qtbot.waitUntil(still)
    second.focusWidget().clearFocus()  # only one of two windows has it
    for early, late in zip(first.workspace.panels, second.workspace.panels, strict=True):
        assert early.isHidden() == late.isHidden(), type(early).__name__
        if early.isVisible():
            same = lambda a=early, b=late: (to_array(a.grab().toImage())  # noqa: E731
                                            == to_array(b.grab().toImage())).all()  # fmt: skip
            qtbot.waitUntil(same, timeout=2_000)


def test_each_panel_has_a_turn_of_its_own(app, controller, settled, make_window):
    controller.open_model("digits")
    settled()
    window = make_window()
    built, shown_with = [], None
    window.part_built.connect(built.append)
    while not window.stack.are_complete:
        before = len(built)
        app.processEvents()
        assert len(built) - before <= 1
        if shown_with is None and window.stack.currentWidget() is not window.start:
            shown_with = len(built)
    assert shown_with == 0
    assert len(built) == len(Panel.registered) + 1


def test_who_needs_a_panel_at_once_gets_it(controller, settled, make_window, photo_model):
    controller.open_model(photo_model)
    settled()
    window = make_window()
    assert not window.workspace.is_complete
    assert len(window.stack.parts(Canvas)) == 1
    assert window.workspace.is_complete
    assert len(window.workspace.panels) == len(Panel.registered)


def test_panels_of_a_side_stand_in_their_order_from_the_top(
    controller, settled, make_window, photo_model, make_picture
):
    window = make_window()
    told(controller, settled, photo_model, make_picture)
    column = [
        panel for panel in window.workspace.panels if panel.AREA == "left" and panel.isVisible()
    ]
    tops = [panel.mapTo(window, QPoint()).y() for panel in column]
    assert len(tops) == 2
    assert tops == sorted(tops)
    assert tops[0] == window.workspace.left.mapTo(window, QPoint()).y()


def test_a_panel_that_fails_does_not_keep_the_others_away(
    qtbot, session, controller, settled, make_window, photo_model, monkeypatch
):
    class Failing(Panel):
        def __init__(self, *_: object) -> None:
            raise RuntimeError("no panel")

    kinds = [*Panel.registered]
    Failing.AREA = kinds[3].AREA
    monkeypatch.setattr(Panel, "registered", [*kinds[:3], Failing, *kinds[3:]])
    with qtbot.captureExceptions() as caught:
        window = make_window()
        controller.open_model(photo_model)
        settled()
    assert [kind for kind, *_ in caught] == [RuntimeError]
    assert len(window.workspace.panels) == len(kinds)


@pytest.mark.parametrize("name", ["ChangePreprocessing", "ChangeWeights"])
def test_an_entry_of_the_menu_opens_its_own_sheet(
    session, controller, settled, make_window, photo_model, tmp_path, name
):
    from gui.panels.provenance import ProvenancePanel

    window = make_window()
    controller.open_model(photo_model)
    settled()
    panel = next(each for each in window.workspace.panels if type(each) is ProvenancePanel)
    sheets = {"ChangePreprocessing": panel.editor, "ChangeWeights": panel.use}
    window.actions_by_name[name].run()
    assert {key for key, sheet in sheets.items() if sheet.isVisible()} == {name}
    sheets[name].close()


def test_nothing_is_imported_on_the_ui_thread(qtbot, make_window, controller, settled, monkeypatch):
    threads = []
    real = pages.import_module

    def told(name):
        threads.append(threading.current_thread())
        return real(name)

    monkeypatch.setattr(pages, "import_module", told)
    window = make_window()
    controller.open_model("digits")
    settled()
    assert window.stack.currentWidget() is window.workspace
    assert threads
    assert threading.main_thread() not in threads


def test_a_window_of_any_height_is_laid_out(app, controller, settled, make_window, make_picture):
    """In some heights Qt put the bar of a side away and brought it back until its stack was full:
    the program ended, see `ColumnScroll`."""
    window = make_window()
    controller.open_files([resources.model_path("photos"), make_picture("wide.png")])
    settled()
    for height in range(900, 600, -1):
        window.resize(1440, height)
        app.processEvents()
    for pair in (window.workspace.left, window.workspace.right):
        for each in (pair.widget(0), pair.widget(1)):
            assert isinstance(each, ColumnScroll)
            assert each.widget().width() == each.viewport().width()
