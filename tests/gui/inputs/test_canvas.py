from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest

from gui import theme
from gui.inputs.canvas import LARGEST, MARGIN, SMALLEST, Canvas
from gui.inputs.sheet import SIDE
from gui.qimage import to_array

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def canvas(qtbot, app):
    made = Canvas()
    qtbot.addWidget(made)
    made.setFixedSize(SIDE + 2 * MARGIN, SIDE + 2 * MARGIN)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def at(canvas, x, y):
    scale = canvas.paper().width() / SIDE
    return QPoint(round(MARGIN + x * scale), round(MARGIN + y * scale))


def draw(canvas, *points):
    first, *others = (at(canvas, *point) for point in points)
    QTest.mousePress(canvas, LEFT, pos=first)
    for point in others:
        QTest.mouseMove(canvas, point)
    QTest.mouseRelease(canvas, LEFT, pos=(others or [first])[-1])


def inked(canvas):
    return canvas.drawing()[:, :, 0] < 128


def test_mouse_draws_where_it_moves(canvas):
    draw(canvas, (60, 140), (140, 140), (220, 140))
    ink = inked(canvas)
    assert ink[140, 60:220].all()
    assert not ink[100].any()


def test_drawing_does_not_depend_on_the_size_it_is_shown_in(canvas):
    draw(canvas, (60, 140), (140, 140), (220, 140))
    large = canvas.drawing()
    canvas.clear()
    canvas.setFixedSize(140 + 2 * MARGIN, 140 + 2 * MARGIN)
    draw(canvas, (60, 140), (140, 140), (220, 140))
    small = canvas.drawing()
    assert small.shape == large.shape
    assert np.abs(small.astype(int) - large).mean() < 1


def test_other_buttons_and_mere_moving_do_not_draw(canvas):
    QTest.mousePress(canvas, Qt.MouseButton.RightButton, pos=at(canvas, 60, 60))
    QTest.mouseMove(canvas, at(canvas, 200, 60))
    QTest.mouseRelease(canvas, Qt.MouseButton.RightButton, pos=at(canvas, 200, 60))
    QTest.mouseMove(canvas, at(canvas, 60, 200))
    assert canvas.sheet.empty


def test_stroke_is_seen_at_once_up_to_the_mouse(canvas, app):
    QTest.mousePress(canvas, LEFT, pos=at(canvas, 60, 140))
    QTest.mouseMove(canvas, at(canvas, 220, 140))
    app.processEvents()
    seen = to_array(canvas.grab().toImage())
    assert seen[MARGIN + 140, MARGIN + 140].max() < 60
    assert seen[MARGIN + 140, MARGIN + 212].max() < 60
    QTest.mouseRelease(canvas, LEFT, pos=at(canvas, 220, 140))


def test_paper_stays_white_in_the_dark_theme(canvas, app):
    draw(canvas, (60, 140), (220, 140))
    theme.apply(app, "dark")
    seen = canvas.grab().toImage()
    assert seen.pixelColor(MARGIN + 40, MARGIN + 40) == QColor("white")
    assert canvas.drawing()[0, 0].tolist() == [255, 255, 255]


def test_empty_paper_says_what_to_draw(canvas):
    blank = to_array(canvas.grab().toImage())
    canvas.set_hint("Draw a digit here")
    said = to_array(canvas.grab().toImage())
    assert (blank != said).any()
    draw(canvas, (60, 240))
    drawn = to_array(canvas.grab().toImage())[100:180]
    np.testing.assert_array_equal(drawn, blank[100:180])


def test_brush_width_and_eraser(canvas):
    canvas.set_brush(8)
    draw(canvas, (40, 140), (240, 140))
    assert inked(canvas)[:, 140].sum() == 8
    canvas.set_eraser(True)
    canvas.set_brush(40)
    draw(canvas, (140, 140))
    assert not inked(canvas)[:, 140].any()
    assert inked(canvas)[140, 60]


@pytest.mark.parametrize(("asked", "taken"), [(1, SMALLEST), (4, 4), (40, 40), (99, LARGEST)])
def test_brush_stays_within_its_limits(canvas, asked, taken):
    canvas.set_brush(asked)
    assert canvas.brush == taken


def test_changes_are_told_after_every_kind_of_change(canvas, qtbot):
    with qtbot.waitSignal(canvas.stroke_changed):
        draw(canvas, (40, 140), (240, 140))
    for act in (canvas.undo, canvas.redo, canvas.clear):
        with qtbot.waitSignals([canvas.stroke_changed, canvas.history_changed]):
            act()


def test_many_moves_are_told_together_but_while_the_pen_is_down(canvas, qtbot):
    told = []
    canvas.stroke_changed.connect(lambda: told.append(canvas.sheet.drawing))
    QTest.mousePress(canvas, LEFT, pos=at(canvas, 20, 140))
    for x in range(20, 260, 2):
        QTest.mouseMove(canvas, at(canvas, x, 140))
    qtbot.waitUntil(lambda: told == [True])
    QTest.mouseRelease(canvas, LEFT, pos=at(canvas, 260, 140))
    qtbot.waitUntil(lambda: told == [True, False])


def test_pen_that_never_rests_is_followed(canvas, qtbot):
    told = []
    canvas.stroke_changed.connect(lambda: told.append(canvas.sheet.drawing))
    QTest.mousePress(canvas, LEFT, pos=at(canvas, 20, 140))
    for step in range(200):
        # Moves come closer together than the frame in which they are told.
        QTest.mouseMove(canvas, at(canvas, 20 + step, 140))
        qtbot.wait(2)
        if len(told) == 3:
            break
    assert told == [True, True, True]
    QTest.mouseRelease(canvas, LEFT, pos=at(canvas, 260, 140))
    qtbot.waitUntil(lambda: told[-1] is False)


def test_nothing_to_undo_tells_nothing(canvas, qtbot):
    with qtbot.assertNotEmitted(canvas.history_changed, wait=30):
        canvas.undo()
        canvas.redo()
        canvas.clear()


def test_pen_of_a_tablet_draws_and_its_other_end_erases(canvas, app):
    def send(kind, x, tip):
        point = QPointF(at(canvas, x, 140))
        button = Qt.MouseButton.NoButton if kind == QTabletEvent.Type.TabletMove else LEFT
        held = Qt.MouseButton.NoButton if kind == QTabletEvent.Type.TabletRelease else LEFT
        device = QPointingDevice(
            "pen", 1, QPointingDevice.DeviceType.Stylus, tip,
            QPointingDevice.Capability.Position, 1, 1,
        )  # fmt: skip
        event = QTabletEvent(
            kind, device, point, canvas.mapToGlobal(point), 1.0, 0.0, 0.0, 0.0, 0.0, 0.0,
            Qt.KeyboardModifier.NoModifier, button, held,
        )  # fmt: skip
        app.sendEvent(canvas, event)

    kinds = QTabletEvent.Type
    for tip in (QPointingDevice.PointerType.Pen, QPointingDevice.PointerType.Eraser):
        send(kinds.TabletPress, 60, tip)
        send(kinds.TabletMove, 220, tip)
        send(kinds.TabletRelease, 220, tip)
        if tip == QPointingDevice.PointerType.Pen:
            assert inked(canvas)[140, 60:220].all()
    assert canvas.sheet.empty


def test_only_the_keyboard_brings_the_focus_ring(canvas, app):
    blank = to_array(canvas.grab().toImage())
    canvas.setFocus(Qt.FocusReason.MouseFocusReason)
    np.testing.assert_array_equal(to_array(canvas.grab().toImage()), blank)
    canvas.clearFocus()
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    accent = theme.colour("accent").getRgb()[:3]
    assert (to_array(canvas.grab().toImage())[1, 100] == accent).all()


def test_screen_readers_are_told(canvas):
    assert canvas.accessibleName() == "Drawing canvas"


def test_drag_that_began_elsewhere_draws_nothing(canvas, app):
    spot = QPointF(at(canvas, 100, 100))
    event = QMouseEvent(
        QMouseEvent.Type.MouseMove, spot, canvas.mapToGlobal(spot), Qt.MouseButton.NoButton,
        LEFT, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    app.sendEvent(canvas, event)
    assert canvas.sheet.empty
