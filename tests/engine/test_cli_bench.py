"""`convolens bench`, as a process's user sees it."""

from __future__ import annotations

import json

import numpy as np
import pytest

import resources
from engine.cli import main
from engine.loading import load
from engine.noise import noise_feeds


def test_bench_prints_a_run_and_the_slowest_layers(capsys):
    assert main(["bench", "digits", "--seconds", "0", "--top", "2", "--threads", "1"]) == 0
    head, _, layers = capsys.readouterr().out.partition("slowest layers, of 16")
    assert head.startswith("Digits: 1 × 1 × 28 × 28, 1 thread\n")
    assert "ONNX Runtime" in head
    assert len(layers.splitlines()) == 3


def test_bench_writes_json_whose_layers_are_the_models(capsys):
    assert main(["bench", "digits", "--seconds", "0", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    names = [layer.name for layer in load(resources.model_path("digits")).layers]
    assert [layer["name"] for layer in facts["layers"]] == names
    assert all(layer["seconds"] > 0 for layer in facts["layers"])
    assert facts["run"]["least"] <= facts["run"]["median"] < facts["first"]
    assert facts["peer"]["name"].startswith("ONNX Runtime ")
    assert facts["ratio_to_peer"] > 0


def test_bench_refuses_a_file_that_is_no_model(capsys, tmp_path):
    path = tmp_path / "page.onnx"
    path.write_text("<html>", "utf-8")
    assert main(["bench", str(path)]) == 3
    assert "page.onnx" in capsys.readouterr().err


@pytest.mark.parametrize("name", resources.BUNDLED)
def test_noise_feeds_fit_the_network_and_are_the_same_each_time(name):
    model = load(resources.model_path(name))
    first, second = noise_feeds(model), noise_feeds(model)
    assert first.keys() == {value.name for value in model.inputs}
    for key, array in first.items():
        np.testing.assert_array_equal(array, second[key])
        assert array.std() > 0
    assert model.run(first).keys() == {value.name for value in model.outputs}
