"""One unit on the screen: what opens it, that its numbers add up, that it follows what is new."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog

import gui.actions
import gui.panels  # noqa: F401 - the actions and panels register themselves
import resources
from gui.main_window import MainWindow
from gui.panels.layers import LayersPanel
from gui.panels.stage import StagePanel
from gui.panels.unit import UnitPanel
from gui.panels.values import ValuesPanel
from gui.session import Place
from gui.unit.units import extent_of
from gui.words import wording

ROUNDED = 5e-4
"""Half of the last digit that is shown."""


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


def panel(window, kind):
    return next(each for each in window.workspace.panels if type(each) is kind)


@pytest.fixture
def drawn(window, controller, settled, drawing_model, drawing):
    """The tiny drawing model with a stroke; its layers are conv, relu, pool, flat and y."""
    controller.open_model(drawing_model)
    settled()
    controller.drawing_changed(drawing)
    settled()
    controller.show_layer("relu")
    return window


def open_unit(window, layer="relu", channel=2, y=5, x=6):
    window.controller.show_layer(layer)
    window.controller.mark_place(channel, y, x)
    window.controller.explain(channel)
    QApplication.processEvents()
    return panel(window, UnitPanel)


def read(text):
    return float(text.replace(wording.MINUS, "-"))


def shown_sum(unit):
    """Return what stands in the boxes: summands, sum (None without), result."""
    boxes = unit.sum.boxes()
    summands = [read(box.value) for box in boxes if box.sign in ("", "+")]
    sums = [read(box.value) for box in boxes if box.sign == "="]
    return summands, sums[0] if sums else None, read(boxes[-1].value)


# Opening and closing.


def test_double_click_opens_a_tile_and_escape_goes_back(drawn, session, qtbot):
    stage, unit = panel(drawn, StagePanel), panel(drawn, UnitPanel)
    grid = stage.grid
    spot = grid.visualRect(grid.model().index(1, 0)).center()
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert session.place is not None
    assert not session.unit
    place = session.place
    qtbot.mouseDClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    qtbot.mouseRelease(grid.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(9, 9))
    assert session.unit
    assert session.place == place
    assert unit.isVisible()
    assert not stage.isVisible()
    assert unit.title.text.endswith("Channel 1")
    qtbot.keyClick(drawn, Qt.Key.Key_Escape)
    assert not session.unit
    assert stage.isVisible()
    assert not unit.isVisible()
    assert session.place == place


def test_enter_opens_the_chosen_tile_at_its_strongest_pixel(drawn, session, qtbot):
    stage = panel(drawn, StagePanel)
    stage.grid.choose(3)
    qtbot.keyClick(stage.grid, Qt.Key.Key_Return)
    place = session.place
    maps = session.activations["relu"][0, 3]
    assert place.channel == 3
    assert maps[place.y, place.x] == maps.max()


def test_escape_in_the_search_field_keeps_the_unit(drawn, session, qtbot):
    open_unit(drawn)
    search = panel(drawn, LayersPanel).search
    search.setFocus()
    search.setText("conv")
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert session.unit
    assert not search.text()


def test_back_button_returns_to_the_tiles(drawn, session, qtbot):
    unit = open_unit(drawn)
    qtbot.mouseClick(unit.title.back, Qt.MouseButton.LeftButton)
    assert panel(drawn, StagePanel).isVisible()
    assert not session.unit


def test_another_layer_and_another_model_close_it(drawn, session, controller, settled, photo_model):
    open_unit(drawn)
    controller.show_layer("conv")
    assert not session.unit
    open_unit(drawn)
    controller.open_model(photo_model)
    settled()
    assert not session.unit
    assert session.place is None


def test_bar_opens_by_double_click_and_enter(drawn, session, controller, qtbot):
    controller.show_layer("y")
    stage, unit = panel(drawn, StagePanel), panel(drawn, UnitPanel)
    QApplication.processEvents()
    area = stage.vector._bar_area()
    spot = QPoint(area.left() + area.width() * 3 // 4, area.center().y())
    qtbot.mouseDClick(stage.vector.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert session.place == Place(1, 0, 0)
    assert unit.bars.isVisible()
    assert unit.bench.vector.isVisible()
    assert "ring" in unit.title.text
    area = unit.bench.vector._bar_area()
    first = QPoint(area.left() + area.width() // 4, area.center().y())
    qtbot.mouseClick(unit.bench.vector.viewport(), Qt.MouseButton.LeftButton, pos=first)
    assert session.place == Place(0, 0, 0), "a click explains another value"
    controller.show_maps()
    controller.clear_place()
    qtbot.keyClick(stage.vector, Qt.Key.Key_Return)
    assert session.place.channel == int(np.argmax(session.activations["y"][0]))


# Moving.


def test_mouse_moves_the_pixel_and_a_click_pins_it(drawn, session, qtbot):
    unit = open_unit(drawn)
    shown, rect = unit.bench.map, unit.bench.map.picture_rect()
    rows, columns = unit.study.extent[1:]
    point = QPoint(rect.left() + rect.width() * 2 // columns + 2, rect.top() + 2)
    qtbot.mouseMove(shown, point)
    assert shown.words[1] == "[2, 0, 2]"
    assert shown.box == (0, 2, 1, 3)
    assert unit.bench.input.box == (-1, 1, 2, 4)
    assert unit.bench.note.text()
    assert session.place == Place(2, 5, 6)
    assert session.hovered.startswith("[2, 0, 2] = ")
    shown.left.emit()
    assert shown.words[1] == "[2, 5, 6]"
    qtbot.mouseClick(shown, Qt.MouseButton.LeftButton, pos=point)
    assert session.place == Place(2, 0, 2)
    assert rows == columns == 12


def test_keys_move_pixel_and_channel(drawn, session, qtbot):
    unit = open_unit(drawn, y=0, x=0)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Left):
        qtbot.keyClick(unit.bench.map, key)
    assert session.place == Place(2, 2, 0)
    qtbot.keyClick(unit.bench.map, Qt.Key.Key_Left)
    assert session.place == Place(2, 2, 0)
    qtbot.keyClick(unit.bench.map, Qt.Key.Key_PageDown)
    assert session.place == Place(3, 2, 0)
    qtbot.keyClick(unit.bench.map, Qt.Key.Key_PageDown)
    assert session.place == Place(3, 2, 0)
    assert not unit.title.after.isEnabled()
    qtbot.keyClick(unit.bench.map, Qt.Key.Key_PageUp)
    assert unit.title.text.endswith("Channel 2")


def test_copy_takes_the_marked_value(drawn, session, qtbot):
    open_unit(drawn, channel=1, y=4, x=7)
    action = drawn.actions_by_name["CopyValue"]
    assert action.isEnabled()
    action.trigger()
    value = float(session.activations["relu"][0, 1, 4, 7])
    place, text = QGuiApplication.clipboard().text().split(" = ")
    assert place == "[1, 4, 7]"
    assert float(text) == pytest.approx(value, rel=1e-6)


def test_marked_value_stands_in_the_status_line_and_a_click_copies_it(drawn, session, qtbot):
    status = drawn.status
    drawn.controller.hover("")
    assert not status.marked.isVisible()
    drawn.controller.show_layer("relu")
    drawn.controller.mark_place(1, 4, 7)
    value = session.activations["relu"][0, 1, 4, 7]
    assert status.marked.text() == f"[1, 4, 7] = {wording.number(float(value))}"
    drawn.controller.hover("[0, 0, 0] = 1.000")
    assert not status.marked.isVisible()
    assert status.right.text() == "[0, 0, 0] = 1.000"
    drawn.controller.hover("")
    qtbot.mouseClick(status.marked, Qt.MouseButton.LeftButton)
    place, text = QGuiApplication.clipboard().text().split(" = ")
    assert (place, float(text)) == ("[1, 4, 7]", pytest.approx(float(value), rel=1e-6))
    assert status.right.text().startswith("Copied [1, 4, 7]")


# Numbers.


def assert_shown_numbers_add_up(unit, value):
    summands, total, result = shown_sum(unit)
    assert result == pytest.approx(value, abs=ROUNDED + 1e-4 * abs(value))
    if total is not None:
        count = len(summands) + 1
        assert sum(summands) == pytest.approx(total, abs=count * ROUNDED + 1e-4 * abs(total))
    if unit.explanation.terms[0].kernel is not None:
        for card, term in zip(unit.cards.cards, unit.explanation.terms, strict=False):
            if card.kernel is not None:
                product = float(np.nansum(card.window * card.kernel))
                assert product == pytest.approx(read(card.value), abs=ROUNDED)
                assert product == pytest.approx(term.value, abs=1e-9)


@pytest.mark.parametrize("name", resources.BUNDLED)
def test_numbers_on_the_screen_add_up_to_the_map(
    window, session, controller, settled, drawing, name
):
    if not resources.model_path(name).is_file():
        pytest.skip(f"{name} is not in this copy")
    controller.open_model(name)
    settled()
    if session.mode == "drawing":
        controller.drawing_changed(drawing)
    else:
        controller.open_image(resources.sample_paths(name)[0])
    settled()
    unit = panel(window, UnitPanel)
    random = np.random.default_rng(11)
    arrays = [each.name for each in session.activations.layers]
    seen = 0
    for layer in random.permutation(arrays)[:24].tolist():
        array = session.activations[layer]
        extent = extent_of(array)
        if extent is None:
            continue
        place = Place(*(int(random.integers(size)) for size in extent))
        controller.show_layer(layer)
        controller.mark_place(place.channel, place.y, place.x)
        controller.explain(place.channel)
        assert unit.isVisible()
        assert unit.explanation.known
        flat = array if array.ndim == 4 else array.reshape(1, -1, 1, 1)
        assert_shown_numbers_add_up(unit, float(flat[0, place.channel, place.y, place.x]))
        seen += 1
    assert seen >= min(10, len(arrays) - 2)


def test_all_summands_stand_in_the_table(drawn, session, controller, qtbot):
    unit = open_unit(drawn, "y", 1, 0, 0)
    controller.explain(1)
    unit._on_more_wanted()
    model = unit.table.model()
    assert model.rowCount() == len(unit.explanation.terms) == 4
    last = read(model.index(3, 4).data())
    assert last + (unit.explanation.bias or 0) == pytest.approx(unit.explanation.value, abs=1e-3)
    unit._on_more_wanted()
    assert not unit.table.isVisible()


def test_right_column_shows_the_statistics_of_the_map(drawn, session, qtbot):
    values = panel(drawn, ValuesPanel)
    whole = values.numbers["maximum"].text()
    unit = open_unit(drawn, channel=2)
    numbers = session.activations["relu"][0, 2]
    assert values.heading.text() == "Values in this map"
    assert values.numbers["maximum"].text() == wording.number(float(numbers.max()), 2)
    assert values.numbers["mean"].text() == wording.number(float(numbers.mean()))
    unit.title.back_wanted.emit()
    assert values.heading.text() == "Values in this layer"
    assert values.numbers["maximum"].text() == whole


# What is new.


def test_drawing_on_changes_the_numbers_and_keeps_the_unit(
    drawn, session, controller, settled, drawing
):
    unit = open_unit(drawn)
    first = unit.study
    changed = drawing.copy()
    changed[100:140, 40:240] = 10
    controller.drawing_changed(changed)
    settled()
    assert session.unit
    assert unit.isVisible()
    assert unit.study is not first
    assert unit.study.activations is session.activations
    place = session.place
    value = float(session.activations["relu"][0, place.channel, place.y, place.x])
    assert shown_sum(unit)[2] == pytest.approx(value, abs=ROUNDED)


def test_cleared_canvas_shows_what_to_do_and_the_next_stroke_the_unit(
    drawn, session, controller, settled, drawing
):
    unit = open_unit(drawn)
    place = session.place
    controller.drawing_changed(None)
    assert not unit.isVisible()
    assert panel(drawn, StagePanel).isVisible()
    controller.drawing_changed(drawing)
    settled()
    assert unit.isVisible()
    assert session.place == place


# Overlay and saving.


def test_overlay_mixes_map_and_input_and_is_remembered(drawn, session, controller, settings, qtbot):
    unit = open_unit(drawn)
    alone = unit.bench.map.pixels.copy()
    qtbot.mouseClick(unit.title.overlay.button, Qt.MouseButton.LeftButton)
    assert session.view.overlay
    unit.title.overlay.slider.setValue(50)
    mixed = unit.bench.map.pixels
    seen = session.activations.prepared.seen
    expected = (alone.astype(float) + seen[:, :, None]) / 2
    assert abs(mixed - expected).max() <= 1
    assert settings.view.overlay
    assert settings.view.opacity == 50
    assert panel(drawn, StagePanel).tools.overlay.button.isChecked()


def test_tiles_lie_over_the_input(drawn, session, controller):
    grid = panel(drawn, StagePanel).grid
    QApplication.processEvents()
    before = grid.viewport().grab().toImage()
    controller.change_view(overlay=True, opacity=20)
    QApplication.processEvents()
    assert grid.viewport().grab().toImage() != before
    controller.change_view(overlay=False)
    QApplication.processEvents()
    assert grid.viewport().grab().toImage() == before


def test_save_map_writes_every_value_and_its_colours(
    drawn, session, settled, monkeypatch, tmp_path
):
    from PIL import Image

    open_unit(drawn)
    path = tmp_path / "map.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    drawn.actions_by_name["SaveMap"].trigger()
    settled()
    pixels = np.asarray(Image.open(path).convert("RGB"))
    expected = panel(drawn, UnitPanel).study.picture
    zoom = round(512 / 12)
    corner = np.argwhere((pixels != 255).any(axis=2))
    assert corner.size
    top = next(
        y for y in range(pixels.shape[0] - 12 * zoom)
        if (pixels[y : y + 12 * zoom : zoom, 16 : 16 + 12 * zoom : zoom] == expected).all()
    )  # fmt: skip
    assert top > 16
    drawn.controller.clear_place()
    assert not drawn.actions_by_name["SaveMap"].isEnabled()


@pytest.mark.parametrize("layer", ["relu", "pool"])
def test_in_a_small_window_all_is_seen_without_scrolling(drawn, session, qtbot, layer):
    drawn.resize(1280, 720)
    unit = open_unit(drawn, layer=layer, channel=1, y=0, x=0)
    said = unit.page.sentence
    said.setText(3 * "then another operator: of another number; ")
    qtbot.waitUntil(lambda: said.height() >= said.heightForWidth(said.width()))
    qtbot.waitUntil(lambda: unit.page._scroll.verticalScrollBar().maximum() == 0)
    qtbot.waitUntil(lambda: unit.sum.visibleRegion().boundingRect().height() == unit.sum.height())
