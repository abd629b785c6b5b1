from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMainWindow, QPushButton, QWidget

from engine.metadata import Labels
from gui.panels.stage import StagePanel
from gui.session import Place

RANDOM = np.random.default_rng(2)


class Outputs(dict):
    """What stands for `engine.Activations`: arrays by layer, their layers and times."""

    def __init__(self, arrays):
        super().__init__(arrays)
        self.layers = tuple(
            SimpleNamespace(name=name, title=f"title of {name}", detail="Conv 3×3",
                            shape=array.shape)
            for name, array in arrays.items()
        )  # fmt: skip
        self.seconds = dict.fromkeys(arrays, 0.00008)
        names = tuple(f"kind {number}" for number in range(10))
        self.prediction = SimpleNamespace(labels=Labels(names, "given"))


MODEL, DRAWING = SimpleNamespace(layers=()), SimpleNamespace(kind="drawing")


def outputs():
    return Outputs(
        {
            "maps": RANDOM.normal(size=(1, 40, 6, 6)).astype(np.float32),
            "relu": abs(RANDOM.normal(size=(1, 40, 6, 6)).astype(np.float32)),
            "pooled": RANDOM.normal(size=(1, 40, 1, 1)).astype(np.float32),
            "logits": RANDOM.normal(size=(1, 10)).astype(np.float32),
            "shape": np.array([1, -1]),
        }
    )


@pytest.fixture
def stage(session, controller, qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    panel = StagePanel(session, controller, window)
    window.setCentralWidget(panel)
    window.resize(900, 600)
    window.show()
    qtbot.waitExposed(window)
    yield panel
    del window  # until here it owns the panel


def show(session, layer="maps", source=DRAWING):
    session.change(mode="drawing", model=MODEL, source=source, activations=outputs(), layer=layer)
    QApplication.processEvents()


@pytest.mark.parametrize(
    ("layer", "view", "size"),
    [
        ("maps", "grid", "40 × 6 × 6"),
        ("pooled", "vector", "40 × 1 × 1"),
        ("logits", "vector", "10"),
        ("shape", "table", "2"),
    ],
)
def test_every_layer_is_shown_in_its_form(stage, session, layer, view, size):
    show(session, layer)
    assert stage.views.currentWidget() is getattr(stage, view)
    tags = [tag.text for tag in stage.title._tags]
    assert tags[:2] == [size, "0.08 ms"]
    assert bool(tags[2]) == (view == "grid")


def test_stroke_changes_only_the_contents(stage, session, qtbot):
    show(session)
    stage.grid.set_zoom(200)
    QApplication.processEvents()
    stage.grid.verticalScrollBar().setValue(150)
    session.change(place=Place(3, 2, 2))
    resets = []
    stage.grid.model().modelReset.connect(lambda: resets.append(1))
    session.change(source=SimpleNamespace(kind="drawing"), activations=outputs())
    QApplication.processEvents()
    assert not resets
    assert stage.grid.verticalScrollBar().value() == 150
    assert stage.grid.chosen == 3
    assert stage.grid._delegate.place == (3, 2, 2)
    assert stage.grid._model.figures.maps is not None
    qtbot.waitUntil(lambda: not stage.grid._rest.isActive())


def test_tiles_keep_their_places_while_drawing_and_not_for_a_photo(stage, session, qtbot):
    show(session)
    stage.tools.chosen.emit("order", "mean")
    before = list(stage.grid.channels)
    session.change(activations=outputs())
    assert stage.grid.channels == before
    session.change(source=SimpleNamespace(kind="file"), activations=outputs())
    means = session.activations["maps"][0].mean(axis=(1, 2))
    assert stage.grid.channels == np.argsort(-means, kind="stable").tolist()


def test_choices_are_told_to_the_controller_and_shown(stage, session, qtbot):
    show(session)
    stage.tools.chosen.emit("order", "mean")
    assert session.view.order == "mean"
    means = session.activations["maps"][0].mean(axis=(1, 2))
    assert stage.grid.channels == np.argsort(-means, kind="stable").tolist()
    stage.tools.chosen.emit("colours", "viridis")
    assert stage.grid.colours == "viridis"
    stage.tools.zoomed.emit(200)
    assert session.view.tile_size == 200


def test_automatic_colours_follow_the_sign(stage, session):
    show(session, "maps")
    assert stage.grid.colours == "polar"
    session.change(layer="relu")
    assert stage.grid.colours == "ember"


def test_place_is_marked_through_the_controller(stage, session, qtbot):
    show(session)
    stage.grid.marked.emit(5, 1, 2)
    assert session.place == Place(5, 1, 2)
    assert stage.grid.chosen == 5
    stage.grid.hovered.emit("[5, 1, 2] = 0.100")
    assert session.hovered == "[5, 1, 2] = 0.100"
    stage.grid.unmarked.emit()
    assert session.place is None


def test_dead_button_goes_from_dead_map_to_dead_map(stage, session, qtbot):
    found = outputs()
    found["maps"][0, [7, 21]] = 0
    session.change(model=MODEL, source=DRAWING, activations=found, layer="maps")
    button = stage.tools.findChild(QPushButton)
    assert "2" in button.text()
    for expected in (7, 21, 7):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert stage.grid.chosen == expected
    session.change(layer="relu")
    assert not button.isEnabled()


def test_empty_stage_says_one_thing_to_do(stage, session, qtbot):
    sentences = {stage.empty.sentence}
    assert stage.views.currentWidget() is stage.empty
    for change in (
        {"model": MODEL, "mode": "image"},
        {"mode": "drawing"},
        {"mode": "image", "source": SimpleNamespace(kind="file")},
    ):
        session.change(**change)
        sentences.add(stage.empty.sentence)
    assert len(sentences) == 4
    show(session)
    session.change(activations=None, source=None)
    assert stage.views.currentWidget() is stage.empty


def test_buttons_are_menu_entries_of_the_window(stage, session, qtbot):
    class SaveMaps(QAction):
        pass

    action = SaveMaps(stage.window())
    stage.window().addAction(action)
    show(session)
    with qtbot.waitSignal(action.triggered):
        stage.title.save_wanted.emit()


@pytest.mark.parametrize("width", [440, 560, 700, 820, 1200])
def test_nothing_is_cut_off_in_any_width(stage, session, width):
    show(session)
    stage.window().resize(width, 500)
    QApplication.processEvents()
    for row in (stage.title, stage.tools):
        parts = [
            child
            for child in row.findChildren(QWidget)
            if child.parentWidget() is row and child.isVisible()
        ]
        assert parts
        for part in parts:
            assert part.geometry().right() <= row.width()
            if part is not stage.title._title:
                assert part.width() >= part.minimumSizeHint().width()


def test_a_value_of_a_vector_is_marked_by_click_and_keys_and_named(stage, session, qtbot):
    show(session, "logits")
    area = stage.vector._bar_area()
    spot = QPoint(area.left() + area.width() * 25 // 100, area.center().y())
    qtbot.mouseMove(stage.vector.viewport(), spot)
    assert session.hovered.startswith("[2] kind 2 = ")
    qtbot.mouseClick(stage.vector.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert session.place == Place(2, 0, 0)
    qtbot.keyClick(stage.vector, Qt.Key.Key_Right)
    assert session.place == Place(3, 0, 0)
    qtbot.keyClick(stage.vector, Qt.Key.Key_Return)
    assert (session.unit, session.place) == (True, Place(3, 0, 0))
    session.change(unit=False, place=None)
    show(session, "pooled")
    qtbot.keyClick(stage.vector, Qt.Key.Key_Right)
    assert session.place == Place(0, 0, 0), "the first, where none was marked"
    for _ in range(50):
        qtbot.keyClick(stage.vector, Qt.Key.Key_Right)
    assert session.place == Place(39, 0, 0)
