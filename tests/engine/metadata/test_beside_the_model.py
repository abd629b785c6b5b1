"""Files as each tool writes them beside its models, read through `engine.load`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import engine
from engine.metadata import Preprocess

IMAGENET_MEAN, IMAGENET_STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
NAMES = ("daisy", "rose", "tulip")

Write = Callable[..., Path]


def recipe(source: str, **fields: Any) -> Preprocess:
    return Preprocess(**{"size": (32, 32), **fields}, source=source)


HUGGING_FACE = {
    "config.json": {
        "_name_or_path": "google/vit-base-patch16-224-in21k",
        "architectures": ["ViTForImageClassification"],
        "hidden_size": 768,
        "id2label": {"0": "daisy", "1": "rose", "2": "tulip"},
        "image_size": 224,
        "label2id": {"daisy": "0", "rose": "1", "tulip": "2"},
        "model_type": "vit",
        "num_channels": 3,
        "torch_dtype": "float32",
        "transformers_version": "4.35.2",
    },
    "preprocessor_config.json": {
        "do_normalize": True,
        "do_rescale": True,
        "do_resize": True,
        "image_mean": [0.5, 0.5, 0.5],
        "image_processor_type": "ViTImageProcessor",
        "image_std": [0.5, 0.5, 0.5],
        "resample": 2,
        "rescale_factor": 0.00392156862745098,
        "size": {"height": 32, "width": 32},
    },
}


@pytest.mark.parametrize(
    ("name", "where"), [("model.onnx", "beside the model"), ("onnx/model.onnx", "one folder up")]
)
def test_hugging_face(write: Write, name: str, where: str) -> None:
    model = engine.load(write(beside=HUGGING_FACE, name=name))
    assert (model.labels.names, model.labels.source) == (NAMES, f"config.json {where}")
    expected = recipe(f"preprocessor_config.json {where}", mean=(0.5,) * 3, std=(0.5,) * 3)
    assert model.preprocess.range == pytest.approx((0, 1))
    assert engine.Preprocess(**{**vars(model.preprocess), "range": (0.0, 1.0)}) == expected


@pytest.mark.parametrize(
    ("config", "fields"),
    [
        # CLIP, then the older spelling of sizes
        (
            {"do_resize": True, "size": {"shortest_edge": 36}, "do_center_crop": True,
             "crop_size": {"height": 32, "width": 32}, "resample": 3},
            {"fit": "shortest_edge", "edge": 36, "resample": "bicubic"},
        ),
        ({"do_resize": True, "size": 32, "resample": 2}, {}),
        # ConvNeXt cuts a part, from 384 pixels on it does not
        (
            {"do_resize": True, "size": {"shortest_edge": 32}, "crop_pct": 0.875, "resample": 3},
            {"fit": "crop", "crop_fraction": 0.875, "resample": "bicubic"},
        ),
        # MobileViT
        (
            {"do_resize": True, "size": {"shortest_edge": 36}, "do_center_crop": True,
             "crop_size": {"height": 32, "width": 32}, "do_flip_channel_order": True},
            {"fit": "shortest_edge", "edge": 36, "channels": "BGR"},
        ),
        # EfficientNet
        (
            {"do_resize": True, "size": {"height": 32, "width": 32}, "rescale_offset": True,
             "rescale_factor": 1 / 127.5, "do_normalize": False},
            {"range": (-1, 1)},
        ),
        # DETR
        (
            {"do_resize": True, "size": {"shortest_edge": 800, "longest_edge": 1333}},
            {"fit": "pad"},
        ),
    ],
)  # fmt: skip
def test_hugging_face_processors(
    write: Write, config: dict[str, Any], fields: dict[str, Any]
) -> None:
    path = write(beside={"preprocessor_config.json": {"do_rescale": True, **config}})
    got = engine.load(path).preprocess
    expected = recipe("preprocessor_config.json beside the model", **fields)
    assert got.range == pytest.approx(expected.range)
    assert engine.Preprocess(**{**vars(got), "range": expected.range}) == expected


TIMM = {
    "architecture": "resnet18",
    "num_classes": 3,
    "num_features": 512,
    "label_names": ["n11939491", "n12620195", "n12454705"],
    "label_descriptions": {"n11939491": "daisy", "n12620195": "rose", "n12454705": "tulip"},
    "pretrained_cfg": {
        "tag": "a1_in1k",
        "custom_load": False,
        "input_size": [3, 32, 32],
        "fixed_input_size": False,
        "interpolation": "bicubic",
        "crop_pct": 0.95,
        "crop_mode": "center",
        "mean": IMAGENET_MEAN,
        "std": IMAGENET_STD,
        "num_classes": 3,
        "pool_size": [7, 7],
        "first_conv": "conv1",
        "classifier": "fc",
        "license": "apache-2.0",
    },
}


@pytest.mark.parametrize(
    "config",
    [
        TIMM,
        TIMM | {"label_names": {"0": "n11939491", "1": "n12620195", "2": "n12454705"}},
        # the older, flat kind
        {"architecture": "resnet18", "labels": list(NAMES), **TIMM["pretrained_cfg"]},
    ],
)
def test_timm(write: Write, config: dict[str, Any]) -> None:
    model = engine.load(write(beside={"config.json": config}))
    source = "config.json beside the model"
    assert (model.labels.names, model.labels.source) == (NAMES, source)
    assert model.preprocess == recipe(
        source, fit="crop", crop_fraction=0.95, resample="bicubic",
        mean=tuple(IMAGENET_MEAN), std=tuple(IMAGENET_STD),
    )  # fmt: skip
    assert model.card.licence == "apache-2.0"
    assert model.warnings == ()


def test_timm_words_that_are_not_known_are_warnings(write: Write) -> None:
    cfg = TIMM["pretrained_cfg"] | {"crop_mode": "spiral", "interpolation": "random"}
    model = engine.load(write(beside={"config.json": TIMM | {"pretrained_cfg": cfg}}))
    assert model.preprocess.mean == tuple(IMAGENET_MEAN)
    assert ["spiral" in model.warnings[1], "random" in model.warnings[0]] == [True, True]


TEACHABLE_MACHINE = {
    "tfjsVersion": "1.7.4",
    "tmVersion": "2.4.10",
    "packageVersion": "0.8.4-alpha2",
    "packageName": "@teachablemachine/image",
    "timeStamp": "2025-11-20T05:27:06.107Z",
    "userMetadata": {},
    "modelName": "tm-my-image-model",
    "labels": list(NAMES),
    "imageSize": 32,
}


def test_teachable_machine(write: Write) -> None:
    files = {"metadata.json": TEACHABLE_MACHINE, "labels.txt": "0 daisy\n1 rose\n2 tulip\n"}
    model = engine.load(write(beside=files, shape=("N", 32, 32, 3)))
    source = "metadata.json beside the model"
    assert (model.labels.names, model.labels.source) == (NAMES, source)
    assert model.preprocess == recipe(source, fit="crop", range=(-1, 1), layout="NHWC")


def test_teachable_machine_keras_export_has_labels_only(write: Write) -> None:
    model = engine.load(write(beside={"labels.txt": "0 daisy\n1 rose\n2 tulip\n"}))
    assert (model.labels.names, model.labels.source) == (NAMES, "labels.txt beside the model")
    assert model.preprocess.assumed


LOBE = {
    "doc_id": "a381ef82-d100-4f40-97aa-cb96dba9b4cb",
    "doc_name": "Flowers",
    "doc_version": "ce7f0dda7a79fc3a7b953c5ea19ecf04",
    "format": "onnx",
    "version": 10,
    "inputs": {"Image": {"dtype": "float32", "shape": [None, 32, 32, 3], "name": "x"}},
    "outputs": {"Confidences": {"dtype": "float32", "shape": [None, 3], "name": "y"}},
    "tags": None,
    "classes": {"Label": list(NAMES)},
    "filename": "model.onnx",
    "export_model_version": 1,
}


def test_lobe(write: Write) -> None:
    model = engine.load(write(beside={"signature.json": LOBE}, shape=("N", 32, 32, 3)))
    source = "signature.json beside the model"
    assert (model.labels.names, model.labels.source) == (NAMES, source)
    assert model.preprocess == recipe(source, fit="crop", resample="bicubic", layout="NHWC")
    assert model.name == "Flowers"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("labels.txt", "daisy\nrose\ntulip\n"),
        ("classes.txt", "0: daisy\n1: rose\n2: tulip\n"),
        ("synset_words.txt", "n11939491 daisy\nn12620195 rose\nn12454705 tulip\n"),
    ],
)
def test_plain_lists(write: Write, name: str, text: str) -> None:
    model = engine.load(write(beside={name: text}))
    assert (model.labels.names, model.labels.source) == (NAMES, f"{name} beside the model")
