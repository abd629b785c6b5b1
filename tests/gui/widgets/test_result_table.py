"""Rows of the table of many pictures: what each kind of network says."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.batch import Item, Result
from engine.errors import ImageError
from engine.found import Box
from gui import language
from gui.widgets.result_table import LABEL, OTHERS, SHARE, ResultTable

ITEM = Item(Path("street.png"), "street.png")


def box(label: str, score: float) -> Box:
    return Box(0, label, score, 0, 0, 9, 9)


@pytest.fixture
def say(qtbot, app):
    """Return a function that gives the words of a result's row."""
    table = ResultTable()
    qtbot.addWidget(table)

    def words(result: Result) -> list[str]:
        table.rows.clear()
        table.rows.add([result])
        return [table.filter.index(0, column).data() for column in (LABEL, SHARE, OTHERS)]

    return words


def test_a_detector_says_how_many_of_which(say):
    found = (box("dog", 0.9), box("cat", 0.8), box("dog", 0.5))
    assert say(Result(ITEM, boxes=found)) == [
        "2 × dog, cat", "90.0 %", "cat (80.0 %), dog (50.0 %)",
    ]  # fmt: skip
    assert say(Result(ITEM, boxes=()))[:2] == ["nothing found", ""]


def test_boxes_of_one_kind_need_no_name(app, say):
    language.apply(app, "en")
    one, two = Result(ITEM, boxes=(box("", 0.9),)), Result(ITEM, boxes=(box("", 0.9),) * 2)
    assert say(one)[0] == "1 box"
    assert say(two)[::2] == ["2 boxes", "box (90.0 %)"]


def test_others_say_what_comes_out(say):
    assert say(Result(ITEM, outputs=(("mask", (1, 2, 8, 8)),))) == ["mask: 1 × 2 × 8 × 8", "", ""]


def test_rows_with_boxes_are_found_by_label(qtbot, app):
    table = ResultTable()
    qtbot.addWidget(table)
    table.rows.add([Result(ITEM, boxes=(box("dog", 0.9),)), Result(ITEM, boxes=(box("cat", 0.9),))])
    table.filter.show_only("cat", "all", None)
    assert [table.filter.index(row, LABEL).data() for row in range(table.filter.rowCount())] == [
        "cat"
    ]


def test_errors_are_told_in_the_language_of_the_window(app, say):
    wrong = Result(ITEM, error=ImageError("the file is empty.", remedy="Copy or export it again."))
    assert say(wrong)[0] == "the file is empty."
    language.apply(app, "zh_CN")
    try:
        assert say(wrong)[0] == "文件为空。"
    finally:
        language.apply(app, "en")
