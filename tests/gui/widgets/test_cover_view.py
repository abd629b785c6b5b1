"""Covering a part of a picture, with the mouse and with the keyboard alone."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from gui.widgets.cover_view import CoverView

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def view(qtbot, app):
    made = CoverView()
    qtbot.addWidget(made)
    made.setFixedSize(160, 80)
    made.set_picture(np.full((40, 80, 3), 90, np.uint8))
    made.show()
    qtbot.waitExposed(made)
    made.setFocus()
    return made


@pytest.fixture
def covered(view):
    boxes = []
    view.covered.connect(boxes.append)
    return boxes


def test_a_drag_covers_what_it_spans(qtbot, view, covered):
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(16, 8))
    qtbot.mouseMove(view, QPoint(80, 40))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(80, 40))
    assert covered == [(0.1, 0.1, 0.5, 0.5)]


def test_keys_place_stretch_and_cover(qtbot, view, covered):
    qtbot.keyClick(view, Qt.Key.Key_Return)  # begins in the middle
    for _ in range(4):
        qtbot.keyClick(view, Qt.Key.Key_Left)
        qtbot.keyClick(view, Qt.Key.Key_Down)
        qtbot.keyClick(view, Qt.Key.Key_Right, SHIFT)
    assert covered == []
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert covered == [(0.25, 0.5, 0.625, 0.75)]


def test_a_rectangle_stays_within_the_picture(qtbot, view, covered):
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Up):
        for _ in range(40):
            qtbot.keyClick(view, key)
    for _ in range(60):
        qtbot.keyClick(view, Qt.Key.Key_Right, SHIFT)
        qtbot.keyClick(view, Qt.Key.Key_Up, SHIFT)
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert covered == [(0.0, 0.0, 1.0, 1 / 32)]


def test_esc_gives_the_rectangle_up(qtbot, view, covered):
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    qtbot.keyClick(view, Qt.Key.Key_Return)  # begins anew, covers nothing
    assert covered == []


def test_nothing_is_covered_where_there_is_no_picture(qtbot, view, covered):
    view.set_picture(None)
    for _ in range(2):
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert covered == []
