from __future__ import annotations

import csv
import io
import json
import os
import shutil
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import resources
from engine import load, stopping
from engine.batch import Item, Score, class_named, classes_of, find_pictures, predict_each
from engine.batch_tables import HEADER, row_of
from engine.cli import main
from engine.errors import CancelledError
from engine.metadata import Labels

LABELS = Labels(("tabby, tabby cat", "Egyptian cat", "sports_car, sport car", "7"), "given")


@pytest.fixture
def folder(tmp_path):
    """Sample digits in folders of their classes; one lies in the wrong one, one is broken."""
    root = tmp_path / "set"
    for path in resources.sample_paths("digits"):
        home = root / path.name[0]
        home.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, home / path.name)
    (root / "notes.txt").write_text("no picture", "utf-8")
    (root / ".hidden").mkdir()
    shutil.copy(resources.sample_paths("digits")[0], root / ".hidden" / "a.png")
    return root


@pytest.fixture(scope="module")
def digits():
    return load(resources.model_path("digits"))


def test_pictures_are_found_in_sub_folders_and_hidden_ones_left_out(folder):
    items = find_pictures([folder])
    assert [item.name for item in items] == sorted(
        f"{path.name[0]}/{path.name}" for path in resources.sample_paths("digits")
    )
    assert all(item.folder == item.path.parent.name for item in items)


def test_a_folder_alone_names_no_class_but_several_do(folder):
    one, other = folder / "2", folder / "3"
    assert {item.folder for item in find_pictures([one])} == {""}
    assert {item.folder for item in find_pictures([one, other])} == {"2", "3"}
    assert [item.name for item in find_pictures([one])] == ["2-chalk.png"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("tabby, tabby cat", 0), ("Tabby", 0), ("egyptian_cat", 1), ("sport-car", 2),
        ("7", 3), ("2", 2), ("4", None), ("cat", None), ("", None), ("-1", None),
    ],
)  # fmt: skip
def test_class_named_understands_labels_names_and_numbers(name, expected):
    assert class_named(name, LABELS) == expected


def test_results_say_answer_truth_and_error(digits, folder):
    (folder / "2" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n nothing more")
    items = find_pictures([folder])
    classes = classes_of(items, digits.labels)
    results = list(predict_each(digits, items, classes=classes, thumbnail=24))
    assert [result.item for result in results] == items
    broken = next(result for result in results if result.item.path.name == "broken.png")
    assert broken.error is not None
    assert broken.ranking == ()
    for result in results:
        if result is broken:
            continue
        expected = digits.predict(result.item.path)
        assert [(label, p) for _, label, p in result.ranking] == expected.top(5)
        assert result.truth == int(result.item.folder)
        order = [index for index, _ in expected.ranking(10)]
        assert order[result.place - 1] == result.truth
        assert max(result.thumbnail.shape[:2]) == 24


def test_score_counts_by_hand(digits, folder):
    shutil.move(folder / "3" / "3-small.png", folder / "2" / "3-small.png")
    items = find_pictures([folder])
    score = Score()
    for result in predict_each(digits, items, classes=classes_of(items, digits.labels)):
        score.add(result)
    assert (score.total, score.failed, score.judged) == (len(items), 0, len(items))
    assert score.top_1 == len(items) - 1
    classes, counts = score.matrix()
    assert 3 not in classes  # no picture's folder says so any more
    assert counts[classes.index(2)].tolist() == [int(index == 2) for index in classes] + [
        1
    ]  # the 3 among the 2s is none of the true classes
    assert counts.sum() == len(items)
    assert score.accuracy[0] == pytest.approx(1 - 1 / len(items))


def test_stopped_batch_yields_what_was_done(digits, folder):
    enough = []
    items = find_pictures([folder])
    results = predict_each(digits, items, should_stop=lambda: bool(enough))
    assert next(results).error is None
    enough.append(True)
    with pytest.raises(CancelledError):
        list(results)


def test_rows_have_the_width_of_their_header(digits, folder):
    (folder / "2" / "broken.png").write_bytes(b"")
    for result in predict_each(digits, find_pictures([folder])):
        assert len(row_of(result)) == len(HEADER)


def test_network_that_is_no_classifier_gives_no_labels(make_model, tmp_path):
    from onnx import helper

    Image.fromarray(np.zeros((8, 8, 3), np.uint8)).save(tmp_path / "a.png")
    model = load(
        make_model(
            [helper.make_node("Relu", ["x"], ["y"])], [("x", [1, 3, 8, 8])], [("y", [1, 3, 8, 8])]
        ).SerializeToString()
    )
    (result,) = predict_each(model, [Item(tmp_path / "a.png", "a.png")])
    assert result.ranking == ()
    assert result.error is None
    assert result.outputs == (("y", (1, 3, 8, 8)),)


def test_batch_command_prints_accuracy_and_confusions(capsys, folder):
    assert main(["batch", "digits", str(folder), "--truth-from-folders"]) == 0
    out = capsys.readouterr().out
    count = len(find_pictures([folder]))
    assert f"accuracy: 100.00% (top 5: 100.00%) of {count}" in out
    assert "true: said" in out


def test_batch_command_prints_csv(capsys, folder):
    (folder / "2" / "broken.png").write_bytes(b"")
    assert main(["batch", "digits", str(folder), "--csv", "--truth-from-folders"]) == 1
    captured = capsys.readouterr()
    rows = list(csv.DictReader(io.StringIO(captured.out)))
    assert len(rows) == len(find_pictures([folder]))
    assert [row["correct"] for row in rows if not row["error"]] == ["1"] * (len(rows) - 1)
    assert "broken.png" in captured.err


def test_batch_command_prints_json(capsys, folder):
    assert main(["batch", "digits", str(folder), "--json", "--truth-from-folders"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["accuracy_top_1"] == 1
    assert data["confusion"]["true_labels"] == sorted(
        path.name for path in folder.iterdir() if path.name.isdecimal()
    )
    assert data["results"][0]["predictions"][0]["probability"] > 0.5


def test_batch_command_says_what_a_detector_found(capsys, detector, picture):
    command = ["batch", *detector, str(picture)]
    assert main(command) == 0
    assert capsys.readouterr().out.splitlines()[0].split() == [
        "90.00%", "1", "cat,", "1", "dog", "street.png",
    ]  # fmt: skip
    assert main([*command, "--threshold", "0.95"]) == 0
    assert "nothing found above 95%  street.png" in capsys.readouterr().out


def test_batch_of_a_detector_as_csv_and_json(capsys, detector, picture):
    assert main(["batch", *detector, str(picture), "--csv"]) == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    said = [row[name] for name in ("label", "probability", "label_2", "label_3", "boxes")]
    assert said == ["cat", "0.900000", "dog", "", "2"]
    assert main(["batch", *detector, str(picture), "--json", "--threshold", "0.2"]) == 0
    in_batch = json.loads(capsys.readouterr().out)["results"][0]
    assert main(["predict", *detector, str(picture), "--json", "--threshold", "0.2"]) == 0
    alone = json.loads(capsys.readouterr().out)["results"][0]
    assert in_batch["boxes"] == alone["boxes"]
    assert len(alone["boxes"]) == 3


def test_batch_command_says_what_else_comes_out(capsys, painter, picture):
    assert main(["batch", painter, str(picture)]) == 0
    assert "negative: 1 × 3 × 40 × 60  street.png" in capsys.readouterr().out


def test_batch_command_tells_where_folders_are_no_truth(capsys, detector, picture):
    folder = picture.parent / "set" / "dog"
    folder.mkdir(parents=True)
    picture.rename(folder / "street.png")
    assert main(["batch", *detector, str(folder.parent), "--truth-from-folders"]) == 0
    captured = capsys.readouterr()
    assert "gave no picture a class" in captured.err
    assert "accuracy" not in captured.out


def test_batch_command_says_that_a_folder_is_empty(capsys, tmp_path):
    assert main(["batch", "digits", str(tmp_path)]) == 3
    assert "no pictures" in capsys.readouterr().err


def test_missing_file_is_told_as_a_result(digits):
    (result,) = predict_each(digits, [Item(Path("nowhere.png"), "nowhere.png")])
    assert result.error.kind == "file"


def test_find_pictures_leaves_out_what_vanishes_meanwhile(tmp_path, monkeypatch):
    """As in /proc, or on a drive that is unplugged: it was an error without words."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        Image.new("RGB", (8, 8)).save(tmp_path / name / "picture.png")
    (tmp_path / "loop").symlink_to(tmp_path)
    scandir = os.scandir

    def vanish(path):
        if Path(path).name == "a":
            raise FileNotFoundError(path)
        return scandir(path)

    monkeypatch.setattr("os.scandir", vanish)
    assert [item.name for item in find_pictures([tmp_path])] == ["b/picture.png"]


def test_find_pictures_can_be_stopped(tmp_path):
    with stopping.asking(lambda: True), pytest.raises(CancelledError):
        find_pictures([tmp_path])
    with pytest.raises(CancelledError):
        find_pictures([tmp_path], lambda: True)


def test_find_pictures_is_left_alone_on_a_drive_that_hangs(tmp_path, monkeypatch):
    looking, gate = threading.Event(), threading.Event()

    def hang(path):
        looking.set()
        gate.wait(10)
        raise FileNotFoundError(path)

    monkeypatch.setattr("os.scandir", hang)
    try:
        with pytest.raises(CancelledError):
            find_pictures([tmp_path], looking.is_set)
        assert not gate.is_set()
    finally:
        gate.set()
