"""Real models against what ONNX Runtime gave for them.

The folder with models and references is named by the variable CONVOLENS_MODELS:
NAME.onnx, and ref/NAME/ with input.npy, output_0.npy … and meta.json (input and output names).
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

import engine

FOLDER = os.environ.get("CONVOLENS_MODELS")
NAMES = sorted(p.parent.name for p in Path(FOLDER).glob("ref/*/meta.json")) if FOLDER else []

pytestmark = pytest.mark.skipif(not FOLDER, reason="CONVOLENS_MODELS is not set")

# Of the largest output: both sides sum float32 in their own order.
RELATIVE_ERROR = 1e-3


@pytest.fixture(params=NAMES or [None])
def case(request):
    """Return the model, what goes in, and what must come out."""
    folder = Path(FOLDER)
    reference = folder / "ref" / request.param
    meta = json.loads((reference / "meta.json").read_text())
    feeds = {meta["input"]: np.load(reference / "input.npy")}
    outputs = {
        name: np.load(reference / f"output_{index}.npy")
        for index, name in enumerate(meta["outputs"])
    }
    return engine.load(folder / f"{request.param}.onnx"), feeds, outputs


def assert_close(got, expected):
    for name, array in expected.items():
        assert got[name].shape == array.shape
        error = np.max(np.abs(got[name] - array)) / np.max(np.abs(array))
        assert error <= RELATIVE_ERROR, name


def test_the_folder_holds_references():
    assert NAMES


def test_model_agrees_with_its_reference(case):
    model, feeds, outputs = case
    assert_close(model.run(feeds), outputs)


def test_model_agrees_with_its_reference_while_every_layer_is_watched(case):
    model, feeds, outputs = case
    resolved = model._network.resolved({name: array.shape for name, array in feeds.items()})
    names = [name for node in resolved.graph.nodes for name in node.outputs if name]
    watched = model.run(feeds, watch=names)
    assert len(watched) >= len(names)
    assert_close(watched, outputs)


def test_fused_and_watched_plans_give_the_same_values(case):
    """Fusing, folding and reuse of memory must not change what is watched."""
    model, feeds, _ = case
    resolved = model._network.resolved({name: array.shape for name, array in feeds.items()})
    names = [name for node in resolved.graph.nodes for name in node.outputs if name]
    everything = model.run(feeds, watch=names)
    for name in names[:: max(1, len(names) // 10)]:
        alone = model.run(feeds, watch=[name])[name]
        scale = max(1e-6, float(np.max(np.abs(everything[name]))))
        assert np.max(np.abs(alone - everything[name])) / scale <= 1e-4, name
