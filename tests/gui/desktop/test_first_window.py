from __future__ import annotations

import os
import threading

import pytest

from gui.desktop import first_window
from gui.desktop.first_window import FirstWindow


@pytest.fixture
def make(app, tmp_path):
    made = []

    def one() -> FirstWindow:
        made.append(FirstWindow(tmp_path))
        return made[-1]

    yield one
    for each in made:
        each.close()


def hand_over(second: FirstWindow, files: list[str]) -> tuple[threading.Thread, list[bool]]:
    """As another process would: without this one's event loop."""
    taken: list[bool] = []
    thread = threading.Thread(target=lambda: taken.append(second.hand_over(files)))
    thread.start()
    return thread, taken


def test_only_one_start_is_first(make):
    first, second = make(), make()
    assert first.claim()
    assert not second.claim()
    first.close()
    assert second.claim()


def test_a_second_start_hands_over_its_files(make, qtbot, tmp_path):
    first, second = make(), make()
    first.claim()
    first.listen()
    file = str(tmp_path / "猫.png")
    with qtbot.waitSignal(first.files_arrived, timeout=4000) as arrived:
        thread, taken = hand_over(second, [file, "relative.onnx"])
    thread.join()
    assert taken == [True]
    assert arrived.args == [[file, os.path.abspath("relative.onnx")]]
    assert list((tmp_path / "notes").iterdir()) == []


def test_a_start_without_files_only_asks_for_the_window(make, qtbot):
    first, second = make(), make()
    first.claim()
    first.listen()
    with qtbot.waitSignal(first.files_arrived, timeout=4000) as arrived:
        thread, _ = hand_over(second, [])
    thread.join()
    assert arrived.args == [[]]


def test_files_that_came_before_it_listens_are_not_lost(make, qtbot):
    first, second = make(), make()
    first.claim()
    thread, taken = hand_over(second, ["a.png"])
    qtbot.wait(50)
    with qtbot.waitSignal(first.files_arrived, timeout=4000):
        first.listen()
    thread.join()
    assert taken == [True]


def test_nobody_listens_then_the_second_opens_its_own_window(make, monkeypatch, tmp_path):
    monkeypatch.setattr(first_window, "_PATIENCE_SECONDS", 0.1)
    first, second = make(), make()
    first.claim()
    assert not second.hand_over(["a.png"])
    assert list((tmp_path / "notes").iterdir()) == []


def test_a_note_that_is_none_is_left_alone(make, qtbot, tmp_path):
    first = make()
    first.claim()
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "odd.json").write_text("{", "utf-8")
    (tmp_path / "notes" / "other.json").write_text('{"files": 1}', "utf-8")
    with qtbot.assertNotEmitted(first.files_arrived):
        first.listen()


NOTES = {
    "deep": b"[" * 1_000_000,
    "no list": b'{"a": 1}',
    "numbers": b"[1, 2]",
    "no text": b"\xff\xfe",
    "empty": b"",
    "huge": b"[" + b'"a",' * 2_000_000 + b'"a"]',
}


@pytest.mark.parametrize("name", NOTES)
def test_notes_that_are_none_are_thrown_away(make, tmp_path, qtbot, name):
    first = make()
    assert first.claim()
    arrived = []
    first.files_arrived.connect(arrived.append)
    first.listen()
    note = tmp_path / "notes" / "stranger.json"
    part = note.with_suffix(".part")
    part.write_bytes(NOTES[name])
    part.replace(note)
    qtbot.waitUntil(lambda: not note.exists())
    assert arrived == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_among_the_notes_is_not_waited_for(make, tmp_path):
    (tmp_path / "notes").mkdir()
    os.mkfifo(tmp_path / "notes" / "pipe.json")
    (tmp_path / "notes" / "folder.json").mkdir()
    first = make()
    assert first.claim()
    first.listen()
    assert not (tmp_path / "notes" / "pipe.json").exists()
