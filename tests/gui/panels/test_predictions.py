from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from engine.metadata import Labels
from engine.prediction import Prediction
from gui.panels.predictions import ALL, PredictionsPanel
from gui.session import View


@pytest.fixture
def panel(qtbot, session, asked):
    made = PredictionsPanel(session, asked)
    qtbot.addWidget(made)
    made.resize(288, 400)
    made.show()
    qtbot.waitExposed(made)
    return made


def cats(made):
    shares = np.full(1000, 0.067 / 995)
    shares[[281, 285, 282, 287, 904]] = 0.167, 0.363, 0.385, 0.017, 0.001
    names = [f"thing {index}" for index in range(1000)]
    names[281], names[282], names[285] = "tabby, tabby cat", "tiger cat", "Egyptian cat"
    return made.classes(shares, names, softmax_applied=True)


def rows(panel):
    return [(bar.label, bar.figure, bar.style) for bar in panel.list.bars]


def test_best_five_and_the_rest_close_to_a_hundred(panel, session, made):
    session.change(activations=made.run(prediction=cats(made)))
    assert rows(panel) == [
        ("tiger cat", "38.5 %", "first"),
        ("Egyptian cat", "36.3 %", "row"),
        ("tabby", "16.7 %", "row"),
        ("thing 287", "1.7 %", "row"),
        ("thing 904", "0.1 %", "row"),
        ("995 other classes", "6.7 %", "rest"),
    ]
    assert panel.list.bars[0].share == pytest.approx(0.385, abs=1e-6)
    assert panel.chooser.currentText() == "Top 5"
    assert [panel.chooser.itemText(i) for i in range(panel.chooser.count())] == [
        "Top 1", "Top 3", "Top 5", "Top 10", "All 1,000",
    ]  # fmt: skip


@pytest.mark.parametrize(("top", "count"), [(1, 2), (3, 4), (10, 11), (ALL, 1000)])
def test_as_many_as_asked(panel, session, made, top, count):
    session.change(view=View(top=top), activations=made.run(prediction=cats(made)))
    assert len(panel.list.bars) == count
    assert panel.list.bars[0].label == "tiger cat"


def test_choice_is_asked_of_the_controller(panel, session, asked, made):
    session.change(activations=made.run(prediction=cats(made)))
    panel.chooser.activated.emit(3)
    asked.change_view.assert_called_once_with(top=10)


def test_few_classes_stand_in_the_order_of_the_network(panel, session, made):
    digits = made.classes([0, 0, 0, 0, 0.845, 0, 0, 0, 0, 0.155], list("0123456789"))
    session.change(activations=made.run(prediction=digits))
    assert [bar.label for bar in panel.list.bars] == list("0123456789")
    assert {bar.style for bar in panel.list.bars} == {"line"}
    assert [bar.label for bar in panel.list.bars if bar.strong] == ["4"]
    assert panel.chooser.currentText() == "All 10"
    panel.chooser.activated.emit(1)
    assert rows(panel)[0] == ("4", "84.5 %", "first")
    assert len(panel.list.bars) == 4


def test_softmax_of_ours_is_said(panel, session, made):
    session.change(activations=made.run(prediction=cats(made)))
    assert panel.note.isVisible()
    assert "Softmax" in panel.note.text()
    session.change(activations=made.run(prediction=made.classes([0.2, 0.8])))
    assert not panel.note.isVisible()


def test_shares_that_do_not_add_up_are_not_closed(panel, session, made):
    session.change(activations=made.run(prediction=made.classes([0.9] * 20)))
    assert panel.list.bars[-1].label == "15 other classes"
    assert panel.list.bars[-1].figure == ""


def test_one_other_class_is_no_plural(panel, session, made):
    session.change(view=View(top=10), activations=None)
    shares = np.full(13, 1 / 13)
    session.change(activations=made.run(prediction=made.classes(shares)))
    assert panel.list.bars[-1].label == "3 other classes"
    session.change(activations=made.run(prediction=made.classes([0.6, 0.3, 0.08, 0.02])))
    panel.chooser.activated.emit(1)
    assert panel.list.bars[-1].label == "1 other class"


def test_tooltip_has_the_full_label_and_exact_numbers(panel, session, made):
    session.change(activations=made.run(prediction=cats(made)))
    tip = panel.list.model().index(2).data(Qt.ItemDataRole.ToolTipRole)
    assert "tabby, tabby cat" in tip
    assert "Class 281" in tip
    assert "0.167000" in tip


def test_rows_are_copied_as_label_tab_probability(panel, session, made):
    session.change(activations=made.run(prediction=cats(made)))
    panel.list.setFocus()
    QTest.keyClick(panel.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "tiger cat\t0.385"
    assert len(lines) == 5
    panel.list.setCurrentIndex(panel.list.model().index(1))
    QTest.keyClick(panel.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Egyptian cat\t0.363"


def test_keyboard_walks_through_the_rows(panel, session, made):
    session.change(activations=made.run(prediction=cats(made)))
    panel.list.setFocus()
    panel.list.setCurrentIndex(panel.list.model().index(0))
    QTest.keyClick(panel.list, Qt.Key.Key_Down)
    index = panel.list.currentIndex()
    assert index.row() == 1
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Egyptian cat, 36.3 %"


def test_live_numbers_keep_the_row_that_is_chosen(panel, session, made):
    session.change(activations=made.run(prediction=made.classes([0.1, 0.9])))
    panel.list.setCurrentIndex(panel.list.model().index(1))
    session.change(activations=made.run(prediction=made.classes([0.7, 0.3])))
    assert panel.list.currentIndex().row() == 1
    assert panel.list.bars[0].strong


def test_outputs_of_other_networks_are_listed(panel, session, made):
    boxes = np.linspace(-2, 3, 24, dtype=np.float32).reshape(1, 6, 4)
    outputs = {"boxes": boxes, "count": np.zeros(0, np.int64)}
    prediction = Prediction(None, None, False, Labels(()), 0.01, outputs)
    session.change(activations=made.run(prediction=prediction))
    assert panel.heading.text() == "Outputs"
    assert not panel.chooser.isVisible()
    first, second = panel.list.bars
    assert (first.label, first.figure, first.note) == ("boxes", "1 × 6 × 4", "−2.000 … 3.000")
    assert (second.label, second.note) == ("count", "int64")


@pytest.mark.parametrize(
    ("mode", "model", "word"),
    [("image", None, "model"), ("image", object(), "picture"), ("drawing", object(), "Draw")],
)
def test_empty_state_says_what_to_do(panel, session, mode, model, word):
    session.change(mode=mode, model=model)
    assert panel.empty.isVisible()
    assert word in panel.empty.text()
    assert not panel.list.isVisible()
    assert panel.heading.text() == "Predictions"
