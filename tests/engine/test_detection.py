from __future__ import annotations

import numpy as np
import pytest

from engine.box_outputs import find_boxes
from engine.detection import CONVENTIONS, Convention, detect, recognised
from engine.graph import Graph
from engine.metadata import Labels
from engine.prediction import read_prediction

SIZE = 240, 320
FOUND = np.array([[0.1, 0.2, 0.3, 0.6], [0.5, 0.5, 0.9, 0.8]], np.float32)
"""Two objects: left, top, right, bottom in shares."""


def crowd(count=40):
    """Return many boxes of all sizes and places, the two objects first."""
    random = np.random.default_rng(1)
    low = random.uniform(0, 0.8, (count, 2))
    high = low + random.uniform(0.02, 0.2, (count, 2))
    return np.concatenate((FOUND, np.concatenate((low, high), 1).astype(np.float32)))


def written(boxes, convention):
    """Return boxes as a network of that convention gives them."""
    low, high = boxes[:, :2], boxes[:, 2:]
    pairs = ((low + high) / 2, high - low) if convention.centred else (low, high)
    scale = np.array((320, 240) if convention.pixels else (1, 1), np.float32)
    pairs = [(pair * scale)[:, :: -1 if convention.y_first else 1] for pair in pairs]
    return np.concatenate(pairs, 1).astype(np.float32)


def outputs(boxes, scores):
    return {"boxes": boxes[None], "scores": scores[None]}


def faces(count=42):
    """Return scores of background and face: the first two are faces."""
    face = np.full(count, 0.01, np.float32)
    face[:2] = 0.9, 0.97
    return np.stack((1 - face, face), 1)


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_detect_finds_the_boxes_in_each_convention(convention):
    found = detect(outputs(written(crowd(), convention), faces()), SIZE, convention=convention)
    np.testing.assert_allclose(found.boxes, FOUND[::-1], atol=1e-6)
    np.testing.assert_allclose(found.scores, [0.97, 0.9])
    assert found.classes.tolist() == [1, 1]
    assert (found.background, found.class_count, found.candidates) == (0, 2, 42)


@pytest.mark.parametrize("centred", [False, True])
@pytest.mark.parametrize("pixels", [False, True])
def test_convention_is_recognised_by_the_values(centred, pixels):
    convention = Convention(centred, pixels)
    boxes = written(crowd(), convention)
    assert recognised(boxes) == convention
    np.testing.assert_allclose(detect(outputs(boxes, faces()), SIZE).boxes, FOUND[::-1], atol=1e-6)


def test_overlapping_boxes_of_one_class_are_one_and_of_two_classes_two():
    boxes = np.array([[0.1, 0.1, 0.5, 0.5], [0.12, 0.1, 0.5, 0.5], [0.3, 0.3, 0.7, 0.7]])
    boxes = boxes.astype(np.float32)
    same = np.array([[0.8, 0.1], [0.9, 0.2], [0.7, 0.3]], np.float32)
    found = detect(outputs(boxes, same), SIZE)
    np.testing.assert_allclose(found.scores, [0.9, 0.7])  # a seventh in common is not too much
    other = np.array([[0.1, 0.8], [0.9, 0.2], [0.7, 0.3]], np.float32)
    found = detect(outputs(boxes, other), SIZE)
    np.testing.assert_allclose(found.scores, [0.9, 0.8, 0.7])
    assert found.classes.tolist() == [0, 1, 0]


def test_only_what_scores_more_than_the_threshold_is_found():
    boxes, scores = crowd(0), np.array([[0.4], [0.6]], np.float32)
    assert len(detect(outputs(boxes, scores), SIZE).boxes) == 1
    assert len(detect(outputs(boxes, scores), SIZE, threshold=0.3).boxes) == 2
    nothing = detect(outputs(boxes, scores), SIZE, threshold=0.9)
    assert nothing.boxes.shape == (0, 4)


def test_background_may_be_the_last_class_and_scores_may_be_logits():
    logits = np.array([[3.0, 0.0, 0.0], [-4.0, -4.0, 5.0], [-3.0, -3.0, 5.0]], np.float32)
    found = find_boxes(outputs(crowd(1), logits))
    assert found.background == 2
    assert found.classes[0] == 0
    assert found.scores[0] == pytest.approx(np.exp(3) / (np.exp(3) + 2), rel=1e-5)
    one = find_boxes(outputs(crowd(0), np.array([[2.0], [-900.0]], np.float32)))
    np.testing.assert_allclose(one.scores, [1 / (1 + np.exp(-2)), 0], rtol=1e-5)
    assert one.background is None


@pytest.mark.parametrize(
    ("boxes", "scores"),
    [((1, 5, 4), (1, 5)), ((1, 5, 4), (1, 5, 7)), ((5, 4), (5,)), ((5, 4), (5, 3))],
)
def test_boxes_are_found_by_their_shapes(boxes, scores):
    assert find_boxes({"s": np.ones(scores, np.float32), "b": np.ones(boxes, np.float32)})


@pytest.mark.parametrize(
    ("boxes", "scores"),
    [((1, 4), (1, 20)), ((1, 5, 4), (1, 6)), ((1, 4, 9, 9), (1, 2, 9, 9)), ((1, 5, 5), (1, 5))],
)
def test_other_outputs_are_no_boxes(boxes, scores):
    assert find_boxes({"s": np.ones(scores, np.float32), "b": np.ones(boxes, np.float32)}) is None


def test_boxes_are_placed_in_the_part_that_the_network_sees():
    found = detect(outputs(crowd(), faces()), SIZE)
    np.testing.assert_allclose(found.within(100, 50, 300, 150)[1], [120, 70, 160, 110], atol=1e-4)


def test_boxes_that_are_no_numbers_are_left_out():
    boxes = crowd()
    boxes[0, 2] = np.nan
    assert len(detect(outputs(boxes, faces()), SIZE).boxes) == 1


def test_scores_of_boxes_are_no_classes():
    given = {"scores": np.ones((1, 5), np.float32), "boxes": np.ones((1, 5, 4), np.float32)}
    graph = Graph((), (), (), {}, {})
    prediction = read_prediction(graph, given, Labels((), "assumed"), 0.0)
    assert prediction.probabilities is None


@pytest.mark.parametrize("dtype", [np.float32, np.int64])
def test_classes_may_be_an_output_of_their_own(dtype):
    given = {
        "classes": np.array([[7, 3]], dtype),
        "boxes": FOUND[None],
        "scores": np.array([[0.6, 0.8]], np.float32),
    }
    found = detect(given, SIZE)
    np.testing.assert_allclose(found.scores, [0.8, 0.6])
    assert found.classes.tolist() == [3, 7]
    assert found.class_count == 8
