"""The table of faults names tests that exist, and leaves out no number."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
TABLE = (TESTS / "faults" / "README.md").read_text("utf-8")
ROW = re.compile(r"^\| (\d+) \| (.+) \| `([\w/]+\.py)::(\w+)(?:\[(.+)\])?` \|$", re.MULTILINE)
ROWS = ROW.findall(TABLE)
LEAST = 130


@cache
def source_of(path: str) -> str:
    return (TESTS / path).read_text("utf-8")


@cache
def names_in(path: str) -> frozenset[str]:
    """Return the names of the functions in a file, those in classes included."""
    nodes = ast.walk(ast.parse(source_of(path)))
    return frozenset(node.name for node in nodes if isinstance(node, ast.FunctionDef))


def test_the_table_is_long_enough_and_counts_on():
    numbers = [int(number) for number, *_ in ROWS]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= LEAST
    lines = [line for line in TABLE.splitlines() if re.match(r"\| \d", line)]
    assert len(lines) == len(ROWS), "a row that cannot be read"


def test_no_case_stands_there_twice():
    cases = [(path, test, case or words) for _, words, path, test, case in ROWS]
    assert sorted({each for each in cases if cases.count(each) > 1}) == []


@pytest.mark.parametrize(
    ("path", "test", "case"), [row[2:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_the_test_exists(path, test, case):
    assert test.startswith("test_")
    assert test in names_in(path)
    # A case is a word of the test's list, as it is written there.
    assert case in source_of(path)
