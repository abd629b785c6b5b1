from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from gui import theme
from gui.qimage import to_array
from gui.widgets.figure_table import FigureTable
from gui.widgets.histogram import BINS, Histogram


@pytest.fixture
def histogram(qtbot, app):
    made = Histogram()
    qtbot.addWidget(made)
    made.resize(4 * BINS, 80)
    return made


def heights(made):
    bar = theme.colour("edge").getRgb()[:3]
    seen = (to_array(made.grab().toImage()) == bar).all(axis=2)
    return seen[:, 1::4].sum(axis=0)


def inked(made):
    """Return which columns of pixels hold a bar."""
    bar = theme.colour("edge").getRgb()[:3]
    return (to_array(made.grab().toImage()) == bar).all(axis=2).any(axis=0)


def test_heights_grow_with_the_logarithm(histogram):
    counts = np.zeros(BINS, np.int64)
    counts[[0, 20, 40]] = 1_000_000, 1000, 1
    histogram.set_counts(counts, 0.0, 6.0)
    shown = heights(histogram)
    assert shown[0] == 80
    assert shown[20] == pytest.approx(80 * np.log1p(1000) / np.log1p(1_000_000), abs=1)
    # A single value can still be seen.
    assert shown[40] >= 1
    assert shown[10] == 0


def test_bars_are_explained(histogram):
    counts = np.zeros(BINS, np.int64)
    counts[32] = 12345
    histogram.set_counts(counts, -1.0, 1.0)
    assert histogram.bar_text(32) == "0.000 to 0.031: 12,345 values"


def test_nothing_to_show(histogram):
    assert heights(histogram).sum() == 0
    histogram.set_counts(np.zeros(BINS, np.int64), 0.0, 0.0)
    assert heights(histogram).sum() == 0


def test_histogram_has_a_table_twin(qtbot, histogram):
    counts = np.arange(BINS, dtype=np.int64) * 100
    histogram.set_counts(counts, -1.0, 1.0)
    table = histogram.open_table()
    rows = table.rows
    assert rows.rowCount() == BINS
    assert [rows.text(0, column) for column in range(3)] == ["−1.000", "−0.969", "0"]
    assert rows.text(BINS - 1, 1) == "1.000"
    assert rows.text(12, 2) == "1,200"
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == BINS + 1
    assert lines[1] == "−1.000\t−0.969\t0"
    table.close()


def test_table_opens_by_mouse_and_keyboard_and_closes_with_esc(qtbot, histogram):
    def tables():
        return [w for w in histogram.findChildren(FigureTable) if w.isVisible()]

    qtbot.keyClick(histogram, Qt.Key.Key_Return)
    assert not tables()  # nothing to show yet
    histogram.set_counts(np.ones(BINS, np.int64), 0.0, 1.0)
    for ask in (
        lambda: qtbot.keyClick(histogram, Qt.Key.Key_Return),
        lambda: qtbot.keyClick(histogram, Qt.Key.Key_Space),
        lambda: qtbot.mouseClick(histogram, Qt.MouseButton.LeftButton),
    ):
        ask()
        (table,) = tables()
        qtbot.keyClick(table, Qt.Key.Key_Escape)
        assert not tables()


def test_bars_stand_where_their_values_are_on_the_axis(histogram):
    counts = np.zeros(BINS, np.int64)
    counts[0], counts[-1] = 10, 10
    histogram.set_counts(counts, -1.0, 1.0)
    histogram.set_axis((-2.0, 2.0))
    seen = np.flatnonzero(inked(histogram))
    assert abs(seen[0] - 64) <= 1, "−1 is a quarter of the way from −2 to 2"
    assert abs(seen[-1] - 191) <= 2
    assert histogram._text_at(20) == "", "no value lies there"
    assert histogram._text_at(66).endswith(": 10 values")


def test_few_pixels_join_neighbours_and_lose_none(histogram):
    histogram.set_counts(np.ones(BINS, np.int64), 0.0, 1.0)
    histogram.set_axis((0.0, 10.0))
    assert histogram._text_at(1) == "0.000 to 0.125: 8 values"
    assert inked(histogram)[:24].sum() >= 16
    assert not inked(histogram)[30:].any()


def test_one_value_stands_at_its_place(histogram):
    counts = np.zeros(BINS, np.int64)
    counts[32] = 12
    histogram.set_counts(counts, 5.0, 5.0)
    histogram.set_axis((0.0, 5.0))
    assert np.flatnonzero(inked(histogram))[0] >= 4 * BINS - 4
