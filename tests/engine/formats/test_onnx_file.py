from __future__ import annotations

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from engine import budget
from engine.errors import FileError, FormatError, GraphError, LimitError, UnsupportedError
from engine.formats.onnx_file import read_onnx
from engine.graph import Graph


def test_read_onnx_returns_nodes_weights_and_metadata(small_cnn):
    helper.set_model_props(small_cnn, {"author": "Ada"})
    data = small_cnn.SerializeToString()
    file = read_onnx(data)
    assert [node.op for node in file.graph.nodes][:3] == ["Conv", "BatchNormalization", "Relu"]
    assert file.graph.nodes[0].attributes == {"pads": [1, 1, 1, 1]}
    assert [v.name for v in file.graph.inputs] == ["x"]
    assert file.graph.inputs[0].shape == ("N", 3, 9, 7)
    assert file.graph.constants["w1"].shape == (4, 3, 3, 3)
    assert not file.graph.constants["w1"].flags.writeable
    assert file.metadata == {"author": "Ada"}
    assert file.size_bytes == len(data)


def test_read_onnx_leaves_initializers_out_of_the_inputs(make_model):
    model = make_model(
        [helper.make_node("Add", ["x", "w"], ["y"])],
        [("x", [2]), ("w", [2])],
        [("y", [2])],
        {"w": np.ones(2, np.float32)},
    )
    assert [v.name for v in read_onnx(model.SerializeToString()).graph.inputs] == ["x"]


def test_read_onnx_sorts_nodes_that_stand_in_the_wrong_order(make_model):
    nodes = [helper.make_node("Relu", ["a"], ["y"]), helper.make_node("Neg", ["x"], ["a"])]
    model = make_model(nodes, [("x", [2])], [("y", [2])])
    assert [n.op for n in read_onnx(model.SerializeToString()).graph.nodes] == ["Neg", "Relu"]


@pytest.mark.parametrize("dtype", ["float16", "float64", "int8", "uint8", "int32", "int64", "bool"])
def test_read_onnx_keeps_values_and_types_of_weights(make_model, dtype):
    weights = np.array([[0, 1, 3]], dtype)
    model = make_model(
        [helper.make_node("Identity", ["w"], ["y"])], [], [("y", None)], {"w": weights}
    )
    read = read_onnx(model.SerializeToString()).graph.constants["w"]
    assert read.dtype == weights.dtype
    np.testing.assert_array_equal(read, weights)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"hello, this is a text file\n" * 3, "text"),
        (b"<!DOCTYPE html><html></html>", "html"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 9\n", "lfs"),
        (b"\x00\xff\x13garbage\x80" * 9, "truncated"),
    ],
)
def test_read_onnx_says_what_a_wrong_file_is(tmp_path, data, reason):
    path = tmp_path / "网络.onnx"
    path.write_bytes(data)
    with pytest.raises(FormatError) as caught:
        read_onnx(path)
    assert caught.value.facts["reason"] == reason
    assert "网络.onnx" in str(caught.value)
    assert caught.value.remedy


@pytest.mark.parametrize("sixteenth", range(1, 16))
def test_read_onnx_refuses_a_truncated_file(small_cnn, sixteenth):
    data = small_cnn.SerializeToString()
    with pytest.raises((FormatError, GraphError)) as caught:
        read_onnx(data[: len(data) * sixteenth // 16], "cut.onnx")
    assert "cut.onnx" in str(caught.value)


def test_read_onnx_names_a_missing_file(tmp_path):
    with pytest.raises(FileError, match=r"nowhere\.onnx"):
        read_onnx(tmp_path / "nowhere.onnx")


@pytest.mark.parametrize(
    ("nodes", "words"),
    [
        ([("Relu", ["y"], ["y"])], "cycle|twice|makes"),
        ([("Neg", ["b"], ["a"]), ("Neg", ["a"], ["b"]), ("Add", ["a", "x"], ["y"])], "cycle"),
        ([("Relu", ["missing"], ["y"])], "'missing', which nothing makes"),
        ([("Relu", ["x"], ["y"]), ("Neg", ["x"], ["y"])], "'y' is written twice"),
        ([("Relu", ["x"], ["z"])], "output 'y' is made by no node"),
    ],
)
def test_read_onnx_refuses_what_is_no_network(make_model, nodes, words):
    model = make_model([helper.make_node(*n) for n in nodes], [("x", [2])], [("y", [2])])
    with pytest.raises(GraphError, match=words) as caught:
        read_onnx(model.SerializeToString(), "odd.onnx")
    assert caught.value.file == "odd.onnx"


def test_read_onnx_refuses_an_unknown_opset(make_model):
    model = make_model(
        [helper.make_node("Relu", ["x"], ["y"])], [("x", [2])], [("y", [2])], opset=17
    )
    model.opset_import[0].version = 999
    with pytest.raises(UnsupportedError, match="opset 999"):
        read_onnx(model.SerializeToString())


def test_read_onnx_refuses_weights_twice(make_model):
    model = make_model(
        [helper.make_node("Add", ["x", "w"], ["y"])],
        [("x", [1])],
        [("y", [1])],
        {"w": np.ones(1, np.float32)},
    )
    model.graph.initializer.append(model.graph.initializer[0])
    with pytest.raises(GraphError, match="'w' occur twice"):
        read_onnx(model.SerializeToString())


@pytest.mark.parametrize("dims", [[2], [5], [-1], [2**40, 2**40]])
def test_read_onnx_refuses_a_tensor_whose_size_is_wrong(make_model, dims):
    model = make_model(
        [helper.make_node("Add", ["x", "w"], ["y"])],
        [("x", [3])],
        [("y", [3])],
        {"w": np.ones(3, np.float32)},
    )
    model.graph.initializer[0].dims[:] = dims
    with pytest.raises((FormatError, LimitError)) as caught:
        read_onnx(model.SerializeToString(), "bomb.onnx")
    assert "'w'" in str(caught.value)
    assert "bomb.onnx" in str(caught.value)


def test_read_onnx_counts_nodes_before_it_makes_them(small_cnn):
    with budget.use(budget.Budget(nodes=5)), pytest.raises(LimitError) as caught:
        read_onnx(small_cnn.SerializeToString())
    assert caught.value.facts == {"needed": 9, "limit": 5, "setting": "nodes"}


def test_read_onnx_reads_graphs_inside_attributes(make_model):
    def branch(op: str) -> onnx.GraphProto:
        out = helper.make_tensor_value_info(f"{op}_out", TensorProto.FLOAT, [2])
        return helper.make_graph([helper.make_node(op, ["x"], [f"{op}_out"])], op, [], [out])

    node = helper.make_node(
        "If", ["flag"], ["y"], then_branch=branch("Relu"), else_branch=branch("Neg")
    )
    model = make_model([node], [("x", [2])], [("y", [2])], {"flag": np.array(True)})
    inner = read_onnx(model.SerializeToString()).graph.nodes[0].attributes["then_branch"]
    assert isinstance(inner, Graph)
    assert inner.nodes[0].op == "Relu"


class TestExternalData:
    """Weights in a file beside the model."""

    @pytest.fixture
    def model(self, make_model):
        model = make_model(
            [helper.make_node("Add", ["x", "w"], ["y"])],
            [("x", [3])],
            [("y", [3])],
            {"w": np.array([1, 2, 3], np.float32)},
        )
        tensor = model.graph.initializer[0]
        tensor.ClearField("raw_data")
        tensor.data_location = TensorProto.EXTERNAL
        return model

    @staticmethod
    def place(model, folder, **entries):
        tensor = model.graph.initializer[0]
        del tensor.external_data[:]
        for key, value in entries.items():
            tensor.external_data.add(key=key, value=str(value))
        path = folder / "model.onnx"
        path.write_bytes(model.SerializeToString())
        return path

    def test_reads_from_the_models_folder(self, model, tmp_path):
        (tmp_path / "w.bin").write_bytes(b"skip" + np.array([4, 5, 6], np.float32).tobytes())
        path = self.place(model, tmp_path, location="w.bin", offset=4, length=12)
        assert read_onnx(path).graph.constants["w"].tolist() == [4, 5, 6]

    @pytest.mark.parametrize(
        "location",
        ["/etc/hostname", "../w.bin", "a/../../w.bin", "C:\\w.bin", "C:w.bin", "\\\\host\\w.bin",
         "w.bin:stream", "con", "NUL.txt", "", "./w.bin", "a\0b"],
    )  # fmt: skip
    def test_refuses_places_outside_the_folder(self, model, tmp_path, location):
        folder = tmp_path / "model"
        folder.mkdir()
        (tmp_path / "w.bin").write_bytes(bytes(12))
        with pytest.raises(FileError, match="not a file in the model's folder") as caught:
            read_onnx(self.place(model, folder, location=location))
        assert caught.value.file == "model.onnx"

    @pytest.mark.parametrize("link", ["symlink_to", "hardlink_to"])
    def test_refuses_links(self, model, tmp_path, link):
        folder = tmp_path / "model"
        folder.mkdir()
        (tmp_path / "secret").write_bytes(bytes(12))
        try:
            getattr(folder / "w.bin", link)(tmp_path / "secret")
        except OSError:
            pytest.skip("this system makes no such links")
        with pytest.raises(FileError):
            read_onnx(self.place(model, folder, location="w.bin"))

    @pytest.mark.parametrize(
        "entries", [{"offset": -4}, {"length": 2**50}, {"offset": 1}, {"length": "many"}]
    )
    def test_refuses_ranges_that_do_not_fit(self, model, tmp_path, entries):
        (tmp_path / "w.bin").write_bytes(bytes(12))
        with pytest.raises(FormatError):
            read_onnx(self.place(model, tmp_path, location="w.bin", **entries))

    def test_names_a_missing_file(self, model, tmp_path):
        with pytest.raises(FileError, match=r"Put w\.bin beside the model"):
            read_onnx(self.place(model, tmp_path, location="w.bin"))

    def test_asks_for_the_folder_when_given_bytes(self, model, tmp_path):
        path = self.place(model, tmp_path, location="w.bin")
        with pytest.raises(FileError, match="open the model from its folder"):
            read_onnx(path.read_bytes())


def test_read_onnx_agrees_with_the_onnx_package_on_every_weight(small_cnn):
    constants = read_onnx(small_cnn.SerializeToString()).graph.constants
    for tensor in small_cnn.graph.initializer:
        np.testing.assert_array_equal(constants[tensor.name], numpy_helper.to_array(tensor))
