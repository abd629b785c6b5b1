from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QToolTip

from gui import theme
from gui.qimage import to_array
from gui.widgets.vector_view import BARS, VectorView


@pytest.fixture
def view(app, qtbot):
    made = VectorView()
    qtbot.addWidget(made)
    made.resize(700, 400)
    made.show()
    qtbot.waitExposed(made)
    yield made
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def points(view):
    """One point of the viewport on each value that is found."""
    found = {}
    middle = view.viewport().height() // 2
    for y in [middle] if view.as_bars else range(1, 2 * middle, 4):
        for x in range(1, view.viewport().width(), 4):
            position = view.position_at(QPoint(x, y))
            if position is not None:
                found.setdefault(position, QPoint(x, y))
    return found


@pytest.mark.parametrize("count", [1, 10, BARS, BARS + 1, 1280])
def test_every_value_is_found_and_said(view, qtbot, count):
    values = np.linspace(-3, 5, count)
    view.set_values(values)
    assert view.as_bars == (count <= BARS)
    found = points(view)
    assert sorted(found) == list(range(count))
    said = []
    view.hovered.connect(said.append)
    qtbot.mouseMove(view.viewport(), QPoint(1, 1))
    for position in sorted({0, count // 2, count - 1}):
        qtbot.mouseMove(view.viewport(), found[position])
        expected = f"[{position}] = {values[position]:.3f}".replace("-", "−")
        assert said[-1] == expected


def test_bars_grow_with_the_value_from_zero(view):
    view.set_values(np.array([1.0, 2.0, -1.0]))
    picture = to_array(view.viewport().grab().toImage()).astype(int)
    found = points(view)
    blue = np.array(theme.colour("bars2").getRgb()[:3])
    middles = [found[number].x() + 20 for number in range(3)]
    heights = [int((abs(picture[:, x] - blue).max(axis=1) <= 1).sum()) for x in middles]
    assert heights[1] == pytest.approx(2 * heights[0], abs=2)
    assert heights[2] == pytest.approx(heights[0], abs=2)
    zero = np.flatnonzero(abs(picture[:, middles[0]] - blue).max(axis=1) <= 1).max()
    assert np.flatnonzero(abs(picture[:, middles[2]] - blue).max(axis=1) <= 1).min() >= zero


def test_many_values_scroll_and_keep_their_place(view):
    values = np.random.default_rng(1).normal(size=60_000)
    view.set_values(values)
    view.verticalScrollBar().setValue(60)
    assert view.verticalScrollBar().value() == 60
    view.set_values(values + 1)
    assert view.verticalScrollBar().value() == 60
    view.set_values(values[:50_000])
    assert view.verticalScrollBar().value() == 0


@pytest.mark.parametrize("values", [[np.nan] * 4, [np.inf, -np.inf, 0, 1], [0, 0], [np.nan] * 300])
def test_values_that_are_no_numbers_are_painted(view, values):
    view.set_values(np.array(values, np.float32))
    view.grab()


def test_a_marked_value_is_brought_into_view(view):
    view.set_values(np.random.default_rng(1).normal(size=60_000))
    view.mark(59_999)
    assert 59_999 in points(view)
    view.mark(0)
    assert view.verticalScrollBar().value() == 0


def test_values_have_a_table_twin(view):
    view.set_values(np.array([3.0, -1.0]), "[{}, 0, 0]".format)
    places, values = view.figures().columns
    assert [places.say(place) for place in places.values] == ["[0, 0, 0]", "[1, 0, 0]"]
    assert list(values.values) == [3.0, -1.0]


def test_the_marked_value_is_heard(view):
    view.set_values(np.array([3.0, -1.0]))
    view.mark(1)
    assert view.accessibleDescription() == "[1] = −1.000"
    view.mark(None)
    assert view.accessibleDescription() == ""
