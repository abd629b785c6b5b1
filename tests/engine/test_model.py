"""A model as a person holds it: layers, predictions, feature maps, options, refusals."""

from __future__ import annotations

import json
import threading

import numpy as np
import pytest
from onnx import helper
from PIL import Image

import engine
from engine import CancelledError, FormatError, Labels, ShapeError, UnsupportedError
from engine.metadata import KEY

RECIPE = {
    "version": 1,
    "title": "Five things",
    "licence": "MIT",
    "labels": ["cat, house cat", "dog", "fish", "bird", "tree"],
    "preprocess": {"range": [0, 1], "mean": [0.5], "std": [0.25], "channels": "RGB"},
}


@pytest.fixture
def path(small_cnn, tmp_path):
    """Return a file with the small network and all its metadata."""
    helper.set_model_props(small_cnn, {KEY: json.dumps(RECIPE)})
    file = tmp_path / "小模型.onnx"
    file.write_bytes(small_cnn.SerializeToString())
    return file


@pytest.fixture
def model(path):
    return engine.load(path)


@pytest.fixture
def picture():
    return np.random.default_rng(1).integers(0, 256, (20, 30, 3), np.uint8)


def test_load_finds_names_and_sizes(model, path):
    assert (model.name, model.opset, model.card.licence) == ("Five things", 17, "MIT")
    assert model.size_bytes == path.stat().st_size
    assert model.labels.names[1] == "dog"
    assert not model.preprocess.assumed
    # Conv 3·3·3·4 + 4, norm 4·4, conv 3·3·4·4, dense 48·5 + 5
    assert model.parameters == 112 + 16 + 144 + 245
    # 9×7 pixels, then 4×3 after the pool
    assert model.multiply_adds == 63 * 108 + 12 * 144 + 240


def test_layers_have_unique_names_and_shown_shapes(model):
    layers = model.layers
    assert [layer.name for layer in layers] == ["c1", "n1", "r1", "p1", "c2", "a2", "k2", "f", "y"]
    assert layers[0].detail == "Conv 3×3"
    assert layers[3].detail == "MaxPool 2×2"
    assert layers[3].shape == (1, 4, 4, 3)
    assert layers[5].inputs == ("c2", "p1")
    assert layers[0].parameters == 112
    assert [(each.name, each.shape) for each in layers[0].weights] == [
        ("w1", (4, 3, 3, 3)),
        ("b1", (4,)),
    ]
    assert layers[5].weights == ()


def test_predict_gives_probabilities_that_sum_to_one(model, picture):
    prediction = model.predict(picture)
    assert prediction.softmax_applied
    assert prediction.probabilities.sum() == pytest.approx(1, abs=1e-6)
    exact = np.exp(prediction.scores.astype(float))
    np.testing.assert_allclose(prediction.probabilities, exact / exact.sum(), rtol=1e-5)
    top = prediction.top(2)
    assert len(top) == 2
    assert top[0][1] >= top[1][1]
    assert top[0][0] in ("cat", "dog", "fish", "bird", "tree")


def test_predict_takes_paths_bytes_pictures_and_arrays(model, picture, tmp_path):
    file = tmp_path / "图.png"
    Image.fromarray(picture).save(file)
    expected = model.predict(picture).scores
    for source in (file, str(file), file.read_bytes(), Image.open(file), engine.read_image(file)):
        np.testing.assert_array_equal(model.predict(source).scores, expected)


def test_activations_hold_every_layer_and_the_same_answer(model, picture):
    activations = model.activations(picture)
    assert list(activations) == [layer.name for layer in activations.layers]
    assert activations["p1"].shape == (1, 4, 4, 3)
    assert activations["f"].shape == (1, 48)
    assert set(activations.seconds) == set(activations)
    scores = activations.prediction.scores
    np.testing.assert_allclose(scores, model.predict(picture).scores, rtol=1e-4, atol=1e-5)
    np.testing.assert_array_equal(activations["r1"], np.maximum(activations["n1"], 0))


def test_activations_are_read_only_and_stay_as_they_are(model, picture):
    activations = model.activations(picture)
    before = activations["r1"].copy()
    with pytest.raises(ValueError, match="read-only"):
        activations["r1"][0] = 1
    model.activations(255 - picture)
    np.testing.assert_array_equal(activations["r1"], before)


def test_run_takes_raw_arrays_and_watches(model):
    x = np.random.default_rng(2).normal(size=(2, 3, 9, 7)).astype(np.float32)
    result = model.run({"x": x}, watch=("c1",))
    assert list(result) == ["y", "c1"]
    assert result["c1"].shape == (2, 4, 9, 7)
    np.testing.assert_allclose(result["y"], model.run({"x": x})["y"], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("feeds", "watch", "words"),
    [
        ({}, (), "input 'x' is missing"),
        ({"x": np.zeros((1, 3, 9, 8), np.float32)}, (), "takes N × 3 × 9 × 7, got 1 × 3 × 9 × 8"),
        ({"x": np.zeros((3, 9, 7), np.float32)}, (), "takes N × 3 × 9 × 7"),
        ({"x": np.zeros((1, 3, 9, 7), complex)}, (), "takes float32, got complex128"),
        ({"x": np.zeros((1, 3, 9, 7), np.float32), "z": 0}, (), "no input 'z'"),
        ({"x": np.zeros((1, 3, 9, 7), np.float32)}, ("conv9",), "no layer 'conv9'"),
    ],
)
def test_run_says_what_does_not_fit(model, feeds, watch, words):
    with pytest.raises((ShapeError, UnsupportedError), match=words):
        model.run(feeds, watch)


def test_with_options_replaces_labels_and_preprocessing_for_the_copy_alone(model, picture):
    other = model.with_options(labels=["a", "b", "c", "d", "e"])
    assert set(dict(other.predict(picture).top(5))) == {"a", "b", "c", "d", "e"}
    assert model.labels.names[0].startswith("cat")
    assert other.as_stated().labels == model.labels
    given = engine.load(model.path, labels=Labels(("v",) * 5, "given"))
    assert given.labels.source == "given"


def test_load_takes_bytes(path, picture):
    model = engine.load(path.read_bytes())
    assert model.path is None
    assert model.predict(picture).scores.shape == (5,)


def test_load_refuses_unknown_operators_by_name(make_model, tmp_path):
    made = make_model(
        [helper.make_node("Frobnicate", ["x"], ["y"], "odd")], [("x", [1, 3, 4, 4])], [("y", None)]
    )
    file = tmp_path / "strange.onnx"
    file.write_bytes(made.SerializeToString())
    with pytest.raises(UnsupportedError) as caught:
        engine.load(file)
    assert "strange.onnx" in str(caught.value)
    assert "Frobnicate (node 'odd')" in str(caught.value)


def test_load_refuses_a_text_file(tmp_path):
    file = tmp_path / "notes.onnx"
    file.write_text("Dear diary\n" * 5, "utf-8")
    with pytest.raises(FormatError, match=r"notes\.onnx.*text file"):
        engine.load(file)


def test_predict_can_be_cancelled(model, picture):
    with pytest.raises(CancelledError):
        model.predict(picture, should_stop=lambda: True)
    assert model.predict(picture).scores is not None


def test_predict_works_from_several_threads(model, picture):
    pictures = [picture, 255 - picture, picture // 2, picture[::-1].copy()]
    expected = [model.predict(p).scores for p in pictures]
    results: dict[int, np.ndarray] = {}

    def work(index: int) -> None:
        for _ in range(20):
            results[index] = model.predict(pictures[index]).scores
            np.testing.assert_array_equal(results[index], expected[index])

    threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4


def test_predict_gives_raw_outputs_of_what_is_no_classifier(make_model, picture):
    made = make_model(
        [helper.make_node("Relu", ["x"], ["y"])], [("x", ["N", 3, 4, 4])], [("y", None)]
    )
    prediction = engine.load(made.SerializeToString()).predict(picture)
    assert prediction.scores is None
    assert prediction.top(5) == []
    assert prediction.outputs["y"].shape == (1, 3, 4, 4)


def test_a_network_frozen_for_several_pictures_gets_one_several_times(make_model, picture):
    nodes = [
        helper.make_node("GlobalAveragePool", ["x"], ["mean"]),
        helper.make_node("Flatten", ["mean"], ["flat"]),
        helper.make_node("Softmax", ["flat"], ["y"]),
    ]
    one, four = (
        engine.load(make_model(nodes, [("x", [n, 3, 8, 8])], [("y", None)]).SerializeToString())
        for n in (1, 4)
    )
    assert four.prepare(picture).tensor.shape == (4, 3, 8, 8)
    prediction = four.predict(picture)
    assert prediction.outputs["y"].shape == (4, 3)
    np.testing.assert_allclose(prediction.probabilities, one.predict(picture).probabilities)
    assert four.activations(picture)["mean"].shape == (4, 3, 1, 1)


@pytest.mark.parametrize(
    ("last", "applied"),
    [("Softmax", False), ("Sigmoid", False), ("LogSoftmax", False), ("Neg", True)],
)
def test_predict_applies_softmax_only_where_the_network_has_none(make_model, last, applied):
    nodes = [
        helper.make_node("GlobalAveragePool", ["x"], ["g"]),
        helper.make_node("Flatten", ["g"], ["f"]),
        helper.make_node(last, ["f"], ["s"]),
        helper.make_node("Identity", ["s"], ["y"]),
    ]
    made = make_model(nodes, [("x", ["N", 3, 4, 4])], [("y", ["N", 3])])
    prediction = engine.load(made.SerializeToString()).predict(np.full((4, 4, 3), 128, np.uint8))
    assert prediction.softmax_applied is applied
    if last != "Sigmoid":
        np.testing.assert_allclose(prediction.probabilities, [1 / 3] * 3, rtol=1e-6)


def test_layers_and_maps_of_channels_last_networks_are_shown_channels_first(make_model, picture):
    nodes = [
        helper.make_node("Transpose", ["x"], ["t"], "in", perm=[0, 3, 1, 2]),
        helper.make_node("Conv", ["t", "w"], ["c"], "conv"),
        helper.make_node("Transpose", ["c"], ["b"], "back", perm=[0, 2, 3, 1]),
        helper.make_node("Relu", ["b"], ["y"], "relu"),
    ]
    weights = np.random.default_rng(3).normal(size=(2, 3, 3, 3)).astype(np.float32)
    made = make_model(nodes, [("x", ["N", 5, 6, 3])], [("y", None)], {"w": weights})
    model = engine.load(made.SerializeToString())
    assert model.preprocess.layout == "NHWC"
    assert [layer.shape for layer in model.layers] == [(1, 3, 5, 6)] + [(1, 2, 3, 4)] * 3
    activations = model.activations(picture)
    np.testing.assert_array_equal(activations["b"], activations["c"])
    np.testing.assert_array_equal(activations["y"], np.maximum(activations["c"], 0))
    assert activations.prediction.outputs["y"].shape == (1, 3, 4, 2)


def test_with_channels_scaled_changes_what_follows_and_nothing_else(model, picture):
    before = model.activations(picture)
    changed = model.with_channels_scaled({"r1": {1: 0.0, 2: 2.0}}).activations(picture)
    assert not changed["r1"][0, 1].any()
    np.testing.assert_array_equal(changed["r1"][0, 2], 2 * before["r1"][0, 2])
    np.testing.assert_array_equal(changed["r1"][0, 0], before["r1"][0, 0])
    np.testing.assert_array_equal(changed["n1"], before["n1"])
    assert not np.allclose(changed.prediction.scores, before.prediction.scores)
    np.testing.assert_array_equal(model.activations(picture)["y"], before["y"])


def test_with_channels_scaled_takes_vectors_and_undoes(model, picture):
    changed = model.with_channels_scaled({"y": {3: 0.0}})
    assert changed.predict(picture).scores[3] == 0
    again = changed.with_channels_scaled({}).predict(picture).scores
    np.testing.assert_array_equal(again, model.predict(picture).scores)


@pytest.mark.parametrize("factors", [{"nowhere": {0: 0.0}}, {"r1": {4: 0.0}}, {"r1": {-1: 0.0}}])
def test_with_channels_scaled_refuses_what_is_not_there(model, factors):
    with pytest.raises(ShapeError, match="no channels"):
        model.with_channels_scaled(factors)


def test_scaled_layers_stay_the_layers_they_were(small_cnn):
    model = engine.load(small_cnn.SerializeToString())
    changed = model.with_channels_scaled({"r1": {1: 0.0, 2: 0.5}, "c2": {0: 0.0}})
    facts = [(each.name, each.title, each.op, each.detail, each.shape) for each in model.layers]
    assert [(e.name, e.title, e.op, e.detail, e.shape) for e in changed.layers] == facts
    image = np.full((9, 7, 3), 90, np.uint8)
    before, after = model.activations(image), changed.activations(image)
    assert list(after) == list(before)
    np.testing.assert_array_equal(after["r1"][0, 1], 0)
    np.testing.assert_allclose(after["r1"][0, 2], before["r1"][0, 2] / 2, rtol=1e-5)
