"""A program that carries a model opens straight into it, under its own name."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from PIL import Image
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton

import engine
import resources
from gui import paths
from gui.app import Program
from gui.pack.contents import Wish, collect
from gui.widgets.about_sheet import AboutSheet


@pytest.fixture
def pack(tmp_path, monkeypatch):
    weights = np.arange(9, dtype=np.float32).reshape(3, 3, 1, 1) / 9
    graph = helper.make_graph(
        [
            helper.make_node("Conv", ["x", "w"], ["maps"]),
            helper.make_node("GlobalAveragePool", ["maps"], ["mean"]),
            helper.make_node("Flatten", ["mean"], ["flat"]),
            helper.make_node("Softmax", ["flat"], ["y"], axis=1),
        ],
        "leaves",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, 8, 8])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 3])],
        [numpy_helper.from_array(weights, "w")],
    )
    path = tmp_path / "leaves.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)]), path)
    for name in ("elm", "oak"):
        Image.fromarray(np.full((8, 8, 3), 90, np.uint8)).save(tmp_path / f"{name}.png")
    (tmp_path / "about.md").write_text("Made by **Ada**", "utf-8")
    folder = tmp_path / "pack"
    folder.mkdir()
    wish = Wish(
        engine.load(path, labels=["ant", "bee", "cow"]),
        "Leaf doctor",
        tmp_path / "oak.png",
        (tmp_path / "elm.png", tmp_path / "oak.png"),
        tmp_path / "about.md",
    )
    made = collect(wish, folder)
    monkeypatch.setattr(resources, "PACK", made)
    monkeypatch.setattr(resources, "BUNDLED", (made.key,))
    return made


@pytest.fixture
def program(app, pack, tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    made = Program(app, data)
    yield made
    made.close()
    QCoreApplication.processEvents()


def settled(program):
    return not program.controller.busy and program.session.activations is not None


def test_it_opens_its_model_with_the_first_sample(program, qtbot):
    program.show()
    qtbot.waitUntil(lambda: settled(program))
    session = program.session
    assert session.model.name == "Leaf doctor"
    assert session.model.labels.names == ("ant", "bee", "cow")
    assert session.source.name == "elm.png"
    assert session.mode == "image"
    assert program.window.windowTitle() == "elm.png – Leaf doctor"
    assert session.recent == ()


def test_it_opens_its_model_with_a_picture_that_was_dropped_on_it(program, qtbot, tmp_path):
    Image.fromarray(np.full((9, 9, 3), 200, np.uint8)).save(tmp_path / "mine.png")
    program.show([str(tmp_path / "mine.png")])
    qtbot.waitUntil(lambda: settled(program))
    assert program.session.model.name == "Leaf doctor"
    assert program.session.source.name == "mine.png"


def test_it_offers_no_other_network(program):
    actions = program.window.actions_by_name
    for name in ("OpenDigits", "OpenDoodles", "OpenPhotos", "ShowStart", "MakeProgram"):
        assert not actions[name].isVisible()
    assert program.window.start.cards == {}


def test_its_command_line_knows_the_model(pack, capsys, tmp_path):
    from gui.__main__ import main

    assert main(["predict", "leaf-doctor", str(tmp_path / "oak.png")]) == 0
    assert "cow" in capsys.readouterr().out


def test_its_settings_are_not_ours(pack):
    assert paths.app_data().name == "program leaf-doctor"


def test_its_about_box_holds_what_its_author_wrote(app, pack):
    sheet = AboutSheet("1.0")
    shown = " ".join(child.toPlainText() for child in sheet.findChildren(object)
                     if hasattr(child, "toPlainText"))  # fmt: skip
    assert "Made by Ada" in shown
    assert "Leaf doctor" in sheet.windowTitle()
    sheet.deleteLater()


def test_the_about_box_of_a_frozen_program_leads_to_the_licences(app, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    (tmp_path / "licences").mkdir()
    sheet = AboutSheet("1.0")
    sheet.findChild(QPushButton).click()
    assert [Path(url.toLocalFile()) for url in opened] == [tmp_path / "licences"]
    sheet.deleteLater()


def test_its_self_test_answers_for_what_it_carries(app, pack):
    from gui import self_test

    rows, differences = self_test.check_models()
    assert [row["sample"] for row in rows] == ["elm.png", "oak.png"]
    assert differences == []
    facts, differences = self_test.check_window()
    assert differences == []
    assert facts["layers"] > 0


def test_its_self_test_needs_no_samples(app, pack, monkeypatch):
    from gui import self_test

    monkeypatch.setattr(resources, "PACK", dataclasses.replace(pack, samples=()))
    facts, differences = self_test.check_window()
    assert differences == []
    assert facts["layers"] > 0


def test_a_damaged_program_says_so(app, tmp_path, monkeypatch, qtbot):
    monkeypatch.setattr(resources, "DAMAGE", "model.onnx is damaged")
    made = Program(app, tmp_path)
    made.show()
    qtbot.waitUntil(lambda: made.session.problem is not None)
    assert "damaged" in made.session.problem.title
    assert made.session.problem.details == "model.onnx is damaged"
    made.close()
