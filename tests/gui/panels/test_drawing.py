from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from engine.images import Picture
from engine.metadata import Centre, Labels, Preprocess
from gui.panels.drawing import DrawingPanel

DIGITS = Preprocess(channels="L", ink="light", centre=Centre(20), source="onnx metadata")


@pytest.fixture
def panel(qtbot, session, asked, made):
    session.change(mode="drawing", model=made.model("0123456789", DIGITS))
    window = QWidget()
    qtbot.addWidget(window)
    made_panel = DrawingPanel(session, asked)
    QVBoxLayout(window).addWidget(made_panel)
    window.resize(330, 640)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield made_panel
    window.close()


def draw(panel, *points):
    canvas = panel.canvas
    places = [(canvas.paper().topLeft() + point).toPoint() for point in points]
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=places[0])
    for place in places[1:]:
        QTest.mouseMove(canvas, place)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=places[-1])


def line(panel, y=100):
    side = panel.canvas.paper().width()
    draw(panel, QPointF(30, y), QPointF(side / 2, y), QPointF(side - 30, y))


def test_stroke_reaches_the_network(panel, asked, qtbot):
    line(panel)
    qtbot.waitUntil(lambda: asked.drawing_changed.called)
    (image,) = asked.drawing_changed.call_args.args
    assert image.shape == (280, 280, 3)
    assert image.dtype == np.uint8
    np.testing.assert_array_equal(image, panel.canvas.drawing())
    assert (image < 128).any()


def test_tools_do_what_they_say(panel, qtbot):
    tools, sheet = panel.tools, panel.canvas.sheet
    assert not any(b.isEnabled() for b in (tools.undo, tools.redo, tools.clear))
    line(panel)
    assert tools.undo.isEnabled()
    assert tools.clear.isEnabled()
    tools.undo.click()
    assert sheet.empty
    assert not tools.undo.isEnabled()
    tools.redo.click()
    assert not sheet.empty
    tools.clear.click()
    assert sheet.empty
    assert tools.undo.isEnabled()
    assert not tools.clear.isEnabled()
    tools.eraser.click()
    assert panel.canvas.eraser
    tools.width_slider.setValue(32)
    assert panel.canvas.brush == 32
    qtbot.wait(30)


def test_keys_take_tools_and_strokes(panel, qtbot):
    line(panel)
    QTest.keyClick(panel, Qt.Key.Key_E)
    assert panel.canvas.eraser
    QTest.keyClick(panel, Qt.Key.Key_P)
    assert not panel.canvas.eraser
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(panel, Qt.Key.Key_Z, control)
    assert panel.canvas.sheet.empty
    QTest.keyClick(panel, Qt.Key.Key_Y, control)
    assert not panel.canvas.sheet.empty
    QTest.keyClick(panel, Qt.Key.Key_Z, control)
    QTest.keyClick(panel, Qt.Key.Key_Z, control | shift)
    assert not panel.canvas.sheet.empty
    qtbot.wait(30)


def test_letters_typed_elsewhere_take_no_tool(panel, qtbot):
    field = QLineEdit()
    panel.parentWidget().layout().addWidget(field)
    field.setFocus()
    QTest.keyClicks(field, "eye")
    assert field.text() == "eye"
    assert not panel.canvas.eraser


def test_strokes_survive_a_picture(panel, session, asked, qtbot):
    line(panel)
    drawn = panel.canvas.drawing()
    session.change(mode="image")
    assert panel.isHidden()
    session.change(mode="drawing")
    assert panel.isVisible()
    np.testing.assert_array_equal(panel.canvas.drawing(), drawn)
    qtbot.wait(30)


def test_network_view_shows_what_it_gets(panel, session, made, qtbot):
    line(panel)
    seen = made.prepared(Picture(panel.canvas.drawing()), DIGITS)
    session.change(activations=made.run(prepared=seen))
    np.testing.assert_array_equal(panel.seen.pixels, seen.seen)
    said = panel._seen_text.text()
    assert said == "28 × 28, grey\nCentred by mass\nin a 20-pixel box\nLight on dark"
    session.change(activations=None)
    assert panel.seen.pixels is None
    assert panel._seen_text.text() == ""
    qtbot.wait(30)


@pytest.mark.parametrize(
    ("labels", "recipe", "hint"),
    [
        ("0123456789", DIGITS, "Draw a digit here"),
        (("cat", "bicycle, bike", "house", "tree"), DIGITS, "Draw here: cat, bicycle, house"),
        (("cat", "house"), DIGITS, "Draw here: cat, house"),
        (Labels(("one", "two"), "assumed"), DIGITS, "Draw here"),
        (("cat", "house"), Preprocess(), "Draw here"),
    ],
)
def test_empty_paper_names_what_can_be_drawn(panel, session, made, labels, recipe, hint):
    session.change(model=made.model(labels, recipe))
    said = panel.canvas._hint
    assert said.startswith(hint)
    assert ("more" in said) == (len(labels) == 4)


def test_paper_gives_way_in_a_low_window(panel, qtbot):
    window = panel.parentWidget()
    large = panel.canvas.paper().width()
    assert large == panel.width() - 32
    window.resize(330, panel.minimumSizeHint().height() + 40)
    qtbot.waitUntil(lambda: panel.canvas.paper().width() < large)
    assert panel.canvas.paper().width() >= 168
    assert panel.seen.geometry().bottom() <= panel.height()
