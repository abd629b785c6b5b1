"""The parts of the graph that need no window: paths, steps of the keyboard, switch and zoom."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt

from engine.visual.graph_layout import arrange
from gui.widgets.graph_edges import Edges, path_of
from gui.widgets.graph_steps import step
from gui.widgets.view_switch import ViewSwitch
from gui.widgets.zoom_buttons import ZoomButtons

LEFT, RIGHT, UP, DOWN = (-1, 0), (1, 0), (0, -1), (0, 1)


def test_a_path_begins_and_ends_where_its_route_does():
    path = path_of([(0, 0), (40, 20), (100, 20), (140, 0)])
    assert path.pointAtPercent(0) == QPointF(0, 0)
    assert path.currentPosition() == QPointF(140, 0)
    box = path.boundingRect()
    assert (box.top(), box.bottom()) == (0, 20)
    assert path.contains(QPointF(70, 19)) or path.elementCount() > 3


def test_corners_are_round_and_never_outside():
    path = path_of([(0, 0), (30, 0), (30, 50), (-10, 50), (-10, 90), (0, 90)])
    corners = [(30, 0), (30, 50), (-10, 50), (-10, 90)]
    points = [path.pointAtPercent(share / 500) for share in range(501)]
    for x, y in corners:
        assert min(abs(p.x() - x) + abs(p.y() - y) for p in points) > 2
    assert path.boundingRect() == QRectF(-10, 0, 40, 90)


def test_edges_are_found_by_where_they_are():
    edges = Edges([[(0, 0), (10, 0)], [(100, 50), (140, 90)]])
    assert edges.seen(QRectF(-5, -5, 20, 10)) == [0]
    assert edges.seen(QRectF(110, 60, 5, 5)) == [1]
    assert edges.seen(QRectF(0, 0, 500, 500)) == [0, 1]
    assert edges.seen(QRectF(20, 20, 5, 5)) == []
    assert Edges([]).seen(QRectF(0, 0, 1, 1)) == []


def test_steps_follow_edges_and_rows():
    # 0 leads to three branches, which meet again in 4; the middle one is one longer.
    edges = [(0, 1), (0, 2), (0, 3), (2, 5), (1, 4), (5, 4), (3, 4)]
    layout = arrange(6, edges)
    y = layout.corners[:, 1]
    assert step(layout, edges, 0, RIGHT) == 2, "the branch that is in line"
    assert step(layout, edges, 4, LEFT) == 5, "the nearest column first"
    assert step(layout, edges, 0, LEFT) == step(layout, edges, 4, RIGHT) == -1
    upper, lower = sorted((1, 3), key=lambda node: y[node])
    order = sorted((1, 2, 3), key=lambda node: y[node])
    assert step(layout, edges, order[0], DOWN) == order[1]
    assert step(layout, edges, order[2], UP) == order[1]
    assert step(layout, edges, order[0], UP) == -1
    assert {upper, lower} <= {1, 3}


def test_the_switch_tells_of_clicks_and_arrow_keys_but_not_of_the_program(app, qtbot):
    switch = ViewSwitch()
    qtbot.addWidget(switch)
    switch.show()
    qtbot.waitExposed(switch)
    told = []
    switch.chosen.connect(told.append)
    switch.set_view("strip")
    assert told == []
    qtbot.mouseClick(switch.buttons["graph"], Qt.MouseButton.LeftButton)
    assert told == ["graph"]
    switch.activateWindow()
    switch.buttons["graph"].setFocus()
    qtbot.waitUntil(switch.buttons["graph"].hasFocus)
    qtbot.keyClick(switch.buttons["graph"], Qt.Key.Key_Right)
    assert told == ["graph", "table"]
    qtbot.mouseClick(switch.buttons["table"], Qt.MouseButton.LeftButton)
    assert told == ["graph", "table"], "it is shown already"
    width = switch.sizeHint().width()
    switch.set_worded(False)
    assert switch.sizeHint().width() < width / 2


@pytest.mark.parametrize(("zoom", "text"), [(1.0, "100 %"), (0.346, "35 %"), (0.051, "5 %")])
def test_zoom_is_shown_in_percent(app, qtbot, zoom, text):
    buttons = ZoomButtons()
    qtbot.addWidget(buttons)
    buttons.show_zoom(zoom)
    assert buttons._size.text() == text
