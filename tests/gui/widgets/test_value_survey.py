from __future__ import annotations

import numpy as np
import pytest

from engine.visual import statistics
from gui.background import Ticket
from gui.widgets import value_survey
from gui.widgets.value_survey import ValueSurvey

RANDOM = np.random.default_rng(11)


def look(qtbot, values):
    survey = ValueSurvey()
    found = []
    survey.finished.connect(found.append)
    survey.start(values)
    qtbot.waitUntil(lambda: bool(found))
    return found[0]


@pytest.mark.parametrize("dtype", [np.float32, np.float16, np.int32, np.uint8])
def test_blocks_together_equal_the_whole(qtbot, dtype):
    values = (RANDOM.standard_normal((37, 80, 90)) * 20 + 40).astype(dtype)
    values[3] = 0
    found = look(qtbot, values)
    whole = statistics.summary(values)
    assert found.statistics.minimum == whole.minimum
    assert found.statistics.maximum == whole.maximum
    # float64 sums in another order
    assert found.statistics.mean == pytest.approx(whole.mean, rel=1e-9)
    assert found.statistics.deviation == pytest.approx(whole.deviation, rel=1e-9)
    assert found.statistics.zeros == pytest.approx(whole.zeros)
    assert (found.statistics.dead, found.statistics.channels) == (whole.dead, 37)
    counts, _ = np.histogram(values.astype(np.float64), 64)
    assert found.counts.sum() == values.size
    # A value on an edge may fall to the neighbour in float32.
    assert np.abs(found.counts - counts).max() <= values.size // 10_000
    assert not found.sampled


def test_channels_last_views_are_read_right(qtbot):
    values = RANDOM.standard_normal((70, 60, 50)).astype(np.float32).transpose(2, 0, 1)
    found = look(qtbot, values)
    assert found.statistics.mean == pytest.approx(float(values.mean(dtype=float)), abs=1e-7)
    assert found.statistics.channels == 50


def test_what_is_no_number_does_not_count(qtbot):
    values = RANDOM.standard_normal((40, 80, 80)).astype(np.float32)
    values[0, 0, 0], values[39, 5, 5] = np.nan, np.inf
    values[20] = np.nan
    found = look(qtbot, values)
    known = values[np.isfinite(values)]
    assert found.statistics.not_finite == 2 + 6400
    assert found.statistics.mean == pytest.approx(float(known.mean(dtype=float)), rel=1e-6)
    assert found.statistics.maximum == known.max()
    assert found.counts.sum() == known.size


def test_nothing_but_nan(qtbot):
    found = look(qtbot, np.full((2, 3, 3), np.nan, np.float32))
    assert np.isnan(found.statistics.mean)
    assert found.counts.sum() == 0


def test_huge_layers_are_sampled_and_say_so(qtbot, monkeypatch):
    monkeypatch.setattr(value_survey, "SAMPLED_ABOVE", 10_000)
    values = RANDOM.standard_normal((40, 100, 10)).astype(np.float32)
    found = look(qtbot, values)
    assert found.sampled
    assert found.counts.sum() == values.size // 4
    assert found.statistics.minimum == values.min()


def test_constant_layer_has_one_bar(qtbot):
    found = look(qtbot, np.full((2, 4, 4), 3.0, np.float32))
    assert (found.counts > 0).sum() == 1
    assert found.counts.sum() == 32


def test_stopped_survey_says_nothing(qtbot):
    survey = ValueSurvey()
    survey.start(RANDOM.standard_normal((64, 256, 256)).astype(np.float32))
    survey.stop()
    with qtbot.assertNotEmitted(survey.finished, wait=50):
        pass


def test_a_large_survey_makes_way(qtbot):
    ways = []
    ticket = Ticket(1, lambda ticket: None, lambda *_: None, lambda: ways.append(1))
    maps = np.zeros((40, 100, 100), np.float32)
    assert value_survey._found(maps, ticket) is not None
    assert len(ways) >= maps.size / value_survey._BLOCK
