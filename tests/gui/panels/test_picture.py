from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.metadata import Preprocess
from gui.panels.picture import PicturePanel
from gui.qimage import to_array
from gui.session import Source


@pytest.fixture
def panel(qtbot, session, asked, made):
    source = Source(made.picture(), "file", "photo.png")
    result = made.run(prepared=made.prepared(source.picture, size=32))
    session.change(mode="image", source=source, activations=result)
    window = QWidget()
    qtbot.addWidget(window)
    made_panel = PicturePanel(session, asked)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(made_panel)
    window.resize(288, 600)
    window.show()
    qtbot.waitExposed(window)
    yield made_panel
    window.close()


def test_picture_and_network_view_show_the_right_pixels(panel, session):
    source, seen = session.source.picture, session.activations.prepared
    np.testing.assert_array_equal(panel.original.pixels, source.pixels)
    np.testing.assert_array_equal(panel.seen.pixels, seen.seen)
    # 60 × 40 pixels, of which the middle 40 × 40 are kept.
    assert panel.original.crop == (10.0, 0.0, 50.0, 40.0)
    assert panel._original_size.text() == "60 × 40 px"
    assert panel._seen_size.text() == "32 × 32"
    assert panel.original.accessibleName() == "Original picture photo.png"


def test_outside_of_the_crop_is_dimmed_and_the_inside_is_not(panel):
    view = panel.original
    grabbed = to_array(view.grab().toImage()).astype(int)
    scale = view.width() / 60
    row = int(20.5 * scale)

    def pixel(column):
        return grabbed[row, int((column + 0.5) * scale)], view.pixels[20, column].astype(int)

    for column in (20, 30, 40):
        shown, real = pixel(column)
        assert np.abs(shown - real).max() <= 2
    for column in (2, 7, 57):
        shown, real = pixel(column)
        assert shown.sum() < 0.7 * real.sum() + 3


def test_crop_waits_for_the_numbers_of_a_new_picture(panel, session, made):
    source = Source(made.picture(30, 90), "file", "other.png")
    session.change(source=source)
    assert panel.original.crop is None
    np.testing.assert_array_equal(panel.original.pixels, source.picture.pixels)
    session.change(activations=made.run(prepared=made.prepared(source.picture)))
    assert panel.original.crop == (0.0, 30.0, 30.0, 60.0)


def test_nothing_is_cut_where_the_picture_is_stretched(panel, session, made):
    stretched = made.prepared(session.source.picture, Preprocess(fit="stretch"))
    session.change(activations=made.run(prepared=stretched))
    assert panel.original.crop is None


def test_pictures_keep_their_shape(panel, session, made):
    for width, height in ((60, 40), (40, 60), (400, 3), (3, 400)):
        session.change(source=Source(made.picture(width, height), "file", "x"))
        size = panel.original.size()
        assert abs(size.width() * height - size.height() * width) <= max(width, height)
        assert size.width() <= 256
        assert size.height() <= 256


def test_low_window_puts_the_words_beside_a_smaller_view(panel, qtbot):
    assert panel.seen.width() == 224
    window = panel.window()
    window.resize(288, 340)
    qtbot.waitUntil(lambda: panel.seen.width() <= 140)
    assert panel.seen.width() >= 108
    assert panel._seen_title.x() > panel.seen.geometry().right()
    assert panel._seen_title.y() == panel.seen.y()
    assert panel.seen.geometry().bottom() <= panel.height()


def test_without_a_picture_it_says_so(panel, session):
    session.change(source=None, activations=None)
    assert panel._empty.isVisible()
    assert not panel.original.isVisible()
    assert not panel.seen.isVisible()


def test_panel_gives_place_to_the_canvas(panel, session):
    session.change(mode="drawing")
    assert panel.isHidden()
    session.change(mode="image")
    assert panel.isVisible()
