from __future__ import annotations

import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper
from PySide6.QtCore import Qt

import gui.actions
import gui.panels  # noqa: F401
from gui import language
from gui.main_window import MainWindow
from gui.panels.layers import LayersPanel
from gui.panels.missing import MissingPanel
from gui.panels.output_picture import OutputPicturePanel
from gui.words import problem_text


@pytest.fixture
def unknown(tmp_path):
    """Return a function that writes a network with an operator that nobody knows."""

    def write(name, *before):
        last = before[-1].output[0] if before else "x"
        nodes = [
            *before,
            helper.make_node("Swirl", [last], ["s"], "swirl", domain="my.own"),
            helper.make_node("GlobalAveragePool", ["s"], ["y"], "pool"),
        ]
        graph = helper.make_graph(
            nodes,
            "unknown",
            [helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [1, 3, 16, 16])],
            [helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, None)],
            [numpy_helper.from_array(np.ones((3, 3, 3, 3), np.float32), "w")],
        )
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid("my.own", 1)]
        model = helper.make_model(graph, opset_imports=opsets)
        model.ir_version = 9
        path = tmp_path / name
        path.write_bytes(model.SerializeToString())
        return path

    return write


@pytest.fixture
def window(qtbot, session, controller):
    made = MainWindow(session, controller, "1.0")
    assert made.workspace.panels  # all are built before anything is opened
    qtbot.addWidget(made)
    return made


def conv():
    return helper.make_node("Conv", ["x", "w"], ["conv"], "conv", pads=[1, 1, 1, 1])


def test_what_can_run_is_offered_and_shown(
    session, window, controller, settled, unknown, make_picture, qapp
):
    path = unknown("swirl.onnx", conv(), helper.make_node("Relu", ["conv"], ["relu"], "relu"))
    controller.open_files([path, make_picture()])
    settled()
    assert session.model is None
    assert session.problem.part == path
    assert not window.banner.part_button.isHidden()
    missing = window.findChild(MissingPanel)
    assert missing.isHidden()
    window.banner.part_button.click()
    settled()
    assert session.problem is None
    assert [layer.name for layer in session.activations.layers] == ["conv", "relu"]
    assert session.activations["relu"].shape == (1, 3, 16, 16)
    assert not missing.isHidden()
    assert "not known" in missing.explanation.text()
    assert "my.own.Swirl" in missing.named.text()
    language.apply(qapp, "zh_CN")
    try:
        session.model_changed.emit()
        assert missing.named.text() == "Swirl（节点“swirl”）：Convolens 不认识算子“my.own.Swirl”"
    finally:
        language.apply(qapp, "en")
    assert window.findChild(OutputPicturePanel).isHidden()


def test_whole_models_are_not_marked(session, window, controller, settled, photo_model):
    controller.open_model(photo_model)
    settled()
    assert session.model is not None
    assert window.findChild(MissingPanel).isHidden()


def test_where_nothing_can_run_it_is_said_and_not_offered_again(
    session, window, controller, settled, unknown
):
    controller.open_model(unknown("nothing.onnx"))
    settled()
    window.banner.part_button.click()
    settled()
    assert session.model is None
    assert "None of its layers" in session.problem.text
    assert session.problem.part is None
    assert window.banner.part_button.isHidden()


def test_other_problems_offer_no_part(session, window, controller, settled, tmp_path):
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"\x08\x09nothing")
    controller.open_model(broken)
    settled()
    assert session.problem is not None
    assert session.problem.part is None
    assert window.banner.part_button.isHidden()
    controller.open_part()
    controller.report(problem_text.nothing_to_paste())
    assert window.banner.part_button.isHidden()


@pytest.fixture
def layers(qtbot, session, controller):
    made = LayersPanel(session, controller)
    qtbot.addWidget(made)
    return made


def test_layers_that_cannot_run_are_marked_in_all_views(
    qtbot, session, layers, controller, settled, unknown, make_picture
):
    path = unknown("swirl.onnx", conv(), helper.make_node("Relu", ["conv"], ["relu"], "relu"))
    controller.open_files([path, make_picture()])
    settled()
    controller.open_part()
    settled()
    cards = layers.strip.card_model.cards
    assert [card.operator for card in cards][-2:] == ["Swirl", "GlobalAveragePool"]
    assert [bool(card.reason) for card in cards] == [False, False, True, True]
    assert "my.own.Swirl" in cards[2].reason
    assert cards[2].reason in cards[2].words()
    index = layers.strip.card_model.index(2)
    assert not index.flags() & Qt.ItemFlag.ItemIsSelectable
    assert layers.strip.card_model.index(1).flags() & Qt.ItemFlag.ItemIsSelectable
    controller.change_view(layers="graph")
    network = layers.graph.drawing.network
    names = [card.name for card in network.cards]
    assert (names.index("relu"), names.index("s")) in network.edges
    assert (names.index("s"), names.index("y")) in network.edges
    controller.change_view(layers="table")
    row = layers.table.model().index(2, 1)
    assert "my.own.Swirl" in row.data(Qt.ItemDataRole.ToolTipRole)
    assert not row.data(Qt.ItemDataRole.DecorationRole).isNull()
    assert layers.table.model().index(2, 6).data() == "–"
    controller.change_view(layers="strip")


def test_a_layer_that_cannot_run_is_not_shown_but_explained(
    session, layers, controller, settled, unknown, make_picture
):
    controller.open_files([unknown("swirl.onnx", conv()), make_picture()])
    settled()
    controller.open_part()
    settled()
    shown = session.layer
    layers.graph.chosen.emit("s")
    assert session.layer == shown
    assert "my.own.Swirl" in session.hovered
