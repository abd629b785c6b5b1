from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint

from gui import theme
from gui.qimage import to_array
from gui.widgets.bar_delegate import Bar
from gui.widgets.bar_list import TALLEST, BarList


@pytest.fixture
def bars(qtbot, app):
    made = BarList()
    qtbot.addWidget(made)
    made.resize(256, 300)
    made.show()
    qtbot.waitExposed(made)
    return made


def accent(made):
    colour = theme.colour("accent").getRgb()[:3]
    return (to_array(made.grab().toImage()) == colour).all(axis=2)


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5, 1.0])
def test_bar_is_as_long_as_its_share(bars, share):
    bars.set_bars([Bar("cat", "", share, "first")])
    columns = accent(bars).any(axis=0).sum()
    track = bars.viewport().width() - 8
    assert abs(columns - share * track) <= 2


def test_winner_of_the_lines_has_the_strong_colour(bars):
    bars.set_bars([Bar("0", "1.0 %", 0.01, "line"), Bar("1", "99.0 %", 0.99, "line", strong=True)])
    rows = accent(bars).any(axis=1).nonzero()[0]
    second = bars.visualRect(bars.model().index(1))
    assert rows.min() >= second.top()
    assert rows.max() <= second.bottom()


def test_bars_of_lines_begin_in_one_column(bars):
    long = "a rather long name of a class"
    bars.set_bars([Bar("9", "", 0.5, "line", strong=True), Bar(long, "", 0.5, "line", strong=True)])
    shown = accent(bars)
    starts = []
    for row in range(2):
        rect = bars.visualRect(bars.model().index(row))
        starts.append(shown[rect.top() : rect.bottom()].any(axis=0).nonzero()[0].min())
    assert starts[0] == starts[1]
    assert starts[0] < bars.width() / 2 + 20


def test_rows_draw_together_where_there_is_no_room(bars, qtbot):
    bars.set_bars([Bar(f"class {i}", "1 %", 0.01) for i in range(6)])
    loose = bars.visualRect(bars.model().index(0)).height()
    bars.resize(256, bars.minimumSizeHint().height())
    qtbot.waitUntil(lambda: bars.visualRect(bars.model().index(0)).height() < loose)
    last = bars.visualRect(bars.model().index(5))
    assert last.bottom() <= bars.viewport().height()


def test_long_list_scrolls(bars, qtbot):
    bars.set_bars([Bar(f"class {i}", "0.1 %", 0.001) for i in range(1000)])
    assert bars.sizeHint().height() == TALLEST
    assert bars.minimumSizeHint().height() < 200
    qtbot.waitUntil(lambda: bars.verticalScrollBar().maximum() > 20_000)


def test_same_rows_with_other_numbers_do_not_scroll_away(bars, qtbot):
    bars.set_bars([Bar(f"class {i}", "0.1 %", 0.001) for i in range(200)])
    qtbot.waitUntil(lambda: bars.verticalScrollBar().maximum() > 500)
    bars.verticalScrollBar().setValue(500)
    bars.set_bars([Bar(f"class {i}", "0.2 %", 0.002) for i in range(200)])
    assert bars.verticalScrollBar().value() == 500
    assert bars.indexAt(QPoint(10, 10)).row() > 5


def test_empty_list_is_well(bars):
    bars.set_bars([])
    assert bars.copied_text() == ""
    bars.copy()
    assert bars.sizeHint().height() == 0
