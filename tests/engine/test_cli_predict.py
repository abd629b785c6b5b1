"""`convolens predict` of networks that are no classifiers: detectors, and makers of pictures."""

from __future__ import annotations

import csv
import io
import json

import numpy as np
import onnx
import pytest
from onnx import helper
from PIL import Image

from engine.cli import main


def test_predict_prints_boxes(capsys, detector, picture):
    assert main(["predict", *detector, str(picture)]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.split() == ["90.00%", "cat", "x", "0", "y", "0", "w", "30", "h", "20"]
    assert second.split() == ["60.00%", "dog", "x", "30", "y", "10", "w", "30", "h", "30"]


def test_predict_gives_boxes_as_json(capsys, detector, picture):
    assert main(["predict", *detector, str(picture), "--json", "--threshold", "0.2"]) == 0
    (row,) = json.loads(capsys.readouterr().out)["results"]
    assert row["predictions"] == []
    assert [(box["label"], box["index"]) for box in row["boxes"]] == [
        ("cat", 0),
        ("dog", 1),
        ("dog", 1),
    ]
    assert row["boxes"][2] == pytest.approx(
        {"index": 1, "label": "dog", "score": 0.3, "x": 30, "y": 20, "w": 15, "h": 20}, abs=1e-4
    )


def test_predict_gives_boxes_as_csv(capsys, detector, picture):
    assert main(["predict", *detector, str(picture), str(picture), "--csv", "--top", "1"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["rank"], row["label"], row["w"], row["h"]) for row in rows] == [
        ("1", "cat", "30.00", "20.00")
    ] * 2


def test_boxes_lie_where_the_network_saw_them(capsys, detector, picture):
    """A square cut out of 60 × 40 begins at 10 and is 40 wide."""
    assert main(["predict", *detector, str(picture), "--fit", "crop", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)["results"]
    box = row["boxes"][1]
    assert [box[side] for side in "xywh"] == pytest.approx([30, 10, 20, 30], abs=1e-4)


def test_predict_says_that_nothing_was_found(capsys, detector, picture):
    assert main(["predict", *detector, str(picture), "--threshold", "0.95"]) == 0
    assert "nothing found above 95%" in capsys.readouterr().out
    assert main(["predict", *detector, str(picture), "--threshold", "0.95", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)["results"]
    assert row["boxes"] == []


def test_threshold_is_a_share(capsys, detector, picture):
    with pytest.raises(SystemExit) as stopped:
        main(["predict", *detector, str(picture), "--threshold", "25"])
    assert stopped.value.code == 2
    assert "0 to 1" in capsys.readouterr().err


def test_predict_says_how_to_save_a_picture_that_comes_out(capsys, painter, picture):
    assert main(["predict", painter, str(picture)]) == 0
    said = capsys.readouterr().out
    assert "negative: 1 × 3 × 40 × 60" in said
    assert "--output-pictures" in said


def test_predict_tells_of_outputs_that_are_no_numbers(capsys, make_model, tmp_path, picture):
    """Truth values have no range, and a list of arrays has no single shape."""
    nodes = [
        helper.make_node("Greater", ["x", "half"], ["bright"]),
        helper.make_node("SplitToSequence", ["x"], ["parts"], axis=1),
    ]
    half = {"half": np.array(0.5, np.float32)}
    made = make_model(nodes, [("x", [1, 3, 8, 8])], [("bright", None)], half)
    made.graph.output[0].type.tensor_type.elem_type = onnx.TensorProto.BOOL
    maps = helper.make_tensor_type_proto(onnx.TensorProto.FLOAT, None)
    made.graph.output.append(helper.make_value_info("parts", helper.make_sequence_type_proto(maps)))
    onnx.save(made, tmp_path / "odd.onnx")
    assert main(["predict", str(tmp_path / "odd.onnx"), str(picture)]) == 0
    said = capsys.readouterr().out
    assert "bright: 1 × 3 × 8 × 8" in said
    assert "parts: 3" in said


def test_predict_saves_the_pictures_that_come_out(capsys, painter, picture, tmp_path):
    folder = tmp_path / "new" / "out"
    command = ["predict", painter, str(picture), str(picture), "--output-pictures", str(folder)]
    assert main(command) == 0
    captured = capsys.readouterr()
    assert "--output-pictures" not in captured.out
    assert [path.name for path in sorted(folder.iterdir())] == [
        "street_negative.png",
        "street_negative_2.png",
    ]
    assert str(folder / "street_negative.png") in captured.err
    saved, given = (np.asarray(Image.open(p)) for p in (folder / "street_negative.png", picture))
    np.testing.assert_allclose(saved, 255 - given, atol=1)


def test_predict_refuses_a_folder_that_cannot_be(capsys, painter, picture):
    assert main(["predict", painter, str(picture), "--output-pictures", str(picture)]) == 3
    assert "street.png" in capsys.readouterr().err
