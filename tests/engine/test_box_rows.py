"""Detectors that put all of a box into one array, written as each family writes it."""

from __future__ import annotations

import numpy as np
import pytest

from engine.detection import Convention, detect
from engine.graph import Value
from engine.images import Picture
from engine.metadata import Preprocess
from engine.preprocess import prepare

SIZE = 160, 192
FOUND = np.array([[20, 30, 80, 90], [100, 40, 180, 150], [24, 33, 84, 94]], np.float32)
"""Left, top, right, bottom in pixels; the third covers the first."""
SCORES = np.array([[0.9, 0.05, 0.1], [0.02, 0.03, 0.8], [0.7, 0.1, 0.2]], np.float32)
LEFT = FOUND[:2] / np.array([192, 160] * 2, np.float32)
"""What is left of them, as shares, the surest first."""


def cells(each=1):
    """Return how many boxes a network of strides 8, 16 and 32 gives for this size."""
    return each * (20 * 24 + 10 * 12 + 5 * 6)


def centred(boxes):
    return np.concatenate(((boxes[:, :2] + boxes[:, 2:]) / 2, boxes[:, 2:] - boxes[:, :2]), 1)


def among(rows, count, place=17):
    """Return `count` rows, those given among others that score nearly nothing."""
    random = np.random.default_rng(0)
    many = random.uniform(0, 0.01, (count, rows.shape[1])).astype(np.float32)
    many[:, :2] = random.uniform(20, 150, (count, 2))
    many[:, 2:4] = random.uniform(8, 60, (count, 2))
    many[place : place + len(rows)] = rows
    return many


def v8(scores=SCORES, more=None):
    rows = np.concatenate((centred(FOUND), scores, *([] if more is None else [more])), 1)
    return among(rows, cells()).T[None]


def v5():
    sure = np.array([[0.95], [0.9], [0.95]], np.float32)
    return among(np.concatenate((centred(FOUND), sure, SCORES / sure), 1), cells(3))[None]


def v10():
    classes = SCORES.argmax(1).astype(np.float32)[:, None]
    rows = np.concatenate((FOUND[:2], SCORES[:2].max(1, keepdims=True), classes[:2]), 1)
    return np.concatenate((rows, np.zeros((298, 6), np.float32)))[None]


def yolox():
    """Boxes told in the cell where their centre lies, on the grid of stride 16."""
    rows = np.zeros((cells(), 8), np.float32)
    rows[:, :2] = np.random.default_rng(1).uniform(-0.5, 1.5, (cells(), 2))
    rows[:, 2:4] = np.random.default_rng(2).uniform(-1, 1.5, (cells(), 2))
    for box, scores in zip(FOUND, SCORES, strict=True):
        x, y, width, height = centred(box[None])[0] / 16
        column, row = int(x), int(y)
        place = 20 * 24 + row * 12 + column
        while rows[place, 4]:  # two of them lie in one cell
            place, column = place + 1, column + 1
        rows[place] = x - column, y - row, np.log(width), np.log(height), 1, *scores
    return rows[None]


def found(array, **options):
    others = options.pop("others", {})
    return detect({"output0": array, **others}, SIZE, **options)


@pytest.mark.parametrize(
    ("array", "layout"),
    [(v8(), "classes"), (v5(), "objectness"), (yolox(), "grid")],
    ids=["v8", "v5", "yolox"],
)
def test_boxes_of_all_cells_are_recognised_and_overlapping_ones_left_out(array, layout):
    got = found(array)
    assert got.convention == Convention(centred=True, pixels=True, layout=layout)
    np.testing.assert_allclose(got.boxes, LEFT, atol=1e-5)
    np.testing.assert_allclose(got.scores, [0.9, 0.8], atol=1e-6)
    assert got.classes.tolist() == [0, 2]
    assert (got.class_count, got.background, got.final) == (3, None, False)
    assert got.candidates == array.shape[1 if layout != "classes" else 2]


def test_boxes_that_a_network_chose_itself_are_all_kept():
    array = v10()
    array[0, 2] = [*FOUND[2], 0.7, 0]
    got = found(array)
    assert got.convention == Convention(pixels=True, layout="corners_score_class")
    np.testing.assert_allclose(got.boxes[:2], LEFT, atol=1e-6)
    np.testing.assert_allclose(got.scores, [0.9, 0.8, 0.7])
    assert got.classes.tolist() == [0, 2, 0]
    assert got.final


@pytest.mark.parametrize(
    ("rows", "layout", "pixels"),
    [
        # Paddle
        ([[2, 0.9, *FOUND[0]], [0, 0.8, *FOUND[1]], [-1, -1, 0, 0, 0, 0]],
         "class_score_corners", True),
        # YOLOv7 with its own choice
        ([[0, *FOUND[0], 2, 0.9], [0, *FOUND[1], 0, 0.8]], "picture_corners_class_score", True),
        # SSD in Caffe and OpenVINO
        ([[0, 2, 0.9, *LEFT[0]], [0, 0, 0.8, *LEFT[1]]], "picture_class_score_corners", False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("rank", [2, 3, 4])
def test_lists_of_boxes_are_recognised(rows, layout, pixels, rank):
    array = np.array(rows, np.float32)
    if rank == 4 and array.shape[1] == 6:
        pytest.skip("not written so")
    got = found(array.reshape((1,) * (rank - 2) + array.shape))
    assert got.convention == Convention(pixels=pixels, layout=layout)
    np.testing.assert_allclose(got.boxes, LEFT, atol=1e-6)
    assert got.classes.tolist() == [2, 0]


def test_numbers_that_choose_among_masks_are_no_scores():
    chosen = np.random.default_rng(0).normal(0, 2, (3, 32)).astype(np.float32)
    masks = {"output1": np.zeros((1, 32, 40, 48), np.float32)}
    for options in ({}, {"task": "segment", "named": 3}):
        got = found(v8(more=chosen), others=masks, **options)
        np.testing.assert_allclose(got.boxes, LEFT, atol=1e-5)
        assert got.class_count == 3


def test_points_of_a_pose_are_no_scores():
    points = np.random.default_rng(0).uniform(0, 190, (3, 51)).astype(np.float32)
    array = v8(SCORES.max(1, keepdims=True), points)
    assert found(array) is None
    got = found(array, task="pose", named=1)
    np.testing.assert_allclose(got.boxes, LEFT, atol=1e-5)
    assert got.class_count == 1


def test_what_the_model_says_of_itself_decides():
    """Names tell five scores from a sureness and four scores, and where no grid fits, the task."""
    turned = v8().transpose(0, 2, 1)
    assert found(turned, named=3).convention.layout == "classes"
    odd = v8()[:, :, : cells() - 1]
    assert found(odd) is None
    np.testing.assert_allclose(found(odd, task="detect").boxes, LEFT, atol=1e-5)


def test_boxes_that_are_turned_are_not_drawn_as_if_they_were_not():
    angle = np.array([[-0.4], [0.2], [1.3]], np.float32)
    assert found(v8(more=angle), task="obb", named=3) is None
    assert found(v8(more=angle)) is None


@pytest.mark.parametrize(
    "shape",
    [(1, 40, 6625), (1, 197, 768), (1, 25, 37), (1, 6), (1, 1000), (1, 3, 160, 192), (7, 6, 5)],
)
def test_other_outputs_are_no_boxes(shape):
    random = np.random.default_rng(0)
    assert found(random.normal(size=shape).astype(np.float32)) is None
    assert found(random.uniform(size=shape).astype(np.float32)) is None


def test_scores_may_be_logits():
    logits = np.log(v8()[:, 4:] / (1 - v8()[:, 4:]))
    got = found(np.concatenate((v8()[:, :4], logits), 1))
    np.testing.assert_allclose(got.scores, [0.9, 0.8], rtol=1e-5)


def test_another_layout_can_be_chosen():
    array = v5()
    layouts = {each.layout for each in found(array).conventions}
    assert layouts == {"objectness", "classes"}
    other = Convention(centred=True, pixels=True, layout="classes")
    got = found(array, convention=other)
    assert got.convention == other
    assert got.class_count == 4  # the sureness is taken for a class
    assert got.scores[0] == pytest.approx(0.95)
    shares = found(array, convention=Convention(centred=True, layout="objectness"))
    assert shares.boxes.max() > 20


def test_a_layout_that_cannot_be_meant_is_not_used():
    got = found(v8(), convention=Convention(layout="corners_score_class"))
    assert got.convention.layout == "classes"


def test_boxes_are_placed_in_the_picture_that_was_letterboxed():
    """A picture of 384 × 160 stands in 192 × 160 at half its size, 40 rows from above."""
    recipe = Preprocess(fit="pad", pad_value=114, source="onnx metadata")
    value = Value("images", (1, 3, 160, 192), np.dtype(np.float32))
    prepared = prepare(Picture(np.zeros((160, 384, 3), np.uint8)), recipe, value)
    got = found(v8())
    boxes = got.within(*prepared.crop)
    expected = (FOUND[:2] - np.array([0, 40, 0, 40])) * 2
    np.testing.assert_allclose(boxes, expected, atol=1e-3)


def test_tensorflow_counts_down_before_across():
    outputs = {
        "detection_boxes": LEFT[None, :, [1, 0, 3, 2]],
        "detection_scores": np.array([[0.9, 0.8]], np.float32),
        "detection_classes": np.array([[1, 3]], np.float32),
        "num_detections": np.array([2], np.float32),
    }
    got = detect(outputs, SIZE)
    np.testing.assert_allclose(got.boxes, LEFT, atol=1e-6)
    assert got.classes.tolist() == [1, 3]


def test_one_box_with_its_score_and_its_class_is_a_box():
    outputs = {
        "detected_boxes": LEFT[:1],
        "detected_classes": np.array([2]),
        "detected_scores": np.array([0.9], np.float32),
    }
    np.testing.assert_allclose(detect(outputs, SIZE).boxes, LEFT[:1])
    assert detect({"a": LEFT[:1], "b": np.array([[0.1, 0.9]], np.float32)}, SIZE) is None
