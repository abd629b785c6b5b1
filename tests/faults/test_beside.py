"""Words in a model and in files beside it: nothing in them refuses the model, or takes its time."""

from __future__ import annotations

import os

import numpy as np
import pytest
from onnx import helper

import engine

LAYERS = b"""
input = [3, 8, 8]
[[layers]]
type = "conv"
[[layers]]
type = "pool"
size = 2
[[layers]]
type = "dense"
"""
LONG = b"0x" + b"F" * 20_000
SIDECARS = (
    "labels.txt", "model.txt", "config.json", "preprocessor_config.json", "metadata.json",
    "cvexport.manifest", "signature.json", "metadata_properties.json",
)  # fmt: skip


@pytest.fixture
def classifier(network):
    """Return a function that makes a model of five classes with some properties."""

    def make(**properties: str) -> bytes:
        nodes = [
            helper.make_node("GlobalAveragePool", ["x"], ["p"]),
            helper.make_node("Flatten", ["p"], ["f"]),
            helper.make_node("Gemm", ["f", "w"], ["y"]),
        ]
        model = network(nodes, {"w": np.ones((3, 5), np.float32)})
        del model.graph.output[:]
        model.graph.output.append(helper.make_tensor_value_info("y", 1, [1, 5]))
        helper.set_model_props(model, properties)
        return model.SerializeToString()

    return make


NAMES = {
    "a number of 20,000 digits": f"{{0: {LONG.decode()}, 1: 1, 2: 2, 3: 3, 4: 4}}",
    "deep lists": "[" * 900_000,
    "many signs": "-" * 900_000 + "1",
    "a long sum": "1+1j" * 200_000,
    "too much": "[" + "1," * 1_000_000 + "]",
}


@pytest.mark.parametrize("name", NAMES)
def test_python_literals_in_a_model_do_no_harm(guard, classifier, name):
    data = classifier(names=NAMES[name], task="classify", imgsz=f"[{LONG.decode()}, 8]")
    answer = guard("model", source=data, seconds=30)
    assert answer.get("ok", {}).get("top") == 5, answer
    assert answer["peak_bytes"] < 256 << 20


OWN = {
    "deep": "[" * 3_000_000,
    "large": '{"version": 1, "labels": ["%s"]}' % ("a" * 50_000_000),
    "crowded": '{"version": 1, "labels": [%s1]}' % ("1," * 20_000_000),
    "odd numbers": '{"version": 1, "labels": [1e999, NaN, -Infinity, {}, []], "preprocess": '
    '{"mean": [NaN], "std": [1e-320], "range": [1e308, -1e308], "crop_fraction": 1e-999}}',
    "whole numbers without end": '{"version": 1, "preprocess": {"size": [%s, 1]}}' % ("9" * 4000),
}


@pytest.mark.parametrize("name", OWN)
def test_json_in_a_model_does_no_harm(guard, classifier, name):
    answer = guard("model", source=classifier(convolens=OWN[name]), seconds=30)
    assert answer.get("ok", {}).get("top") == 5, answer
    assert answer["peak_bytes"] < 512 << 20


def test_numbers_that_leave_float32_are_not_used(classifier):
    model = engine.load(classifier(convolens=OWN["odd numbers"]))
    assert any("std" in warning for warning in model.warnings)
    prediction = model.predict(np.full((8, 8, 3), 255, np.uint8))
    assert np.isfinite(prediction.scores).all()


@pytest.mark.parametrize("kind", ["a gigabyte", "deep", "crowded", "a folder", "a pipe", "bytes"])
def test_files_beside_a_model_do_no_harm(guard, classifier, tmp_path, kind):
    path = tmp_path / "model.onnx"
    path.write_bytes(classifier())
    table = b",".join(b'"%d":"a"' % number for number in range(250_000))
    for name in SIDECARS:
        place = tmp_path / name
        match kind:
            case "a gigabyte":
                with place.open("wb") as file:
                    file.truncate(1 << 30)
            case "deep":
                place.write_bytes(b"[" * 3_900_000)
            case "crowded":
                place.write_bytes(b'{"id2label":{' + table + b"}}")
            case "a folder":
                place.mkdir()
            case "a pipe" if hasattr(os, "mkfifo"):
                os.mkfifo(place)
            case "bytes":
                place.write_bytes(bytes(range(256)) * 100)
    answer = guard("model", source=path, seconds=30)
    assert answer.get("ok", {}).get("top") == 5, answer
    assert answer["peak_bytes"] < 512 << 20


DESCRIPTIONS = {
    "a key of 100,000 parts": b".".join([b"a"] * 100_000) + b" = 1",
    "a table of 100,000 parts": b"[" + b" . ".join([b'"a"'] * 100_000) + b"]",
    "deep lists": b"a = " + b"[" * 100_000,
    "deep tables": b"a = " + b"{a = " * 100_000,
    "many tables": b"".join(b"[a.b%d]\n" % number for number in range(60_000)),
    "a long label": b"labels = [" + LONG + b", 1, 2, 3, 4]\n" + LAYERS,
    "a long size": LAYERS.replace(b"8, 8]", b"8, " + LONG + b"]"),
    "a long stride": LAYERS.replace(b"size = 2", b"size = 2\nstride = 0b" + b"1" * 50_000),
    "a long word": b"a" * 900_000,
    "no size": LAYERS.replace(b"size = 2", b"size = nan"),
    "too much": b" " * 1_100_000,
}


@pytest.fixture
def weights(tmp_path):
    """An archive of weights that `LAYERS` describes."""
    path = tmp_path / "net.npz"
    shapes = ((4, 3, 3, 3), (4,), (4 * 3 * 3, 5), (5,))
    np.savez(path, *(np.ones(shape, np.float32) for shape in shapes))
    return path


@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_descriptions_that_are_none_are_refused(guard, weights, name):
    weights.with_suffix(".toml").write_bytes(DESCRIPTIONS[name])
    answer = guard("model", source=weights, seconds=30)
    assert answer.get("error") in ("FormatError", "ShapeError"), answer
    assert answer["file"], answer
    assert answer["peak_bytes"] < 512 << 20


def test_the_description_that_they_are_made_of_is_read(guard, weights):
    weights.with_suffix(".toml").write_bytes(LAYERS)
    assert guard("model", source=weights).get("ok", {}).get("top") == 5


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("code", [
    "engine.read_labels(given)",
    "engine.load(given.with_name('net.npz'), architecture=given)",
])  # fmt: skip
def test_pipes_that_are_chosen_are_not_waited_for(guard, weights, code):
    pipe = weights.with_name("pipe.txt")
    os.mkfifo(pipe)
    answer = guard("python", code=code, given={"given": pipe}, seconds=20)
    assert answer.get("error") == "FileError", answer


def test_a_model_may_hold_many_properties(guard, network):
    model = network([helper.make_node("Relu", ["x"], ["y"])])
    helper.set_model_props(model, {f"key {number}": "value" for number in range(200_000)})
    answer = guard("model", source=model.SerializeToString(), seconds=30)
    assert "ok" in answer, answer


def test_labels_cannot_write_to_a_terminal(network):
    model = network([helper.make_node("Relu", ["x"], ["y"])])
    text = '{"version": 1, "title": "a\\u001b]0;b\\u0007", "labels": ["\\u001b[2J", "\\r\\n"]}'
    helper.set_model_props(model, {"convolens": text})
    opened = engine.load(model.SerializeToString())
    for shown in (opened.name, *opened.labels.names):
        assert shown.isprintable(), shown
