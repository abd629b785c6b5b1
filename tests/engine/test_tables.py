from __future__ import annotations

import csv

import numpy as np
import pytest

from engine import export, load, tables
from engine.errors import CancelledError


@pytest.fixture
def run(small_cnn):
    return load(small_cnn.SerializeToString()).activations(np.full((9, 7, 3), 90, np.uint8))


def test_statistics_come_back_with_the_numbers_of_each_layer_and_map(run, tmp_path):
    path = tmp_path / "statistics.csv"
    export.save_csv(tables.STATISTICS_HEADER, tables.statistics_rows(run), path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    whole = {row["layer"]: row for row in rows if not row["channel"]}
    assert list(whole) == [layer.name for layer in run.layers]
    array = run["r1"]
    assert float(whole["r1"]["mean"]) == pytest.approx(array.mean(), rel=1e-5)
    assert float(whole["r1"]["zeros"]) == pytest.approx((array == 0).mean())
    assert whole["r1"]["shape"] == "1×4×9×7"
    maps = [row for row in rows if row["layer"] == "r1" and row["channel"]]
    assert [float(row["maximum"]) for row in maps] == pytest.approx(array[0].max(axis=(1, 2)))
    assert int(whole["r1"]["dead"]) == sum(int(row["dead"]) for row in maps)


def test_statistics_can_be_stopped(run):
    with pytest.raises(CancelledError):
        next(tables.statistics_rows(run, should_stop=lambda: True))
