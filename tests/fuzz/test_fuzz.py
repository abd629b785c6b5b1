"""A fixed list of wrong files of all kinds: each gives a result or one of our errors."""

from __future__ import annotations

from tests.faults.guard import Guard
from tests.fuzz.run import fuzz

FIRST, COUNT = 20_261_124, 3_000


def test_wrong_files_give_a_result_or_one_of_our_errors(tmp_path):
    guard = Guard()
    try:
        report = fuzz(guard, FIRST, COUNT.__le__, tmp_path)
    finally:
        guard.close()
    assert sum(report.tried.values()) == COUNT
    assert not report.findings, report
    assert report.outcomes["opened"] > COUNT // 10  # else nothing but the door is tested
