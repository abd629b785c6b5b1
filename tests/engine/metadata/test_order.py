"""Which convention is believed where several say something."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import engine

Write = Callable[..., Path]


def test_the_models_own_metadata_come_before_files_and_files_before_what_is_assumed(
    write: Write,
) -> None:
    own = {"version": 1, "labels": ["own", "own 2", "own 3"], "preprocess": {"range": [0, 255]}}
    inside = {
        "convolens": json.dumps(own),
        "Image.NominalPixelRange": "Normalized_1_1",
        "task": "classify", "stride": "1", "imgsz": "[32, 32]", "names": "['u', 'v', 'w']",
    }  # fmt: skip
    beside = {
        "config.json": {"id2label": {"0": "h", "1": "i", "2": "j"}},
        "preprocessor_config.json": {"size": 32, "image_mean": [0.5] * 3, "image_std": [0.5] * 3},
        "metadata.json": {"tmVersion": "2.4.10", "labels": ["t", "u", "v"], "imageSize": 32},
        "signature.json": {
            "inputs": {"Image": {"shape": [None, 32, 32, 3]}},
            "classes": {"Label": ["l", "m", "n"]},
        },
        "cvexport.manifest": {"DomainType": "Classification", "LabelFileName": "labels.txt"},
        "metadata_properties.json": {"CustomVision.Preprocess.ResizeMethod": "Stretch"},
        "labels.txt": "x\ny\nz\n",
    }
    seen = []
    path = write(props=inside, beside=beside)
    for key in ("convolens", "Image.NominalPixelRange", "names", None):
        model = engine.load(path)
        seen.append((model.labels.names[0], model.preprocess.range))
        if key is not None:
            del inside[key]
            path = write(props=inside)
    for name in ("preprocessor_config.json", "config.json", "metadata.json", "signature.json"):
        (path.parent / name).unlink()
        model = engine.load(path)
        seen.append((model.labels.names[0], model.preprocess.source))
    assert seen[:3] == [("own", (0, 255)), ("u", (-1, 1)), ("u", (0, 1))]
    assert [name for name, _ in seen[3:]] == ["h", "h", "t", "l", "x"]
    assert [str(source).split(", ")[0] for _, source in seen[4:]] == [
        "metadata.json beside the model",
        "metadata.json beside the model",
        "signature.json beside the model",
        "metadata_properties.json beside the model",
    ]
    for name in ("labels.txt", "cvexport.manifest", "metadata_properties.json"):
        (path.parent / name).unlink()
    bare = engine.load(path)
    assert bare.labels.assumed
    assert bare.preprocess.source == "assumed"
