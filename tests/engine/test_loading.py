"""What `engine.load` makes of files of each kind, and of sizes they leave open."""

from __future__ import annotations

import numpy as np
import pytest
from onnx import TensorProto, helper

import engine
from engine.errors import EngineError, FileError, UnsupportedError
from engine.metadata import Preprocess


@pytest.fixture
def reads_lines(make_model):
    """Return a network that only takes pictures of height 48, though it does not say so."""
    nodes = [
        helper.make_node("MaxPool", ["x"], ["p"], kernel_shape=[48, 1]),
        helper.make_node("Squeeze", ["p", "axis"], ["s"]),
        helper.make_node("Softmax", ["s"], ["y"], axis=-1),
    ]
    return make_model(
        nodes,
        [("x", ["N", 3, "H", "W"])],
        [("y", None)],
        {"axis": np.array([2], np.int64)},
    ).SerializeToString()


def test_a_size_that_goes_through_is_found_and_said(reads_lines):
    model = engine.load(reads_lines)
    assert model.preprocess.size == (48, 320)
    assert any("48 × 320" in warning for warning in model.warnings)
    assert model.layers[-1].shape == (1, 3, 320)
    assert model.as_stated().preprocess.size == (48, 320)
    page = np.zeros((30, 200, 3), np.uint8)
    assert model.activations(page).prediction is not None


def test_a_size_that_is_given_is_left_alone(reads_lines):
    given = Preprocess(size=(48, 100), source="given")
    model = engine.load(reads_lines, preprocess=given)
    assert model.preprocess.size == (48, 100)
    assert model.layers[-1].shape == (1, 3, 100)


def test_networks_that_take_any_size_keep_the_usual_one(small_cnn):
    model = engine.load(small_cnn.SerializeToString())
    assert not any("goes through" in warning for warning in model.warnings)


def test_bytes_of_an_archive_are_recognised(tmp_path):
    np.savez(tmp_path / "w.npz", np.ones((2, 1, 3, 3), np.float32), np.zeros(2, np.float32))
    model = engine.load((tmp_path / "w.npz").read_bytes())
    assert model.architecture.guessed


@pytest.mark.parametrize("name", ["none.npz", "none.onnx"])
def test_a_missing_file_is_named(tmp_path, name):
    with pytest.raises(FileError, match=name):
        engine.load(tmp_path / name)


def test_a_pickle_called_npz_is_named(tmp_path):
    (tmp_path / "net.npz").write_bytes(b"\x80\x04\x95")
    with pytest.raises(UnsupportedError, match=r"net\.npz"):
        engine.load(tmp_path / "net.npz")


def test_an_architecture_file_that_is_missing_is_named(tmp_path):
    np.savez(tmp_path / "w.npz", np.ones((2, 1, 3, 3), np.float32))
    with pytest.raises(EngineError, match=r"other\.toml"):
        engine.load(tmp_path / "w.npz", architecture=tmp_path / "other.toml")


def test_inputs_beside_the_picture_are_filled_by_name():
    """As PaddleDetection exports: the picture's size and scale; here with a first state too."""
    names = {"image": [1, 3, 8, 6], "im_shape": [1, 2], "scale_factor": [1, 2], "h0": [1, 2]}
    values = [helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in names.items()]
    nodes = [helper.make_node("Identity", [name], [f"{name}_seen"]) for name in list(names)[1:]] + [
        helper.make_node("ReduceMean", ["image"], ["image_seen"])
    ]
    graph = helper.make_graph(
        nodes,
        "detector",
        values,
        [helper.make_tensor_value_info(f"{n}_seen", TensorProto.FLOAT, None) for n in names],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model = engine.load(made.SerializeToString())
    assert any("im_shape" in warning for warning in model.warnings)
    picture = np.zeros((4, 4, 3), np.uint8)
    for outputs in (
        model.predict(picture).outputs,
        model.activations(picture).prediction.outputs,
    ):
        np.testing.assert_array_equal(outputs["im_shape_seen"], [[8, 6]])
        np.testing.assert_array_equal(outputs["scale_factor_seen"], [[1, 1]])
        np.testing.assert_array_equal(outputs["h0_seen"], [[0, 0]])
