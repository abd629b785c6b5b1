"""Each file that is saved is opened again by its own reader."""

from __future__ import annotations

import csv
from html.parser import HTMLParser

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QGuiApplication

import gui.actions
import gui.panels  # noqa: F401 - importing the packages registers what they hold
from gui.main_window import MainWindow

SAVING = ("SaveMap", "SaveSheet", "SaveOverview", "SaveValues", "SaveStatistics", "SaveReport")


@pytest.fixture
def window(qtbot, session, controller):
    made = MainWindow(session, controller, "1.2.3")
    assert made.workspace.panels  # all are built before anything is opened
    qtbot.addWidget(made)
    yield made
    made.close()


@pytest.fixture
def shown(window, session, controller, settled, photo_model, make_picture):
    controller.open_files([photo_model, make_picture()])
    settled()
    controller.show_layer("relu")
    controller.mark_place(1, 2, 3)
    return session


@pytest.fixture
def save(window, settled, monkeypatch, tmp_path):
    """Return a function that triggers an action and returns the file that it wrote."""

    def trigger(name):
        proposed = []

        def choose(parent, title, file, kinds):
            proposed.append(file)
            return str(tmp_path / f"saved-{file.rpartition('.')[0]}"), kinds

        monkeypatch.setattr("gui.exports.save_action.QFileDialog.getSaveFileName", choose)
        window.actions_by_name[name].trigger()
        settled()
        return tmp_path / f"saved-{proposed[0]}"

    return trigger


@pytest.mark.parametrize("name", SAVING)
def test_nothing_can_be_saved_at_the_start(window, name):
    assert not window.actions_by_name[name].isEnabled()


def test_map_needs_a_mark(window, shown, controller):
    assert window.actions_by_name["SaveMap"].isEnabled()
    controller.clear_place()
    assert not window.actions_by_name["SaveMap"].isEnabled()
    assert not window.actions_by_name["CopyMap"].isEnabled()


@pytest.mark.parametrize("name", ["SaveSheet", "SaveOverview"])
def test_sheets_are_pictures(shown, save, name):
    with Image.open(save(name)) as image:
        assert image.format == "PNG"
        assert len(image.getcolors(1 << 24)) > 20


def test_values_are_those_of_the_run(shown, save):
    with np.load(save("SaveValues")) as arrays:
        assert set(arrays.files) == set(shown.activations)
        np.testing.assert_array_equal(arrays["relu"], shown.activations["relu"])


def test_statistics_are_a_table(shown, save):
    with save("SaveStatistics").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    relu = next(row for row in rows if row["layer"] == "relu" and not row["channel"])
    assert float(relu["mean"]) == pytest.approx(shown.activations["relu"].mean(), rel=1e-5)


def test_report_names_picture_and_answer(shown, save):
    texts = []
    parser = HTMLParser()
    parser.handle_data = texts.append
    parser.feed(save("SaveReport").read_text("utf-8"))
    text = "".join(texts)
    assert "picture.png" in text
    assert shown.activations.prediction.top(1)[0][0] in text


def test_cancelled_report_leaves_no_file(shown, controller, settled, tmp_path):
    def write(path, should_stop, on_step):
        controller.cancel()
        from engine.export import save_npz

        save_npz(shown.activations, path, should_stop=should_stop, on_step=on_step)

    before = set(tmp_path.iterdir())
    controller.save(write, tmp_path / "values.npz")
    settled()
    assert controller.close()
    assert set(tmp_path.iterdir()) == before


def test_unwritable_folder_is_told(shown, controller, settled, tmp_path):
    from gui.exports import saving

    controller.save(saving.sheet_writer(shown), tmp_path / "nowhere" / "a.png")
    settled()
    assert "a.png" in shown.problem.title
    controller.dismiss_problem()


def test_map_is_copied(shown, window):
    window.actions_by_name["CopyMap"].trigger()
    assert QGuiApplication.clipboard().image().width() == 16 * 32 + 32
    QGuiApplication.clipboard().clear()
