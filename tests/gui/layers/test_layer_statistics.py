from __future__ import annotations

import threading

import numpy as np
import pytest

from gui.asides import Asides
from gui.layers import layer_statistics
from gui.layers.layer_statistics import LayerStatistics


@pytest.fixture
def asides(app):
    made = Asides()
    yield made
    assert made.close()


def run(value, count=4):
    return {f"v{n}": np.full((1, 2, 3, 3), value + n, np.float32) for n in range(count)}


def test_statistics_of_all_layers_come_from_the_background(asides, qtbot):
    statistics = LayerStatistics(asides)
    outputs = {**run(1.0), "words": np.array(["a"]), "flags": np.array([True, False])}
    statistics.want(outputs, "model")
    assert statistics.found == {}
    qtbot.waitUntil(lambda: len(statistics.found) == 5)
    assert "words" not in statistics.found
    assert statistics.found["v2"].mean == 3.0
    assert statistics.found["flags"].zeros == 0.5


def test_old_numbers_stand_until_new_ones_come_but_not_for_another_model(asides, qtbot):
    statistics = LayerStatistics(asides)
    statistics.want(run(1.0), "model")
    qtbot.waitUntil(lambda: len(statistics.found) == 4)
    statistics.want(run(5.0), "model")
    assert statistics.found["v0"].mean == 1.0
    qtbot.waitUntil(lambda: statistics.found["v0"].mean == 5.0)
    statistics.want(run(7.0), "other")
    assert statistics.found == {}
    qtbot.waitUntil(lambda: len(statistics.found) == 4)
    statistics.want(None, "other")
    assert statistics.found == {}


def test_runs_that_come_in_between_wait_and_only_the_newest_is_worked_out(
    asides, qtbot, monkeypatch
):
    gate, seen = threading.Event(), []
    original = layer_statistics.statistics_of

    def slow(array):
        seen.append(float(array.flat[0]))
        gate.wait(5)
        return original(array)

    monkeypatch.setattr(layer_statistics, "statistics_of", slow)
    statistics = LayerStatistics(asides)
    for value in (1.0, 2.0, 3.0):
        statistics.want(run(value, 1), "model")
    qtbot.waitUntil(lambda: seen == [1.0])
    gate.set()
    qtbot.waitUntil(lambda: "v0" in statistics.found and statistics.found["v0"].mean == 3.0)
    assert seen == [1.0, 3.0]


def test_large_networks_are_told_in_parts(asides, qtbot, monkeypatch):
    calls = iter(range(1000))
    # Each part has time for one layer: the clock moves on with every look.
    monkeypatch.setattr(layer_statistics, "perf_counter", lambda: next(calls) * 1.0)
    monkeypatch.setattr(layer_statistics, "_PART_SECONDS", 1.5)
    sizes = []
    statistics = LayerStatistics(asides)
    statistics.changed.connect(lambda: sizes.append(len(statistics.found)))
    statistics.want(run(1.0), "model")
    qtbot.waitUntil(lambda: len(statistics.found) == 4)
    assert sizes == sorted(sizes)
    assert len(sizes) > 1


def test_after_a_failure_the_next_run_is_worked_out(asides, qtbot, monkeypatch):
    failures = []
    asides.failed.connect(failures.append)
    original = layer_statistics.statistics_of
    monkeypatch.setattr(layer_statistics, "statistics_of", lambda array: 1 / 0)
    statistics = LayerStatistics(asides)
    statistics.want(run(1.0), "model")
    qtbot.waitUntil(lambda: bool(failures))
    monkeypatch.setattr(layer_statistics, "statistics_of", original)
    statistics.want(run(2.0), "model")
    qtbot.waitUntil(lambda: len(statistics.found) == 4)
