"""`convolens label`: one file that carries its labels and its preprocessing."""

from __future__ import annotations

import hashlib
import json

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from onnx.external_data_helper import convert_model_to_external_data

import engine
from engine import budget
from engine.cli import main
from engine.metadata import Centre, Preprocess

NAMES = ("ant", "bee, a worker", "菊")
OPTIONS = {
    "--size": "24,20", "--fit": "shortest_edge", "--edge": "28", "--crop-fraction": "0.9",
    "--pad-value": "114", "--resample": "bicubic", "--channels": "BGR", "--range": "-1,1",
    "--mean": "0.1,0.2,0.3", "--std": "0.4,0.5,0.6", "--ink": "dark", "--centre": "18,box",
}  # fmt: skip
RECIPE = Preprocess(
    size=(24, 20), fit="shortest_edge", edge=28, crop_fraction=0.9, pad_value=114,
    resample="bicubic", channels="BGR", range=(-1, 1), mean=(0.1, 0.2, 0.3), std=(0.4, 0.5, 0.6),
    ink="dark", centre=Centre(18, "box"), source="onnx metadata",
)  # fmt: skip


def write(path, *, external="", op="GlobalAveragePool"):
    """Write a classifier that takes any size; one of its weights stands in a node."""
    random = np.random.default_rng(0)
    kernels = numpy_helper.from_array(random.normal(size=(3, 3, 3, 3)).astype(np.float32), "w")
    bias = numpy_helper.from_array(random.normal(size=(1, 3, 1, 1)).astype(np.float32), "b")
    graph = helper.make_graph(
        [
            helper.make_node("Conv", ["x", "w"], ["maps"]),
            helper.make_node("Constant", [], ["b"], value=bias),
            helper.make_node("Add", ["maps", "b"], ["shifted"]),
            helper.make_node(op, ["shifted"], ["mean"]),
            helper.make_node("Flatten", ["mean"], ["y"]),
        ],
        "three",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", 3, "H", "W"])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["N", 3])],
        [kernels],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.metadata_props.add(key="author", value="Ada")
    if external:
        convert_model_to_external_data(
            model, location=external, size_threshold=0, convert_attribute=True
        )
    onnx.save(model, path)
    return path


@pytest.fixture
def names(tmp_path):
    path = tmp_path / "names.txt"
    path.write_text("\n".join(NAMES), "utf-8")
    return path


def answer(path):
    feeds = {"x": np.random.default_rng(1).random((1, 3, 9, 9), np.float32)}
    return next(iter(engine.load(path).run(feeds).values()))


def label(path, output, *arguments):
    return main(["label", str(path), *map(str, arguments), "-o", str(output)])


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_every_field_is_written_and_read_again(tmp_path, names, capsys):
    source = write(tmp_path / "net.onnx")
    before = digest(source)
    out = tmp_path / "named.onnx"
    given = [f"{option}={value}" for option, value in OPTIONS.items()]
    card = ["--title", "Insects", "--about", "Three of them.", "--licence", "CC0", "--credit", "Bo"]
    assert label(source, out, "--labels", names, *given, *card) == 0
    assert capsys.readouterr().out.strip() == str(out)
    model = engine.load(out)
    assert model.labels == engine.Labels(NAMES, "onnx metadata")
    assert model.preprocess == RECIPE
    assert (model.name, model.card.description) == ("Insects", "Three of them.")
    assert (model.card.licence, model.card.credit) == ("CC0", "Bo")
    assert model.warnings == ()
    np.testing.assert_array_equal(answer(out), answer(source))
    assert digest(source) == before


def test_onnx_itself_finds_all_else_unchanged(tmp_path, names):
    source = write(tmp_path / "net.onnx")
    out = tmp_path / "named.onnx"
    label(source, out, "--labels", names, "--mean=0.5")
    onnx.checker.check_model(out)
    got, was = onnx.load(out), onnx.load(source)
    props = {entry.key: entry.value for entry in got.metadata_props}
    assert props.pop("author") == "Ada"
    value = json.loads(props.pop("convolens"))
    assert value["labels"] == list(NAMES)
    assert value["preprocess"]["mean"] == [0.5]
    assert props == {}
    del got.metadata_props[:]
    del was.metadata_props[:]
    assert got == was


def test_labels_alone_leave_preprocessing_assumed(tmp_path, names):
    out = tmp_path / "named.onnx"
    assert label(write(tmp_path / "net.onnx"), out, "--labels", names) == 0
    assert not engine.load(out).labels.assumed
    assert engine.load(out).preprocess.assumed


def test_a_second_label_keeps_what_the_first_wrote(tmp_path, names):
    first, second = tmp_path / "first.onnx", tmp_path / "second.onnx"
    label(write(tmp_path / "net.onnx"), first, "--labels", names, "--licence", "CC0")
    label(first, second, "--std", "2")
    model = engine.load(second)
    assert model.labels.names == NAMES
    assert (model.card.licence, model.preprocess.std) == ("CC0", (2,))


def test_what_lies_beside_is_carried_along(tmp_path):
    """Labels and preprocessing from files beside the model go into the one file."""
    (tmp_path / "from").mkdir()
    source = write(tmp_path / "from" / "net.onnx")
    (tmp_path / "from" / "labels.txt").write_text("a\nb\nc\n", "utf-8")
    config = {"size": {"height": 16, "width": 16}, "image_mean": [0.5] * 3, "image_std": [0.5] * 3}
    (tmp_path / "from" / "preprocessor_config.json").write_text(json.dumps(config), "utf-8")
    out = tmp_path / "alone.onnx"
    assert label(source, out) == 0
    model = engine.load(out)
    assert model.labels == engine.Labels(("a", "b", "c"), "onnx metadata")
    assert (model.preprocess.mean, model.preprocess.source) == ((0.5,) * 3, "onnx metadata")


def test_a_file_that_is_there_is_replaced_only_when_asked(tmp_path, names, capsys):
    source = write(tmp_path / "net.onnx")
    before, wanted = digest(source), answer(source)
    assert label(source, source, "--labels", names) == 2
    assert "--overwrite" in capsys.readouterr().err
    assert digest(source) == before
    assert label(source, source, "--labels", names, "--overwrite") == 0
    assert engine.load(source).labels.names == NAMES
    np.testing.assert_array_equal(answer(source), wanted)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["names.txt", "net.onnx"]


def test_weights_beside_the_model_are_taken_in(tmp_path, names):
    (tmp_path / "from").mkdir()
    (tmp_path / "to").mkdir()
    source = write(tmp_path / "from" / "net.onnx", external="net.data")
    (tmp_path / "to" / "net.data").write_text("somebody else's")
    out = tmp_path / "to" / "named.onnx"
    assert label(source, out, "--labels", names) == 0
    np.testing.assert_array_equal(answer(out), answer(source))
    assert (tmp_path / "to" / "net.data").read_text() == "somebody else's"
    (tmp_path / "to" / "net.data").unlink()
    assert answer(out).shape == (1, 3)
    tensors = [*onnx.load(out, load_external_data=False).graph.initializer]
    assert all(tensor.data_location == TensorProto.DEFAULT for tensor in tensors)


def test_weights_that_one_file_cannot_hold_stay_beside_it(tmp_path, names):
    (tmp_path / "from").mkdir()
    (tmp_path / "to").mkdir()
    source = write(tmp_path / "from" / "net.onnx", external="net.data")
    out = tmp_path / "to" / "named.onnx"
    model = engine.load(source, labels=NAMES)
    with budget.use(budget.Budget(file_bytes=source.stat().st_size + 300)):
        engine.save_model(model, out)
        assert (tmp_path / "to" / "net.data").is_file()
        np.testing.assert_array_equal(answer(out), answer(source))
        (tmp_path / "to" / "net.data").write_text("somebody else's")
        with pytest.raises(engine.FileError, match="another file"):
            engine.save_model(model, out)
    assert (tmp_path / "to" / "net.data").read_text() == "somebody else's"


def test_labels_that_cannot_be_meant_are_refused(tmp_path, names, capsys):
    names.write_text("ant\nbee\n", "utf-8")
    out = tmp_path / "named.onnx"
    assert label(write(tmp_path / "net.onnx"), out, "--labels", names) == 3
    assert "names 2 classes, the model has 3" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize(
    "argument",
    ["--std=0", "--mean=1,2", "--range=1,1", "--fit=squeeze", "--size=28", "--centre=20,eye",
     "--crop-fraction=2", "--pad-value=300", "--resample=magic", "--edge=0.5"],
)  # fmt: skip
def test_values_that_cannot_be_meant_are_wrong_usage(tmp_path, argument, capsys):
    with pytest.raises(SystemExit) as caught:
        label("net.onnx", tmp_path / "named.onnx", argument)
    assert caught.value.code == 2
    assert argument.split("=")[0] in capsys.readouterr().err


def test_a_network_that_cannot_run_is_labelled_all_the_same(tmp_path, names):
    source = write(tmp_path / "net.onnx", op="Clairvoyance")
    out = tmp_path / "named.onnx"
    assert label(source, out, "--labels", names) == 0
    assert engine.load(out, partial=True).labels.names == NAMES


def test_numpy_weights_become_an_onnx_file(tmp_path, names):
    random = np.random.default_rng(0)
    np.savez(tmp_path / "net.npz", random.normal(size=(16, 3)), random.normal(size=3))
    out = tmp_path / "net.onnx"
    assert label(tmp_path / "net.npz", out, "--labels", names, "--range=-1,1") == 0
    model = engine.load(out)
    assert (model.labels.names, model.preprocess.range) == (NAMES, (-1, 1))
