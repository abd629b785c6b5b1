from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget

from engine.metadata import Centre, Labels, Preprocess
from gui.panels.provenance import ProvenancePanel

STATED = Preprocess(fit="crop", range=(0, 255), mean=(127.0,), std=(128.0,), source="onnx metadata")


@pytest.fixture
def panel(qtbot, session, asked, made):
    names = ["tench, Tinca tinca", "goldfish", *(f"thing {i}" for i in range(998))]
    session.change(mode="image", model=made.model(names, STATED))
    window = QWidget()
    qtbot.addWidget(window)
    shown = ProvenancePanel(session, asked, window)
    shown.resize(288, 160)
    window.resize(288, 160)
    window.show()
    qtbot.waitExposed(window)
    yield shown
    window.close()


def test_stated_by_the_model(panel):
    assert not panel.preprocessing.mark.assumed
    assert panel.preprocessing.link.text() == "from the model"
    assert panel.preprocessing.line.text() == "RGB · centre crop · (x − 127) / 128"
    assert not panel.labels.mark.assumed
    assert panel.labels.line.text() == "1,000 names: tench, goldfish, …"


def test_assumed_is_marked_with_more_than_colour(panel, session, made):
    recipe = Preprocess(channels="L", ink="light", centre=Centre(20), source="assumed")
    labels = Labels(tuple("0123456789"), "assumed")
    session.change(model=made.model(labels, recipe))
    assert panel.preprocessing.mark.assumed
    assert panel.preprocessing.mark.accessibleName() == "Assumed"
    assert panel.preprocessing.link.text() == "assumed"
    assert panel.preprocessing.line.text().startswith("Grey · light strokes")
    assert panel.labels.line.text() == "0 to 9, in order; the model has none"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("labels.txt beside the model", "from labels.txt"),
        ("config.json beside the model", "from config.json"),
        ("changed by you", "changed by you"),
        ("given", "changed by you"),
    ],
)
def test_sources_are_said_in_words(panel, session, made, source, said):
    session.change(model=made.model(Labels(("cat", "dog"), source)))
    assert panel.labels.link.text() == said
    assert panel.labels.line.text() == "2 names: cat, dog"


def test_no_labels_at_all(panel, session, made):
    session.change(model=made.model(()))
    assert "number" in panel.labels.line.text()


def test_link_opens_the_editor_and_escape_closes_it(panel, qtbot):
    QTest.mouseClick(panel.preprocessing.link, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(panel.editor.isVisible)
    QTest.keyClick(panel.editor, Qt.Key.Key_Escape)
    assert not panel.editor.isVisible()


def test_every_choice_acts_at_once(panel, asked):
    editor = panel.editor
    editor.channels.activated.emit(1)
    (recipe,) = asked.change_preprocess.call_args.args
    assert recipe.channels == "BGR"
    assert recipe.source == "changed by you"
    assert recipe.range == (0, 255)
    assert recipe.fit == "crop"


def test_choices_build_on_each_other(panel, asked):
    for box, index in ((panel.editor.channels, 2), (panel.editor.fit, 0), (panel.editor.range, 2)):
        box.activated.emit(index)
    (recipe,) = asked.change_preprocess.call_args.args
    assert (recipe.channels, recipe.fit, recipe.range) == ("L", "stretch", (-1, 1))


def test_back_to_what_the_model_says(panel, session, asked, made):
    assert not panel.editor.reset.isEnabled()
    session.change(model=made.model((), Preprocess(source="changed by you")))
    panel.editor.reset.click()
    asked.reset_preprocess.assert_called_once_with()


def test_labels_are_loaded_from_the_file_that_is_chosen(panel, asked, monkeypatch, tmp_path):
    path = str(tmp_path / "labels.txt")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (path, ""))
    panel.menu.actions()[0].trigger()
    asked.load_labels.assert_called_once_with(path)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    panel.menu.actions()[0].trigger()
    asked.load_labels.assert_called_once()


def test_labels_go_back_to_the_models_own(panel, session, asked, made):
    action = panel.menu.actions()[1]
    assert not action.isEnabled()
    session.change(model=made.model(Labels(("cat", "dog"), "changed by you")))
    action.trigger()
    asked.reset_labels.assert_called_once()


def test_card_says_what_the_model_says_of_itself(panel, session, made, qtbot):
    card = SimpleNamespace(
        title="Digits", description="Reads one digit.", licence="MIT", credit="MNIST"
    )
    session.change(model=made.model((), card=card, path=Path("/models/digits.onnx")))
    panel.menu.actions()[-1].trigger()
    qtbot.waitUntil(panel.card.isVisible)
    words = {label.text() for label in panel.card.findChildren(type(panel.card.title))}
    assert {"Digits", "Reads one digit.", "MIT", "MNIST", "digits.onnx", "5,994"} <= words
    assert "Made by" not in words
    panel.card.close()


def test_warnings_of_the_model_can_be_read(panel, session, made):
    session.change(model=made.model((), warnings=("Image.NominalPixelRange: unknown",)))
    assert "NominalPixelRange" in panel.preprocessing.toolTip()
    assert not panel.editor.notes.isHidden()
    session.change(model=made.model(()))
    assert panel.editor.notes.isHidden()


def test_without_a_model_there_is_nothing_to_say(panel, session):
    session.change(model=None)
    assert not panel.preprocessing.isVisible()
    assert not panel.labels.isVisible()


def test_centring_comes_back_with_the_ink(panel, session, asked, made):
    recipe = Preprocess(channels="L", ink="light", centre=Centre(20), source="onnx metadata")
    session.change(model=made.model((), recipe))
    panel.editor.ink.activated.emit(0)
    (photo,) = asked.change_preprocess.call_args.args
    assert photo.ink is None
    assert photo.centre is None
    session.change(model=made.model((), photo))
    panel.editor.ink.activated.emit(2)
    (drawing,) = asked.change_preprocess.call_args.args
    assert (drawing.ink, drawing.centre) == ("dark", Centre(20))


@pytest.fixture
def open_model(tmp_path):
    """A network of one convolution that takes pictures of any width."""
    graph = helper.make_graph(
        [helper.make_node("Conv", ["x", "w"], ["y"], "conv")],
        "open",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 3, 20, "wide"])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(np.ones((2, 3, 3, 3), np.float32), "w")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 9
    path = tmp_path / "open.onnx"
    path.write_bytes(model.SerializeToString())
    return path


def test_size_that_a_model_leaves_open_is_chosen_and_applied(
    qtbot, session, controller, settled, open_model, make_picture
):
    panel = ProvenancePanel(session, controller)
    qtbot.addWidget(panel)
    controller.open_files([open_model, make_picture()])
    settled()
    size = panel.editor.size
    assert not size.isHidden()
    assert not size.height_box.isEnabled()
    assert size.height_box.value() == 20
    size.width_box.setValue(50)
    settled()
    assert session.activations.prepared.seen.shape == (20, 50, 3)
    assert session.activations[session.layer].shape == (1, 2, 18, 48)
    panel.editor.reset.click()
    settled()
    assert session.activations.prepared.seen.shape[1] != 50
    assert size.width_box.value() == session.activations.prepared.seen.shape[1]


def test_size_that_a_model_states_is_not_asked(qtbot, session, controller, settled, photo_model):
    panel = ProvenancePanel(session, controller)
    qtbot.addWidget(panel)
    controller.open_model(photo_model)
    settled()
    assert panel.editor.size.isHidden()


@pytest.mark.parametrize("width", [232, 256, 288])
def test_the_source_is_not_cut_however_narrow_the_side_is(panel, qtbot, width):
    panel.resize(width, 200)
    rows = (panel.preprocessing, panel.labels)
    qtbot.waitUntil(lambda: all(row.width() == width - 32 for row in rows))
    for row in rows:
        assert row.link.width() == row.link.sizeHint().width()
        assert row.link.geometry().right() < row.width()
        assert row.link.geometry().top() > row.title.geometry().bottom()
