from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel

import resources
from engine import Preprocess
from gui.actions.make_program import MakeProgram
from gui.main_window import MainWindow
from gui.pack import build
from resources import packed

BASE = (b"MZ" if sys.platform != "win32" else b"\x7fELF") + bytes(99) + b"MEI\x0c\x0b\n\x0b\x0e"


@pytest.fixture
def window(qtbot, session, controller):
    made = MainWindow(session, controller, "1.2.3")
    assert made.workspace.panels  # all are built before anything is opened
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


@pytest.fixture
def base(tmp_path) -> Path:
    path = tmp_path / "Convolens.exe"
    path.write_bytes(BASE + bytes(88))
    return path


@pytest.fixture
def action(window, controller, session, qtbot) -> MakeProgram:
    found = window.actions_by_name["MakeProgram"]
    assert not found.isEnabled()
    controller.open_model("digits")
    qtbot.waitUntil(lambda: session.model is not None and not controller.busy)
    return found


def test_a_program_is_made_from_the_sheet(action, controller, session, base, tmp_path, qtbot,
                                          monkeypatch):  # fmt: skip
    out = tmp_path / "Zahlen.exe"
    monkeypatch.setattr(build, "reason_against", lambda: "PyInstaller is missing")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    action.trigger()
    sheet = action.sheet
    assert sheet.name.text() == "Digits"
    assert not sheet.make.isEnabled()
    sheet.base.text.setText(str(base))
    sheet.name.setText("Zahlen & Ziffern")
    sheet.samples.text.setText(str(resources.sample_paths("digits")[0].parent))
    sheet.make.click()
    qtbot.waitUntil(lambda: not controller.busy, timeout=20_000)
    assert session.problem is None
    assert "Zahlen.exe" in session.hovered
    assert "self-test was not run" in session.hovered
    assert packed.appended(out) is not None


def notes_on(sheet) -> str:
    return " ".join(label.text() for label in sheet.findChildren(QLabel))


def test_the_sheet_says_what_a_copy_cannot_do(action, monkeypatch):
    monkeypatch.setattr(build, "reason_against", lambda: "PyInstaller is missing")
    action.trigger()
    assert "signature does not hold" in notes_on(action.sheet)
    action.sheet.reject()
    monkeypatch.setattr(build, "reason_against", lambda: "")
    action.trigger()
    assert "signature" not in notes_on(action.sheet)


def test_the_sheet_warns_of_preprocessing_that_nobody_states(action, controller, session, qtbot):
    action.trigger()
    assert "assumed" not in notes_on(action.sheet)
    action.sheet.reject()
    controller.change_preprocess(Preprocess(size=(28, 28), channels="L"))
    qtbot.waitUntil(lambda: session.model.preprocess.assumed and not controller.busy)
    action.trigger()
    assert "is assumed" in notes_on(action.sheet)


def test_a_base_that_is_no_program_is_explained(action, controller, session, tmp_path, qtbot,
                                                monkeypatch):  # fmt: skip
    text = tmp_path / "notes.exe"
    text.write_text("no program", "utf-8")
    monkeypatch.setattr(build, "reason_against", lambda: "PyInstaller is missing")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "out.exe"), ""))
    action.trigger()
    action.sheet.base.text.setText(str(text))
    action.sheet.make.click()
    qtbot.waitUntil(lambda: not controller.busy, timeout=20_000)
    assert session.problem.title == "No program was made"
    assert "notes.exe" in session.problem.text


def test_a_folder_without_pictures_is_explained(action, session, tmp_path, monkeypatch):
    monkeypatch.setattr(build, "reason_against", lambda: "")
    action.trigger()
    action.sheet.samples.text.setText(str(tmp_path))
    action.sheet.make.click()
    assert "no pictures" in session.problem.text


def test_cancelling_the_sheet_makes_nothing(action, controller, session):
    action.trigger()
    action.sheet.reject()
    assert not controller.busy
    assert session.problem is None
