from __future__ import annotations

import threading

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from gui.asides import Asides
from gui.widgets import thumbnails
from gui.widgets.layer_cards import GAP, PICTURE, WIDTH, Card
from gui.widgets.layer_list import LayerList

RANDOM = np.random.default_rng(11)
COUNT = 60


def cards(count=COUNT, seconds=0.001):
    return [
        Card(
            name=f"v{number}",
            title=f"block.{number}",
            operator="Conv 3×3" if number % 3 == 0 else "Relu",
            size="4 × 6 × 6",
            resolution="6 × 6",
            seconds=seconds,
            time="1 ms",
        )
        for number in range(count)
    ]


def outputs(count=COUNT):
    return {f"v{number}": RANDOM.random((1, 4, 6, 6), np.float32) for number in range(count)}


@pytest.fixture
def strip(app, qtbot):
    made = LayerList()
    qtbot.addWidget(made)
    made.resize(800, made.height())
    made.show()
    qtbot.waitExposed(made)
    return made


def rested(qtbot, strip):
    qtbot.waitUntil(lambda: not strip.pictures.busy)


def pictured(strip):
    model = strip.card_model
    return [row for row in range(model.rowCount()) if model.index(row).data(PICTURE) is not None]


def test_pictures_are_made_for_cards_in_view_only(strip, qtbot):
    strip.set_layers(cards(), outputs(), "picture")
    rested(qtbot, strip)
    assert pictured(strip) == list(range(strip.rows_in_view().stop + 4))
    strip.horizontalScrollBar().setValue(40 * (WIDTH + GAP))
    rested(qtbot, strip)
    assert set(strip.rows_in_view()) <= set(pictured(strip))
    assert 25 not in pictured(strip)


def test_live_numbers_keep_scroll_position_and_pictures(strip, qtbot):
    strip.set_layers(cards(), outputs(), "drawing")
    strip.set_layer("v2")
    rested(qtbot, strip)
    strip.horizontalScrollBar().setValue(1234)
    rested(qtbot, strip)
    made = pictured(strip)
    keys = [strip.card_model.index(row).data(PICTURE).cacheKey() for row in made]
    strip.set_layers(cards(seconds=0.002), outputs(), "drawing")
    strip.set_layer("v2")
    assert pictured(strip) == made
    assert strip.horizontalScrollBar().value() == 1234
    rested(qtbot, strip)
    row = next(iter(strip.rows_in_view()))
    assert strip.card_model.index(row).data(PICTURE).cacheKey() not in keys


def test_a_result_is_told_of_once_with_its_pictures(strip, qtbot):
    """A card takes long to paint; it must not be painted for its words, then for its picture."""
    strip.set_layers(cards(), outputs(), "drawing")
    rested(qtbot, strip)
    told = []
    strip.card_model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    strip.set_layers(cards(seconds=0.002), outputs(), "drawing")
    assert told == []
    rested(qtbot, strip)
    assert len(told) == 1
    assert set(strip.rows_in_view()) <= set(range(told[0][0], told[0][1] + 1))


def test_cards_without_a_picture_are_told_of_at_once(strip, qtbot):
    arrays = {name: array for name, array in outputs().items() if name != "v3"}
    strip.set_layers(cards(), arrays, "picture")
    rested(qtbot, strip)
    told = []
    strip.card_model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    strip.set_layers(cards(seconds=0.002), arrays, "picture")
    assert told == [(3, 3)]


def test_pictures_are_made_in_the_lane(app, qtbot, monkeypatch):
    lane, threads = Asides(), []
    original = thumbnails.picture

    def spy(*args):
        threads.append(threading.current_thread())
        return original(*args)

    monkeypatch.setattr(thumbnails, "picture", spy)
    made = LayerList(lane=lane)
    qtbot.addWidget(made)
    made.resize(800, made.height())
    made.show()
    made.set_layers(cards(), outputs(), "picture")
    rested(qtbot, made)
    assert len(pictured(made)) == len(threads) > 4
    assert threading.main_thread() not in threads
    made.hide()
    made.set_layers(cards(), outputs(), "picture")
    qtbot.wait(20)
    assert len(pictured(made)) == len(threads)
    assert lane.close()


def test_keys_and_wheel(strip, qtbot):
    strip.set_layers(cards(), outputs(), "picture")
    strip.set_layer("v1")
    chosen = []
    strip.chosen.connect(chosen.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Left, Qt.Key.Key_Home):
        qtbot.keyClick(strip, key)
    assert chosen == ["v2", "v59", "v58", "v0"]
    middle = QPointF(50, 50)
    event = QWheelEvent(
        middle, strip.mapToGlobal(middle), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    before = strip.horizontalScrollBar().value()
    QApplication.sendEvent(strip.viewport(), event)
    assert strip.horizontalScrollBar().value() > before


def test_setting_the_layer_brings_it_into_view_and_tells_nobody(strip, qtbot):
    strip.set_layers(cards(), outputs(), "picture")
    told = []
    strip.chosen.connect(told.append)
    strip.set_layer("v45")
    assert {44, 45, 46} <= set(strip.rows_in_view())
    assert strip.currentIndex().row() == 45
    assert told == []


def test_search_by_title_and_operator(strip, qtbot):
    strip.set_layers(cards(), outputs(), "picture")
    strip.set_layer("v45")
    model = strip.card_model
    strip.set_sought("CONV")
    assert model.positions == list(range(0, COUNT, 3))
    assert strip.currentIndex().row() == 15
    strip.set_sought("relu block.1")
    assert model.positions == [1, 10, 11, 13, 14, 16, 17, 19]
    assert not strip.currentIndex().isValid()
    strip.set_sought("nothing like it")
    assert model.rowCount() == 0
    assert strip.window() == (0, 0)
    strip.set_sought("")
    assert model.rowCount() == COUNT
    assert strip.currentIndex().row() == 45


def test_window_is_what_can_be_seen(strip):
    strip.set_layers(cards(), outputs(), "picture")
    strip.scroll_to_position(7.5)
    left, right = strip.window()
    assert left == pytest.approx(7.5, abs=0.01)
    assert right - left == pytest.approx(strip.viewport().width() / (WIDTH + GAP), abs=0.1)
    strip.set_layers(cards(3), outputs(3), "other")
    assert strip.window() == (0, 3)


def test_layers_that_have_not_run_have_no_picture(strip, qtbot):
    strip.set_layers(cards(), outputs(), "picture")
    rested(qtbot, strip)
    strip.set_layers(cards(), None, "picture")
    rested(qtbot, strip)
    assert pictured(strip) == []


def test_the_most_varied_maps_are_chosen():
    maps = RANDOM.normal(size=(6, 8, 8)) * np.array([1, 9, 2, 8, 0, 7])[:, None, None]
    assert thumbnails.choose(maps) == (1, 3, 5)
    assert thumbnails.choose(maps[:2]) == (0, 1)


def test_choice_stays_while_it_shows_something():
    maps = RANDOM.normal(size=(6, 8, 8))
    assert thumbnails.choose(maps, (0, 1, 2)) == (0, 1, 2)
    maps[1] = 0.5
    assert 1 not in thumbnails.choose(maps, (0, 1, 2))
    assert len(thumbnails.choose(maps[:2], (0, 1, 2))) == 2


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((1, 1, 1, 1)),
        np.ones((1, 2, 3, 90)),
        np.ones((1, 10)),
        np.arange(5),
        np.array(True),
        np.zeros((0, 3)),
        np.array(["a"]),
        np.full((1, 3, 4, 4), np.nan),
        np.ones((1, 2, 3, 4, 5)),
    ],
)
def test_every_output_has_a_picture(app, array):
    channels = (0,) if array.ndim == 4 else ()
    made = thumbnails.picture(array, channels, "layer", "auto", 1.5)
    assert (made.width(), made.height()) == (180, 57)
