from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QHelpEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip

from engine.visual.graph_layout import Spacing, arrange
from gui import theme
from gui.widgets.graph_drawing import Network
from gui.widgets.graph_view import GraphView
from gui.widgets.layer_cards import Card
from gui.widgets.operator_kinds import tint

# An input, then 0 → 1 → 2 → 3 with a skip from 0 to 3, then a tail.
EDGES = ((0, 1), (1, 2), (2, 3), (3, 4), (1, 4), *((n, n + 1) for n in range(4, 30)))
COUNT = 31


def network(time="1.0 ms"):
    cards = [Card("", "image", "Input", "3 × 8 × 8", "", -1.0, "")]
    for number in range(1, COUNT):
        operator = "Conv 3×3" if number % 2 else "Relu"
        cards.append(
            Card(f"v{number}", f"block.{number}", operator, "4 × 8 × 8", "8 × 8", 0.1, time)
        )
    kinds = ["input", *("convolution" if n % 2 else "activation" for n in range(1, COUNT))]
    return Network(tuple(cards), tuple(kinds), EDGES)


def outputs(seed=1):
    random = np.random.default_rng(seed)
    return {f"v{n}": random.random((1, 4, 8, 8), np.float32) for n in range(1, COUNT)}


def placed(view):
    size = view.drawing.nodes.size
    view.set_layout(arrange(COUNT, EDGES, Spacing(size.width(), size.height())), view.room)
    QApplication.processEvents()


@pytest.fixture
def view(app, qtbot):
    made = GraphView()
    qtbot.addWidget(made)
    made.resize(900, 300)
    made.show()
    qtbot.waitExposed(made)
    assert not made.set_network(network())
    placed(made)
    return made


def middle(view, number):
    return view.mapFromScene(view.drawing.rect_of(number).center())


def wheel(view, turned, modifiers=Qt.KeyboardModifier.NoModifier, at=None):
    place = QPointF(at if at is not None else view.viewport().rect().center())
    event = QWheelEvent(
        place, view.viewport().mapToGlobal(place), QPoint(), QPoint(0, turned),
        Qt.MouseButton.NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), event)


def colour_at(view, point):
    image = view.viewport().grab().toImage()
    return image.pixelColor(point * image.devicePixelRatio())


def test_clicking_a_node_chooses_its_layer_and_an_input_is_none(view, qtbot):
    told = []
    view.chosen.connect(told.append)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, 2))
    assert told == ["v2"]
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, 0))
    assert told == ["v2"]
    view.set_layer("v2")
    explained = []
    view.explained.connect(lambda: explained.append(1))
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, 2))
    assert explained == [1]


def test_dragging_pans_and_chooses_nothing(view, qtbot):
    told = []
    view.chosen.connect(told.append)
    view.set_zoom(1.0)
    view.centerOn(view.drawing.rect_of(8).center())
    start, before = middle(view, 8), view.horizontalScrollBar().value()
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, 8):
        qtbot.mouseMove(view.viewport(), start - QPoint(20 * step, 0))
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=start - QPoint(140, 0))
    assert view.horizontalScrollBar().value() - before == 140
    assert told == []


def test_wheel_pans_along_the_network_and_zooms_with_ctrl(view):
    view.set_zoom(1.0)
    view.centerOn(view.drawing.rect_of(9).center())
    before = view.horizontalScrollBar().value()
    wheel(view, -120)
    assert view.horizontalScrollBar().value() == before + 120
    under = middle(view, 9)
    zoom = view.zoom
    wheel(view, 120, Qt.KeyboardModifier.ControlModifier, under)
    assert view.zoom == pytest.approx(1.25 * zoom)


def test_keys_zoom_as_elsewhere_and_the_chosen_layer_stays_in_view(view, qtbot):
    view.set_layer("v20")
    shift = Qt.KeyboardModifier.ShiftModifier
    zooms = []
    view.zoomed.connect(zooms.append)
    view.actual_size()
    qtbot.keyClick(view, Qt.Key.Key_Up, shift)
    assert view.zoom == pytest.approx(1.25)
    qtbot.keyClick(view, Qt.Key.Key_Down, shift)
    qtbot.keyClick(view, Qt.Key.Key_Down, shift)
    assert view.zoom == pytest.approx(0.8)
    assert view.seen_rect().contains(view.drawing.rect_of(20))
    qtbot.keyClick(view, Qt.Key.Key_Backspace, shift)
    assert view.zoom == 1.0
    assert zooms[-1] == 1.0
    qtbot.keyClick(view, Qt.Key.Key_Home, shift)
    assert view.seen_rect().contains(view.drawing.rect_of(0))
    assert view.seen_rect().contains(view.drawing.rect_of(COUNT - 1))


def test_zoom_has_ends(view):
    for _ in range(40):
        view.zoom_in()
    assert view.zoom == 3.0
    for _ in range(60):
        view.zoom_out()
    assert 0 < view.zoom <= 0.05


def test_arrows_go_along_edges_and_enter_explains(view, qtbot):
    told, explained = [], []
    view.chosen.connect(told.append)
    view.chosen.connect(view.set_layer)
    view.explained.connect(lambda: explained.append(1))
    view.set_layer("v1")
    keys = Qt.Key
    for key in (keys.Key_Right, keys.Key_Right, keys.Key_Right, keys.Key_Left):
        qtbot.keyClick(view, key)
    assert told == ["v2", "v3", "v4", "v3"]
    qtbot.keyClick(view, keys.Key_End)
    qtbot.keyClick(view, keys.Key_Right)
    qtbot.keyClick(view, keys.Key_Home)
    assert told[4:] == [f"v{COUNT - 1}", "v1"]
    qtbot.keyClick(view, keys.Key_Left)
    assert told[6:] == [], "an input is no layer"
    qtbot.keyClick(view, keys.Key_Return)
    assert explained == [1]


def test_a_layer_that_is_chosen_elsewhere_comes_into_view_and_is_told(view):
    view.set_zoom(1.0)
    view.set_layer(f"v{COUNT - 1}")
    assert view.seen_rect().contains(view.drawing.rect_of(COUNT - 1))
    assert f"block.{COUNT - 1}" in view.accessibleDescription()
    view.set_layer("nobody")
    view.set_layer(None)


def test_search_brings_a_match_to_the_middle_and_fades_the_others(view):
    view.actual_size()
    view.set_layer("v1")
    view.set_sought("block.25")
    middle_of_view = view.seen_rect().center()
    assert view.drawing.rect_of(25).contains(middle_of_view)
    assert view.drawing.found() == [25]
    corner = view.mapFromScene(view.drawing.rect_of(24).topLeft() + QPointF(70, 4))
    faded = colour_at(view, corner)
    view.set_sought("")
    QApplication.processEvents()
    assert colour_at(view, corner) != faded
    assert colour_at(view, corner) == tint("activation")


def test_only_pictures_in_view_are_made_and_only_where_they_can_be_seen(view, qtbot):
    view.set_zoom(0.2)
    view.set_arrays(outputs(), "photo")
    qtbot.waitUntil(lambda: not view.pictures.busy)
    assert view.pictures.picture("v1") is None
    view.set_zoom(1.0)
    view.horizontalScrollBar().setValue(view.horizontalScrollBar().minimum())
    qtbot.waitUntil(lambda: view.pictures.picture("v2") is not None and not view.pictures.busy)
    assert view.pictures.picture(f"v{COUNT - 1}") is None
    view.set_layer(f"v{COUNT - 1}")
    qtbot.waitUntil(lambda: view.pictures.picture(f"v{COUNT - 1}") is not None)


def test_pictures_get_sharper_when_a_person_comes_closer(view, qtbot):
    view.set_zoom(1.0)
    view.set_arrays(outputs(), "photo")
    qtbot.waitUntil(lambda: view.pictures.picture("v2") is not None)
    width = view.pictures.picture("v2").width()
    view.set_layer("v2")
    view.set_zoom(2.0)
    qtbot.waitUntil(lambda: view.pictures.picture("v2").width() == 2 * width)


def test_new_numbers_of_the_same_network_move_nothing(view, qtbot):
    view.set_zoom(1.0)
    view.set_arrays(outputs(), "drawing")
    view.horizontalScrollBar().setValue(400)
    qtbot.waitUntil(lambda: not view.pictures.busy)
    shown = [name for name in outputs() if view.pictures.picture(name) is not None]
    assert shown
    assert view.set_network(network("2.0 ms")), "no new layout is needed"
    view.set_arrays(outputs(2), "drawing")
    assert view.horizontalScrollBar().value() == 400
    assert all(view.pictures.picture(name) is not None for name in shown), "no picture flickers"
    assert view.drawing.network.cards[1].time == "2.0 ms"


def test_another_network_waits_for_its_layout_and_begins_anew(view):
    view.set_zoom(2.0)
    other = Network(network().cards[:3], network().kinds[:3], ((0, 1), (1, 2)))
    assert not view.set_network(other)
    assert view.node_at(QPoint(100, 100)) == -1
    view.viewport().grab()
    size = view.drawing.nodes.size
    view.set_layout(arrange(3, other.edges, Spacing(size.width(), size.height())), view.room)
    assert view.zoom == 1.0


def test_another_form_of_the_view_wants_other_rows_until_a_person_zooms(view):
    wanted = []
    view.layout_wanted.connect(lambda: wanted.append(view.room.aspect))
    view.resize(900, 290)
    assert wanted == []
    view.resize(900, 600)
    assert wanted == [pytest.approx(1.5, rel=0.1)]
    placed(view)
    view.zoom_in()
    view.resize(900, 300)
    assert len(wanted) == 1


def test_every_zoom_and_theme_paints(view, qapp):
    view.set_arrays(outputs(), "photo")
    view.set_layer("v3")
    for choice in ("light", "dark"):
        theme.apply(qapp, choice)
        for zoom in (0.05, 0.15, 0.25, 0.5, 1.0, 2.5):
            view.set_zoom(zoom)
            QApplication.processEvents()
            rect = view.drawing.rect_of(3)
            inside = rect.topLeft() + QPointF(rect.width() / 2, 2 / zoom)
            place = view.mapFromScene(inside)
            assert colour_at(view, place) != theme.colour("stage"), f"{choice} {zoom}"
    theme.apply(qapp, "light")


def test_names_change_the_size_of_nodes(view):
    before = view.drawing.nodes.size
    view.set_names(False)
    assert view.drawing.nodes.size.height() < before.height()
    assert view.drawing.nodes.size.width() == before.width()


def test_the_mouse_tells_the_name_of_a_layer(view, qtbot):
    point = middle(view, 2)
    qtbot.mouseMove(view.viewport(), point)
    assert view.viewport().cursor().shape() == Qt.CursorShape.PointingHandCursor
    event = QHelpEvent(QEvent.Type.ToolTip, point, view.viewport().mapToGlobal(point))
    QApplication.sendEvent(view.viewport(), event)
    assert QToolTip.text().startswith("block.2\nRelu")
    QToolTip.hideText()


def test_tints_leave_words_readable(app, qapp):
    def light(colour: QColor) -> float:
        parts = [colour.redF(), colour.greenF(), colour.blueF()]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    kinds = ("convolution", "dense", "activation", "normalization", "pool", "join", "shape")
    for choice in ("light", "dark"):
        theme.apply(qapp, choice)
        for kind in (*kinds, "input"):
            for token in ("text", "text2"):
                pair = sorted((light(tint(kind)), light(theme.colour(token))))
                assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5, f"{choice} {kind} {token}"
    theme.apply(qapp, "light")


def test_who_wants_to_see_all_gets_the_rows_that_let_it_be_largest(view, qtbot):
    wanted = []
    view.layout_wanted.connect(lambda: wanted.append(view.room))
    view.resize(300, 120)
    wanted.clear()
    assert view.room.most is not None
    view.fit()
    assert [room.most for room in wanted] == [None]
    placed(view)
    assert view.seen_rect().contains(view.drawing.rect_of(0))
    assert view.seen_rect().contains(view.drawing.rect_of(COUNT - 1))
    view.fit()
    assert len(wanted) == 1, "it is laid out so already"
