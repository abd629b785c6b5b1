from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.errors import FileError, FormatError
from engine.graph import Value
from engine.metadata import (
    KEY,
    Card,
    Centre,
    Labels,
    Metadata,
    Preprocess,
    label_lines,
    picture_input,
    read_label_file,
    read_metadata,
    to_json,
)

IMAGENET = {"mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}


def value(*shape: int | str | None, dtype: str = "float32", denotation: str = "") -> Value:
    return Value("x", shape, np.dtype(dtype), denotation)


def read(
    props: dict[str, str] | None = None,
    path: Path | None = None,
    *,
    takes: Value | None = None,
    classes: int | str = 3,
) -> Metadata:
    inputs = (takes or value("N", 3, 224, 224),)
    return read_metadata(props or {}, path, inputs, (value("N", classes),))


def own(**content: Any) -> dict[str, str]:
    return {KEY: json.dumps({"version": 1, **content})}


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Return the path of a model in an empty folder."""
    return tmp_path / "net.onnx"


def test_own_json_survives_writing_and_reading() -> None:
    recipe = Preprocess(
        size=(28, 28), channels="L", ink="light", centre=Centre(20, "mass"), range=(-1, 1),
        mean=(0.1,), std=(0.3,), resample="box", source="onnx metadata",
    )  # fmt: skip
    card = Card("Ziffern", "Reads 中文", "MIT", "me")
    text = to_json(["one, 1", "two"], recipe, card)
    found = read({KEY: text}, takes=value(1, 1, 28, 28), classes=2)
    assert found == Metadata(Labels(("one, 1", "two"), "onnx metadata"), recipe, card, ())
    assert "中文" in text


def test_own_json_leaves_out_defaults() -> None:
    assert json.loads(to_json(["a"], Preprocess(source="given"), Card())) == {
        "version": 1,
        "labels": ["a"],
        "preprocess": {},
    }


def test_own_json_wins_over_everything_else(model: Path) -> None:
    (model.parent / "labels.txt").write_text("x\ny\nz\n")
    props = own(labels=["a", "b", "c"], preprocess={"range": [0, 255]})
    props["Image.NominalPixelRange"] = "Normalized_0_1"
    found = read(props, model)
    assert found.labels == Labels(("a", "b", "c"), "onnx metadata")
    assert found.preprocess.range == (0, 255)


@pytest.mark.parametrize(
    ("preprocess", "word"),
    [
        ({"fit": "squeeze"}, "fit"),
        ({"size": [28]}, "size"),
        ({"size": [0, 10]}, "size"),
        ({"size": [10**9, 10]}, "size"),
        ({"std": [1, 0, 1]}, "std"),
        ({"mean": [1, 2]}, "mean"),
        ({"mean": "0.5"}, "mean"),
        ({"range": [1, 1]}, "range"),
        ({"range": [0, 1e400]}, "range"),
        ({"crop_fraction": 1.5}, "crop_fraction"),
        ({"channels": "GBR"}, "channels"),
        ({"channels": ["RGB"]}, "channels"),
        ({"centre": {"box": 20, "by": "eye"}}, "centre"),
        ({"centre": 20}, "centre"),
        ({"pad_value": 999}, "pad_value"),
        ({"colour_space": "sRGB"}, "colour_space"),
        ("RGB", "preprocessing"),
    ],
)
def test_own_json_with_a_wrong_value_warns_and_keeps_the_rest(preprocess: Any, word: str) -> None:
    found = read(own(labels=["a", "b", "c"], preprocess=preprocess))
    assert len(found.warnings) == 1
    assert word in found.warnings[0]
    assert len(found.labels) == 3
    assert found.preprocess.fit == "stretch"


@pytest.mark.parametrize("text", ["{", "[1]", "null", "[" * 100_000, '{"a": 1' + "0" * 9999 + "}"])
def test_own_json_that_cannot_be_read_is_a_warning(text: str) -> None:
    found = read({KEY: text})
    assert found.warnings
    assert found.labels.assumed
    assert found.preprocess.assumed


def test_own_json_of_a_newer_version_is_used_with_a_warning() -> None:
    found = read({KEY: json.dumps({"version": 2, "labels": ["a", "b", "c"]})})
    assert found.labels.names == ("a", "b", "c")
    assert "version 2" in found.warnings[0]


def test_own_json_means_the_defaults_that_it_leaves_out(model: Path) -> None:
    config = {"architecture": "x", "crop_pct": 0.9, **IMAGENET}
    (model.parent / "config.json").write_text(json.dumps(config))
    found = read(own(preprocess={"fit": "pad"}), model)
    assert found.preprocess == Preprocess(size=(224, 224), fit="pad", source="onnx metadata")
    assert not found.preprocess.assumed
    assert read(own(labels=["a", "b", "c"]), model).preprocess.crop_fraction == 0.9
    assert read(own(preprocess={"range": "x"})).preprocess.assumed


def test_labels_of_the_wrong_number_are_not_used() -> None:
    found = read(own(labels=["a", "b"]))
    assert found.labels == Labels(("0", "1", "2"), "assumed")
    assert "2 classes" in found.warnings[0]


def test_labels_short_is_the_part_before_the_comma() -> None:
    labels = Labels(("tench, Tinca tinca", "plain"))
    assert [labels.short(index) for index in range(3)] == ["tench", "plain", "2"]
    assert labels.full(0) == "tench, Tinca tinca"
    assert len(labels) == 2


def test_licence_is_read_in_both_spellings() -> None:
    assert read(own(license="MIT")).card.licence == "MIT"
    assert read(own(licence="MIT")).card.licence == "MIT"


def test_onnx_image_metadata_is_read_in_any_case() -> None:
    found = read(
        {"image.BITMAPPIXELFORMAT": "Bgr8", "Image.NominalPixelRange": "NominalRange_0_255"}
    )
    assert found.preprocess.channels == "BGR"
    assert found.preprocess.range == (0, 255)
    assert found.preprocess.source == "onnx metadata"


def test_onnx_image_metadata_without_a_range_says_that_the_range_is_assumed() -> None:
    found = read({"Image.BitmapPixelFormat": "Bgr8"})
    assert found.preprocess.source == "onnx metadata, range assumed"
    assert found.preprocess.assumed


def test_onnx_image_metadata_unknown_values_are_warnings() -> None:
    found = read({"Image.BitmapPixelFormat": "Yuv", "Image.ColorSpaceGamma": "Linear"})
    assert found.preprocess.channels == "RGB"
    assert len(found.warnings) == 2


def test_ultralytics_names_are_python_not_json() -> None:
    props = {"names": "{0: 'a', 1: \"b's\", 2: 'c'}", "imgsz": "[320, 640]", "task": "detect"}
    found = read(props | {"license": "AGPL-3.0"}, takes=value(1, 3, 320, 640))
    assert found.labels == Labels(("a", "b's", "c"), "onnx metadata")
    assert found.preprocess == Preprocess(
        size=(320, 640), fit="pad", pad_value=114, source="onnx metadata"
    )
    assert found.card.licence == "AGPL-3.0"


def test_ultralytics_classifiers_are_cropped() -> None:
    props = {"names": "['a', 'b', 'c']", "imgsz": "224", "task": "classify"}
    assert read(props).preprocess.fit == "crop"


@pytest.mark.parametrize(
    "names",
    [
        "__import__('os').system('true')",
        "{0: 'a', 2: 'c'}",
        "(" * 5000,
        "{0: 'a'" + " " * 2_000_000,
    ],
)
def test_ultralytics_names_are_never_run(names: str) -> None:
    found = read({"names": names, "imgsz": "[224, 224]"})
    assert found.labels.assumed
    assert "'names'" in found.warnings[0]


def test_hugging_face_config_and_preprocessor(model: Path) -> None:
    (model.parent / "config.json").write_text('{"id2label": {"1": "b", "0": "a", "2": "c"}}')
    (model.parent / "preprocessor_config.json").write_text(
        json.dumps(
            {
                "size": {"shortest_edge": 256}, "do_center_crop": True, "resample": 3,
                "crop_size": {"height": 224, "width": 224}, "rescale_factor": 1 / 255,
                "image_mean": IMAGENET["mean"], "image_std": IMAGENET["std"],
            }
        )
    )  # fmt: skip
    found = read(path=model)
    assert found.labels == Labels(("a", "b", "c"), "config.json beside the model")
    assert found.preprocess == Preprocess(
        size=(224, 224), fit="shortest_edge", edge=256, resample="bicubic",
        mean=tuple(IMAGENET["mean"]), std=tuple(IMAGENET["std"]),
        source="preprocessor_config.json beside the model",
    )  # fmt: skip


def test_hugging_face_preprocessor_without_steps(model: Path) -> None:
    config = {"do_rescale": False, "do_normalize": False, "size": 224, "image_mean": [9, 9, 9]}
    (model.parent / "preprocessor_config.json").write_text(json.dumps(config))
    recipe = read(path=model).preprocess
    assert (recipe.fit, recipe.range, recipe.mean) == ("stretch", (0, 255), (0,))


def test_files_are_also_looked_for_above_a_folder_onnx(tmp_path: Path) -> None:
    (tmp_path / "onnx").mkdir()
    (tmp_path / "config.json").write_text('{"id2label": {"0": "a", "1": "b", "2": "c"}}')
    found = read(path=tmp_path / "onnx" / "model.onnx")
    assert found.labels.source == "config.json one folder up"
    (tmp_path / "other").mkdir()
    assert read(path=tmp_path / "other" / "model.onnx").labels.assumed


def test_timm_config(model: Path) -> None:
    config = {
        "architecture": "resnet18", "num_classes": 3, "label_names": ["n01", "n02", "n03"],
        "label_descriptions": {"n01": "a", "n02": "b", "n03": "c"},
        "pretrained_cfg": {"input_size": [3, 224, 224], "interpolation": "bicubic",
                           "crop_pct": 0.95, "crop_mode": "center", **IMAGENET},
    }  # fmt: skip
    (model.parent / "config.json").write_text(json.dumps(config))
    found = read(path=model)
    assert found.labels.names == ("a", "b", "c")
    assert found.preprocess == Preprocess(
        size=(224, 224), fit="crop", crop_fraction=0.95, resample="bicubic",
        mean=tuple(IMAGENET["mean"]), std=tuple(IMAGENET["std"]),
        source="config.json beside the model",
    )  # fmt: skip


def test_timm_config_of_the_older_flat_kind(model: Path) -> None:
    config = {"architecture": "x", "input_size": [3, 224, 224], "labels": ["a", "b", "c"]}
    (model.parent / "config.json").write_text(json.dumps(config | IMAGENET))
    found = read(path=model)
    assert found.labels.names == ("a", "b", "c")
    assert found.preprocess.std == tuple(IMAGENET["std"])


def test_teachable_machine(model: Path) -> None:
    config = {"tfjsVersion": "1.3.1", "labels": ["a", "b", "c"], "imageSize": 224}
    (model.parent / "metadata.json").write_text(json.dumps(config))
    found = read(path=model, takes=value(1, 224, 224, 3))
    assert found.labels.names == ("a", "b", "c")
    assert found.preprocess == Preprocess(
        size=(224, 224), fit="crop", range=(-1, 1), layout="NHWC",
        source="metadata.json beside the model",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("labels.txt", "a\nb\nc"),
        ("labels.txt", "\ufeff0 a\r\n1 b\r\n2 c\r\n\r\n"),
        ("labels.txt", "0: a\n1: b\n2: c\n"),
        ("labels.txt", "1 a\n2 b\n3 c\n"),
        ("classes.txt", "a\nb\nc\n"),
        ("synset_words.txt", "n01440764 a\nn01443537 b\nn01484850 c\n"),
        ("net.txt", "a\nb\nc\n"),
    ],
)
def test_label_files(model: Path, name: str, text: str) -> None:
    (model.parent / name).write_bytes(text.encode())
    assert read(path=model).labels == Labels(("a", "b", "c"), f"{name} beside the model")


def test_label_lines_keeps_numbers_that_are_no_index() -> None:
    assert label_lines("7 up\n2 cents\n") == ("7 up", "2 cents")
    assert label_lines("0\n1\n2\n") == ("0", "1", "2")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("mine.txt", "0 a\n1 b\n"),
        ("mine.json", '["a", "b"]'),
        ("mine.json", '{"1": "b", "0": "a"}'),
    ],
)
def test_read_label_file(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    assert read_label_file(tmp_path / name) == Labels(("a", "b"), name)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("mine.txt", b""),
        ("mine.txt", b"\xff\xfe"),
        ("mine.txt", b"x\n" * 2_500_000),
        ("mine.json", b"{"),
        ("mine.json", b"3"),
        ("mine.json", b'{"cat": 1}'),
    ],
)
def test_read_label_file_names_the_file_that_is_none(
    tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FormatError) as caught:
        read_label_file(tmp_path / name)
    assert caught.value.file == name
    assert caught.value.remedy


def test_read_label_file_needs_a_file(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.txt"):
        with pytest.raises(FileError):
            read_label_file(path)


def test_label_files_of_another_model_are_passed_over(model: Path) -> None:
    (model.parent / "labels.txt").write_text("a\nb\n")
    (model.parent / "classes.txt").write_text("a\nb\nc\n")
    found = read(path=model)
    assert found.labels.source == "classes.txt beside the model"
    assert "2 labels" in found.warnings[0]


def test_files_beside_that_cannot_be_used_are_warnings(model: Path) -> None:
    (model.parent / "labels.txt").write_bytes(b"\xff\xfe\xfa")
    (model.parent / "config.json").write_text("{broken")
    (model.parent / "metadata.json").write_text("x" * 4_000_001)
    (model.parent / "classes.txt").mkdir()
    found = read(path=model)
    assert found.labels.assumed
    assert {name for name in ("labels.txt", "config.json", "metadata.json")
            if any(name in text for text in found.warnings)} == {
        "labels.txt", "config.json", "metadata.json",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("takes", "expected"),
    [
        (value("N", 3, 224, 160), Preprocess(size=(224, 160))),
        (value(1, 1, 28, 28), Preprocess(size=(28, 28), channels="L", ink="light")),
        (value("N", 96, 64, 3), Preprocess(size=(96, 64), layout="NHWC")),
        (value("N", "h", "w", 3), Preprocess(layout="NHWC")),
        (value("N", 3, "h", "w"), Preprocess()),
        (value(None, 64, 64, 1), Preprocess(size=(64, 64), layout="NHWC", channels="L")),
        (value(1, 96, 96, 3, dtype="uint8"),
         Preprocess(size=(96, 96), layout="NHWC", range=(0, 255))),
        (value("N", 784), Preprocess(size=(28, 28), channels="L")),
        (value("N", 28, 28), Preprocess(size=(28, 28), channels="L")),
        (Value("x", None, np.dtype("float32")), Preprocess()),
    ],
)  # fmt: skip
def test_assumption_from_the_input(takes: Value, expected: Preprocess) -> None:
    found = read(takes=takes)
    assert found.preprocess == expected
    assert found.preprocess.assumed
    assert found.warnings == ()


def test_what_is_stated_yields_to_what_the_model_takes() -> None:
    recipe = {"size": [299, 299], "layout": "NHWC", "mean": [0.2, 0.3, 0.4], "range": [0, 1]}
    found = read(own(preprocess=recipe), takes=value("N", 1, 224, 224))
    assert found.preprocess.size == (224, 224)
    assert found.preprocess.layout == "NCHW"
    assert found.preprocess.channels == "L"
    assert found.preprocess.mean == pytest.approx((0.3,))
    assert any("(299, 299)" in text for text in found.warnings)


def test_range_mean_and_std_come_from_one_source(model: Path) -> None:
    (model.parent / "config.json").write_text(
        json.dumps({"architecture": "x", "input_size": [3, 224, 224], **IMAGENET})
    )
    found = read({"Image.NominalPixelRange": "Normalized_1_1"}, model)
    assert (found.preprocess.range, found.preprocess.mean) == ((-1, 1), (0,))
    assert found.preprocess.fit == "crop"
    assert found.preprocess.source == "onnx metadata, config.json beside the model"


def test_picture_input_prefers_the_one_marked_as_image() -> None:
    other, four = value("N", 2), value("N", 3, 8, 8)
    marked = value("N", 5, denotation="IMAGE")
    assert picture_input((other, four, marked)) is marked
    assert picture_input((other, four)) is four
    assert picture_input((other,)) is other
    assert picture_input(()) is None


def test_models_that_are_no_classifier_have_no_labels() -> None:
    inputs = (value("N", 3, 8, 8),)
    found = read_metadata({}, None, inputs, (value("N", 3, 16, 16),))
    assert len(found.labels) == 0
    assert len(read_metadata({}, None, inputs, (value("N", 9, 1, 1),)).labels) == 9


@pytest.mark.parametrize(
    ("recipe", "line"),
    [
        (Preprocess(), "RGB · stretched · x / 255"),
        (Preprocess(fit="crop", range=(0, 255), mean=(127,), std=(128,)),
         "RGB · centre crop · (x − 127) / 128"),
        (Preprocess(channels="BGR", fit="pad", range=(-1, 1)),
         "BGR · fitted with a border · x / 127.5 − 1"),
        (Preprocess(channels="L", ink="light", centre=Centre(20)),
         "grey · light strokes · centred by mass, 20 px · x / 255"),
        (Preprocess(mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225)),
         "RGB · stretched · (x / 255 − [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]"),
    ],
)  # fmt: skip
def test_describe_is_one_line(recipe: Preprocess, line: str) -> None:
    assert recipe.describe() == line


@pytest.mark.parametrize(
    ("takes", "ink"),
    [(value(1, 1, 28, 28), "light"), (value("N", 16, 16, 1), "light"),
     (value(1, 1, 224, 224), None), (value(1, 3, 32, 32), None)],
)  # fmt: skip
def test_small_grey_pictures_are_taken_for_drawings(takes: Value, ink: str | None) -> None:
    assert read(takes=takes).preprocess.ink == ink
