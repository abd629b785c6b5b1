from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF

from gui.inputs.sheet import SIDE, Sheet


def draw(sheet, *points, width=20, erase=False):
    first, *others = (QPointF(*point) for point in points)
    changed = sheet.begin(first, width, erase=erase)
    for point in others:
        changed = changed.united(sheet.extend(point))
    return changed.united(sheet.end())


def dark(sheet):
    return sheet.pixels()[:, :, 0] < 128


def test_new_sheet_is_white():
    sheet = Sheet()
    pixels = sheet.pixels()
    assert pixels.shape == (SIDE, SIDE, 3)
    assert pixels.dtype == np.uint8
    assert (pixels == 255).all()
    assert sheet.empty
    assert not sheet.can_undo
    assert not sheet.can_redo


def test_stroke_lies_where_it_was_drawn_and_is_as_wide_as_the_brush():
    sheet = Sheet()
    draw(sheet, (60, 100), (140, 100), (220, 100), width=20)
    rows, columns = np.nonzero(dark(sheet))
    # The line is 20 wide and its round ends reach 10 further; half a pixel is antialiased.
    assert (rows.min(), rows.max() + 1) == (90, 110)
    assert abs(columns.min() - 50) <= 1
    assert abs(columns.max() + 1 - 230) <= 1
    assert not sheet.empty


def test_dot_is_round():
    sheet = Sheet()
    draw(sheet, (140, 140), width=40)
    area = dark(sheet).sum()
    assert abs(area - np.pi * 20**2) < 30


def test_stroke_of_three_colours_of_grey_only():
    sheet = Sheet()
    draw(sheet, (50, 50), (200, 120), (90, 230))
    pixels = sheet.pixels()
    assert (pixels[:, :, 0] == pixels[:, :, 1]).all()
    assert (pixels[:, :, 0] == pixels[:, :, 2]).all()


def test_fast_hand_makes_no_corner():
    sheet = Sheet()
    draw(sheet, (40, 240), (140, 40), (240, 240), width=8)
    # A polygon would reach its corner at the top; the curve passes well below it.
    assert np.nonzero(dark(sheet))[0].min() > 60


def test_what_changes_is_told():
    sheet = Sheet()
    before = sheet.pixels()
    changed = draw(sheet, (100, 100), (130, 120), (90, 160), width=12)
    rows, columns = np.nonzero((sheet.pixels() != before).any(axis=2))
    assert changed.left() <= columns.min()
    assert changed.top() <= rows.min()
    assert changed.right() >= columns.max() + 1
    assert changed.bottom() >= rows.max() + 1


def test_undo_and_redo_give_the_same_pixels_back():
    sheet = Sheet()
    states = [sheet.pixels()]
    for x in (60, 100, 140):
        draw(sheet, (x, 60), (x + 60, 200), (x, 220))
        states.append(sheet.pixels())
    for state in reversed(states[:-1]):
        assert sheet.undo()
        np.testing.assert_array_equal(sheet.pixels(), state)
    assert sheet.empty
    assert not sheet.undo()
    for state in states[1:]:
        assert sheet.redo()
        np.testing.assert_array_equal(sheet.pixels(), state)
    assert not sheet.redo()


def test_new_stroke_ends_what_could_be_redone():
    sheet = Sheet()
    draw(sheet, (60, 60), (200, 60))
    sheet.undo()
    draw(sheet, (60, 200), (200, 200))
    assert not sheet.can_redo
    assert not dark(sheet)[60].any()


def test_eraser_takes_ink_away_and_can_be_undone():
    sheet = Sheet()
    draw(sheet, (40, 140), (240, 140))
    drawn = sheet.pixels()
    draw(sheet, (140, 100), (140, 180), width=30, erase=True)
    assert not dark(sheet)[:, 130:150].any()
    assert dark(sheet)[140, 60]
    sheet.undo()
    np.testing.assert_array_equal(sheet.pixels(), drawn)


def test_sheet_is_empty_again_when_all_is_erased():
    sheet = Sheet()
    draw(sheet, (140, 140), width=10)
    draw(sheet, (140, 140), width=30, erase=True)
    assert sheet.empty


def test_clear_can_be_undone():
    sheet = Sheet()
    assert not sheet.clear()
    draw(sheet, (40, 140), (240, 140))
    drawn = sheet.pixels()
    assert sheet.clear()
    assert sheet.empty
    assert (sheet.pixels() == 255).all()
    sheet.undo()
    np.testing.assert_array_equal(sheet.pixels(), drawn)
    assert not sheet.empty


def test_stroke_may_leave_the_paper():
    sheet = Sheet()
    draw(sheet, (140, 140), (400, 140), (400, -200), (140, -50))
    drawn = sheet.pixels()
    assert dark(sheet)[140, 275]
    sheet.undo()
    sheet.redo()
    np.testing.assert_array_equal(sheet.pixels(), drawn)


def test_undo_in_the_middle_of_a_stroke_takes_that_stroke_back():
    sheet = Sheet()
    sheet.begin(QPointF(60, 60), 20)
    sheet.extend(QPointF(160, 60))
    assert sheet.undo()
    assert sheet.empty
    assert not sheet.drawing
