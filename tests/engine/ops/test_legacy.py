"""Operators of opset 1 that old files hold, and those that name a classifier's answer."""

from __future__ import annotations

import numpy as np
import onnx
import pytest
from onnx import helper

import engine
from engine.errors import ShapeError, UnsupportedError
from engine.ops.labels import array_feature_extractor, label_encoder, zip_map
from engine.ops.legacy import affine, crop, image_scaler
from engine.ops.text import string_normalizer, string_split

X = np.arange(2 * 3 * 4 * 5, dtype=np.float32).reshape(2, 3, 4, 5)


def test_image_scaler_scales_and_adds_by_channel():
    got = image_scaler(X, scale=0.5, bias=[1.0, 2.0, -3.0])
    np.testing.assert_array_equal(got, X / 2 + np.array([1, 2, -3], "f").reshape(1, 3, 1, 1))
    np.testing.assert_array_equal(image_scaler(X, scale=2.0), X * 2)
    with pytest.raises(ShapeError):
        image_scaler(X, bias=[1.0, 2.0])


def test_crop_cuts_borders_or_keeps_a_size():
    np.testing.assert_array_equal(crop(X, border=[1, 2, 0, 1]), X[:, :, 2:3, 1:5])
    np.testing.assert_array_equal(crop(X, border=[1, 0, 9, 9], scale=[2, 3]), X[:, :, 0:2, 1:4])
    for border in ([3, 0, 3, 0], [-1, 0, 0, 0], [0, 0, 0, 9]):
        with pytest.raises(ShapeError):
            crop(X, border=border)


def test_affine_scales_and_shifts():
    np.testing.assert_array_equal(affine(X, alpha=2.0, beta=-1.0), X * 2 - 1)


def test_an_old_file_with_them_runs():
    """As CoreML's converter wrote them: scale, crop, then a network."""
    nodes = [
        helper.make_node("ImageScaler", ["x"], ["s"], scale=0.5, bias=[1.0]),
        helper.make_node("Crop", ["s"], ["c"], border=[1, 1, 1, 1]),
        helper.make_node("Upsample", ["c"], ["u"], height_scale=2.0, width_scale=2.0),
        helper.make_node("Affine", ["u"], ["y"], alpha=3.0),
    ]
    graph = helper.make_graph(
        nodes,
        "old",
        [helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [1, 1, 4, 4])],
        [helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, None)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 1)])
    x = np.arange(16, dtype=np.float32).reshape(1, 1, 4, 4)
    (y,) = engine.load(model.SerializeToString()).run({"x": x}).values()
    expected = np.kron((x[0, 0, 1:3, 1:3] / 2 + 1) * 3, np.ones((2, 2)))
    np.testing.assert_array_equal(y[0, 0], expected)


def test_zip_map_hands_scores_on():
    scores = np.array([[0.2, 0.8]], np.float32)
    np.testing.assert_array_equal(zip_map(scores, classlabels_strings=["cat", "dog"]), scores)


def test_array_feature_extractor_picks_by_place():
    got = array_feature_extractor(np.array([5, 6, 7]), np.array([2, 0]))
    np.testing.assert_array_equal(got, [[7, 5]])
    with pytest.raises(ShapeError):
        array_feature_extractor(np.array([5, 6, 7]), np.array([3]))


def test_label_encoder_knows_numbers_text_and_what_is_no_number():
    got = label_encoder(
        np.array([1.0, np.nan, 9.0], np.float32),
        keys_floats=[1.0, float("nan")],
        values_strings=["one", "none"],
    )
    assert got.tolist() == ["one", "none", "_Unused"]
    with pytest.raises(UnsupportedError):
        label_encoder(np.array([1]), keys_int64s=[1, 2], values_int64s=[1])


def test_text_is_split_and_normalised():
    parts, counts = string_split(np.array(["a b  c", ""], object))
    assert parts.tolist() == [["a", "b", "c"], ["", "", ""]]
    assert counts.tolist() == [3, 0]
    words = np.array(["Monday", "TUESDAY"], object)
    assert string_normalizer(words, stopwords=["monday"], case_change_action="LOWER").tolist() == [
        "tuesday"
    ]
    with pytest.raises(ShapeError):
        string_split(np.array([1, 2]))
