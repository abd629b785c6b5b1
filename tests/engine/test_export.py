from __future__ import annotations

import csv
import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from engine import export
from engine.errors import CancelledError, FileError, ShapeError

RGB = np.random.default_rng(0).integers(0, 256, (5, 7, 3)).astype(np.uint8)


def read_png(path):
    with Image.open(path) as image:
        return np.array(image)


def test_png_comes_back_the_same(tmp_path):
    export.save_png(RGB, tmp_path / "a.png")
    np.testing.assert_array_equal(read_png(tmp_path / "a.png"), RGB)
    export.save_png(RGB[:, ::-1, 0], tmp_path / "grey.png")
    np.testing.assert_array_equal(read_png(tmp_path / "grey.png"), RGB[:, ::-1, 0])


@pytest.mark.parametrize(
    "pixels", [RGB.astype(np.float32), RGB[..., :2], RGB[None], RGB[:0], RGB[:, 0, 0]]
)
def test_png_refuses_what_is_no_picture(tmp_path, pixels):
    with pytest.raises(ShapeError):
        export.save_png(pixels, tmp_path / "a.png")
    assert not list(tmp_path.iterdir())


def test_npz_comes_back_the_same(tmp_path):
    arrays = {"file": RGB, "/conv1/out": np.array(1.5), "名": np.array(["a", "bc"])}
    export.save_npz(arrays, tmp_path / "a.npz")
    with np.load(tmp_path / "a.npz") as loaded:
        assert set(loaded.files) == set(arrays)
        for name, array in arrays.items():
            np.testing.assert_array_equal(loaded[name], array)


def test_json_takes_numpy_and_makes_nan_null(tmp_path):
    value = {
        "a": np.float32(0.5),
        "b": np.arange(3),
        "c": [float("nan"), np.float32("inf"), None, True],
        "d": Path("x"),
        "e": "类",
        1: (np.bool_(True),),
    }
    export.save_json(value, tmp_path / "a.json")
    text = (tmp_path / "a.json").read_text("utf-8")
    assert "类" in text
    assert json.loads(text) == {
        "a": 0.5,
        "b": [0, 1, 2],
        "c": [None, None, None, True],
        "d": "x",
        "e": "类",
        "1": [True],
    }


def test_csv_keeps_commas_quotes_and_chinese(tmp_path):
    rows = [["tiger, cat", 0.5], ['a "b"\nc', 1], ["虎", None]]
    export.save_csv(["label", "probability"], rows, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            ["label", "probability"],
            ["tiger, cat", "0.5"],
            ['a "b"\nc', "1"],
            ["虎", ""],
        ]


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path):
    path = tmp_path / "a.csv"
    export.save_csv(["old"], [], path)

    def rows():
        yield ["begun"]
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        export.save_csv(["new"], rows(), path)
    assert "old" in path.read_text("utf-8-sig")
    assert [each.name for each in tmp_path.iterdir()] == ["a.csv"]


def test_an_error_of_the_system_names_the_file_and_a_remedy(tmp_path):
    path = tmp_path / "absent" / "a.png"
    with pytest.raises(FileError) as caught:
        export.save_png(RGB, path)
    assert caught.value.file == str(path)
    assert "folder" in caught.value.remedy


def test_a_folder_is_not_overwritten(tmp_path):
    (tmp_path / "a.png").mkdir()
    with pytest.raises(FileError):
        export.save_png(RGB, tmp_path / "a.png")
    assert [each.name for each in tmp_path.iterdir()] == ["a.png"]


def test_files_can_be_read_by_others(tmp_path):
    (tmp_path / "plain").write_bytes(b"")
    export.save_png(RGB, tmp_path / "a.png")
    assert (tmp_path / "a.png").stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("conv1", "conv1"),
        ("/features/conv.1/Conv_output_0", "features_conv.1_Conv_output_0"),
        ("../../etc/passwd", "etc_passwd"),
        ('a:b*c?"<>|', "a_b_c"),
        ("", "layer"),
        ("...", "layer"),
        ("卷积 1", "卷积_1"),
        ("x" * 500, "x" * 60),
    ],
)
def test_safe_names(text, expected):
    assert export.safe_name(text) == expected


class Activations(dict):
    layers = (
        SimpleNamespace(name="/a/conv", title="conv1"),
        SimpleNamespace(name="/b/conv", title="conv1"),
    )


def activations():
    random = np.random.default_rng(1)
    return Activations(
        {
            "/a/conv": random.standard_normal((1, 3, 4, 4)).astype(np.float32),
            "/b/conv": random.uniform(0, 1, (1, 10)).astype(np.float32),
            "untitled": np.array(["a"], object),
        }
    )


def test_maps_get_a_sheet_and_their_numbers(tmp_path):
    arrays = activations()
    told = []
    paths = export.save_maps(arrays, tmp_path / "new" / "maps", on_step=lambda *a: told.append(a))
    assert [path.name for path in paths] == [
        "000_conv1.png",
        "000_conv1.npz",
        "001_conv1.png",
        "001_conv1.npz",
        "002_untitled.npz",
    ]
    assert all(path.is_file() for path in paths)
    assert told == [(1, 3), (2, 3), (3, 3)]
    with np.load(paths[1]) as loaded:
        np.testing.assert_array_equal(loaded["values"], arrays["/a/conv"])
        assert loaded["name"] == "/a/conv"
    assert read_png(paths[0]).shape[2] == 3


def test_names_sort_as_the_layers_stand(tmp_path):
    arrays = {f"l{place}": np.zeros((1, 1), np.float32) for place in range(1001)}
    stop = iter([False] * 2 + [True])
    with pytest.raises(CancelledError):
        export.save_maps(arrays, tmp_path, should_stop=lambda: next(stop))
    assert sorted(path.stem for path in tmp_path.glob("*.png")) == ["0000_l0", "0001_l1"]


def test_a_folder_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FileError):
        export.save_maps({"a": np.zeros((1, 1))}, tmp_path / "file")
