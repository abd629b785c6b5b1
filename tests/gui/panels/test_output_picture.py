from __future__ import annotations

import json

import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from engine.metadata import Labels
from engine.prediction import Prediction
from gui.panels.output_picture import OutputPicturePanel, QFileDialog
from gui.qimage import to_array


@pytest.fixture
def panel(qtbot, session, asked):
    made = OutputPicturePanel(session, asked)
    qtbot.addWidget(made)
    made.resize(288, 500)
    return made


@pytest.fixture
def answered(session, made):
    """Show a run whose network puts out some arrays."""

    def answer(missing=(), **outputs):
        prediction = Prediction(None, None, False, Labels((), "assumed"), 0.01, outputs)
        run = made.run({}, prediction, made.prepared(made.picture()))
        session.change(model=made.model(missing=missing), activations=run)

    return answer


@pytest.fixture
def enlarging(tmp_path):
    """A network that doubles the sides of a grey picture: DepthToSpace of four equal channels."""
    graph = helper.make_graph(
        [
            helper.make_node("Conv", ["x", "w"], ["four"], "four"),
            helper.make_node("DepthToSpace", ["four"], ["y"], "large", blocksize=2),
        ],
        "enlarging",
        [helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [1, 1, 12, 16])],
        [helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [1, 1, 24, 32])],
        [numpy_helper.from_array(np.ones((4, 1, 1, 1), np.float32), "w")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 9
    recipe = {"version": 1, "preprocess": {"channels": "L", "resample": "nearest"}}
    helper.set_model_props(model, {"convolens": json.dumps(recipe)})
    path = tmp_path / "enlarging.onnx"
    path.write_bytes(model.SerializeToString())
    return path


def test_a_network_that_enlarges_shows_the_larger_picture(
    qtbot, session, controller, settled, enlarging, tmp_path
):
    grey = np.arange(12 * 16, dtype=np.uint8).reshape(12, 16)
    picture = tmp_path / "small.png"
    Image.fromarray(grey).save(picture)
    panel = OutputPicturePanel(session, controller)
    qtbot.addWidget(panel)
    assert panel.isHidden()
    controller.open_files([enlarging, picture])
    settled()
    assert not panel.isHidden()
    assert panel.view.size_words.text() == "32 × 24 px"
    assert panel.view.reading.text() == "0 is black, 1 is white"
    wanted = np.repeat(grey.repeat(2, 0).repeat(2, 1)[:, :, None], 3, 2)
    np.testing.assert_allclose(panel.view.picture.pixels, wanted, atol=1)


def test_segmentation_is_shown_in_colours(panel, answered):
    scores = np.zeros((1, 5, 10, 20), np.float32)
    scores[0, 2, :, 10:] = 1
    answered(seg=scores)
    assert not panel.isHidden()
    assert "class" in panel.view.reading.text()
    assert panel.view.picture.pixels[0, 0].tolist() == [0, 0, 0]
    assert panel.view.picture.pixels[0, 15].tolist() == [0, 128, 0]


def test_classifiers_lists_and_parts_of_networks_have_no_picture(panel, session, answered, made):
    image = np.zeros((1, 1, 9, 9), np.float32)
    answered(y=image)
    assert not panel.isHidden()
    answered(boxes=np.zeros((1, 50, 4), np.float32))
    assert panel.isHidden()
    answered(missing=("node",), y=image)
    assert panel.isHidden()
    answered(y=image)
    session.change(activations=made.run({}, made.classes([0.5, 0.5])))
    assert panel.isHidden()


def test_one_of_several_pictures_is_chosen_and_stays_chosen(panel, answered):
    pictures = {"a": np.zeros((1, 1, 9, 9), np.float32), "b": np.ones((1, 1, 9, 9), np.float32)}
    answered(**pictures)
    assert not panel.chooser.isHidden()
    panel.chooser.activated.emit(1)
    assert panel.view.title.text() == "b"
    answered(**pictures)
    assert panel.view.picture.pixels.min() == 255
    answered(a=pictures["a"])
    assert panel.chooser.isHidden()
    assert panel.view.title.text() == "a"


def test_picture_is_copied_and_saved_in_its_own_size(panel, answered, asked, monkeypatch):
    numbers = np.random.default_rng(1).random((1, 3, 9, 13), np.float32)
    answered(y=numbers)
    wanted = np.rint(numbers[0].transpose(1, 2, 0) * 255)
    panel.view.copy_button.click()
    np.testing.assert_array_equal(to_array(QGuiApplication.clipboard().image()), wanted)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("mask", ""))
    panel.view.save_button.click()
    (pixels, path), _ = asked.save_picture.call_args
    assert path == "mask.png"
    np.testing.assert_array_equal(pixels, wanted)


def test_click_opens_it_large_and_another_closes_it(qtbot, panel, answered):
    answered(y=np.zeros((1, 1, 10, 20), np.float32))
    panel.show()
    qtbot.waitExposed(panel)
    QTest.mouseClick(panel.view.picture, Qt.MouseButton.LeftButton)
    assert panel.view.large.isVisible()
    assert panel.view.large.view.width() > 2 * panel.view.picture.width()
    QTest.mouseClick(panel.view.large, Qt.MouseButton.LeftButton)
    assert not panel.view.large.isVisible()
    QTest.keyClick(panel.view.picture, Qt.Key.Key_Return)
    assert panel.view.large.isVisible()
    panel.view.large.close()


def test_probabilities_come_before_other_numbers(panel, answered):
    offsets = np.full((1, 4, 9, 9), -2, np.float32)
    shares = np.full((1, 2, 9, 9), 0.5, np.float32)
    answered(offsets=offsets, shares=shares)
    assert panel.view.title.text() == "shares"
    assert [panel.chooser.itemText(row) for row in range(2)] == ["shares", "offsets"]
    answered(offsets=offsets)
    assert panel.view.title.text() == "offsets"


@pytest.fixture
def segmented(session, made, panel):
    """Show scores of five classes, 10 × 20: the third fills three quarters, the last the rest."""
    scores = np.zeros((1, 5, 10, 20), np.float32)
    scores[0, 2, :, :15] = 1
    scores[0, 4, :, 15:] = 1
    labels = Labels(("sky", "tree", "road", "car", "person"), "labels.txt beside the model")
    prediction = Prediction(None, None, False, labels, 0.01, {"mask": scores})
    run = made.run({}, prediction, made.prepared(made.picture()))
    session.change(model=made.model(labels), activations=run)
    return panel


def test_classes_of_a_mask_are_named_with_colour_and_share(segmented):
    legend = segmented.view.legend
    assert not legend.isHidden()
    rows = [row for row in legend.rows if not row[1].isHidden()]
    assert [row[1].text() for row in rows] == ["2 · road", "4 · person"]
    assert [row[2].text() for row in rows] == ["75.0 %", "25.0 %"]
    for (swatch, _, _), x in zip(rows, (3, 17), strict=True):
        shown = segmented.view.picture.pixels[5, x].tolist()
        assert [swatch.colour.red(), swatch.colour.green(), swatch.colour.blue()] == shown
    assert legend.others.isHidden()
    assert "2 · road 75.0 %" in legend.accessibleDescription()


def test_the_class_under_the_mouse_is_said(segmented, asked):
    segmented.view.pointed.emit(3, 16)
    asked.hover.assert_called_with("[3, 16] = 4 · person")
    assert segmented.view.picture.toolTip() == "4 · person"
    segmented.view.pointed.emit(-1, -1)
    asked.hover.assert_called_with("")


def test_many_classes_without_names_are_added_up(answered, panel):
    classes = np.repeat(np.arange(12), 12).reshape(1, 1, 12, 12)
    answered(mask=classes)
    rows = [row for row in panel.view.legend.rows if not row[1].isHidden()]
    assert [row[1].text() for row in rows] == [f"Class {number}" for number in range(8)]
    assert panel.view.legend.others.text() == "4 other classes: 33.3 %"


def test_pictures_of_colours_have_no_legend(answered, panel):
    answered(mask=np.zeros((1, 5, 10, 20), np.float32))
    assert not panel.view.legend.isHidden()
    answered(picture=np.zeros((1, 3, 10, 20), np.float32))
    assert panel.view.legend.isHidden()
