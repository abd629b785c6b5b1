from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from gui.widgets.array_table import ArrayTable


@pytest.fixture
def table(app, qtbot):
    made = ArrayTable()
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    qtbot.waitExposed(made)
    return made


def texts(table):
    model = table.model
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        (np.float32(-2.5), [["−2.500"]]),
        (np.array(7), [["7"]]),
        (np.array([True, False]), [["true", "false"]]),
        (np.array([[1, -2], [3, 4]]), [["1", "−2"], ["3", "4"]]),
        (np.array(["cat", "dog"]), [["cat", "dog"]]),
        (np.zeros((0, 4)), []),
        (np.zeros((2, 0, 3)), []),
    ],
)
def test_table_shows_arrays_of_any_kind(table, array, expected):
    table.set_array(np.asarray(array))
    assert texts(table) == expected
    table.grab()


def test_counters_choose_the_slice_of_leading_axes(table):
    array = np.arange(1 * 2 * 3 * 4 * 5).reshape(1, 2, 3, 4, 5)
    table.set_array(array)
    assert [counter.isHidden() for counter in table.counters] == [True, False, False]
    table.counters[1].setValue(1)
    table.counters[2].setValue(2)
    assert texts(table) == [[str(value) for value in row] for row in array[0, 1, 2]]


def test_new_numbers_of_one_shape_keep_the_slice(table):
    array = np.arange(2 * 3 * 4).reshape(2, 3, 4)
    table.set_array(array)
    table.counters[0].setValue(1)
    table.set_array(array + 100)
    assert texts(table)[0][0] == str(array[1, 0, 0] + 100)
    table.set_array(array[:1])
    assert texts(table)[0][0] == "0"


@pytest.mark.parametrize(
    ("shape", "said"),
    [((2, 3, 4), "[1, 2, 3] = 23"), ((3, 4), "[2, 3] = 11"), ((12,), "[11] = 11"), ((), "[] = 0")],
)
def test_hover_says_the_true_place(table, qtbot, shape, said):
    array = np.arange(int(np.prod(shape))).reshape(shape)
    table.set_array(array)
    if len(shape) == 3:
        table.counters[0].setValue(1)
    model = table.model
    last = model.index(model.rowCount() - 1, model.columnCount() - 1)
    with qtbot.waitSignal(table.hovered) as hovered:
        table._view.entered.emit(last)
    assert hovered.args == [said]


def test_headers_count_from_zero(table):
    table.set_array(np.zeros((3, 3)))
    assert table.model.headerData(0, Qt.Orientation.Horizontal) == 0
