from __future__ import annotations

import numpy as np
import pytest

from gui import lesson
from gui.widgets.help_sheet import HelpSheet


@pytest.fixture
def run(controller, settled, photo_model, make_picture):
    controller.open_files([photo_model, make_picture()])
    settled()


def test_without_a_run_there_are_no_pictures(session):
    assert lesson.figures(session) == {}
    assert lesson.softmax_line(session) == ""


def test_pictures_come_from_the_network_that_is_open(qtbot, session, run):
    figures = lesson.figures(session)
    assert set(figures) == {"map", "field", "convolution", "pool", "relu"}
    seen = session.activations.prepared.seen
    assert np.array_equal(figures["map"].panes[0].pixels, seen)
    assert figures["pool"].panes[1].pixels.shape == (1, 1, 3)
    before, after = (pane.pixels for pane in figures["relu"].panes)
    assert before.shape == after.shape
    assert not np.array_equal(before, after)
    for figure in figures.values():
        qtbot.addWidget(figure)


def test_receptive_field_is_framed_where_the_pixel_lies(qtbot, session, run):
    figure = lesson.figures(session)["field"]
    qtbot.addWidget(figure)
    top, left, bottom, right = figure.panes[0].box
    y, x = figure.panes[1].box[:2]
    assert (bottom - top, right - left) == (3, 3)  # one convolution of 3 × 3
    assert (top + 1, left + 1) == (y, x)


def test_convolution_shows_numbers_that_add_up(qtbot, session, run):
    figure = lesson.figures(session)["convolution"]
    qtbot.addWidget(figure)
    maps = session.activations["conv"][0]
    values = [float(each) for each in maps[:, :, :].ravel()]
    said = float(figure.panes[2].caption.removeprefix("sum ").replace("−", "-"))
    assert min(abs(said - value) for value in values) < 1e-3
    assert figure.panes[1].pixels.shape == (3, 3, 3)


def test_shares_add_up_to_the_whole(session, run):
    line = lesson.softmax_line(session)
    assert line.endswith("= 100 %")
    numbers = [float(part.split()[-2]) for part in line.split(" = ")[0].split(" + ")]
    assert sum(numbers) == pytest.approx(100, abs=0.3)


def test_sheet_explains_words_and_goes_on_with_another_model(qtbot, session, run):
    sheet = HelpSheet()
    qtbot.addWidget(sheet)
    for _ in range(2):
        sheet.set_lesson(lesson.figures(session), lesson.softmax_line(session))
    sheet.set_lesson({}, "")
    sheet.show()
    qtbot.keyClick(sheet, "\t")
    assert sheet.pages.count() == 3
    sheet.close()
