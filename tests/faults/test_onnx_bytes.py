"""Bytes that are no ONNX model, or a damaged one."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from onnx import ModelProto, helper

import engine
from engine import budget
from engine.formats.wire import check_parts


def test_every_cut_of_a_model_is_refused_or_runs(guard, network):
    data = network([helper.make_node("Relu", ["x"], ["y"])]).SerializeToString()
    for length in range(len(data)):
        answer = guard("model", source=data[:length])
        assert "ok" in answer or answer.get("ours"), (length, answer)


def nested(depth: int) -> bytes:
    """Return a model whose one attribute holds a graph, whose one attribute holds a graph, …."""

    graph = b""
    for _ in range(depth):
        attribute = field(1, b"body") + field(6, graph) + b"\xa0\x01\x05"
        graph = field(1, field(2, b"y") + field(4, b"If") + field(5, attribute))
    return b"\x08\x09" + field(7, graph) + field(8, b"\x10\x11")


@pytest.mark.parametrize("depth", [40, 2_000, 100_000])
def test_deep_nesting_is_refused(refused, depth):
    refused(nested(depth), "FormatError|LimitError|GraphError")


@pytest.mark.parametrize(
    ("name", "data"),
    {
        "varint of eleven bytes": b"\x08" + b"\xff" * 11,
        "length past the end": b"\x3a\xff\xff\xff\x7f",
        "negative length": b"\x3a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
        "wrong wire type": b"\x0f\x00\x00",
        "graph as a number": b"\x38\x01",
        "end of a group that never began": b"\x0c",
        "only zeros": bytes(1000),
        "only 255": b"\xff" * 1000,
        "a picture": b"\x89PNG\r\n\x1a\n" + bytes(100),
        "a zip": b"PK\x03\x04" + bytes(100),
        "a pickle": b"\x80\x04\x95" + bytes(50),
    }.items(),
)
def test_bytes_that_are_no_model(refused, name, data):
    refused(data, "FormatError|GraphError|UnsupportedError")


def test_more_than_two_gigabytes_are_refused_before_reading(tmp_path):
    path = tmp_path / "large.onnx"
    with path.open("wb") as file:
        file.truncate(2**31 + 1)  # sparse: it takes no room
    with pytest.raises(engine.LimitError) as caught:
        engine.load(path)
    assert caught.value.file == "large.onnx"
    assert caught.value.facts["setting"] == "file_bytes"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("suffix", [".onnx", ".npz", ".png"])
def test_a_pipe_is_refused_and_not_waited_for(guard, tmp_path, suffix):
    path = tmp_path / f"pipe{suffix}"
    os.mkfifo(path)
    answer = guard("picture" if suffix == ".png" else "model", source=path, seconds=20)
    assert answer.get("error") == "FileError", answer


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="this system has no such device")
@pytest.mark.parametrize("do", ["model", "picture"])
def test_a_device_without_end_is_refused(guard, do):
    from pathlib import Path

    answer = guard(do, source=Path("/dev/zero"), seconds=20)
    assert answer.get("error") == "FileError", answer


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path, network, monkeypatch):
    path = tmp_path / "grows.onnx"
    path.write_bytes(network([helper.make_node("Relu", ["x"], ["y"])]).SerializeToString())
    size_before = path.stat().st_size - 1
    monkeypatch.setattr(Path, "stat", lambda *_, **__: SimpleNamespace(st_size=size_before))
    with pytest.raises(engine.FileError, match="grows") as caught:
        engine.load(path)
    assert caught.value.file == "grows.onnx"


def test_names_that_are_no_text_do_no_harm(guard, network):
    data = network([helper.make_node("Relu", ["x"], ["y"], "n@m@")]).SerializeToString()
    answer = guard("model", source=data.replace(b"n@m@", b"\xff\xfe\xc0n"))
    assert "ok" in answer or answer["ours"], answer


def test_names_in_functions_that_are_no_text_do_no_harm(guard, network):
    inside = [helper.make_node("Relu", ["inner@"], ["made@@"], "node@@")]
    opsets = [
        helper.make_opsetid("", 18)
    ]  # not the model's: so the operator's meaning is looked up
    function = helper.make_function("mine", "func@@", ["inner@"], ["made@@"], inside, opsets)
    call = helper.make_node("func@@", ["x"], ["y"], "call@@", domain="mine")
    data = network([call], functions=(function,)).SerializeToString()
    for name in (b"inner@", b"made@@", b"node@@", b"func@@", b"call@@", b"Relu"):
        answer = guard("model", source=data.replace(name, b"\xff" * len(name)))
        assert "ok" in answer or answer["ours"], (name, answer)


def test_a_model_of_every_field_twice_is_one_model(network):
    """Protobuf merges what occurs twice, so two models in one file are one with doubled nodes."""
    data = network([helper.make_node("Relu", ["x"], ["y"])]).SerializeToString()
    assert len(ModelProto.FromString(data + data).graph.node) == 2
    with pytest.raises(engine.GraphError, match=r"written twice|occur"):
        engine.load(data + data)


def field(number: int, content: bytes) -> bytes:
    size, length = len(content), b""
    while True:
        length += bytes([size & 0x7F | (0x80 if size > 0x7F else 0)])
        size >>= 7
        if not size:
            return bytes([number << 3 | 2]) + length + content


def model_of(graph: bytes) -> bytes:
    return b"\x08\x09" + field(7, graph) + field(8, b"\x10\x11")


MANY = 300_000
CROWDS = {
    "empty nodes": model_of(field(1, b"") * MANY),
    "empty weights": model_of(field(5, b"") * MANY),
    "empty inputs of the model": model_of(field(11, b"") * MANY),
    "inputs of one node": model_of(field(1, field(1, b"") * MANY)),
    "attributes of one node": model_of(field(1, field(5, b"") * MANY)),
    "numbers of one attribute": model_of(field(1, field(5, b"\x40\x01" * MANY))),
    "packed numbers": model_of(field(1, field(5, field(8, bytes(20 * MANY))))),
    "sizes of one array": model_of(field(5, b"\x08\x01" * MANY)),
    "sizes of one input": model_of(field(11, field(2, field(1, field(2, field(1, b"") * MANY))))),
    "nodes of a graph within": model_of(field(1, field(5, field(6, field(1, b"") * MANY)))),
    "nodes of a function": model_of(b"") + field(25, field(7, b"") * MANY),
    "properties": model_of(b"") + field(14, b"") * MANY,
    "tags without content": b"\x0b" * 2 * MANY,
}


@pytest.mark.parametrize("name", CROWDS)
def test_a_crowd_of_tiny_parts_is_refused_before_it_is_read(refused, name):
    """Two bytes each in the file, and a hundred times that in memory."""
    answer = refused(CROWDS[name], "LimitError", budget={"parts": 200_000})
    assert answer["facts"]["setting"] == "parts"
    assert answer["peak_bytes"] < 16 << 20


@pytest.mark.parametrize("size", [0, 1, 2, 100, 1000])
def test_counting_parts_gives_what_reading_finds(network, size):
    nodes = [helper.make_node("Relu", ["x"], ["y"], "n" * size)]
    data = network(nodes, {"w": np.ones(size, np.float32)}).SerializeToString()
    parts = len(list(flattened(ModelProto.FromString(data))))
    with budget.use(budget.Budget(parts=parts)):
        check_parts(data)
    with budget.use(budget.Budget(parts=parts - 1)), pytest.raises(engine.LimitError):
        check_parts(data)


def flattened(message):
    """Yield every field of a message that `wire` looks into, and of those in it."""
    for descriptor, value in message.ListFields():
        for each in value if hasattr(value, "extend") else [value]:
            yield each
            deep = descriptor.message_type and descriptor.message_type.name not in (
                "OperatorSetIdProto", "StringStringEntryProto", "Dimension",
            )  # fmt: skip
            if deep:
                yield from flattened(each)
