"""Each operator that is explained, on the screen: its form, and its numbers."""

from __future__ import annotations

import re

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper
from PySide6.QtWidgets import QApplication

import gui.actions
import gui.panels  # noqa: F401 - the actions and panels register themselves
from gui import language
from gui.main_window import MainWindow
from gui.panels.unit import UnitPanel
from gui.session import Place
from gui.unit.units import extent_of
from gui.words import wording
from gui.words.unit_words import sentence

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


def zoo(path):
    """Write a network in which each operator that is explained stands once."""
    random = np.random.default_rng(9)

    def weights(name, *shape):
        return numpy_helper.from_array(random.normal(size=shape).astype(np.float32), name)

    make = helper.make_node
    nodes = [
        make("Conv", ["x", "w1"], ["conv"], pads=[2] * 4),
        make("BatchNormalization", ["conv", "s", "t", "m", "v"], ["norm"]),
        make("Relu", ["norm"], ["relu"]),
        make("MaxPool", ["relu"], ["pool"], kernel_shape=[3, 3], strides=[2, 2], pads=[1] * 4),
        make("Conv", ["pool", "w2"], ["depthwise"], group=4, pads=[1] * 4),
        make("Conv", ["depthwise", "w3", "b3"], ["pointwise"]),
        make("Add", ["pointwise", "pool"], ["add"]),
        make("Mul", ["add", "factor"], ["mul"]),
        make("Concat", ["mul", "add"], ["concat"], axis=1),
        make("Sigmoid", ["concat"], ["sigmoid"]),
        make("AveragePool", ["sigmoid"], ["mean"], kernel_shape=[2, 2], pads=[1] * 4),
        make("ConvTranspose", ["mean", "w4"], ["transposed"], strides=[2, 2]),
        make("Resize", ["transposed", "", "scales"], ["resize"], mode="linear"),
        make("LRN", ["resize"], ["lrn"], size=3),
        make("Split", ["lrn"], ["part", "rest"], axis=1),
        make("Gelu", ["rest"], ["gelu"]),
        make("Concat", ["gelu", "part"], ["joined"], axis=1),
        make("InstanceNormalization", ["joined", "s8", "t8"], ["instance"]),
        make("Clip", ["instance", "zero"], ["clip"]),
        make("ReduceMean", ["clip", "channels"], ["among"]),
        make("Sub", ["clip", "among"], ["sub"]),
        make("Gather", ["sub", "order"], ["gather"], axis=1),
        make("CumSum", ["gather", "one"], ["unknown"]),
        make("GlobalAveragePool", ["unknown"], ["global"]),
        make("Flatten", ["global"], ["flat"]),
        make("Gemm", ["flat", "w5", "b5"], ["dense"]),
        make("Softmax", ["dense"], ["softmax"]),
    ]
    scales = numpy_helper.from_array(np.array([1, 1, 1.5, 0.5], np.float32), "scales")
    more = {"channels": np.array([1]), "order": np.array([3, 2, 1, 0]), "one": np.array(1),
            "zero": np.array(0, np.float32)}  # fmt: skip
    variance = numpy_helper.from_array(np.array([0.5, 1, 2, 1], np.float32), "v")
    graph = helper.make_graph(
        nodes,
        "zoo",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, 16, 14])],
        [helper.make_tensor_value_info("softmax", TensorProto.FLOAT, [1, 4])],
        [
            weights("w1", 4, 3, 5, 5), weights("w2", 4, 1, 3, 3), weights("w3", 4, 4, 1, 1),
            weights("b3", 4), weights("w4", 8, 4, 3, 3), weights("w5", 4, 4), weights("b5", 4),
            weights("s", 4), weights("t", 4), weights("m", 4), variance, scales,
            weights("factor", 4, 1, 1), weights("s8", 4), weights("t8", 4),
            *(numpy_helper.from_array(array, name) for name, array in more.items()),
        ],
    )  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)])
    model.ir_version = 9
    path.write_bytes(model.SerializeToString())


@pytest.fixture
def unit(window, controller, settled, make_picture, tmp_path):
    """The panel, with the network of all operators open."""
    zoo(tmp_path / "zoo.onnx")
    controller.open_files([tmp_path / "zoo.onnx", make_picture()])
    settled()
    return next(each for each in window.workspace.panels if isinstance(each, UnitPanel))


def explain(unit, layer, channel, y=0, x=0):
    unit.controller.show_layer(layer)
    unit.controller.mark_place(channel, y, x)
    unit.controller.explain(channel)
    QApplication.processEvents()


def result(unit):
    """Return the number in the last box."""
    return float(unit.sum.boxes()[-1].value.replace(wording.MINUS, "-"))


SHOWN = {
    # layer: what is seen besides the sum: cards, bars, small pictures
    "conv": (True, False, 3),
    "norm": (True, False, 3),
    "relu": (True, False, 3),
    "pool": (True, False, 3),
    "depthwise": (True, False, 1),
    "pointwise": (False, True, 4),
    "add": (False, False, 2),
    "mul": (False, False, 1),
    "concat": (False, False, 1),
    "sigmoid": (False, False, 1),
    "mean": (True, False, 1),
    "transposed": (True, False, 8),
    "resize": (True, False, 1),
    "lrn": (False, False, 1),
    "part": (False, False, 1),
    "gelu": (False, False, 1),
    "joined": (False, False, 1),
    "instance": (False, False, 1),
    "clip": (False, False, 1),
    "among": (True, False, 1),
    "sub": (False, False, 2),
    "gather": (False, False, 1),
    "unknown": (False, False, 0),
    "global": (True, False, 0),
    "flat": (False, False, 0),
    "dense": (False, True, 0),
    "softmax": (False, False, 0),
}


def test_every_operator_is_shown_in_its_form(unit, session):
    random = np.random.default_rng(2)
    for layer, (carded, barred, pictures) in SHOWN.items():
        for _ in range(3):
            array = session.activations[layer]
            place = Place(*(int(random.integers(size)) for size in extent_of(array)))
            explain(unit, layer, place.channel, place.y, place.x)
            assert unit.cards.isVisible() == carded, layer
            assert unit.bars.isVisible() == barred, layer
            if unit.study.is_map:
                assert len(unit.bench.slices.slices) == pictures, layer
            assert unit.page.unknown.isVisible() == (layer == "unknown")
            flat = array if array.ndim == 4 else array.reshape(1, -1, 1, 1)
            value = float(flat[0, place.channel, place.y, place.x])
            assert result(unit) == pytest.approx(value, abs=ROUNDED + 1e-4 * abs(value))
            assert not unit.grab().isNull()


def test_unknown_operator_gives_its_definition(unit, session):
    explain(unit, "unknown", 1, 2, 2)
    text = unit.page.unknown.text()
    assert "https://onnx.ai/onnx/operators/onnx__CumSum.html" in text
    assert "It reads" in text
    assert unit.page.sentence.text() == "Formula not shown"


@pytest.fixture
def chinese(qapp):
    language.apply(qapp, "zh_CN")
    yield
    language.apply(qapp, "en")


@pytest.mark.usefixtures("chinese")
def test_every_sentence_is_told_in_chinese(unit, session):
    functions = {"exp", "erf", "ln", "tanh", "max"}
    for layer in SHOWN:
        explain(unit, layer, 1)
        said = sentence(unit.study, unit.explanation)
        own = {layer.title for layer in session.activations.layers}
        assert not set(re.findall(r"\b[a-z]{2,}", said)) - functions - own, said


def test_part_of_a_split_is_named_by_what_was_split(unit, session):
    explain(unit, "gelu", 1, 3, 1)
    (source,) = unit.bench.slices.slices
    split = next(layer for layer in session.activations.layers if layer.name == "part")
    assert (source.name, source.place) == (split.title, (3, 1))


def test_chosen_value_of_a_pool_is_framed(unit, session):
    explain(unit, "pool", 2, 3, 4)
    card = unit.cards.cards[-1]
    assert card.window[card.picked] == session.activations["pool"][0, 2, 3, 4]
    assert card.window.shape == (3, 3)
