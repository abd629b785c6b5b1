"""Weights in files beside the model: nothing outside its folder is ever opened."""

from __future__ import annotations

import os

import numpy as np
import pytest
from onnx import TensorProto, helper

import engine
from engine import budget
from engine.formats import external_data
from engine.formats.onnx_metadata import write_metadata


@pytest.fixture
def model_with(network, tmp_path):
    """Return a function that writes a model whose weights lie where its entries say."""

    def write(count: int = 1, dims: tuple[int, ...] = (3,), **entries: object):
        names = [f"w{i}" for i in range(count)]
        model = network([helper.make_node("Sum", names, ["y"])], shape=None)
        for name in names:
            tensor = model.graph.initializer.add(name=name, data_type=1, dims=dims)
            tensor.data_location = TensorProto.EXTERNAL
            for key, value in entries.items():
                tensor.external_data.add(key=key, value=str(value))
        folder = tmp_path / "model"
        folder.mkdir(exist_ok=True)
        path = folder / "model.onnx"
        path.write_bytes(model.SerializeToString())
        return path

    return write


PLACES = [
    "/etc/passwd", "..\\..\\secret", "../secret", "a/../../secret", "C:\\secret", "c:secret", "C:",
    "\\\\server\\share\\w", "//server/share/w", "\\\\?\\C:\\w", "\\\\.\\PhysicalDrive0",
    "w.bin:stream", "w.bin::$DATA", "CON", "con.bin", "nul", "a/PRN.txt", "COM1", "lpt9.bin",
    "aux", "", ".", "..", "a//b", "a\0b", "/", "\\",
    # Windows drops dots and spaces at the end of a name, and knows these devices too.
    "NUL ", "CON.", "nul .txt", "CONIN$", "CONOUT$", "COM¹", "lpt².bin", "...", ". .",
]  # fmt: skip


@pytest.mark.parametrize("location", PLACES)
def test_places_outside_or_reserved_are_refused(model_with, tmp_path, location):
    (tmp_path / "secret").write_bytes(bytes(12))
    with pytest.raises(engine.FileError) as caught:
        engine.load(model_with(location=location))
    assert caught.value.file == "model.onnx"
    assert "folder" in str(caught.value)


@pytest.mark.parametrize(
    "location", ["w.bin", "weights/w.bin", "權重.bin", "🦊.bin", "console.bin"]
)
def test_plain_files_below_the_folder_are_read(model_with, tmp_path, location):
    place = tmp_path / "model" / location
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(np.array([1, 2, 3], "<f4").tobytes())
    model = engine.load(model_with(location=location))
    assert model.run({})["y"].tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    "entries",
    [
        {"offset": -1},
        {"offset": 2**62},
        {"offset": "9" * 5000},
        {"offset": "1e3"},
        {"length": 2**50},
        {"length": -12},
        {"length": 11},
        {"offset": "0x10"},
    ],
)
def test_ranges_that_do_not_fit_are_refused(model_with, tmp_path, entries):
    path = model_with(location="w.bin", **entries)
    (path.parent / "w.bin").write_bytes(bytes(12))
    with pytest.raises(engine.FormatError) as caught:
        engine.load(path)
    assert caught.value.file == "model.onnx"


def test_keys_that_nobody_knows_do_nothing(model_with, tmp_path):
    path = model_with(location="w.bin", checksum="../../etc/passwd", __class__="os.system")
    (path.parent / "w.bin").write_bytes(np.ones(3, "<f4").tobytes())
    assert engine.load(path).run({})["y"].tolist() == [1, 1, 1]


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_links_that_lead_out_are_refused(model_with, tmp_path, kind):
    path = model_with(location="w.bin" if kind == "file" else "sub/w.bin")
    (tmp_path / "w.bin").write_bytes(bytes(12))
    try:
        if kind == "file":
            (path.parent / "w.bin").symlink_to(tmp_path / "w.bin")
        else:
            (path.parent / "sub").symlink_to(tmp_path)
    except OSError:
        pytest.skip("this system makes no such links")
    with pytest.raises(engine.FileError):
        engine.load(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("dims", [(3,), (0,)])
def test_a_pipe_beside_the_model_is_not_waited_for(guard, model_with, dims):
    path = model_with(dims=dims, location="w.bin")
    os.mkfifo(path.parent / "w.bin")
    answer = guard("model", source=path, seconds=20)
    assert answer.get("ours"), answer


def test_one_file_named_by_many_tensors_counts_each_time(model_with):
    path = model_with(count=10, dims=(1 << 18,), location="w.bin")
    (path.parent / "w.bin").write_bytes(bytes(1 << 20))
    with budget.use(budget.Budget(plan_bytes=5 << 20)), pytest.raises(engine.LimitError) as caught:
        engine.load(path)
    assert caught.value.facts["setting"] == "plan_bytes"


@pytest.mark.parametrize("location", ["../secret", "/etc/hostname"])
def test_a_copy_takes_nothing_from_outside_along(model_with, tmp_path, location):
    (tmp_path / "secret").write_bytes(bytes(12))
    target = tmp_path / "copy"
    target.mkdir()
    with pytest.raises(engine.FileError):
        write_metadata(model_with(location=location), target / "copy.onnx", {"a": "b"})
    assert not list(target.iterdir())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("kind", ["another file", "a link that leads out", "a pipe"])
def test_what_takes_the_place_of_a_file_after_it_was_looked_at_is_refused(
    model_with, tmp_path, monkeypatch, kind
):
    path = model_with(location="w.bin")
    place = path.parent / "w.bin"
    place.write_bytes(np.ones(3, "<f4").tobytes())
    secret = tmp_path / "secret"
    secret.write_bytes(bytes(12))
    opened = external_data._without_waiting

    def swap(name, flags):
        place.rename(path.parent / "before.bin")
        if kind == "another file":
            place.write_bytes(bytes(12))
        elif kind == "a pipe":
            os.mkfifo(place)
        else:
            place.symlink_to(secret)
        file = opened(name, flags)
        if kind == "another file":  # and back again, before anybody looks
            (path.parent / "before.bin").replace(place)
        return file

    monkeypatch.setattr(external_data, "_without_waiting", swap)
    with pytest.raises(engine.FileError):
        engine.load(path)
