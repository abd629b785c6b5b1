"""Strip, graph and table in the real window, with a real network."""

from __future__ import annotations

import csv

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

import gui.actions
import gui.panels  # noqa: F401
from gui.controller import Controller
from gui.frame.strip_room import STRIP
from gui.main_window import MainWindow
from gui.panels.layers import LayersPanel
from gui.session import Session
from gui.settings import Settings
from gui.widgets.attribute_sheet import AttributeSheet

LAYERS = ["conv", "relu", "pool", "flat", "y"]


@pytest.fixture
def window(qtbot, session, controller):
    made = MainWindow(session, controller, "1.2.3")
    assert made.workspace.panels  # all are built before anything is opened
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()


@pytest.fixture
def panel(window, controller, settled, photo_model, make_picture):
    controller.open_files([photo_model, make_picture()])
    settled()
    return window.findChild(LayersPanel)


@pytest.fixture
def shown(panel, controller, qtbot):
    """Return a function that shows a view and waits until it is complete."""

    def show(view):
        controller.change_view(layers=view)
        qtbot.waitUntil(lambda: not controller.asides.busy and not panel.graph.pictures.busy)
        return panel.pages.currentWidget()

    return show


def height(window):
    return window.workspace.rows.sizes()[1]


def test_the_graph_gets_more_height_and_the_strip_its_own_again(window, panel, controller, shown):
    assert height(window) == STRIP
    assert shown("graph") is panel.graph
    assert STRIP + 50 < height(window) < window.workspace.rows.height() / 2
    window.workspace.rows.setSizes([300, 500])
    window.workspace.rows.splitterMoved.emit(300, 1)
    taken = height(window)
    shown("strip")
    assert height(window) == STRIP
    shown("graph")
    assert height(window) == taken, "as the person left it"
    window.workspace.reset_rows()
    assert height(window) < taken


def test_views_have_keys_also_where_the_layers_are_folded_away(window, panel, session, qtbot):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.fold("strip", folded=True)
    keys = {Qt.Key.Key_G: "graph", Qt.Key.Key_T: "table", Qt.Key.Key_L: "strip"}
    for key, view in keys.items():
        qtbot.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
        assert session.view.layers == view
        assert height(window) >= STRIP
    qtbot.waitUntil(lambda: not panel.controller.asides.busy)


def test_the_graph_is_zoomed_by_keys_while_a_name_is_sought(window, panel, shown, qtbot):
    graph = shown("graph")
    window.activateWindow()
    panel.head.find()
    qtbot.waitUntil(panel.search.hasFocus)
    before = graph.zoom
    qtbot.keyClick(panel.search, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert graph.zoom > before
    qtbot.keyClick(panel.search, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert graph.zoom == pytest.approx(before)


def test_the_view_is_remembered(panel, controller, settings, shown, qtbot):
    shown("table")
    settings.save()
    again = Controller(Session(), Settings(settings.folder))
    fresh = LayersPanel(again.session, again)
    qtbot.addWidget(fresh)
    assert fresh.pages.currentWidget() is fresh.table
    assert fresh.head.switch.buttons["table"].isChecked()
    assert again.close()


def test_a_view_nobody_knows_is_the_strip(panel, controller):
    controller.change_view(layers="globe")
    assert panel.pages.currentIndex() == 0


def test_the_graph_shows_layers_pictures_and_follows(panel, session, shown):
    graph = shown("graph")
    cards = graph.drawing.network.cards
    assert [card.name for card in cards] == ["", *LAYERS]
    assert cards[0].size == "3 × 16 × 16"
    assert graph.drawing.network.edges == tuple((n, n + 1) for n in range(5))
    assert all(graph.pictures.picture(name) is not None for name in LAYERS)
    graph.chosen.emit("pool")
    assert session.layer == "pool"
    panel.controller.show_layer("y")
    assert graph.seen_rect().contains(graph.drawing.rect_of(5))


def test_enter_in_the_graph_opens_a_map(panel, session, shown, qtbot):
    graph = shown("graph")
    panel.controller.show_layer("relu")
    qtbot.keyClick(graph, Qt.Key.Key_Return)
    assert session.unit
    assert session.place.channel == graph.pictures.channels["relu"][0]


def test_names_in_the_graph_can_be_left_out(window, panel, session, shown, qtbot):
    graph = shown("graph")
    before = graph.drawing.nodes.size.height()
    action = window.actions_by_name["GraphNames"]
    assert action.isChecked()
    action.trigger()
    assert not session.view.names
    qtbot.waitUntil(lambda: not panel.controller.asides.busy)
    assert graph.drawing.nodes.size.height() < before
    assert graph.drawing.layout is not None
    action.trigger()
    qtbot.waitUntil(lambda: not panel.controller.asides.busy)
    shown("strip")
    assert not action.isEnabled()


def test_search_in_the_graph_goes_from_match_to_match(window, panel, session, shown, qtbot):
    graph = shown("graph")
    window.activateWindow()
    graph.setFocus()
    qtbot.waitUntil(graph.hasFocus)
    qtbot.keyClick(graph, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(panel.search.hasFocus)
    panel.controller.show_layer("conv")
    qtbot.keyClicks(panel.search, "l")
    assert panel.head.count.text() == "3 of 5"
    found = []
    for _ in range(4):
        qtbot.keyClick(panel.search, Qt.Key.Key_Return)
        found.append(session.layer)
    assert found == ["relu", "pool", "flat", "relu"]
    assert panel.search.hasFocus()
    qtbot.keyClick(panel.search, Qt.Key.Key_Escape)
    assert graph.hasFocus()
    assert graph.drawing.found() == []


def test_the_table_has_statistics_and_follows(panel, session, controller, shown, qtbot):
    table = shown("table")
    rows = {row.name: row for row in table.rows.rows}
    assert list(rows) == LAYERS
    activations = session.activations
    for name, row in rows.items():
        array = activations[name]
        assert row.statistics.mean == pytest.approx(float(array.mean()), rel=1e-4, abs=1e-6)
        assert row.statistics.zeros == pytest.approx(float((array == 0).mean()))
        assert row.size_bytes == array.nbytes
        assert row.seconds == activations.seconds[name]
    controller.show_layer("pool")
    assert table.currentIndex().row() == 2
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert session.layer == "flat"


def test_the_table_can_be_exported(panel, shown, settled, session, tmp_path, monkeypatch, qtbot):
    shown("table")
    path = tmp_path / "layers.csv"
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *args, **kwargs: (str(path), "Tables (*.csv)")
    )
    panel.head.export.click()
    settled()
    rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    assert [row["name"] for row in rows] == ["conv", "relu", "pool", "flat", "dense"]
    for row, name in zip(rows, LAYERS, strict=True):
        assert float(row["mean"]) == pytest.approx(float(session.activations[name].mean()), 1e-3)
        assert int(row["bytes"]) == session.activations[name].nbytes
    assert rows[0]["shape"] == "1×4×16×16"
    assert session.hovered == "Saved layers.csv"


def test_drawing_moves_nothing_in_graph_and_table(
    window, controller, settled, drawing_model, drawing, session, qtbot
):
    controller.open_files([drawing_model])
    settled()
    panel = window.findChild(LayersPanel)
    controller.draw()
    controller.change_view(layers="graph")
    controller.drawing_changed(drawing)
    settled()
    qtbot.waitUntil(lambda: not controller.asides.busy and not panel.graph.pictures.busy)
    layout, before = panel.graph.drawing.layout, session.activations
    pictures = {name: panel.graph.pictures.picture(name).toImage() for name in LAYERS[:2]}
    other = drawing.copy()
    other[40:60, 60:200] = 20
    controller.drawing_changed(other)
    settled()
    assert session.activations is not before
    assert panel.graph.drawing.layout is layout, "the same network is laid out once"
    qtbot.waitUntil(lambda: not panel.graph.pictures.busy)
    changed = [
        panel.graph.pictures.picture(name).toImage() != old for name, old in pictures.items()
    ]
    assert any(changed)
    controller.change_view(layers="table")
    qtbot.waitUntil(lambda: panel.table.rows.rows[0].statistics is not None)
    old = panel.table.rows.rows[0].statistics.mean
    resets = []
    panel.table.rows.modelReset.connect(lambda: resets.append(1))
    controller.drawing_changed(drawing)
    settled()
    qtbot.waitUntil(lambda: panel.table.rows.rows[0].statistics.mean != old)
    assert resets == []


def test_the_table_is_not_filled_for_each_result_while_a_person_draws(
    window, controller, settled, drawing_model, drawing, session, qtbot
):
    controller.open_files([drawing_model])
    settled()
    panel = window.findChild(LayersPanel)
    controller.draw()
    controller.change_view(layers="table")
    controller.drawing_changed(drawing)
    settled()
    qtbot.waitUntil(lambda: not controller.asides.busy)
    panel._table_soon.setInterval(60_000)
    filled = []
    panel.table.rows.dataChanged.connect(lambda *_: filled.append(1))
    for row in range(20, 120, 20):
        drawing[row : row + 9, 60:200] = 20
        controller.drawing_changed(drawing)
        settled()
    assert filled == []
    panel._table_soon.start(0)
    qtbot.waitUntil(lambda: len(filled) > 0)


def test_a_model_that_has_not_run_has_graph_and_table(
    window, controller, settled, photo_model, qtbot
):
    controller.open_files([photo_model])
    settled()
    panel = window.findChild(LayersPanel)
    controller.change_view(layers="graph")
    qtbot.waitUntil(lambda: panel.graph.drawing.layout is not None)
    controller.change_view(layers="table")
    assert len(panel.table.rows.rows) == 5
    assert panel.table.rows.index(0, 7).data() == "–"


def test_attributes_open_follow_the_layer_and_close(window, panel, controller, qtbot):
    action = window.actions_by_name["Attributes"]
    assert action.isEnabled()
    controller.show_layer("conv")
    action.trigger()
    sheet = window.findChild(AttributeSheet)
    assert sheet.isVisible()
    assert ("Weights", [("w", "4 × 3 × 3 × 3 float32")]) in sheet._shown[1]
    assert ("Inputs", [("x", "1 × 3 × 16 × 16")]) in sheet._shown[1]
    controller.show_layer("y")
    assert ("Weights", [("d", "4 × 3 float32")]) in sheet._shown[1]
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    action.trigger()
    action.trigger()
    assert not sheet.isVisible()
