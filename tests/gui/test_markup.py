"""Markup in names of a file is shown letter by letter: Qt would fetch the pictures it names.

On Windows a picture on a network share would tell a stranger who looked at his file.
"""

from __future__ import annotations

import ast
import json
from pathlib import Path

import onnx
import pytest
from onnx import helper
from PySide6.QtCore import QAbstractTableModel, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QLabel, QWidget

import gui.actions
import gui.panels
from gui.main_window import MainWindow
from gui.words.wording import plain_tip

EVIL = '<img src="//evil/share/a.png">'
GUI = Path(gui.__file__).parent


@pytest.fixture
def hostile(photo_model):
    """The tiny model, with markup in each of its names."""
    model = onnx.load(photo_model)
    names = {name: EVIL + name for node in model.graph.node for name in node.output}
    for node in model.graph.node:
        node.name = EVIL + node.name
        node.input[:] = [names.get(name, name) for name in node.input]
        node.output[:] = [names[name] for name in node.output]
    model.graph.output[0].name = names[model.graph.output[0].name]
    info = {"version": 1, "title": EVIL, "licence": EVIL, "credit": EVIL, "description": EVIL,
            "labels": [EVIL + each for each in "abc"]}  # fmt: skip
    helper.set_model_props(model, {"convolens": json.dumps(info)})
    photo_model.write_bytes(model.SerializeToString())
    return photo_model


def tips(window: MainWindow) -> list[str]:
    """Return every tooltip in a window, and the text of every label that may take it for markup."""
    found = [part.toolTip() for part in [*window.findChildren(QWidget), window]]
    found += [action.toolTip() for action in window.findChildren(QAction)]
    for label in window.findChildren(QLabel):
        if label.textFormat() == Qt.TextFormat.AutoText:
            found.append(label.text())
    for view in window.findChildren(QAbstractItemView):
        model = view.model()
        columns = model.columnCount() if isinstance(model, QAbstractTableModel) else 1
        for row in range(model.rowCount() if model is not None else 0):
            for column in range(columns):
                tip = model.index(row, column).data(Qt.ItemDataRole.ToolTipRole)
                found.append(str(tip or ""))
    return found


def test_no_name_of_a_file_is_markup(
    qtbot, session, controller, settled, hostile, make_picture, tmp_path
):
    window = MainWindow(session, controller, "1.2.3")
    assert window.workspace.panels  # all are built before anything is opened
    qtbot.addWidget(window)
    window.show()
    folder = tmp_path / "<img src=a>"
    folder.mkdir()
    picture = make_picture().rename(folder / "<b>picture.png")
    controller.open_files([hostile, picture])
    settled()
    assert session.activations is not None
    for layer in session.activations.layers:
        controller.show_layer(layer.name)
        qtbot.waitUntil(lambda: not controller.pictures.busy and not controller.asides.busy)
        assert [tip for tip in tips(window) if "<img" in tip] == []
    assert any("&lt;img" in tip for tip in tips(window))  # names did come as far as that
    window.close()


def test_only_what_looks_like_markup_is_changed():
    for plain in ("", "conv1", "a < b", "3 × 3", "a\nb", "x<y>"):
        assert plain_tip(plain) == plain
    assert "<img" not in plain_tip(EVIL)


def test_every_tip_that_is_shown_at_once_is_plain():
    shown = 0
    for path in GUI.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "QToolTip.showText":
                shown += 1
                assert ast.unparse(call.args[1]).startswith("plain_tip("), path
    assert shown > 5
