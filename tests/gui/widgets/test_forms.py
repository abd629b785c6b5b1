from __future__ import annotations

import numpy as np
import pytest

from gui.widgets.forms import form_of, resolution_text, size_text, vector_of


@pytest.mark.parametrize(
    ("shape", "kind", "form"),
    [
        ((1, 8, 5, 7), "f4", "maps"),
        ((2, 8, 5, 1), "f4", "maps"),
        ((1, 8, 5, 7), "i8", "maps"),
        ((1, 8, 1, 1), "f4", "vector"),
        ((1, 10), "f4", "vector"),
        ((10,), "f8", "vector"),
        ((1, 10), "i8", "table"),
        ((10,), "?", "table"),
        ((3, 10), "f4", "table"),
        ((), "f4", "table"),
        ((0, 4), "f4", "table"),
        ((1, 8, 0, 7), "f4", "table"),
        ((1, 4, 6), "f4", "table"),
        ((1, 2, 3, 4, 5), "f4", "table"),
        ((1, 8, 5, 7), "c8", "table"),
        ((4,), "U3", "table"),
    ],
)
def test_form_of_shape_and_kind(shape, kind, form):
    assert form_of(np.zeros(shape, kind)) == form


def test_vector_of_names_the_true_place():
    values, name = vector_of(np.arange(3.0).reshape(1, 3, 1, 1))
    assert values.tolist() == [0, 1, 2]
    assert name(2) == "[2, 0, 0]"
    values, name = vector_of(np.arange(3.0).reshape(1, 3))
    assert name(2) == "[2]"


def test_size_leaves_a_single_picture_out():
    assert size_text((1, 144, 56, 56)) == "144 × 56 × 56"
    assert size_text((2, 3)) == "2 × 3"
    assert size_text((7,)) == "7"
    assert size_text(()) == "a single value"


def test_sizes_that_are_not_known_yet_are_shown():
    assert size_text(("N", 3, None, "W")) == "3 × ? × W"
    assert resolution_text(("N", 3, None, "W")) == "? × W"


def test_resolution_is_that_of_maps():
    assert resolution_text((1, 144, 56, 28)) == "56 × 28"
    assert resolution_text((1, 144, 1, 1)) == resolution_text((1, 144)) == ""
