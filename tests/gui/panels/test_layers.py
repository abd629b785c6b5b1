from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from gui.panels.layers import LayersPanel

RANDOM = np.random.default_rng(4)
COUNT = 40


def layers():
    return tuple(
        SimpleNamespace(name=f"v{n}", title=f"block.{n}", detail="Conv 3×3" if n % 2 else "Relu",
                        shape=(1, 4, 8, 8) if n < COUNT - 1 else (1, 10), op="Relu",
                        inputs=(f"v{n - 1}",), node=SimpleNamespace(outputs=(f"v{n}",)))
        for n in range(COUNT)
    )  # fmt: skip


class Outputs(dict):
    """What stands for `engine.Activations`."""

    def __init__(self):
        super().__init__({layer.name: RANDOM.random(layer.shape, np.float32) for layer in layers()})
        self.layers = layers()
        self.seconds = dict.fromkeys(self, 0.001)


@pytest.fixture
def panel(session, controller, qtbot):
    made = LayersPanel(session, controller)
    qtbot.addWidget(made)
    made.resize(900, made.sizeHint().height())
    made.show()
    qtbot.waitExposed(made)
    return made


def run(session, source=None, **changes):
    source = source or SimpleNamespace(kind="drawing")
    session.change(source=source, activations=Outputs(), **changes)
    QApplication.processEvents()


def counts(panel):
    return panel.head.count.text(), panel.strip.card_model.rowCount()


def test_layers_are_listed_before_the_network_has_run(panel, session):
    assert counts(panel) == ("0", 0)
    session.change(model=SimpleNamespace(layers=layers(), left_out=()), layer="v0")
    assert counts(panel) == (str(COUNT), COUNT)
    assert panel.head.bar_words.isHidden()
    run(session)
    assert not panel.head.bar_words.isHidden()


def test_choosing_a_card_or_a_bar_shows_the_layer(panel, session, qtbot):
    session.change(model=SimpleNamespace(layers=layers(), left_out=()), layer="v0")
    run(session)
    qtbot.keyClick(panel.strip, Qt.Key.Key_Right)
    assert session.layer == "v1"
    panel.ruler.chosen.emit("v30")
    assert session.layer == "v30"
    assert 30 in panel.strip.rows_in_view()
    left, right = panel.ruler._window
    assert left < 30 < right


def test_live_run_keeps_search_scroll_and_layer(panel, session, qtbot):
    session.change(model=SimpleNamespace(layers=layers(), left_out=()), layer="v1")
    run(session)
    panel.search.setText("conv")
    assert counts(panel) == (f"{COUNT // 2} of {COUNT}", COUNT // 2)
    panel.strip.horizontalScrollBar().setValue(700)
    run(session)
    assert panel.search.text() == "conv"
    assert panel.strip.horizontalScrollBar().value() == 700
    assert counts(panel)[1] == COUNT // 2


def test_search_by_keyboard(panel, session, qtbot):
    session.change(model=SimpleNamespace(layers=layers(), left_out=()), layer="v0")
    run(session)
    panel.activateWindow()
    qtbot.keyClick(panel.strip, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(panel.search.hasFocus)
    qtbot.keyClicks(panel.search, "block.17")
    qtbot.keyClick(panel.search, Qt.Key.Key_Return)
    assert session.layer == "v17"
    assert panel.strip.hasFocus()
    panel.search.setFocus()
    qtbot.keyClick(panel.search, Qt.Key.Key_Escape)
    assert panel.search.text() == ""
    assert counts(panel)[1] == COUNT
    assert session.layer == "v17"


def test_cards_of_a_drawing_keep_their_maps_and_those_of_a_photo_do_not(panel, session, qtbot):
    session.change(model=SimpleNamespace(layers=layers(), left_out=()), layer="v0")
    run(session)
    qtbot.waitUntil(lambda: not panel.strip.pictures.busy)
    kept = dict(panel.strip.pictures.channels)
    assert kept
    run(session)
    qtbot.waitUntil(lambda: not panel.strip.pictures.busy)
    assert panel.strip.pictures.channels == kept
    run(session, source=SimpleNamespace(kind="file"))
    qtbot.waitUntil(lambda: not panel.strip.pictures.busy)
    assert panel.strip.pictures.channels != kept


def test_another_model_clears_the_search(panel, session):
    session.change(model=SimpleNamespace(layers=layers(), left_out=()), layer="v0")
    panel.search.setText("conv")
    session.change(model=SimpleNamespace(layers=layers()[:3], left_out=()), layer="v0")
    assert counts(panel) == ("3", 3)


def test_keys_zoom_the_graph_wherever_the_focus_is(panel, session, controller, qtbot):
    session.change(model=SimpleNamespace(layers=layers(), left_out=(), inputs=()), layer="v1")
    controller.change_view(layers="graph")
    assert QApplication.focusWidget() is panel.graph, "who asks for a view goes on in it"
    panel.search.setFocus()
    shift = Qt.KeyboardModifier.ShiftModifier
    panel.graph.set_zoom(1.0)
    for key, zoom in ((Qt.Key.Key_Up, 1.25), (Qt.Key.Key_Down, 1.0), (Qt.Key.Key_Down, 0.8)):
        qtbot.keyClick(panel.search, key, shift)
        assert panel.graph.zoom == pytest.approx(zoom)
    panel.search.setText("conv")
    panel.search.setFocus()
    controller.change_view(layers="strip")
    assert QApplication.focusWidget() is panel.search, "what is being typed goes on"
    qtbot.keyClick(panel.search, Qt.Key.Key_Up, shift)
    assert panel.graph.zoom == pytest.approx(0.8)
