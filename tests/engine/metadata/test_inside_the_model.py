"""What tools write into the model itself, read through `engine.load`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

import engine
from engine.metadata import Preprocess

NAMES = ("daisy", "rose", "tulip")

Write = Callable[..., Path]
Make = Callable[..., onnx.ModelProto]


def recipe(source: str, **fields: Any) -> Preprocess:
    return Preprocess(**{"size": (32, 32), **fields}, source=source)


@pytest.mark.parametrize(
    ("word", "channels"),
    [("Rgb8", "RGB"), ("Bgr8", "BGR"), ("Rgba8", "RGB"), ("Bgra8", "BGR"), ("Gray8", "L")],
)
@pytest.mark.parametrize(
    ("nominal", "black_and_white"),
    [
        ("NominalRange_0_255", (0, 255)),
        ("Normalized_0_1", (0, 1)),
        ("Normalized_1_1", (-1, 1)),
        ("NominalRange_16_235", (16, 235)),
    ],
)
def test_onnx_image_metadata(
    write: Write, word: str, channels: str, nominal: str, black_and_white: tuple[float, float]
) -> None:
    props = {
        "Image.BitmapPixelFormat": word,
        "Image.ColorSpaceGamma": "SRGB",
        "Image.NominalPixelRange": nominal,
    }
    model = engine.load(write(props=props))
    assert model.preprocess == recipe("onnx metadata", channels=channels, range=black_and_white)
    assert model.warnings == ()
    colours = np.zeros((32, 32, 3), np.uint8)
    colours[:16] = 255, 0, 0
    tensor = model.prepare(colours).tensor[0]
    low, high = black_and_white
    if channels != "L":
        red = 0 if channels == "RGB" else 2
        np.testing.assert_allclose(tensor[red, 0, 0], high, rtol=1e-6)
        np.testing.assert_allclose(tensor[1, 0, 0], low, atol=1e-6)
    np.testing.assert_allclose(tensor[:, 31, 31], low, atol=1e-5)


def test_onnx_denotation_says_which_input_and_which_axis(
    tmp_path: Path, make_classifier: Make
) -> None:
    """Where channels lie could not be told from the sizes: 3 × 5 × 3."""
    proto = make_classifier(("N", 3, 5, 3), {})
    scale = helper.make_tensor_value_info("scale", TensorProto.FLOAT, [1, 1, 1, 1])
    proto.graph.input.insert(0, scale)
    picture = proto.graph.input[1].type
    picture.denotation = "IMAGE"
    words = ("DATA_BATCH", "DATA_FEATURE", "DATA_FEATURE", "DATA_CHANNEL")
    for axis, word in zip(picture.tensor_type.shape.dim, words, strict=True):
        axis.denotation = word
    onnx.save(proto, tmp_path / "model.onnx")
    model = engine.load(tmp_path / "model.onnx")
    assert model.image_input.name == "x"
    assert model.preprocess.layout == "NHWC"
    assert model.preprocess.size == (3, 5)
    assert "onnx metadata" in model.preprocess.source
    assert model.predict(np.zeros((9, 9, 3), np.uint8)).probabilities is not None


def with_zip_map(proto: onnx.ModelProto, labels: dict[str, Any], answer: bool) -> onnx.ModelProto:
    """Return a classifier that ends as converters of CoreML and Custom Vision end it."""
    del proto.graph.output[:]
    if answer:
        proto.graph.node.append(helper.make_node("ArgMax", ["y"], ["best"], axis=1))
        table = numpy_helper.from_array(np.array(NAMES, object), "names")
        proto.graph.initializer.append(table)
        pick = helper.make_node(
            "ArrayFeatureExtractor", ["names", "best"], ["classLabel"], domain="ai.onnx.ml"
        )
        proto.graph.node.append(pick)
        said = helper.make_tensor_value_info("classLabel", TensorProto.STRING, [1, 1])
        proto.graph.output.append(said)
    zip_map = helper.make_node("ZipMap", ["y"], ["loss"], domain="ai.onnx.ml", **labels)
    proto.graph.node.append(zip_map)
    kind = TensorProto.STRING if "classlabels_strings" in labels else TensorProto.INT64
    maps = helper.make_map_type_proto(kind, helper.make_tensor_type_proto(TensorProto.FLOAT, ()))
    proto.graph.output.append(helper.make_value_info("loss", helper.make_sequence_type_proto(maps)))
    proto.opset_import.add(domain="ai.onnx.ml", version=1)
    return proto


@pytest.mark.parametrize("answer", [True, False])
@pytest.mark.parametrize(
    ("labels", "names"),
    [
        ({"classlabels_strings": list(NAMES)}, NAMES),
        ({"classlabels_int64s": [10, 20, 30]}, ("10", "20", "30")),
    ],
)
def test_onnx_class_lists(
    tmp_path: Path,
    make_classifier: Make,
    labels: dict[str, Any],
    names: tuple[str, ...],
    answer: bool,
) -> None:
    path = tmp_path / "model.onnx"
    proto = make_classifier(("N", 3, 32, 32), {})
    plain = tmp_path / "plain.onnx"
    onnx.save(proto, plain)
    onnx.save(with_zip_map(proto, labels, answer), path)
    model = engine.load(path)
    assert (model.labels.names, model.labels.source) == (names, "onnx metadata")
    picture = np.random.default_rng(1).integers(0, 256, (32, 32, 3)).astype(np.uint8)
    got, wanted = model.predict(picture), engine.load(plain).predict(picture)
    assert not got.softmax_applied
    np.testing.assert_array_equal(got.probabilities, wanted.probabilities)
    assert got.top(1)[0][0] == names[wanted.ranking(1)[0][0]]
    assert dict(model.activations(picture))  # the answer in words is no feature map


def test_ultralytics(write: Write) -> None:
    props = {
        "description": "Ultralytics YOLO11n-cls model trained on flowers",
        "author": "Ultralytics",
        "date": "2025-09-22T13:32:39.309631",
        "version": "8.3.176",
        "license": "AGPL-3.0 License (https://ultralytics.com/license)",
        "docs": "https://docs.ultralytics.com",
        "stride": "1",
        "task": "classify",
        "batch": "1",
        "imgsz": "[32, 32]",
        "names": "{0: 'daisy', 1: 'rose', 2: 'tulip'}",
        "args": "{'batch': 1, 'half': False, 'dynamic': False, 'simplify': True}",
        "channels": "3",
    }
    model = engine.load(write(props=props))
    assert (model.labels.names, model.labels.source) == (NAMES, "onnx metadata")
    assert model.preprocess == recipe("onnx metadata", fit="crop")
    assert model.task == "classify"
    assert model.card.licence.startswith("AGPL-3.0")


def test_yolov5_writes_no_more_than_stride_and_names(write: Write) -> None:
    model = engine.load(write(props={"stride": "32", "names": "['daisy', 'rose', 'tulip']"}))
    assert model.labels.names == NAMES
    assert model.task == "classify"


def test_names_that_rapidai_writes_into_paddle_models(write: Write) -> None:
    assert engine.load(write(props={"character": "daisy\nrose\ntulip"})).labels.names == NAMES
    assert engine.load(write(props={"character": "a\nb"})).labels.assumed
