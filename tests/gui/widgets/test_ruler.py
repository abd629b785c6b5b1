from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt

from gui.widgets.layer_cards import Card
from gui.widgets.ruler import Ruler


def card(number, seconds, resolution):
    return Card(f"v{number}", f"layer {number}", "Conv", "", resolution, seconds, "")


@pytest.fixture
def ruler(app, qtbot):
    made = Ruler()
    qtbot.addWidget(made)
    made.resize(600, made.sizeHint().height())
    sizes = ["28 × 28"] * 4 + ["14 × 14"] * 4 + [""] * 2
    made.set_cards(
        [card(n, 0.001 * (n + 1), size) for n, size in enumerate(sizes)], list(range(10))
    )
    return made


def test_bars_stand_side_by_side_as_high_as_their_time(ruler):
    bars = [ruler.bar_rect(position) for position in range(10)]
    assert [bar.left() for bar in bars] == list(range(0, 600, 60))
    assert all(bar.right() < after.left() for bar, after in pairwise(bars))
    assert bars[9].height() == pytest.approx(2 * bars[4].height(), abs=1)
    assert len({bar.bottom() for bar in bars}) == 1


def test_layers_without_time_have_a_bar_too(ruler):
    ruler.set_cards([card(n, -1.0, "6 × 6") for n in range(4)], [0, 1, 2, 3])
    assert all(ruler.bar_rect(position).height() > 0 for position in range(4))
    ruler.grab()


def test_labels_stand_where_a_resolution_begins(ruler):
    assert ruler.labels() == [(0, "28 × 28"), (240, "14 × 14"), (480, "vector")]


def test_vectors_between_maps_make_no_group(ruler):
    sizes = ["28 × 28", "28 × 28", "", "", "28 × 28", "14 × 14", "", "14 × 14", "", ""]
    ruler.set_cards([card(n, 1, size) for n, size in enumerate(sizes)], list(range(10)))
    assert ruler.labels() == [(0, "28 × 28"), (300, "14 × 14"), (480, "vector")]
    ruler.set_cards([card(n, 1, "") for n in range(3)], [0, 1, 2])
    assert ruler.labels() == [(0, "vector")]


def test_labels_without_room_are_left_out(ruler):
    sizes = [f"{99 - n} × {99 - n}" for n in range(60)]
    ruler.set_cards([card(n, 1, size) for n, size in enumerate(sizes)], list(range(60)))
    labels = ruler.labels()
    width = ruler.fontMetrics().horizontalAdvance("99 × 99") // 2
    assert 2 < len(labels) < 20
    assert all(after[0] - before[0] > width for before, after in pairwise(labels))


def test_click_chooses_the_layer(ruler, qtbot):
    with qtbot.waitSignal(ruler.chosen) as chosen:
        qtbot.mouseClick(ruler, Qt.MouseButton.LeftButton, pos=QPoint(3 * 60 + 59, 5))
    assert chosen.args == ["v3"]


def test_drag_carries_the_window_along(ruler, qtbot):
    ruler.set_window(2, 5)
    assert (ruler.window_rect().left(), ruler.window_rect().right()) == (120, 300)
    scrolled, chosen = [], []
    ruler.scrolled.connect(scrolled.append)
    ruler.chosen.connect(chosen.append)
    qtbot.mousePress(ruler, Qt.MouseButton.LeftButton, pos=QPoint(180, 5))
    qtbot.mouseMove(ruler, QPoint(240, 5))
    qtbot.mouseMove(ruler, QPoint(60, 5))
    qtbot.mouseRelease(ruler, Qt.MouseButton.LeftButton, pos=QPoint(60, 5))
    assert scrolled == pytest.approx([3, 0])
    assert chosen == []


def test_drag_beside_the_window_takes_its_middle(ruler, qtbot):
    ruler.set_window(0, 2)
    scrolled = []
    ruler.scrolled.connect(scrolled.append)
    qtbot.mousePress(ruler, Qt.MouseButton.LeftButton, pos=QPoint(480, 5))
    qtbot.mouseMove(ruler, QPoint(420, 5))
    qtbot.mouseRelease(ruler, Qt.MouseButton.LeftButton, pos=QPoint(420, 5))
    assert scrolled == pytest.approx([6])


def test_no_layers(app, qtbot):
    empty = Ruler()
    qtbot.addWidget(empty)
    empty.resize(300, 30)
    empty.grab()
    assert empty.position_at(10) is None
    assert empty.labels() == []
