from __future__ import annotations

import hashlib
import json
import re
import sys
from pathlib import Path

import onnx
import pytest

import engine
import resources

FOLDER = resources.root()
CLASSES = {"digits": 10, "doodles": 20, "photos": 1000}


@pytest.fixture(scope="module", params=resources.BUNDLED)
def name(request: pytest.FixtureRequest) -> str:
    return request.param


def test_root_of_a_frozen_program_is_where_it_was_unpacked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resources.root() == tmp_path / "resources"
    assert resources.model_path("digits") == tmp_path / "resources" / "models" / "digits.onnx"


def test_unknown_names_are_refused_with_the_known_ones() -> None:
    for find in (resources.model_path, resources.sample_paths):
        with pytest.raises(KeyError, match="doodles"):
            find("faces")


def test_model_carries_all_that_is_known_of_it(name: str) -> None:
    model = engine.load(resources.model_path(name))
    assert model.warnings == ()
    assert len(model.labels) == CLASSES[name]
    assert not model.labels.assumed
    assert not model.preprocess.assumed
    assert model.card.title == name.capitalize()
    assert model.card.licence
    assert model.card.credit
    assert model.producer == "convolens"


def test_model_is_plain_onnx(name: str) -> None:
    model = onnx.load(resources.model_path(name))
    onnx.checker.check_model(model, full_check=True)
    assert model.opset_import[0].version == 17
    assert model.ir_version <= 9
    assert model.doc_string
    assert all(node.name == node.output[0] for node in model.graph.node)


def test_model_layers_have_readable_names() -> None:
    photos = {layer.name for layer in engine.load(resources.model_path("photos")).layers}
    assert {"stem", "blocks.2.expand", "blocks.2.depthwise", "blocks.2.project", "head"} <= photos
    digits = [layer.name for layer in engine.load(resources.model_path("digits")).layers]
    assert digits[:3] == ["conv1", "relu1", "pool1"]
    assert digits[-1] == "probabilities"


def test_samples_are_read_as_recorded(name: str) -> None:
    expected = json.loads((FOLDER / "expected.json").read_text("utf-8"))[name]
    model = engine.load(resources.model_path(name))
    paths = resources.sample_paths(name)
    assert {path.name for path in paths} == set(expected)
    for path in paths:
        label, probability = model.predict(path).top(1)[0]
        assert label == expected[path.name]["label"]
        # Another BLAS or Pillow may round differently; a wrong crop or range is far off.
        assert probability == pytest.approx(expected[path.name]["probability"], abs=0.02)


def test_drawn_samples_are_read_as_what_their_names_say() -> None:
    expected = json.loads((FOLDER / "expected.json").read_text("utf-8"))
    for sample, found in expected["digits"].items():
        assert found["label"] == sample[0]
    for sample, found in expected["doodles"].items():
        assert found["label"] == Path(sample).stem.replace("-", " ")


def test_samples_are_few_bytes() -> None:
    paths = [path for name in resources.BUNDLED for path in resources.sample_paths(name)]
    assert sum(path.stat().st_size for path in paths) < 2_500_000


def test_sources_name_every_model_and_sample_with_its_hash() -> None:
    text = (FOLDER / "SOURCES.md").read_text("utf-8")
    listed = dict(re.findall(r"^\| `([^`]+)` \| `([0-9a-f]{64})` \|", text, re.MULTILINE))
    files = [*(FOLDER / "models").iterdir(), *(FOLDER / "samples").rglob("*.*")]
    found = {
        path.relative_to(FOLDER).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in [*files, *(FOLDER / "LICENSES").iterdir()]
    }
    assert {name: listed.get(name) for name in found} == found
