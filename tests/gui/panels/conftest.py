"""Real pictures, preprocessing and predictions for the panels, without a network."""

from __future__ import annotations

from types import SimpleNamespace
from unittest.mock import Mock

import numpy as np
import pytest

from engine.graph import Value
from engine.images import Picture
from engine.metadata import Labels, Preprocess
from engine.prediction import Prediction
from engine.preprocess import prepare
from gui.asides import Asides
from gui.controller import Controller


@pytest.fixture
def asked():
    """A controller that does nothing and remembers what it was asked for; its lane works."""
    made = Mock(spec=Controller, can_undo_edit=False)
    made.pictures = Asides()
    yield made
    assert made.pictures.close()


def picture(width=60, height=40):
    """Return a picture whose pixels are all different."""
    count = width * height
    numbers = np.arange(count, dtype=np.uint32).reshape(height, width)
    return Picture(np.stack([numbers % 251, numbers // 16 % 256, numbers % 7], 2).astype(np.uint8))


def prepared(source, recipe=None, size=28):
    """Return `source` as a network of `size` × `size` sees it."""
    recipe = recipe or Preprocess(fit="crop", source="onnx metadata")
    channels = 1 if recipe.channels == "L" else 3
    value = Value("input", (1, channels, size, size), np.dtype(np.float32))
    return prepare(source, recipe, value)


def model(labels=(), recipe=None, **fields):
    """Return what panels read of a model."""
    facts = {
        "name": "a model", "path": None, "producer": "", "parameters": 5994, "size_bytes": 26_000,
        "multiply_adds": 790_000, "warnings": (), "layers": (), "inputs": (), "missing": (),
        "task": "", "architecture": None, "left_out": (),
        "labels": labels if isinstance(labels, Labels) else Labels(tuple(labels), "onnx metadata"),
        "preprocess": recipe or Preprocess(source="onnx metadata"),
        "card": SimpleNamespace(title="", description="", licence="", credit=""),
    }  # fmt: skip
    return SimpleNamespace(**{**facts, **fields})


class Run(dict):
    """What panels read of activations: arrays by layer, and the two results."""

    def __init__(self, arrays=(), prediction=None, prepared=None):
        super().__init__(arrays)
        self.prediction = prediction
        self.prepared = prepared


def classes(probabilities, names=None, *, softmax_applied=False):
    """Return the prediction of a classifier."""
    shares = np.asarray(probabilities, np.float32)
    names = names or [f"class {index}" for index in range(len(shares))]
    return Prediction(
        np.log(shares + 1e-9), shares, softmax_applied, Labels(tuple(names), "given"), 0.01, {}
    )


@pytest.fixture
def made():
    """What makes pictures, models and results for the panels at the sides."""
    return SimpleNamespace(
        picture=picture, prepared=prepared, model=model, run=Run, classes=classes
    )
