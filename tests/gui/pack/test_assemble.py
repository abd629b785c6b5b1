"""Programs are made beside their place, and only whole ones reach it."""

from __future__ import annotations

import sys

import pytest

from engine.errors import CancelledError
from gui.pack import assemble as steps
from gui.pack import proof
from gui.pack.assemble import assemble
from gui.pack.command import remarks
from gui.pack.contents import PackingError, Wish
from resources import packed

MARK = b"MEI\x0c\x0b\n\x0b\x0e"
# A program of neither system, so that nothing is run.
FOREIGN = b"MZ" if sys.platform != "win32" else b"\x7fELF"


@pytest.fixture
def base(tmp_path):
    path = tmp_path / "Convolens.exe"
    path.write_bytes(FOREIGN + bytes(5000) + MARK + bytes(88))
    return path


@pytest.fixture
def wish(model, sample):
    return Wish(model, "Leaf doctor", samples=(sample,))


def test_assemble_hangs_the_model_on_a_program(wish, base, tmp_path):
    made = assemble(wish, tmp_path / "叶子.exe", base=base)
    assert made.path == made.program == tmp_path / "叶子.exe"
    assert (made.tested, made.built) == (False, False)
    assert packed.appended(made.program) is not None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["Convolens.exe", "叶子.exe"]


def test_remarks_tell_what_it_says_of_its_samples(wish, model, sample, base, tmp_path):
    made = assemble(wish, tmp_path / "叶子.exe", base=base)
    label, probability = model.predict(sample).top(1)[0]
    assert list(made.answers) == ["橡树.png"]
    said = remarks(made)
    assert "only you can tell" in said[0]
    assert said[1] == f"  橡树.png: {label}, {probability:.1%}"
    without = assemble(Wish(model), tmp_path / "none.exe", base=base)
    assert not any("samples" in line for line in remarks(without))


def test_assemble_gives_the_program_the_suffix_of_its_base(wish, base, tmp_path):
    assert assemble(wish, tmp_path / "Leaf 1.5", base=base).path.name == "Leaf 1.5.exe"


def test_assemble_makes_the_same_bytes_again(wish, base, tmp_path):
    made = [assemble(wish, tmp_path / f"{name}.exe", base=base).program for name in "ab"]
    assert made[0].read_bytes() == made[1].read_bytes()


def test_assemble_replaces_what_the_base_carried(wish, base, model, tmp_path):
    first = assemble(wish, tmp_path / "first.exe", base=base).program
    other = Wish(model, "Other")
    again = assemble(other, tmp_path / "again.exe", base=first).program
    direct = assemble(other, tmp_path / "direct.exe", base=base).program
    assert again.read_bytes() == direct.read_bytes()


def test_assemble_places_the_model_beside_a_program(wish, base, tmp_path):
    made = assemble(wish, tmp_path / "out", base=base, one_folder=True)
    assert made.program == tmp_path / "out" / "Leaf doctor.exe"
    assert made.program.read_bytes() == base.read_bytes()
    pack = packed.find(made.program, tmp_path / "nowhere")
    assert pack is not None
    assert pack.name == "Leaf doctor"


def test_assemble_copies_the_parts_of_a_program_in_a_folder(wish, base, tmp_path):
    parts = base.parent / "_internal"
    parts.mkdir()
    (parts / "python311.dll").write_bytes(b"library")
    made = assemble(wish, tmp_path / "out", base=base, one_folder=True)
    assert (made.path / "_internal" / "python311.dll").read_bytes() == b"library"
    with pytest.raises(PackingError, match="--folder"):
        assemble(wish, tmp_path / "one.exe", base=base)


def test_assemble_refuses_to_write_over_its_base(wish, base):
    with pytest.raises(PackingError, match="place"):
        assemble(wish, base, base=base)


@pytest.mark.parametrize("one_folder", [False, True])
def test_assemble_refuses_a_folder_in_use(wish, base, tmp_path, one_folder):
    used = tmp_path / "used.exe"
    used.mkdir()
    (used / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(PackingError, match="in use"):
        assemble(wish, used, base=base, one_folder=one_folder)


def test_assemble_refuses_a_base_that_is_no_program(wish, tmp_path):
    text = tmp_path / "notes.exe"
    text.write_text("no program", "utf-8")
    with pytest.raises(PackingError, match="not a Convolens program"):
        assemble(wish, tmp_path / "out.exe", base=text)
    assert not (tmp_path / "out.exe").exists()


def test_assemble_leaves_nothing_of_a_program_that_fails_its_self_test(
    wish, base, tmp_path, monkeypatch
):
    def fail(program, should_stop):
        raise PackingError("differs")

    monkeypatch.setattr(steps, "runs_here", lambda program: True)
    monkeypatch.setattr(steps, "prove", fail)
    with pytest.raises(PackingError, match="differs"):
        assemble(wish, tmp_path / "out.exe", base=base)
    assert [path.name for path in tmp_path.iterdir()] == ["Convolens.exe"]


def test_assemble_says_what_is_missing_to_build(wish, tmp_path, monkeypatch):
    monkeypatch.setattr(steps, "reason_against", lambda: "PyInstaller is missing")
    with pytest.raises(PackingError, match=r"PyInstaller is missing.*--base"):
        assemble(wish, tmp_path / "out")


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands for the program")
def test_prove_ends_when_it_is_cancelled(tmp_path):
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\nexec sleep 100\n", "utf-8")
    program.chmod(0o755)
    with pytest.raises(CancelledError):
        proof.prove(program, lambda: True)


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands for the program")
@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("exit 0", "without a report"),
        ("""echo '{"ok": false, "differences": ["one is other"]}' > "${3#--report=}" """, "other"),
        ("""echo '{"ok": true, "differences": []}' > "${3#--report=}" """, None),
    ],
)
def test_prove_believes_only_a_report(tmp_path, script, words):
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    program.chmod(0o755)
    if words is None:
        proof.prove(program)
        return
    with pytest.raises(PackingError, match=words):
        proof.prove(program)
