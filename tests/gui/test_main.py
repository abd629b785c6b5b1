from __future__ import annotations

import io
import json
import subprocess
import sys
import types
from pathlib import Path

import pytest

import engine.cli
import gui.__main__ as program
from gui import self_test

ROOT = Path(__file__).parents[2]


def test_sub_command_goes_to_the_engine_without_qt():
    code = (
        "import sys, gui.__main__ as p\n"
        "try: p.main(['inspect', '--help'])\n"
        "except SystemExit as end: assert not end.code\n"
        "assert not any(name.startswith('PySide6') for name in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "usage" in done.stdout.lower()


def test_each_command_that_is_named_is_there():
    assert set(program.COMMANDS) == set(engine.cli.COMMANDS)
    assert set(program.COMMANDS) < set(program.USAGE.split())


def test_files_open_the_window(monkeypatch):
    opened = []
    monkeypatch.setattr("gui.app.run", lambda files: opened.append(files) or 0)
    assert program.main(["a.onnx", "b.png"]) == 0
    assert program.main([]) == 0
    assert opened == [["a.onnx", "b.png"], []]


def test_version_and_help(capsys):
    assert program.main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("convolens 0.")
    assert program.main(["--help"]) == 0
    assert "--self-test" in capsys.readouterr().out


def test_unknown_option_is_a_usage_error(capsys):
    assert program.main(["--nonsense"]) == 2
    assert "--nonsense is not known" in capsys.readouterr().err


def test_windowed_program_without_streams_can_still_print(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert program.main(["--version"]) == 0
    sys.stdout.close()
    sys.stderr.close()


@pytest.mark.parametrize("errors", ["strict", "surrogateescape"])
def test_name_that_a_pipe_cannot_spell_is_printed_all_the_same(monkeypatch, errors):
    pipe = io.TextIOWrapper(io.BytesIO(), encoding="cp1252", errors=errors)
    monkeypatch.setattr(sys, "stdout", pipe)
    monkeypatch.setattr("gui.pack.command.main", lambda _: print("叶.exe") or 0)
    assert program.main(["pack", "leaf.onnx"]) == 0
    pipe.flush()
    assert pipe.buffer.getvalue().split() == [rb"\u53f6.exe"]


@pytest.mark.parametrize(
    ("words", "closed"),
    [(["--version"], 1), (["inspect", "digits"], 1), (["a.png"], 0), ([], 0)],
)
def test_a_command_takes_the_splash_away_and_the_window_does_so_itself(monkeypatch, words, closed):
    calls = []
    splash = types.ModuleType("pyi_splash")
    splash.close = lambda: calls.append("closed")
    monkeypatch.setitem(sys.modules, "pyi_splash", splash)
    monkeypatch.setenv("_PYI_SPLASH_IPC", "12345")
    monkeypatch.setattr("gui.app.run", lambda files: 0)
    assert program.main(words) == 0
    assert len(calls) == closed


def test_lists_hold_everything_that_registers_itself():
    lists = self_test.lists()
    assert {"Conv", "MaxPool", "Softmax"} <= set(lists["operators"])
    assert "Open" in lists["actions"]
    assert "PredictionsPanel" in lists["panels"]


def test_lists_that_differ_are_told_by_name():
    found = {"actions": ["Open", "New"], "panels": []}
    expected = {"actions": ["Open", "Quit"], "panels": []}
    assert self_test.differing_lists(found, expected) == [
        "actions: Quit is missing",
        "actions: New is not expected",
    ]


def test_lists_are_printed_and_written(capsys, tmp_path):
    target = tmp_path / "中文" / "lists.json"
    target.parent.mkdir()
    assert self_test.main(["--lists", f"--report={target}"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads(target.read_text(encoding="utf-8"))
    assert printed["lists"]["operators"]


@pytest.fixture
def recorded(monkeypatch, bundled, tmp_path):
    """Records what the tiny bundled models say as what is expected, and returns the file."""
    import engine
    import resources

    expected = {}
    for name in resources.BUNDLED:
        model = engine.load(resources.model_path(name))
        expected[name] = {}
        for path in resources.sample_paths(name):
            label, probability = model.predict(path).top(1)[0]
            expected[name][path.name] = {"label": label, "probability": probability}
    monkeypatch.setattr(resources, "root", lambda: tmp_path)
    file = tmp_path / "expected.json"
    file.write_text(json.dumps(expected), encoding="utf-8")
    return file


def test_models_that_answer_as_recorded_pass(recorded):
    rows, differences = self_test.check_models()
    assert differences == []
    assert len(rows) == 3


def test_models_that_answer_otherwise_are_told(recorded):
    expected = json.loads(recorded.read_text(encoding="utf-8"))
    expected["photos"]["sample.png"]["probability"] += 0.1
    expected["digits"]["sample.png"]["label"] = "nothing"
    expected["doodles"]["gone.png"] = {"label": "x", "probability": 1}
    recorded.write_text(json.dumps(expected), encoding="utf-8")
    _, differences = self_test.check_models()
    assert len(differences) == 3
    assert any("photos: sample.png" in text for text in differences)
    assert any("recorded is nothing" in text for text in differences)
    assert "doodles: the sample gone.png is missing" in differences


def test_window_is_built_and_drawn_into(app, bundled):
    facts, differences = self_test.check_window()
    assert differences == []
    assert facts["drawing"] in ("line", "ring")
    assert facts["layers"] == 5
