from __future__ import annotations

import numpy as np
import pytest

from engine.detection import Convention, detect
from engine.metadata import Labels, Preprocess
from engine.prediction import Prediction
from gui import found_boxes
from gui.panels.detections import DetectionsPanel
from gui.panels.picture import PicturePanel
from gui.session import BoxReading, Source

BOXES = np.array([[[0, 0, 0.5, 0.5], [0.01, 0, 0.5, 0.5], [0.5, 0.25, 1, 1]]], np.float32)
SCORES = np.array([[[0.1, 0.9, 0.0], [0.2, 0.8, 0.0], [0.4, 0.0, 0.6]]], np.float32)


@pytest.fixture
def panel(qtbot, session, asked):
    made = DetectionsPanel(session, asked)
    qtbot.addWidget(made)
    made.resize(288, 400)
    return made


@pytest.fixture
def answered(session, made):
    """Show a picture of 60 × 40 and what a detector puts out for it."""

    def answer(boxes=BOXES, scores=SCORES, names=("cat", "dog"), missing=(), recipe=None):
        outputs = {"scores": scores, "boxes": boxes}
        prediction = Prediction(None, None, False, Labels(names, "given"), 0.01, outputs)
        picture = made.picture()
        run = made.run({}, prediction, made.prepared(picture, recipe or Preprocess()))
        session.change(
            mode="image",
            source=Source(picture, "file", "a.png"),
            model=made.model(missing=missing),
            activations=run,
        )

    return answer


def rows(panel):
    return [(bar.label, bar.figure) for bar in panel.list.bars]


def test_boxes_are_named_the_surest_first_and_without_the_background(panel, answered):
    assert panel.isHidden()
    answered()
    assert not panel.isHidden()
    assert rows(panel) == [("cat", "90.0 %"), ("dog", "60.0 %")]
    assert "30, 10, 60, 40" in panel.list.bars[1].tip()
    assert "3 boxes" in panel.note.text()
    assert panel.convention.currentText() == "Corners, 0 to 1 (recognised)"


def test_boxes_without_names_have_numbers(panel, answered):
    answered(names=())
    assert rows(panel) == [("Class 1", "90.0 %"), ("Class 2", "60.0 %")]
    answered(names=("nothing", "cat", "dog"))
    assert rows(panel) == [("cat", "90.0 %"), ("dog", "60.0 %")]
    answered(scores=SCORES[:, :, 1:2] + np.float32(0.05), names=())
    assert rows(panel) == [("Box 1", "95.0 %")]


def test_threshold_and_convention_are_asked_of_the_controller(panel, session, answered, asked):
    answered()
    panel.threshold.setValue(70)
    asked.change_boxes.assert_called_once_with(threshold=0.7)
    session.change(boxes=BoxReading(threshold=0.7))
    assert rows(panel) == [("cat", "90.0 %")]
    session.change(boxes=BoxReading(threshold=0.95))
    assert rows(panel) == []
    assert panel.note.text() == "Nothing found above 95 % in 3 boxes"
    pixels = Convention(pixels=True)
    panel.convention.activated.emit(2)
    asked.change_boxes.assert_called_with(convention=pixels)
    session.change(boxes=BoxReading(pixels))
    assert panel.convention.currentText() == "Corners, in pixels"
    assert panel.list.bars[0].tip().endswith(": 0, 0, 1, 1")


def test_other_networks_have_no_boxes(panel, session, answered, made):
    answered()
    session.change(
        activations=made.run({}, made.classes([0.5, 0.5]), made.prepared(made.picture()))
    )
    assert panel.isHidden()
    answered(missing=("node",))
    assert panel.isHidden()
    assert rows(panel) == []


def test_picture_shows_the_boxes_where_the_network_saw_them(qtbot, session, asked, answered):
    panel = PicturePanel(session, asked)
    qtbot.addWidget(panel)
    answered()
    assert [(mark.box, mark.words) for mark in panel.original.marks] == [
        ((0, 0, 30, 20), "cat 90.0 %"),
        ((30, 10, 60, 40), "dog 60.0 %"),
    ]
    # A square cut out of 60 × 40 begins at 10.
    answered(recipe=Preprocess(fit="crop"))
    assert panel.original.marks[1].box == pytest.approx((30, 10, 50, 40))
    session.change(activations=None)
    assert panel.original.marks == ()


def test_marks_are_painted_within_the_picture(qtbot, session, asked, answered):
    panel = PicturePanel(session, asked)
    qtbot.addWidget(panel)
    panel.resize(288, 700)
    answered()
    with_boxes = panel.original.grab().toImage()
    panel.original.set_marks(())
    without = panel.original.grab().toImage()
    y = round(without.height() * 0.4)
    assert with_boxes.pixel(without.width() - 2, y) != without.pixel(without.width() - 2, y)
    assert with_boxes.pixel(10, without.height() - 10) == without.pixel(10, without.height() - 10)


def test_another_model_is_read_anew(session, controller, settled, photo_model, make_picture):
    controller.open_files([photo_model, make_picture()])
    settled()
    controller.change_boxes(threshold=0.9, convention=Convention(pixels=True))
    assert session.boxes == BoxReading(Convention(pixels=True), 0.9)
    controller.open_model(photo_model)
    settled()
    assert session.boxes == BoxReading()


def test_boxes_are_read_once_for_list_and_picture(qtbot, session, asked, answered, monkeypatch):
    read = []

    def spy(*outputs, **how):
        read.append(how["threshold"])
        return detect(*outputs, **how)

    monkeypatch.setattr(found_boxes, "detect", spy)
    for kind in (DetectionsPanel, PicturePanel):
        qtbot.addWidget(kind(session, asked))
    answered()
    assert read == [0.5]
    session.change(boxes=BoxReading(threshold=0.7))
    assert read == [0.5, 0.7]
    answered()
    assert read == [0.5, 0.7, 0.7]
