from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from engine.visual.statistics import summary
from gui.widgets.layer_rows import COLUMNS, Row, file_header, file_row
from gui.widgets.layer_table import LayerTable, LayerTableModel

NUMBER, NAME, OPERATOR, SHAPE, PARAMETERS, ADDS, MEMORY, TIME, LOW, _, MEAN, _, ZEROS = range(13)
UP, DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


def row(number, seconds=None, values=None, **fields):
    facts = {
        "title": f"block.{number}", "operator": "Conv 3×3", "shape": (1, 4, 8, 8),
        "parameters": 0, "multiply_adds": 0, "size_bytes": 1024,
    }  # fmt: skip
    statistics = None if values is None else summary(np.array(values, np.float32))
    return Row(number, f"v{number}", **{**facts, **fields}, seconds=seconds, statistics=statistics)


ROWS = (
    row(1, 0.002, [0.0, -1.0], parameters=5000, shape=(1, 16, 4, 4)),
    row(2, None, None, operator="Relu", title="Zebra"),
    row(3, 0.0001, [4.0, 2.0], parameters=70_000, shape=(1, 9, 4, 4), title="apple"),
    row(4, 0.01, [np.nan, np.nan], shape=(10,), title="Mango"),
)


def names(model):
    return [each.name for each in model.rows]


def text(model, number, column):
    return model.index(number, column).data()


@pytest.fixture
def model(app):
    made = LayerTableModel()
    tester = QAbstractItemModelTester(
        made, QAbstractItemModelTester.FailureReportingMode.Fatal, made
    )
    assert tester is not None
    made.set_rows(ROWS, sort=True)
    return made


@pytest.fixture
def table(app, qtbot):
    made = LayerTable()
    qtbot.addWidget(made)
    made.resize(1400, 260)
    made.set_rows(ROWS, sort=True)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_facts_are_words_that_people_read(model):
    assert text(model, 0, SHAPE) == "16 × 4 × 4"
    assert text(model, 0, PARAMETERS) == "5,000"
    assert text(model, 0, MEMORY) == "1 KB"
    assert text(model, 0, TIME) == "2.00 ms"
    assert text(model, 0, LOW) == "−1.000"
    assert text(model, 0, ZEROS) == "50.0 %"
    assert text(model, 1, TIME) == text(model, 1, MEAN) == text(model, 1, PARAMETERS) == "–"
    assert text(model, 3, MEAN) == "–", "what has no mean has a dash"
    assert len({column.heading() for column in COLUMNS}) == len(COLUMNS)


@pytest.mark.parametrize(
    ("column", "order", "expected"),
    [
        (NUMBER, UP, "1234"), (NUMBER, DOWN, "4321"), (NAME, UP, "3142"), (OPERATOR, DOWN, "2134"),
        (SHAPE, UP, "4321"), (PARAMETERS, DOWN, "3124"), (TIME, UP, "3142"), (TIME, DOWN, "4132"),
        (MEAN, UP, "1324"), (MEAN, DOWN, "3124"),
    ],
)  # fmt: skip
def test_sorting_is_by_value_and_unknown_values_come_last(model, column, order, expected):
    if column == OPERATOR:
        # Equal ones keep their order; with Relu first from behind.
        model.sort(NUMBER, UP)
    model.sort(column, order)
    assert [name[1:] for name in names(model)] == list(expected)


def test_live_numbers_move_no_row_and_others_do(model):
    model.sort(TIME, UP)
    before = names(model)
    faster = [row(n, 0.01 / n) for n in range(1, 5)]
    model.set_rows(faster, sort=False)
    assert names(model) == before
    assert text(model, before.index("v4"), TIME) == "2.50 ms"
    model.set_rows(faster, sort=True)
    assert names(model) == ["v4", "v3", "v2", "v1"]


def test_search_leaves_rows_by_name_or_operator(model):
    model.set_sought("RELU")
    assert names(model) == ["v2"]
    model.set_sought("block conv")
    assert names(model) == ["v1"]
    model.set_sought("  ")
    assert len(names(model)) == 4


def test_the_current_row_is_the_layer_on_the_stage(table, qtbot):
    told = []
    table.chosen.connect(told.append)
    table.set_layer("v3")
    assert table.currentIndex().row() == 2
    assert told == []
    table.sortByColumn(TIME, DOWN)
    assert table.rows.rows[table.currentIndex().row()].name == "v3"
    qtbot.keyClick(table, Qt.Key.Key_Up)
    assert told == ["v1"]
    table.set_sought("zebra")
    assert not table.currentIndex().isValid()
    table.set_sought("")
    assert told == ["v1"]
    table.set_layer("v1")
    assert table.rows.rows[table.currentIndex().row()].name == "v1"


def test_live_numbers_keep_scroll_and_selection(table, qtbot):
    many = [row(n, 0.001 * n) for n in range(1, 200)]
    table.set_rows(many, sort=True)
    table.set_layer("v150")
    scroll = table.verticalScrollBar().value()
    assert scroll > 0
    table.set_rows([row(n, 0.002 * n) for n in range(1, 200)], sort=False)
    table.set_layer("v150")
    assert table.verticalScrollBar().value() == scroll
    assert table.currentIndex().row() == 149


def test_enter_and_double_click_explain(table, qtbot):
    explained = []
    table.explained.connect(lambda: explained.append(1))
    table.set_layer("v2")
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert explained == [1]


def test_copy_gives_rows_for_a_spreadsheet(table, qtbot):
    flags = QItemSelectionModel.SelectionFlag
    table.selectionModel().clear()
    for number in (0, 2):
        index = table.rows.index(number, 0)
        table.selectionModel().select(index, flags.Select | flags.Rows)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = [line.split("\t") for line in QApplication.clipboard().text().split("\n")]
    assert lines[0] == file_header()
    assert [line[NAME] for line in lines[1:]] == ["block.1", "apple"]
    assert float(lines[1][TIME]) == 0.002
    assert lines[1][SHAPE] == "1×16×4×4"
    assert float(lines[2][MEAN]) == 3.0
    table.selectionModel().clear()
    table.copy()
    assert len(QApplication.clipboard().text().split("\n")) == 5


def test_columns_have_room_for_their_words(table):
    for section, column in enumerate(COLUMNS):
        width = table.columnWidth(section)
        longest = max(
            table.fontMetrics().horizontalAdvance(table.rows.index(n, section).data())
            for n in range(4)
        )
        assert width > longest, column.title
    total = sum(table.columnWidth(section) for section in range(len(COLUMNS)))
    assert total == table.viewport().width()


def test_file_rows_hold_plain_numbers():
    assert len(file_header()) == len(file_row(ROWS[0])) == len(COLUMNS)
    assert file_row(ROWS[1])[TIME] == ""
    assert file_row(ROWS[3])[MEAN] == ""
    assert file_row(ROWS[2])[PARAMETERS] == 70_000


def test_an_empty_table_is_harmless(app, qtbot):
    table = LayerTable()
    qtbot.addWidget(table)
    table.set_rows([], sort=True)
    table.set_layer("v1")
    table.copy()
    assert table.rows.index(0, 0) == QModelIndex()
