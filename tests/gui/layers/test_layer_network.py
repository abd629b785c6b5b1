from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from engine.graph import Node, Value
from gui.layers.layer_network import input_picture, network_of
from gui.widgets.layer_cards import Card


def layer(op, inputs, outputs):
    return SimpleNamespace(op=op, inputs=tuple(inputs), node=Node(op, (), tuple(outputs)))


def card(name):
    return Card(name, name, "Conv", "", "", -1.0, "")


def value(name, shape=("N", 3, 8, 8)):
    return Value(name, shape, np.dtype(np.float32))


def test_edges_follow_the_values_that_layers_read(app):
    layers = [
        layer("Conv", ["x"], ["c"]),
        layer("Split", ["c"], ["s1", "s2"]),
        layer("Add", ["s1", "s2"], ["a"]),
        layer("Concat", ["a", "a", "c", "unknown"], ["y"]),
    ]
    cards = [card(each.node.outputs[0]) for each in layers]
    network = network_of(layers, [value("x"), value("unused")], cards)
    assert [each.name for each in network.cards] == ["", "c", "s1", "a", "y"]
    # Two values of one layer are one line, and so is one value that is read twice.
    assert network.edges == ((0, 1), (1, 2), (2, 3), (3, 4), (1, 4))
    assert network.kinds == ("input", "convolution", "shape", "join", "join")


def test_an_input_is_a_node_with_its_size_in_words(app):
    layers = [layer("Relu", ["x"], ["y"])]
    [shown, _] = network_of(layers, [value("x", (1, 3, None, "W"))], [card("y")]).cards
    assert (shown.title, shown.size, shown.name) == ("x", "3 × ? × W", "")


def test_operators_nobody_knows_have_a_kind(app):
    assert network_of([layer("Mystery", [], ["y"])], [], [card("y")]).kinds == ("shape",)


def test_the_picture_of_an_input_keeps_its_form(app):
    wide = input_picture(np.zeros((10, 40, 3), np.uint8), 1.5)
    high = input_picture(np.zeros((40, 10), np.uint8), 1.0)
    assert wide.deviceIndependentSize().toTuple() == (120, 30)
    assert high.deviceIndependentSize().toTuple() == (10, 38)
    assert wide.width() == 360
