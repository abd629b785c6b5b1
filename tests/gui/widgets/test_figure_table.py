"""The table twin of charts: words, sorting, and what each kind of layer puts into it."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from engine.comparison import PairedClass
from gui.widgets.figure_table import Column, FigureModel, Figures
from gui.widgets.layer_figures import map_figures, pair_figures
from gui.widgets.pair_list import PairList
from gui.widgets.unit_bars import Product, UnitBars
from gui.widgets.unit_cards import Card, UnitCards
from gui.widgets.unit_numbers import Shades


@pytest.fixture
def parent(qtbot, app):
    made = QWidget()
    qtbot.addWidget(made)
    return made


def texts(model, column):
    return [model.text(row, column) for row in range(model.rowCount())]


@pytest.mark.parametrize(
    ("column", "falling", "expected"),
    [
        (0, False, ["a", "b", "c"]),
        (0, True, ["c", "b", "a"]),
        (1, False, ["c", "b", "a"]),
        (1, True, ["b", "c", "a"]),
        (-1, False, ["b", "a", "c"]),
    ],
)
def test_table_sorts_by_what_values_are_not_by_their_words(parent, column, falling, expected):
    """10 comes after 9, and what is no number last, whichever way."""
    figures = Figures(
        "x",
        (
            Column("Name", ["b", "a", "c"], str, words=True),
            Column("Value", np.array([10.0, np.nan, 9.0])),
        ),
    )
    model = FigureModel(figures, parent)
    order = Qt.SortOrder.DescendingOrder if falling else Qt.SortOrder.AscendingOrder
    model.sort(column, order)
    assert texts(model, 0) == expected


def test_chosen_row_keeps_its_data_when_sorted(parent):
    figures = Figures("x", (Column("Value", np.array([3.0, 1.0, 2.0])),))
    table = figures.open_at(parent)
    table.table.selectRow(0)
    for column, order, row in ((0, "Ascending", 2), (0, "Descending", 0), (-1, "Ascending", 0)):
        table.table.sortByColumn(column, Qt.SortOrder[f"{order}Order"])
        (chosen,) = table.table.selectionModel().selectedRows()
        assert (chosen.row(), chosen.data()) == (row, "3.000")
        assert table.table.currentIndex().row() == row
    table.close()


def test_no_title_is_cut_off(parent):
    a = np.ones((3, 4, 4), np.float32)
    table = pair_figures("conv", a, a, a).open_at(parent)
    header = table.table.horizontalHeader()
    for column in range(table.rows.columnCount()):
        assert header.sectionSizeHint(column) <= header.sectionSize(column)
    assert sum(header.sectionSize(c) for c in range(6)) <= table.table.viewport().width()
    table.close()


def test_maps_in_numbers(parent):
    maps = np.zeros((3, 2, 2), np.float32)
    maps[1] = [[1, 2], [3, -2]]
    figures = map_figures("conv", maps, lambda: False)
    model = FigureModel(figures, parent)
    row = [model.text(1, column) for column in range(model.columnCount())]
    assert row == ["1", "−2.000", "3.000", "1.000", "1.871", "0.0 %"]
    assert model.text(2, 5) == "100.0 %"
    assert map_figures("conv", maps, lambda: True) is None


def test_two_runs_in_numbers(parent):
    a, b = np.zeros((3, 1, 2), np.float32), np.zeros((3, 1, 2), np.float32)
    a[0], b[0] = [3, 4], [3, 9]
    b[1] = 1
    model = FigureModel(pair_figures("conv", a, b, b - a), parent)
    rows = [[model.text(row, column) for column in range(6)] for row in range(3)]
    assert rows == [
        ["0", "3.500", "6.000", "2.500", "5.000", "100.0 %"],
        ["1", "0.000", "1.000", "1.000", "1.000", "∞"],
        ["2", "0.000", "0.000", "0.000", "0.000", "–"],
    ]


def test_cards_have_a_table_twin(qtbot, app, parent):
    cards, shades = UnitCards(parent), Shades(0.0, 1.0, "ember")
    cards.resize(600, 200)
    window = np.array([[1.0, 2.0], [3.0, -4.0]])
    cards.set_cards([Card("Channel 3", "+1.500", window, shades, window / 2, shades)])
    model = FigureModel(cards.figures(), parent)
    assert model.rowCount() == 4
    last = [model.text(3, column) for column in range(model.columnCount())]
    assert last == ["Channel 3", "1", "1", "−4.000", "−2.000", "8.000"]
    cards.set_cards([Card("Window", "4.000", window, shades, picked=(1, 1))])
    assert len(cards.figures().columns) == 4


def test_bars_have_a_table_twin(app, parent):
    bars = UnitBars(parent)
    bars.set_products([Product("[3]", 2.0, -0.5, -1.0)])
    model = FigureModel(bars.figures(), parent)
    assert [model.text(0, c) for c in range(4)] == ["[3]", "2.000", "−0.500", "−1.000"]


@pytest.fixture
def pairs(qtbot, app):
    made = PairList()
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize(
    ("b", "said"),
    [(0.5, "0.0"), (0.4998, "0.0"), (0.5002, "0.0"), (0.499, "−0.1"), (0.501, "+0.1")],
)
def test_change_that_rounds_to_nothing_has_no_sign(pairs, b, said):
    assert pairs.change_text(PairedClass("cat", 0.5, b)) == f"{said} points"


def test_answers_side_by_side_have_a_table_twin(qtbot, pairs):
    pairs.set_pairs([PairedClass("cat", 0.5, 0.25), PairedClass("dog", None, 0.125)])
    pairs.show()
    qtbot.keyClick(pairs, Qt.Key.Key_Return)
    (table,) = pairs.children()
    rows = [[table.rows.text(row, column) for column in range(4)] for row in range(2)]
    assert rows == [
        ["cat", "50.0 %", "25.0 %", "−25.0 points"],
        ["dog", "–", "12.5 %", "+12.5 points"],
    ]
    table.close()
