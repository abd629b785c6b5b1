"""Two runs side by side, in the real window with tiny networks."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

import gui.actions
import gui.panels  # noqa: F401 - importing the packages registers what they hold
from engine.transform import Transform
from gui.edits import Edits
from gui.main_window import MainWindow
from gui.panels.compare_answers import CompareAnswersPanel
from gui.panels.compare_pictures import ComparePicturesPanel
from gui.panels.compare_stage import CompareStagePanel
from gui.panels.layers import LayersPanel


@pytest.fixture
def window(qtbot, session, controller, bundled):
    made = MainWindow(session, controller, "1.2.3")
    assert made.workspace.panels  # all are built before anything is opened
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


@pytest.fixture
def pinned(window, session, controller, settled, photo_model, make_picture):
    controller.open_files([photo_model, make_picture()])
    settled()
    controller.show_layer("relu")
    window.actions_by_name["PinToCompare"].trigger()
    return session


def panel(window, kind):
    return next(each for each in window.workspace.panels if isinstance(each, kind))


def test_nothing_can_be_pinned_at_the_start(window):
    assert not window.actions_by_name["PinToCompare"].isEnabled()


def test_pinning_shows_a_beside_itself(window, pinned):
    action = window.actions_by_name["PinToCompare"]
    assert action.text() == "Unpin"
    assert action.isChecked()
    for part in (window.workspace.left, window.workspace.stage, window.workspace.right):
        assert part.currentIndex() == 1
    assert window.windowTitle().startswith("Compare")
    assert "same so far" in panel(window, ComparePicturesPanel).same.text()
    assert panel(window, CompareAnswersPanel).numbers["unchanged"].text() == "100.0 %"


def test_another_picture_becomes_b(window, pinned, controller, settled, make_picture):
    a = pinned.pinned.activations
    controller.open_image(make_picture("other.png", (5, 200, 90)))
    settled()
    b = pinned.activations
    grid = panel(window, CompareStagePanel).grid
    far = abs(b["relu"][0] - a["relu"][0]).mean(axis=(1, 2))
    assert grid.channels == np.argsort(-far, kind="stable").tolist()
    text = grid.value_text(1, 2, 3)
    for letter, array in (("A", a["relu"]), ("B", b["relu"])):
        assert f"{letter} {float(array[0, 1, 2, 3]):.3f}".replace("-", "−") in text
    pairs = {pair.label: pair for pair in panel(window, CompareAnswersPanel).pairs.pairs}
    for label, share in b.prediction.top(3):
        assert pairs[label].b == pytest.approx(share)
    assert panel(window, ComparePicturesPanel).names[1].text() == "other.png"
    largest = float(abs(b["relu"] - a["relu"]).max())
    shown = panel(window, CompareAnswersPanel).numbers["largest"].text()
    assert float(shown) == pytest.approx(largest, abs=0.006)


def test_order_by_channel(window, pinned, controller, settled):
    controller.change_picture(Transform(brightness=0.5))
    settled()
    stage = panel(window, CompareStagePanel)
    stage.order.set_value(False)
    stage.order.chosen.emit(False)
    assert stage.grid.channels == [0, 1, 2, 3]


def test_changes_of_b_leave_a_as_it_was(window, pinned, controller, settled):
    before = pinned.pinned.activations["relu"].copy()
    controller.switch_channel(0)
    settled()
    np.testing.assert_array_equal(pinned.pinned.activations["relu"], before)
    assert (pinned.activations["relu"][0, 0] == 0).all()
    assert panel(window, ComparePicturesPanel).changes[1].text() == "1 channel switched off"


def test_a_is_described_as_it_came_out_not_as_it_will_be(
    window, session, controller, settled, photo_model, make_picture
):
    """A result that is pinned while a change is under way is the one before the change."""
    controller.open_files([photo_model, make_picture()])
    settled()
    controller.change_picture(Transform(brightness=0.5))
    settled()
    controller.reset_edits()
    controller.pin()
    assert session.pinned.edits == Edits(transform=Transform(brightness=0.5))
    settled()
    changes = panel(window, ComparePicturesPanel).changes
    assert [each.isHidden() for each in changes] == [False, True]
    controller.swap()
    controller.unpin()
    controller.pin()
    assert session.pinned.edits == Edits(transform=Transform(brightness=0.5))


def test_selection_is_linked_in_all_three_maps(window, pinned, controller):
    controller.mark_place(2, 3, 4)
    assert panel(window, CompareStagePanel).grid._look.place == (2, 3, 4)


def test_zoom_is_linked_with_the_stage(window, pinned, controller):
    grid = panel(window, CompareStagePanel).grid
    before = grid._look.layout.edge
    controller.change_view(tile_size=60)
    assert grid._look.layout.edge < before
    assert grid.columns() * grid.column_width() <= grid.viewport().width()


def test_another_model_without_the_layer_says_so(
    window, pinned, controller, settled, drawing_model, make_picture
):
    controller.open_files([drawing_model, make_picture("x.png")])
    settled()
    stage = panel(window, CompareStagePanel)
    assert stage.views.currentWidget() is stage.empty
    assert "no layer of this name" in stage.empty.sentence
    assert "A Tiny, B Strokes" in panel(window, ComparePicturesPanel).same.text()
    labels = {pair.label for pair in panel(window, CompareAnswersPanel).pairs.pairs}
    assert {"line", "ring"} & labels
    assert {"cat", "dog", "bird"} & labels


def test_vectors_are_compared_too(window, pinned, controller, settled):
    controller.change_picture(Transform(brightness=0.5))
    settled()
    controller.show_layer("pool")
    stage = panel(window, CompareStagePanel)
    assert stage.views.currentWidget() is stage._vectors
    expected = pinned.activations["pool"] - pinned.pinned.activations["pool"]
    np.testing.assert_allclose(stage.vectors[2]._values, expected.ravel())


def test_swap_exchanges_both(window, pinned, controller, settled, make_picture):
    a = pinned.activations
    controller.open_image(make_picture("other.png", (5, 200, 90)))
    settled()
    b = pinned.activations
    controller.swap()
    assert pinned.pinned.activations is b
    assert pinned.activations is a
    assert pinned.source.name == "picture.png"
    controller.swap()
    assert pinned.activations is b


def test_escape_leaves_and_the_button_returns_and_unpins(window, pinned):
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not pinned.comparing
    assert window.workspace.stage.currentIndex() == 0
    action = window.actions_by_name["PinToCompare"]
    assert action.text() == "Compare"
    action.trigger()
    assert pinned.comparing
    action.trigger()
    assert pinned.pinned is None
    assert action.text() == "Pin to compare"
    assert not action.isChecked()


def test_the_canvas_stays_while_drawings_are_compared(
    window, session, controller, settled, bundled, drawing
):
    controller.open_model("digits")
    settled()
    controller.drawing_changed(drawing)
    settled()
    controller.pin()
    assert window.workspace.left.currentIndex() == 0
    assert window.workspace.stage.currentIndex() == 1
    controller.drawing_changed(np.rot90(drawing).copy())
    settled()
    assert session.activations is not session.pinned.activations
    assert panel(window, CompareAnswersPanel).pairs.pairs


def test_cards_say_how_far_layers_are_apart(window, pinned, controller, settled, qtbot):
    strip = panel(window, LayersPanel)
    controller.change_picture(Transform(brightness=0.5))
    settled()
    a, b = pinned.pinned.activations["relu"], pinned.activations["relu"]
    expected = np.linalg.norm(b - a) / np.linalg.norm(a)

    def shown():
        return next(c for c in strip.strip.card_model.cards if c.name == "relu").time

    qtbot.waitUntil(lambda: shown() == f"Δ {100 * expected:.0f} %")
    assert strip.head.bar_words.text() == "Bar height: difference"
    controller.unpin()
    assert shown().endswith("ms")
    assert strip.head.bar_words.text() == "Bar height: time"


def test_grid_paints_only_what_is_seen(window, pinned, controller, settled, qtbot):
    controller.change_picture(Transform(brightness=-0.5))
    settled()
    grid = panel(window, CompareStagePanel).grid
    qtbot.waitUntil(lambda: not any(t.missing(grid.visible_channels()) for t in grid._tiles))
    assert grid.grab().toImage().width() > 0


def test_enter_marks_where_two_maps_are_furthest_apart(
    qtbot, window, pinned, controller, settled, make_picture
):
    controller.open_image(make_picture("other.png", (9, 200, 9)))
    settled()
    grid = panel(window, CompareStagePanel).grid
    grid.setFocus()
    QTest.keyClick(grid, Qt.Key.Key_Return)
    place = pinned.place
    a, b = pinned.pinned.activations["relu"][0], pinned.activations["relu"][0]
    far = np.abs(b - a)[place.channel]
    assert place.channel == grid.channels[grid.currentIndex().row()]
    assert far[place.y, place.x] == far.max() > 0
