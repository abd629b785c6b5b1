"""Files as Azure Custom Vision exports them, read through `engine.load`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import engine
from engine.metadata import Preprocess

NAMES = ("daisy", "rose", "tulip")

Write = Callable[..., Path]


def recipe(source: str, **fields: Any) -> Preprocess:
    return Preprocess(**{"size": (32, 32), **fields}, source=source)


MANIFEST = {
    "DomainType": "Classification",
    "Platform": "ONNX",
    "Flavor": "ONNX12",
    "ExporterVersion": "2.0",
    "ExportedDate": "2020-11-13T12:02:17.8476449Z",
    "IterationId": "1206e4db-9a1f-4da0-8f06-06ed2ea07240",
    "ModelFileName": "model.onnx",
    "LabelFileName": "labels.txt",
    "MetadataPropsFileName": "metadata_properties.json",
    "SchemaVersion": "1.0",
}
PROPERTIES = {
    "CustomVision.Metadata.AdditionalModelInfo": "",
    "CustomVision.Metadata.Version": "1.1",
    "CustomVision.Postprocess.Method": "ClassificationMultiClass",
    "CustomVision.Postprocess.Yolo.Biases": "null",
    "CustomVision.Postprocess.Yolo.NmsThreshold": "null",
    "CustomVision.Preprocess.CropHeight": "0",
    "CustomVision.Preprocess.CropMethod": "FullImageShorterSide",
    "CustomVision.Preprocess.CropWidth": "0",
    "CustomVision.Preprocess.MaxDimension": "0",
    "CustomVision.Preprocess.MaxScale": "0",
    "CustomVision.Preprocess.MinDimension": "0",
    "CustomVision.Preprocess.MinScale": "0",
    "CustomVision.Preprocess.NormalizeMean": "[0.0, 0.0, 0.0]",
    "CustomVision.Preprocess.NormalizeStd": "[1.0, 1.0, 1.0]",
    "CustomVision.Preprocess.ResizeMethod": "ByShorterSideAlign32",
    "CustomVision.Preprocess.TargetHeight": "32",
    "CustomVision.Preprocess.TargetWidth": "32",
    "Image.BitmapPixelFormat": "Bgr8",
    "Image.ColorSpaceGamma": "SRGB",
    "Image.NominalPixelRange": "Normalized_0_1",
}
CUT = {
    "CustomVision.Preprocess.CropHeight": "32",
    "CustomVision.Preprocess.CropMethod": "OneCropCenter",
    "CustomVision.Preprocess.CropWidth": "32",
    "CustomVision.Preprocess.ResizeMethod": "ByShorterSide",
    "CustomVision.Preprocess.TargetHeight": "36",
    "CustomVision.Preprocess.TargetWidth": "36",
}
LEVELS = {
    "CustomVision.Preprocess.NormalizeMean": "[123.675, 116.28, 103.53]",
    "CustomVision.Preprocess.NormalizeStd": "[58.395, 57.12, 57.375]",
}


@pytest.mark.parametrize("place", ["file", "model"])
@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, {"mean": (0, 0, 0), "std": (1, 1, 1)}),
        (CUT, {"fit": "shortest_edge", "edge": 36, "mean": (0, 0, 0), "std": (1, 1, 1)}),
        (LEVELS, {"range": (0, 255), "mean": (123.675, 116.28, 103.53),
                  "std": (58.395, 57.12, 57.375)}),
    ],
)  # fmt: skip
def test_custom_vision(
    write: Write, place: str, changes: dict[str, str], fields: dict[str, Any]
) -> None:
    properties = PROPERTIES | changes
    files: dict[str, Any] = {"cvexport.manifest": MANIFEST, "labels.txt": "daisy\r\nrose\r\ntulip"}
    props = properties if place == "model" else {}
    if place == "file":
        files["metadata_properties.json"] = properties
    model = engine.load(write(beside=files, props=props))
    source = {"file": "metadata_properties.json beside the model", "model": "onnx metadata"}[place]
    assert model.preprocess == recipe(source, channels="BGR", **fields)
    assert (model.labels.names, model.labels.source) == (NAMES, "labels.txt beside the model")
    assert model.task == "classify"
    assert model.warnings == ()


def test_custom_vision_labels_are_written_as_in_a_web_page(write: Write) -> None:
    files = {"cvexport.manifest": MANIFEST, "labels.txt": "High(&gt;10)\n0 1\nA &amp; B\n"}
    assert engine.load(write(beside=files)).labels.names == ("High(>10)", "0 1", "A & B")


def test_custom_vision_words_that_are_not_known_are_warnings(write: Write) -> None:
    changes = {
        "CustomVision.Preprocess.ResizeMethod": "Seam",
        "CustomVision.Preprocess.NormalizeMean": "grey",
        "Image.NominalPixelRange": "Huge",
    }
    files = {"metadata_properties.json": PROPERTIES | changes}
    model = engine.load(write(beside=files))
    assert model.preprocess.channels == "BGR"
    assert model.preprocess.fit == "stretch"
    for word in ("Seam", "grey", "Huge"):
        assert sum(word in warning for warning in model.warnings) == 1


def test_custom_vision_manifest_reads_no_file_elsewhere(write: Write, tmp_path: Path) -> None:
    (tmp_path.parent / "secret.txt").write_text("a\nb\nc\n")
    files = {"cvexport.manifest": MANIFEST | {"LabelFileName": "../secret.txt"}}
    assert engine.load(write(beside=files)).labels.assumed
