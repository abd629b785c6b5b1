from __future__ import annotations

import numpy as np
import pytest

from gui import theme
from gui.qimage import to_array
from gui.widgets.histogram import BINS, Histogram


@pytest.fixture
def histogram(qtbot, app):
    made = Histogram()
    qtbot.addWidget(made)
    made.resize(4 * BINS, 80)
    return made


def heights(made):
    bar = theme.colour("edge").getRgb()[:3]
    seen = (to_array(made.grab().toImage()) == bar).all(axis=2)
    return seen[:, 1::4].sum(axis=0)


def test_heights_grow_with_the_logarithm(histogram):
    counts = np.zeros(BINS, np.int64)
    counts[[0, 20, 40]] = 1_000_000, 1000, 1
    histogram.set_counts(counts, 0.0, 6.0)
    shown = heights(histogram)
    assert shown[0] == 80
    assert shown[20] == pytest.approx(80 * np.log1p(1000) / np.log1p(1_000_000), abs=1)
    # A single value can still be seen.
    assert shown[40] >= 1
    assert shown[10] == 0


def test_bars_are_explained(histogram):
    counts = np.zeros(BINS, np.int64)
    counts[32] = 12345
    histogram.set_counts(counts, -1.0, 1.0)
    assert histogram.bar_text(32) == "0.000 to 0.031: 12,345 values"


def test_nothing_to_show(histogram):
    assert heights(histogram).sum() == 0
    histogram.set_counts(np.zeros(BINS, np.int64), 0.0, 0.0)
    assert heights(histogram).sum() == 0
