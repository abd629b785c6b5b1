"""`convolens check`, and the comparisons behind it."""

from __future__ import annotations

import builtins
import importlib.util

import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper
from PIL import Image

import engine
import resources
from engine.checking import TOLERANCE, compare, operator_counts
from engine.cli import main


@pytest.fixture
def saved(small_cnn, tmp_path):
    path = tmp_path / "net.onnx"
    onnx.save(small_cnn, path)
    return path


@pytest.fixture
def no_onnxruntime(monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util,
        "find_spec",
        lambda name, *rest: None if name == "onnxruntime" else find(name),
    )


def add_data_set(path, factor=1.0, shape=None):
    """Write numbers beside a model: what it gives itself, times a factor."""
    model = engine.load(path)
    x = np.random.default_rng(1).random((2, 3, 9, 7), np.float32)
    (y,) = model.run({"x": x}).values()
    y = (y * np.float32(factor)).reshape(shape or y.shape)
    folder = path.parent / "test_data_set_0"
    folder.mkdir(exist_ok=True)
    for name, array in (("input_0.pb", x), ("output_0.pb", y)):
        (folder / name).write_bytes(numpy_helper.from_array(array).SerializeToString())


def test_compare_agrees_with_onnxruntime(saved):
    pytest.importorskip("onnxruntime")
    (comparison,) = compare(engine.load(saved))
    assert "ONNX Runtime" in comparison.reference
    assert comparison.agrees
    assert comparison.error < TOLERANCE


def test_compare_sees_wrong_numbers(saved, no_onnxruntime):
    add_data_set(saved)
    (same,) = compare(engine.load(saved))
    assert same.agrees
    assert same.error == 0
    add_data_set(saved, factor=1.01)
    (other,) = compare(engine.load(saved))
    assert not other.agrees
    assert other.error == pytest.approx(0.01 / 1.01, rel=1e-3)


def save_beside(path, model, x, y):
    """Write a model, and numbers that it is said to give."""
    onnx.save(model, path)
    folder = path.parent / "test_data_set_0"
    folder.mkdir()
    for name, array in (("input_0.pb", x), ("output_0.pb", y)):
        (folder / name).write_bytes(numpy_helper.from_array(array).SerializeToString())


@pytest.mark.parametrize(
    ("noise", "agrees"), [(5e-7, True), (5e-6, False), (np.nan, False), (np.inf, False)]
)
def test_compare_measures_what_is_near_zero_by_itself(
    make_model, tmp_path, no_onnxruntime, noise, agrees
):
    """What is left of two equal numbers around one is the rounding of both."""
    node = helper.make_node("Sub", ["x", "x"], ["y"])
    made = make_model([node], [("x", [1, 1, 8, 8])], [("y", None)])
    x = np.random.default_rng(5).random((1, 1, 8, 8), np.float32)
    save_beside(tmp_path / "net.onnx", made, x, np.full_like(x, noise))
    (comparison,) = compare(engine.load(tmp_path / "net.onnx"))
    assert comparison.agrees is agrees


@pytest.mark.parametrize(("last", "step"), [("q", 1), ("y", 0.5), ("t", None)])
@pytest.mark.parametrize(("steps", "agrees"), [(0, True), (1, True), (3, False)])
def test_compare_allows_a_step_of_a_quantization(
    make_model, tmp_path, no_onnxruntime, last, step, steps, agrees
):
    """The step is 1, the scale, or a 255th of what the output reaches from nothing on."""
    nodes = [
        helper.make_node("QuantizeLinear", ["x", "scale", "zero"], ["q"]),
        helper.make_node("DequantizeLinear", ["q", "scale", "zero"], ["d"]),
        helper.make_node("Reshape", ["d", "shape"], ["y"]),
        helper.make_node("Relu", ["d"], ["t"]),
    ]
    constants = {
        "scale": np.array(0.5, np.float32),
        "zero": np.array(128, np.uint8),
        "shape": np.array([1, -1], np.int64),
    }
    made = make_model(nodes, [("x", [1, 1, 16, 16])], [(last, None)], constants)
    if last == "q":
        made.graph.output[0].type.tensor_type.elem_type = onnx.TensorProto.UINT8
    x = np.linspace(-60, 60, 256, dtype=np.float32).reshape(1, 1, 16, 16)
    (y,) = engine.load(made.SerializeToString()).run({"x": x}).values()
    wrong = y.copy()
    wrong.reshape(-1)[100] += y.dtype.type(steps * (step or y.max() / 255))
    save_beside(tmp_path / "net.onnx", made, x, wrong)
    (comparison,) = compare(engine.load(tmp_path / "net.onnx"))
    assert comparison.measure == "steps"
    assert comparison.error == pytest.approx(steps, rel=1e-2)
    assert comparison.agrees is agrees


def test_a_quantized_convolution_is_described_and_agrees(make_model, tmp_path):
    """Weights so large that sums of 16 bits would end, where a processor has no others."""
    pytest.importorskip("onnxruntime")
    inputs = ["q", "scale", "zero", "stem.weight_quantized", "w_scale", "w_zero", "y_scale", "zero"]
    nodes = [
        helper.make_node("QuantizeLinear", ["x", "scale", "zero"], ["q"]),
        helper.make_node("QLinearConv", inputs, ["c"], group=2, kernel_shape=[3, 3]),
        helper.make_node("DequantizeLinear", ["c", "y_scale", "zero"], ["y"]),
    ]
    signs = np.where(np.random.default_rng(6).random((6, 4, 3, 3)) < 0.6, 127, -127)
    constants = {
        "scale": np.array(1 / 255, np.float32),
        "zero": np.array(0, np.uint8),
        "stem.weight_quantized": signs.astype(np.int8),
        "w_scale": np.array(0.01, np.float32),
        "w_zero": np.array(0, np.int8),
        "y_scale": np.array(0.1, np.float32),
    }
    made = make_model(nodes, [("x", [1, 8, 10, 10])], [("y", None)], constants)
    onnx.save(made, tmp_path / "net.onnx")
    model = engine.load(tmp_path / "net.onnx")
    (layer,) = [layer for layer in model.layers if layer.op == "QLinearConv"]
    assert (layer.title, layer.detail) == ("stem", "QLinearConv 3×3 /2")
    assert layer.parameters == model.parameters == 6 * 4 * 9
    assert layer.multiply_adds == 6 * 8 * 8 * 4 * 9
    (comparison,) = compare(model)
    assert comparison.measure == "steps"
    assert comparison.agrees


def test_compare_sees_one_wrong_output_of_several(make_model, tmp_path, no_onnxruntime):
    nodes = [helper.make_node("Relu", ["x"], [name]) for name in ("a", "b", "c")]
    shape = [1, 1, 4, 4]
    made = make_model(nodes, [("x", shape)], [(name, None) for name in ("a", "b", "c")])
    x = np.ones(shape, np.float32)
    save_beside(tmp_path / "net.onnx", made, x, x)
    for number, array in ((1, x * np.float32(np.nan)), (2, x)):
        data = numpy_helper.from_array(array).SerializeToString()
        (tmp_path / "test_data_set_0" / f"output_{number}.pb").write_bytes(data)
    (comparison,) = compare(engine.load(tmp_path / "net.onnx"))
    assert not comparison.agrees


def test_compare_sees_another_shape(saved, no_onnxruntime):
    add_data_set(saved, shape=(5, 2))
    (comparison,) = compare(engine.load(saved))
    assert not comparison.agrees
    assert "shape" in comparison.note


def test_operator_counts_look_into_inner_graphs(make_model):
    inner = helper.make_graph(
        [helper.make_node("Relu", ["x"], ["out"])],
        "b",
        [],
        [helper.make_empty_tensor_value_info("out")],
    )
    node = helper.make_node("If", ["flag"], ["y"], then_branch=inner, else_branch=inner)
    flag = helper.make_node("Greater", ["top", "top"], ["flag"])
    made = make_model(
        [helper.make_node("ReduceMax", ["x"], ["top"], keepdims=0), flag, node],
        [("x", [2])],
        [("y", None)],
    )
    counts = operator_counts(engine.load(made.SerializeToString()).graph)
    assert counts == {"ReduceMax": 1, "Greater": 1, "If": 1, "Relu": 2}


def test_check_says_what_is_in_a_model(saved, capsys):
    assert main(["check", str(saved)]) == 0
    said = capsys.readouterr().out
    assert "Conv 2" in said
    assert "all operators are supported" in said
    assert "(assumed)" in said


def test_check_ends_with_1_where_numbers_differ(saved, capsys, no_onnxruntime):
    add_data_set(saved, factor=2)
    assert main(["check", str(saved)]) == 1
    assert "DIFFERS" in capsys.readouterr().out


def test_check_ends_with_3_and_names_what_is_not_known(make_model, tmp_path, capsys):
    made = make_model(
        [
            helper.make_node("Relu", ["x"], ["r"]),
            helper.make_node("Mystery", ["r"], ["y"], "odd", domain="acme"),
        ],
        [("x", [1, 1, 4, 4])],
        [("y", None)],
    )
    made.opset_import.append(helper.make_opsetid("acme", 1))
    onnx.save(made, tmp_path / "odd.onnx")
    assert main(["check", str(tmp_path / "odd.onnx")]) == 3
    said = capsys.readouterr().out
    assert "acme.Mystery" in said
    assert "1 layers before them can run" in said


def test_check_needs_no_onnxruntime(saved, capsys, no_onnxruntime, monkeypatch):
    real = builtins.__import__

    def forbid(name, *rest, **more):
        assert not name.startswith("onnxruntime")
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", forbid)
    assert main(["check", str(saved)]) == 0
    assert "compared with nothing" in capsys.readouterr().out


LENET = [(4, 1, 5, 5), (4,), (6, 4, 5, 5), (6,), (96, 10), (10,)]


@pytest.fixture
def weights(tmp_path):
    random = np.random.default_rng(2)
    arrays = [random.normal(size=shape).astype(np.float32) / 5 for shape in LENET]
    np.savez(tmp_path / "lenet.npz", *arrays)
    return tmp_path / "lenet.npz"


def test_convert_writes_a_file_that_others_read(weights, tmp_path, capsys):
    onnxruntime = pytest.importorskip("onnxruntime")
    target = tmp_path / "lenet.onnx"
    assert main(["convert", str(weights), "-o", str(target), "--no-flip"]) == 0
    assert capsys.readouterr().out.strip() == str(target)
    onnx.checker.check_model(onnx.load(target), full_check=True)
    source = engine.load(weights)
    source = engine.load(weights, architecture=source.architecture.with_options(flip=False))
    x = np.random.default_rng(3).random((2, 1, 28, 28), np.float32)
    (expected,) = source.run({"input": x}).values()
    session = onnxruntime.InferenceSession(str(target), providers=["CPUExecutionProvider"])
    (theirs,) = session.run(None, {"input": x})
    (ours,) = engine.load(target).run({"input": x}).values()
    np.testing.assert_allclose(theirs, expected, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(ours, expected, rtol=1e-4, atol=1e-6)


def test_convert_carries_labels_and_preprocessing(weights, tmp_path):
    (tmp_path / "names.txt").write_text("\n".join("abcdefghij"), "utf-8")
    target = tmp_path / "lenet.onnx"
    options = ["--labels", str(tmp_path / "names.txt"), "--range=-1,1"]
    assert main(["convert", str(weights), "-o", str(target), *options]) == 0
    again = engine.load(target)
    assert again.labels.names == tuple("abcdefghij")
    assert again.preprocess.range == (-1, 1)


def test_convert_writes_the_guess_down(weights, tmp_path, capsys):
    target = tmp_path / "lenet.toml"
    assert main(["convert", str(weights), "-o", str(target)]) == 0
    assert "guessed" in capsys.readouterr().err
    assert engine.load(weights).architecture.source == "lenet.toml beside the model"
    assert engine.load(weights).warnings == ()


def test_convert_refuses_an_onnx_file(saved, tmp_path, capsys):
    assert main(["convert", str(saved), "-o", str(tmp_path / "out.onnx")]) == 3
    assert "already" in capsys.readouterr().err
    assert not (tmp_path / "out.onnx").exists()


def test_options_for_weights_change_predictions(weights, capsys):
    image = resources.sample_paths("digits")[0]
    said = []
    for option in (["--flip"], ["--no-flip"]):
        assert main(["predict", str(weights), str(image), "--csv", *option]) == 0
        said.append(capsys.readouterr().out)
    assert said[0] != said[1]


def test_options_for_weights_are_refused_for_onnx(saved, capsys):
    assert main(["inspect", str(saved), "--no-flip"]) == 3
    assert ".npz" in capsys.readouterr().err


def test_maps_of_the_part_that_runs(make_model, tmp_path, capsys):
    made = make_model(
        [
            helper.make_node("Conv", ["x", "w"], ["c"]),
            helper.make_node("Mystery", ["c"], ["y"], domain="acme"),
        ],
        [("x", [1, 1, 8, 8])],
        [("y", None)],
        {"w": np.ones((2, 1, 3, 3), np.float32)},
    )
    made.opset_import.append(helper.make_opsetid("acme", 1))
    onnx.save(made, tmp_path / "odd.onnx")
    Image.fromarray(np.zeros((8, 8), np.uint8)).save(tmp_path / "dark.png")
    command = [
        "maps",
        str(tmp_path / "odd.onnx"),
        str(tmp_path / "dark.png"),
        "-o",
        str(tmp_path / "m"),
    ]
    assert main(command) == 3
    assert main([*command, "--partial"]) == 0
    assert list((tmp_path / "m").glob("*.png"))
