from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel

from engine.graph import Node, Value
from engine.layers import Layer
from gui.widgets.attribute_sheet import AttributeSheet, sections_of, value_text

FLOAT = np.dtype(np.float32)


def layer(**fields):
    node = Node(
        "Conv",
        ("x", "w", "b"),
        ("y",),
        {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1], "group": 1, "alpha": -0.25},
        "conv_7",
    )
    facts = {
        "name": "y", "title": "stem", "op": "Conv", "detail": "Conv 3×3", "shape": (1, 4, 8, 8),
        "dtype": FLOAT, "parameters": 112, "multiply_adds": 6912, "inputs": ("x",), "node": node,
        "weights": (Value("w", (4, 3, 3, 3), FLOAT), Value("b", (4,), FLOAT)),
    }  # fmt: skip
    return Layer(**{**facts, **fields})


def facts(sections):
    return {heading: dict(rows) for heading, rows in sections}


def test_everything_that_the_file_states_is_told(app):
    constants = {"w": np.ones((4, 3, 3, 3), np.float32), "b": np.array([1, 2, 3, -4], np.float32)}
    found = facts(sections_of(layer(), {"x": (1, 3, 8, 8)}, constants))
    assert found[""]["Operator"] == "Conv"
    assert found[""]["Node"] == "conv_7"
    assert found[""]["Parameters"] == "112"
    assert found[""]["Multiply-adds"] == "6,912"
    assert found["Attributes"] == {
        "alpha": "−0.25", "group": "1", "kernel_shape": "3, 3", "pads": "1, 1, 1, 1",
    }  # fmt: skip
    assert found["Inputs"] == {"x": "1 × 3 × 8 × 8"}
    assert found["Weights"] == {"w": "4 × 3 × 3 × 3 float32", "b": "4 float32 = 1, 2, 3, −4"}
    assert found["Outputs"] == {"y": "1 × 4 × 8 × 8 float32"}


def test_what_a_layer_does_not_have_is_left_out(app):
    node = Node("Identity", ("x",), ("y", ""), {}, "", "com.example")
    bare = layer(node=node, weights=(), inputs=(), parameters=0, multiply_adds=0)
    found = facts(sections_of(bare, {}, {}))
    assert found[""] == {"Operator": "com.example.Identity"}
    assert set(found) == {"", "Outputs"}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3, "3"), (-1, "−1"), (0.1, "0.1"), (1e-7, "1e−07"), ("SAME_UPPER", "SAME_UPPER"),
        (b"floor", "floor"), ([0, -1], "0, −1"), (np.float32([1.5]), "1.5"),
        (np.zeros((4, 5)), "4 × 5 float64"), (["a", "b"], "a, b"), (object(), "object"),
    ],
)  # fmt: skip
def test_values_in_words(app, value, text):
    assert value_text(value) == text


def test_long_values_are_cut(app):
    assert len(value_text(list(range(1000)))) < 200


def test_the_sheet_follows_the_layer_and_stays_still_where_nothing_changes(app, qtbot):
    sheet = AttributeSheet()
    qtbot.addWidget(sheet)
    sheet.show_layer(layer(), {}, {})
    page = sheet._page
    assert any(label.text() == "kernel_shape" for label in page.findChildren(QLabel))
    sheet.show_layer(layer(), {}, {})
    assert sheet._page is page
    sheet.show_layer(None, {}, {})
    assert sheet._page is not page
    assert sheet._page.findChildren(QLabel) == []
