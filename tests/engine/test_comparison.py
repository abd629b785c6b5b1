from __future__ import annotations

import numpy as np
import pytest

from engine.comparison import difference, paired_classes
from engine.metadata import Labels
from engine.prediction import Prediction


def answer(**shares):
    values = np.array(list(shares.values()), np.float32)
    return Prediction(values, values, False, Labels(tuple(shares), "given"), 0.0, {})


def test_difference_by_hand():
    a = np.array([[[[3.0, 0.0], [0.0, 4.0]]]], np.float32)
    b = np.array([[[[3.0, 1.0], [0.0, 2.0]]]], np.float32)
    found = difference(a, b)
    np.testing.assert_array_equal(found.values, b - a)
    assert found.relative == pytest.approx(np.sqrt(5) / 5)
    assert found.mean == pytest.approx(0.75)
    assert found.largest == 2
    assert found.unchanged == 0.5


def test_difference_to_nothing_is_infinite_and_of_nothing_zero():
    zero, one = np.zeros((1, 2), np.float32), np.ones((1, 2), np.float32)
    assert difference(zero, one).relative == float("inf")
    assert difference(zero, zero).relative == 0


def test_difference_of_integers_does_not_wrap():
    a, b = np.array([3], np.uint8), np.array([1], np.uint8)
    assert difference(a, b).values.tolist() == [-2]


def test_what_is_not_finite_does_not_spoil_the_rest():
    a = np.array([np.nan, np.inf, 1.0], np.float32)
    b = np.array([1.0, 2.0, 3.0], np.float32)
    found = difference(a, b)
    assert found.values.tolist() == [0, 0, 2]
    assert np.isfinite([found.mean, found.largest]).all()


def test_classes_are_paired_by_name_and_most_probable_first():
    a = answer(cat=0.7, dog=0.2, bird=0.1)
    b = answer(dog=0.6, cow=0.35, cat=0.05)
    pairs = paired_classes(a, b, 3)
    assert [pair.label for pair in pairs] == ["cat", "dog", "cow"]
    assert pairs[1].change == pytest.approx(0.4)
    assert pairs[2].a is None
    assert pairs[0].change == pytest.approx(-0.65)


def test_classes_called_alike_count_once():
    twice = Prediction(
        None, np.array([0.1, 0.6, 0.3], np.float32), False,
        Labels(("crane", "crane", "dog"), "given"), 0.0, {},
    )  # fmt: skip
    assert [pair.label for pair in paired_classes(twice, twice, 5)] == ["crane", "dog"]
    assert paired_classes(twice, twice, 1)[0].a == pytest.approx(0.6)


def test_answers_without_classes_give_no_pairs():
    none = Prediction(None, None, False, Labels((), "given"), 0.0, {})
    assert paired_classes(none, none, 5) == []
