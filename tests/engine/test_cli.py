"""The command line, as a process's user sees it."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from onnx import helper
from PIL import Image

import resources
from engine.cli import main

NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@pytest.fixture
def digit():
    return resources.sample_paths("digits")[0]


def test_predict_prints_labels(capsys, digit):
    assert main(["predict", "digits", str(digit), "--top", "3"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert lines[0].split()[1] in "0123456789"


def test_predict_prints_json(capsys, digit):
    assert main(["predict", "digits", str(digit), str(digit), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["model"] == "Digits"
    assert len(data["results"]) == 2
    best = data["results"][0]["predictions"][0]
    assert 0.5 < best["probability"] <= 1
    assert best["label"] == str(best["index"])


def test_predict_prints_csv(capsys, digit):
    assert main(["predict", "digits", str(digit), "--csv", "--top", "2"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["rank"] for row in rows] == ["1", "2"]
    assert float(rows[0]["probability"]) > 0.5


def test_predict_goes_on_after_a_bad_picture(capsys, digit, tmp_path):
    bad = tmp_path / "图.png"
    bad.write_text("this is text", "utf-8")
    assert main(["predict", "digits", str(bad), str(digit), "--json"]) == 1
    captured = capsys.readouterr()
    first, second = json.loads(captured.out)["results"]
    assert first["kind"] in ("image", "format")
    assert "图.png" in captured.err
    assert second["predictions"]


def test_predict_takes_other_labels_and_preprocessing(capsys, digit, tmp_path):
    names = tmp_path / "names.txt"
    names.write_text("\n".join(NAMES), "utf-8")
    assert main(["predict", "digits", str(digit), "--labels", str(names), "--top", "1"]) == 0
    assert capsys.readouterr().out.split()[1].isalpha()
    assert main(["predict", "digits", str(digit), "--range", "0,255", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["preprocess_source"] == "given"


def test_a_refused_model_ends_with_3(capsys, digit, tmp_path):
    bad = tmp_path / "notes.onnx"
    bad.write_text("Dear diary\n" * 5, "utf-8")
    assert main(["predict", str(bad), str(digit)]) == 3
    assert "notes.onnx" in capsys.readouterr().err


def test_a_missing_model_names_the_file(capsys, digit):
    assert main(["inspect", "nowhere.onnx"]) == 3
    assert "nowhere.onnx" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [[], ["fly"], ["predict", "digits"], ["predict", "digits", "a.png", "--top", "0"],
     ["predict", "digits", "a.png", "--range", "1"], ["maps", "digits", "a.png"]],
)  # fmt: skip
def test_wrong_usage_ends_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert capsys.readouterr().err


def test_maps_writes_pictures_and_numbers_of_every_layer(capsys, digit, tmp_path):
    folder = tmp_path / "maps"
    assert main(["maps", "digits", str(digit), "-o", str(folder)]) == 0
    names = {path.name for path in folder.iterdir()}
    printed = capsys.readouterr().out.splitlines()
    assert {Path(line).name for line in printed} == names
    assert main(["inspect", "digits", "--json"]) == 0
    layers = json.loads(capsys.readouterr().out)["layers"]
    pictures = sorted(folder.glob("*.png"))
    numbers = sorted(folder.glob("*.npz"))
    assert len(pictures) == len(numbers) == len(layers)
    for layer, picture, number in zip(layers, pictures, numbers, strict=True):
        with np.load(number) as stored:
            assert list(stored["values"].shape) == layer["shape"]
            assert str(stored["name"]) == layer["name"]
        with Image.open(picture) as image:
            assert min(image.size) > 0


def test_inspect_tells_layers_and_origin(capsys):
    assert main(["inspect", "photos"]) == 0
    text = capsys.readouterr().out
    assert "Apache-2.0" in text
    assert "1000 (onnx metadata)" in text.replace("1,000", "1000")
    assert "Conv 3×3 dw" in text


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")
def test_a_reader_that_leaves_ends_the_command_without_a_word():
    """As `convolens inspect photos | head -1`."""
    with subprocess.Popen(
        [sys.executable, "-m", "engine", "inspect", "photos"],
        cwd=Path(resources.__file__).parents[1],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        child.stdout.close()
        said = child.stderr.read()
    assert (child.returncode, said) == (141, b"")


HOSTILE = "a\x1b[2J\u202eb\x9b"


def test_names_cannot_steer_the_terminal(tmp_path, capsys):
    """In a folder that a stranger packed, a file may be called anything."""
    Image.new("RGB", (8, 8)).save(tmp_path / f"{HOSTILE}.png")
    (tmp_path / f"{HOSTILE} broken.png").write_text("no picture")
    assert main(["batch", "digits", str(tmp_path)]) == 1
    value = partial(helper.make_tensor_value_info, elem_type=1, shape=[1, 3, 8, 8])
    graph = helper.make_graph(
        [helper.make_node("Relu", [HOSTILE], ["y"])], "g", [value(HOSTILE)], [value("y")]
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version, model.producer_name = 9, HOSTILE
    path = tmp_path / f"{HOSTILE}.onnx"
    path.write_bytes(model.SerializeToString())
    assert main(["inspect", str(path)]) == 0
    assert main(["check", str(path)]) in (0, 1)
    said = "".join(capsys.readouterr())
    assert "\\u001b[2J\\u202eb\\u009b" in said
    for mark in "\x1b\u202e\x9b":
        assert mark not in said


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no such device")
@pytest.mark.parametrize("command", ["inspect digits", "inspect digits --json", "check digits"])
def test_answers_that_cannot_be_written_are_told(command):
    with open("/dev/full", "w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "gui", *command.split()],
            stdout=full, stderr=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2],
        )  # fmt: skip
    assert ended.returncode == 1
    assert ended.stderr.startswith("The answers cannot be written: No space left")
    assert "Traceback" not in ended.stderr
