"""Channels switched off and pictures changed, in the real window with a tiny network."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

import engine
import gui.actions
import gui.panels  # noqa: F401 - importing the packages registers what they hold
from engine.transform import Transform
from engine.transforming import GREY, transformed
from gui.channel_menu import ChannelMenu
from gui.edits import Edits, Switches
from gui.main_window import MainWindow
from gui.panels.drawing import DrawingPanel
from gui.panels.picture import PicturePanel
from gui.panels.predictions import PredictionsPanel
from gui.panels.stage import StagePanel
from gui.words import edit_words


@pytest.fixture
def window(qtbot, session, controller, bundled):
    made = MainWindow(session, controller, "1.2.3")
    assert made.workspace.panels  # all are built before anything is opened
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


@pytest.fixture
def shown(window, session, controller, settled, photo_model, make_picture):
    controller.open_files([photo_model, make_picture()])
    settled()
    controller.show_layer("relu")
    controller.mark_place(1, 2, 3)
    return session


def panel(window, kind):
    return next(each for each in window.workspace.panels if isinstance(each, kind))


def test_switches_keep_only_what_is_changed():
    switches = Switches({"a": {0: 0.0, 1: 1.0}, "b": {2: 1.0}})
    assert switches.factors == {"a": {0: 0.0}}
    assert switches.with_factor("a", 0, 1.0) == Switches()
    assert switches.with_only("b", 1, 3).factors == {"a": {0: 0.0}, "b": {0: 0.0, 2: 0.0}}
    assert not switches.without("a")
    assert switches.with_factor("b", 5, 0.5).count == 2
    assert switches.only_off
    assert not switches.with_factor("b", 5, 0.5).only_off


def test_changed_network_is_made_once(photo_model):
    model = engine.load(photo_model)
    switches = Switches({"relu": {0: 0.0}})
    changed = switches.applied_to(model)
    assert switches.applied_to(model) is changed
    assert Switches().applied_to(model) is model


def test_switched_channel_is_zero_and_later_layers_follow(shown, controller, settled):
    before = shown.activations
    controller.switch_channel(1)
    settled()
    after = shown.activations
    assert (after["relu"][0, 1] == 0).all()
    np.testing.assert_array_equal(after["relu"][0, 0], before["relu"][0, 0])
    assert after["pool"][0, 1] == 0
    expected = shown.model.with_channels_scaled({"relu": {1: 0.0}}).predict(shown.source.picture)
    np.testing.assert_allclose(
        after.prediction.probabilities, expected.probabilities, rtol=1e-5, atol=1e-7
    )
    np.testing.assert_allclose(
        shown.unedited.probabilities, before.prediction.probabilities, rtol=1e-5, atol=1e-7
    )


def test_keys_switch_off_and_on_and_reset(window, shown, settled):
    window.actions_by_name["SwitchChannel"].trigger()
    settled()
    assert shown.edits.switches.factors == {"relu": {1: 0.0}}
    window.actions_by_name["SwitchChannel"].trigger()
    settled()
    assert not shown.edits
    window.actions_by_name["OnlyChannel"].trigger()
    settled()
    assert shown.edits.switches.count == 3
    assert shown.activations["relu"][0, 1].any()
    window.actions_by_name["ResetEdits"].trigger()
    settled()
    assert not shown.edits
    assert shown.unedited is None
    assert not window.actions_by_name["ResetEdits"].isEnabled()


def test_delete_switches_the_chosen_tile_without_a_mark(window, shown, controller, settled):
    grid = panel(window, StagePanel).grid
    controller.clear_place()
    grid.setFocus()
    grid.choose(2)
    QTest.keyClick(grid, Qt.Key.Key_Delete)
    settled()
    assert shown.edits.switches.factors == {"relu": {2: 0.0}}
    assert grid._delegate.factors == {2: 0.0}


def test_undo_goes_back_step_by_step(window, shown, controller, settled):
    controller.switch_channel(0)
    controller.change_picture(Transform(rotation=10.0))
    controller.change_picture(Transform(rotation=20.0), going_on=True)
    settled()
    undo = window.actions_by_name["Undo"]
    assert undo.isEnabled()
    undo.trigger()
    assert shown.edits == Edits(Switches({"relu": {0: 0.0}}))
    undo.trigger()
    assert not shown.edits
    assert not undo.isEnabled()
    settled()
    assert shown.unedited is None


def test_changed_picture_goes_through_the_network(window, shown, controller, settled):
    change = Transform(flip_x=True, brightness=0.3)
    controller.change_picture(change)
    settled()
    expected = transformed(shown.source.picture, change)
    np.testing.assert_array_equal(shown.activations.prepared.picture.pixels, expected.pixels)
    view = panel(window, PicturePanel).original
    np.testing.assert_array_equal(view.pixels, expected.pixels)
    controller.reset_edits()
    settled()
    assert view.pixels is shown.source.picture.pixels


def test_dragging_on_the_original_covers_a_part(window, shown, settled):
    view = panel(window, PicturePanel).original
    width, height = view.width(), view.height()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    QTest.mouseMove(view, QPoint(width // 4, height // 3))
    QTest.mouseRelease(
        view, Qt.MouseButton.LeftButton, pos=QPoint(round(width / 2), round(height / 2))
    )
    settled()
    pixels = shown.activations.prepared.picture.pixels
    assert (pixels[:11, :15] == GREY).all()
    np.testing.assert_array_equal(pixels[13:], shown.source.picture.pixels[13:])
    assert "1 part covered" in panel(window, PredictionsPanel).changes.text.text()


def test_sliders_change_the_picture_as_one_step(window, shown, controller, settled):
    editor = panel(window, PicturePanel).editor
    slider = editor.sliders["brightness"]
    slider.sliderPressed.emit()
    for value in (5, 20, 40):
        slider.setValue(value)
    settled()
    assert shown.edits.transform == Transform(brightness=0.4)
    controller.undo_edit()
    settled()
    assert not shown.edits
    assert slider.value() == 0


def test_a_drawing_is_turned_and_stays_so_while_strokes_come(
    window, session, controller, settled, drawing
):
    controller.open_model("digits")
    settled()
    controller.draw()
    controller.drawing_changed(drawing)
    settled()
    editor = panel(window, DrawingPanel).editor
    editor.sliders["rotation"].setValue(90)
    settled()
    change = Transform(rotation=90)
    for paper in (drawing, drawing[:, ::-1].copy()):
        controller.drawing_changed(paper)
        settled()
        assert session.edits.transform == change
        expected = transformed(session.source.picture, change).pixels
        np.testing.assert_array_equal(session.activations.prepared.picture.pixels, expected)
    editor.reset.click()
    settled()
    assert not session.edits


def test_a_photo_after_a_turned_drawing_is_shown_as_it_is(
    window, session, controller, settled, drawing, make_picture
):
    controller.open_model("digits")
    settled()
    controller.draw()
    controller.drawing_changed(drawing)
    settled()
    controller.change_picture(Transform(rotation=90))
    settled()
    controller.open_image(make_picture())
    settled()
    assert not session.edits.transform


def test_predictions_say_before_and_after(window, shown, controller, settled):
    list_ = panel(window, PredictionsPanel).list
    assert all(bar.before is None for bar in list_.bars)
    controller.switch_channel(1)
    settled()
    bar = next(bar for bar in list_.bars if bar.label == "cat")
    index = shown.model.labels.names.index("cat")
    assert bar.before == pytest.approx(float(shown.unedited.probabilities[index]))
    assert "→" in bar.figure
    assert not panel(window, PredictionsPanel).changes.isHidden()
    panel(window, PredictionsPanel).changes.reset.click()
    settled()
    assert panel(window, PredictionsPanel).changes.isHidden()
    assert "→" not in list_.bars[0].figure


def test_another_picture_is_shown_as_it_is_but_channels_stay_off(
    shown, controller, settled, make_picture
):
    controller.switch_channel(1)
    controller.change_picture(Transform(flip_y=True))
    settled()
    controller.open_image(make_picture("other.png", (9, 200, 30)))
    settled()
    assert shown.edits == Edits(Switches({"relu": {1: 0.0}}))
    assert shown.activations.prepared.picture is shown.source.picture
    assert (shown.activations["relu"][0, 1] == 0).all()


def test_another_model_forgets_the_changes(shown, controller, settled, bundled):
    controller.switch_channel(1)
    settled()
    controller.open_model("photos")
    settled()
    assert not shown.edits
    assert not controller.can_undo_edit


def test_menu_of_a_channel_scales_it(window, shown, controller, settled):
    menu = ChannelMenu(shown, controller, 3, panel(window, StagePanel))
    scale = next(action.menu() for action in menu.actions() if action.menu() is not None)
    before = shown.activations["relu"][0, 3]
    scale.actions()[-1].trigger()
    settled()
    np.testing.assert_allclose(shown.activations["relu"][0, 3], 2 * before, rtol=1e-5)
    menu.deleteLater()


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        (Edits(), ""),
        (Edits(Switches({"a": {1: 0.0}})), "1 channel switched off"),
        (Edits(Switches({"a": {1: 0.0, 2: 0.5}})), "2 channels changed"),
        (
            Edits(transform=Transform(rotation=-15, noise=0.1)),
            "Picture: turned by −15°, with noise",
        ),
        (
            Edits(Switches({"a": {1: 0.0}, "b": {0: 0.0}}), Transform(covers=((0, 0, 1, 1),))),
            "2 channels switched off · Picture: 1 part covered",
        ),
    ],
)
def test_changes_are_told_in_words(app, edits, expected):
    assert edit_words.described(edits) == expected
