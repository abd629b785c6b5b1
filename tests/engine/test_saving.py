from __future__ import annotations

import json

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from onnx.external_data_helper import convert_model_to_external_data

import engine
from engine.metadata import Preprocess


def write(path, *, external=False):
    weights = np.arange(2 * 3 * 2 * 2, dtype=np.float32).reshape(2, 3, 2, 2)
    graph = helper.make_graph(
        [
            helper.make_node("Conv", ["x", "w"], ["maps"]),
            helper.make_node("GlobalAveragePool", ["maps"], ["mean"]),
            helper.make_node("Flatten", ["mean"], ["y"]),
        ],
        "two",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, 4, 4])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 2])],
        [numpy_helper.from_array(weights, "w")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.metadata_props.add(key="author", value="Ada")
    model.metadata_props.add(key="convolens", value='{"version": 1, "licence": "CC0"}')
    if external:
        convert_model_to_external_data(model, location="two.data", size_threshold=0)
    onnx.save(model, path)
    return path


def answer(path):
    feeds = {"x": np.ones((1, 3, 4, 4), np.float32)}
    return next(iter(engine.load(path).run(feeds).values()))


def test_save_model_writes_what_is_in_use_and_keeps_the_rest(tmp_path):
    source = write(tmp_path / "two.onnx")
    recipe = Preprocess(mean=(0.5,), channels="BGR", source="given")
    model = engine.load(source, labels=["ant", "bee"], preprocess=recipe)
    engine.save_model(model, tmp_path / "named.onnx", title="Insects")
    again = engine.load(tmp_path / "named.onnx")
    assert again.name == "Insects"
    assert again.labels.names == ("ant", "bee")
    assert (again.preprocess.mean, again.preprocess.channels) == ((0.5,), "BGR")
    assert again.card.licence == "CC0"
    props = {p.key: p.value for p in onnx.load(tmp_path / "named.onnx").metadata_props}
    assert sorted(props) == ["author", "convolens"]
    assert props["author"] == "Ada"
    np.testing.assert_array_equal(answer(tmp_path / "named.onnx"), answer(source))


def test_save_model_leaves_out_what_is_assumed(tmp_path):
    model = engine.load(write(tmp_path / "two.onnx"))
    assert model.labels.assumed
    assert model.preprocess.assumed
    engine.save_model(model, tmp_path / "copy.onnx")
    props = {p.key: p.value for p in onnx.load(tmp_path / "copy.onnx").metadata_props}
    assert json.loads(props["convolens"]) == {"version": 1, "licence": "CC0"}


def test_save_model_can_replace_its_own_file(tmp_path):
    source = write(tmp_path / "two.onnx")
    before = answer(source)
    engine.save_model(engine.load(source, labels=["ant", "bee"]), source)
    assert engine.load(source).labels.names == ("ant", "bee")
    np.testing.assert_array_equal(answer(source), before)
    assert [path.name for path in tmp_path.iterdir()] == ["two.onnx"]


def test_save_model_copies_weights_that_lie_beside(tmp_path):
    source = write(tmp_path / "two.onnx", external=True)
    assert (tmp_path / "two.data").is_file()
    (tmp_path / "other").mkdir()
    copy = tmp_path / "other" / "copy.onnx"
    engine.save_model(engine.load(source), copy)
    np.testing.assert_array_equal(answer(copy), answer(source))


def test_save_model_refuses_a_model_from_bytes(tmp_path):
    model = engine.load(write(tmp_path / "two.onnx").read_bytes())
    with pytest.raises(engine.FileError, match="from a file"):
        engine.save_model(model, tmp_path / "copy.onnx")


def test_save_model_says_where_it_cannot_write(tmp_path):
    model = engine.load(write(tmp_path / "two.onnx"))
    with pytest.raises(engine.FileError, match=r"copy\.onnx: cannot be written"):
        engine.save_model(model, tmp_path / "nowhere" / "copy.onnx")
