from __future__ import annotations

import numpy as np
import pytest

from engine.graph import Value
from engine.images import Picture
from engine.metadata import Preprocess
from engine.preprocess import prepare
from gui.widgets import preprocess_choices as choices

IMAGENET = Preprocess(mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225))
INPUT = Value("input", (1, 3, 4, 4), np.dtype(np.float32))
PICTURE = Picture(np.random.default_rng(3).integers(0, 256, (4, 4, 3), np.uint8))


def tensor(recipe):
    return prepare(PICTURE, recipe, INPUT).tensor


@pytest.mark.parametrize("limits", choices.RANGES)
def test_imagenet_means_the_same_in_every_range(limits):
    changed = choices.with_range(IMAGENET, limits)
    assert choices.normalisation(changed) == "imagenet"
    np.testing.assert_allclose(tensor(changed), tensor(IMAGENET), atol=1e-5)
    assert changed.source == "changed by you"


def test_own_numbers_stay_when_the_range_changes():
    own = choices.with_numbers(Preprocess(), (3.0,), (2.0,))
    assert choices.with_range(own, (0.0, 255.0)).mean == (3.0,)


def test_channel_order_turns_the_numbers_too():
    turned = choices.with_channels(IMAGENET, "BGR")
    assert choices.normalisation(turned) == "imagenet"
    np.testing.assert_allclose(tensor(turned), tensor(IMAGENET)[:, ::-1], atol=1e-6)
    back = choices.with_channels(turned, "RGB")
    assert back.mean == IMAGENET.mean


def test_grey_has_one_number():
    grey = choices.with_channels(IMAGENET, "L")
    assert grey.mean == (pytest.approx(0.449, abs=1e-3),)
    assert choices.normalisation(grey) == "imagenet"
    one = Value("input", (1, 1, 4, 4), np.dtype(np.float32))
    assert prepare(PICTURE, grey, one).tensor.shape == (1, 1, 4, 4)


def test_kinds_are_told_apart():
    assert choices.normalisation(Preprocess()) == "none"
    assert choices.normalisation(Preprocess(mean=(0.0, 0.0, 0.0), std=(1.0, 1.0, 1.0))) == "none"
    assert choices.normalisation(Preprocess(mean=(0.5,), std=(0.5,))) == "custom"
    rounded = Preprocess(range=(0.0, 255.0), mean=(123.68, 116.28, 103.53), std=(58.4, 57.1, 57.4))
    assert choices.normalisation(rounded) == "imagenet"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("127", (127.0,)),
        ("0.485, 0.456, 0.406", (0.485, 0.456, 0.406)),
        ("1 2 3", (1.0, 2.0, 3.0)),
        ("−0.5", (-0.5,)),
        ("", None),
        ("1, 2", None),
        ("one", None),
        ("inf", None),
        ("nan", None),
    ],
)
def test_numbers_are_read_as_people_write_them(text, numbers):
    assert choices.parsed(text) == numbers
