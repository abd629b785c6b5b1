"""Many pictures in the real window, with a tiny network."""

from __future__ import annotations

import csv
import itertools
import json
import os
import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

import gui.actions
import gui.panels  # noqa: F401 - importing the packages registers what they hold
from gui.main_window import MainWindow
from gui.widgets.result_table import LABEL, NAME, SHARE


@pytest.fixture
def window(qtbot, session, controller, bundled):
    made = MainWindow(session, controller, "1.2.3")
    assert made.workspace.panels  # all are built before anything is opened
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path, make_picture):
    """Pictures of two classes of the tiny network, and a broken one."""
    root = tmp_path / "set"
    for place, name in enumerate(("cat/a.png", "cat/b.png", "dog/c.png", "bird/d.png")):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        make_picture("one.png", (60 * place, 40, 90)).rename(root / name)
    (root / "dog" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return root


@pytest.fixture
def batch(window, session, controller, settled, folder, photo_model):
    controller.open_files([photo_model, folder])
    settled()
    settled()
    return session.batch


def names(table):
    return [table.filter.index(row, NAME).data() for row in range(table.filter.rowCount())]


def test_folder_and_model_open_the_table(window, session, batch):
    assert session.page == "batch"
    assert window.stack.currentWidget() is window.batch
    assert batch.state == "done"
    assert names(window.batch.table) == [
        "bird/d.png", "cat/a.png", "cat/b.png", "dog/broken.png", "dog/c.png",
    ]  # fmt: skip
    assert "set" in window.windowTitle()
    assert not window.batch.table.isColumnHidden(4)


def test_rows_say_what_the_network_says(window, session, batch):
    expected = session.model.predict(batch.items[1].path).top(1)[0]
    table = window.batch.table.filter
    assert table.index(1, LABEL).data() == expected[0]
    assert table.index(1, SHARE).data().startswith(f"{100 * expected[1]:.1f}")
    broken = table.index(3, LABEL)
    assert "not a picture" in broken.data()
    assert "broken.png" in broken.data(Qt.ItemDataRole.ToolTipRole)


def test_a_folder_without_a_model_opens_photos(window, session, controller, settled, folder):
    controller.open_files([folder])
    settled()
    settled()
    assert session.page == "batch"
    assert len(session.batch.results) == 5


def test_several_pictures_are_a_batch_without_truth(
    window, session, controller, settled, make_picture
):
    paths = [make_picture("one.png"), make_picture("two.png", (1, 2, 3))]
    controller.open_files(paths)
    settled()
    settled()
    assert [result.item.path for result in session.batch.results] == paths
    assert not session.batch.judged
    assert window.batch.table.isColumnHidden(4)
    assert window.batch.score.isHidden()


def test_folder_without_pictures_is_told(window, session, controller, settled, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    controller.open_model("photos")
    settled()
    controller.open_files([empty])
    settled()
    assert session.problem.title == "empty holds no pictures"
    assert session.batch is None
    assert session.page == "explore"
    controller.dismiss_problem()


def test_filter_leaves_what_is_asked_for(window, batch):
    page = window.batch
    page.search.setText("CAT/b")
    assert names(page.table) == ["cat/b.png"]
    page.search.clear()
    for shown, expected in (
        ("failed", [r.item.name for r in batch.results if r.error is not None]),
        ("wrong", [r.item.name for r in batch.results if r.correct is False]),
        ("right", [r.item.name for r in batch.results if r.correct is True]),
    ):
        page.shown.set_value(shown)
        page.shown.chosen.emit(shown)
        assert names(page.table) == expected


def test_probability_sorts_by_number(window, batch):
    table = window.batch.table
    table.sortByColumn(SHARE, Qt.SortOrder.DescendingOrder)
    shares = [result.ranking[0][2] for result in batch.results if result.ranking]
    order = [batch.results[table.filter.mapToSource(table.filter.index(row, 0)).row()]
             for row in range(5)]  # fmt: skip
    assert [r.ranking[0][2] for r in order if r.ranking] == sorted(shares, reverse=True)
    assert order[-1].error is not None


def test_cell_of_the_matrix_filters_the_table(window, batch):
    page = window.batch
    classes, counts = batch.score.matrix()
    row, column = next(
        (r, c) for r in range(len(classes)) for c in range(len(classes)) if counts[r, c]
    )
    matrix = page.score.matrix
    matrix.resize(300, 300)
    where = matrix.cell_rect(row, column).center()
    QTest.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=where)
    assert len(names(page.table)) == counts[row, column]
    assert str(counts[row, column]) in matrix.cell_text(row, column)
    QTest.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=where)
    assert len(names(page.table)) == 5


def test_cells_are_chosen_by_keyboard_in_the_matrix_and_in_its_table(qtbot, window, batch):
    page = window.batch
    classes, counts = batch.score.matrix()
    row, column = next(
        (r, c) for r in range(len(classes)) for c in range(len(classes)) if counts[r, c]
    )
    matrix, asked = page.score.matrix, page.score.table
    for key, times in ((Qt.Key.Key_Down, row), (Qt.Key.Key_Right, column)):
        for _ in range(times):
            QTest.keyClick(matrix, key)
    assert row == column == 0 or matrix.accessibleDescription() == matrix.cell_text(row, column)
    QTest.keyClick(matrix, Qt.Key.Key_Return)
    assert matrix.cell == (row, column)
    assert len(names(page.table)) == counts[row, column]
    asked.activated.emit(page.score.numbers.index(row, column))
    assert matrix.cell is None
    assert len(names(page.table)) == 5


def test_arrows_stay_within_the_matrix(window, batch):
    matrix = window.batch.score.matrix
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Left, *[Qt.Key.Key_Down, Qt.Key.Key_Right] * 9):
        QTest.keyClick(matrix, key)
    last = (len(matrix._names) - 1, matrix._columns() - 1)
    assert matrix.accessibleDescription() == matrix.cell_text(*last)


def test_table_twin_holds_the_numbers_of_the_matrix(window, batch):
    classes, counts = batch.score.matrix()
    model = window.batch.score.numbers
    shown = [[model.index(r, c).data() for c in range(len(classes) + 1)]
             for r in range(len(classes))]  # fmt: skip
    assert shown == counts.tolist()


def test_the_keyboard_is_in_the_table_at_once(window, session, batch, settled, qtbot):
    window.activateWindow()
    qtbot.waitUntil(window.batch.table.hasFocus)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Down)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    settled()
    assert session.source is not None
    assert session.source.path in [item.path for item in batch.items[:2]]
    QTest.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(window.batch.table.hasFocus)


def test_a_row_opens_and_escape_leads_back_and_forth(window, session, batch, settled, qtbot):
    table = window.batch.table
    table.setFocus()
    table.selectRow(1)
    QTest.keyClick(table, Qt.Key.Key_Return)
    settled()
    assert session.page == "explore"
    assert session.source.path == batch.items[1].path
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert session.page == "batch"
    assert len(session.batch.results) == 5
    QTest.keyClick(table, Qt.Key.Key_Escape)
    assert session.page == "explore"


@pytest.mark.parametrize("suffix", [".csv", ".json"])
def test_table_is_exported(window, batch, settled, monkeypatch, tmp_path, suffix):
    target = tmp_path / "table"
    monkeypatch.setattr(
        "gui.batch_page.QFileDialog.getSaveFileName", lambda *args: (str(target), "")
    )
    window.batch._on_export(suffix)
    settled()
    path = target.with_suffix(suffix)
    if suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert [row["image"] for row in rows] == [item.name for item in batch.items]
    else:
        data = json.loads(path.read_text("utf-8"))
        assert data["accuracy_top_1"] == batch.score.accuracy[0]
        assert len(data["results"]) == 5


def test_another_model_runs_on_the_same_pictures(window, session, controller, settled, batch):
    controller.open_model("photos")
    settled()
    settled()
    assert session.page == "batch"
    assert session.batch is not batch
    assert len(session.batch.results) == 5


def test_search_for_pictures_can_be_stopped(
    window, session, controller, settled, folder, photo_model, monkeypatch, qtbot
):
    """It was asked nobody there: the search went on, and whatever came next waited for it."""
    controller.open_model(photo_model)
    settled()
    looking, ended, over, real = *(threading.Event() for _ in range(3)), os.walk

    def endless(root):
        try:
            for found in itertools.cycle(list(real(root))):
                looking.set()
                if over.wait(0.001):
                    return
                yield found
        finally:
            ended.set()

    monkeypatch.setattr("os.walk", endless)
    controller.open_files([folder])
    qtbot.waitUntil(looking.is_set)
    assert session.batch.state == "finding"
    controller.stop_batch()
    try:
        qtbot.waitUntil(ended.is_set, timeout=1000)
    finally:
        over.set()
    assert session.batch.state == "stopped"
    assert session.batch.items == []


def test_cancel_keeps_what_is_done(
    window, session, controller, settled, folder, photo_model, monkeypatch, qtbot
):
    import engine.batch
    import gui.batch

    controller.open_model(photo_model)
    settled()
    gate, real = threading.Event(), engine.batch.predict_each

    def slow(model, items, **options):
        for place, result in enumerate(real(model, items, **options)):
            if place == 2:
                gate.wait(10)
            yield result

    monkeypatch.setattr(engine.batch, "predict_each", slow)
    monkeypatch.setattr(gui.batch, "_TELL_SECONDS", 0.0)
    controller.open_files([folder])
    qtbot.waitUntil(lambda: session.batch is not None and len(session.batch.results) == 2)
    controller.stop_batch()
    gate.set()
    assert session.batch.state == "stopped"
    assert window.batch._again.isVisibleTo(window.batch)
    qtbot.wait(50)
    assert len(session.batch.results) == 2
