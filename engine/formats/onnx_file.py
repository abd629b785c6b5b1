"""ONNX files to a `Graph`: the `onnx` package parses, everything else is ours.

Nothing of the package's C++ inference, conversion or checking is called: it declares denial of
service on untrusted models out of its scope.
"""

from __future__ import annotations

from pathlib import Path

from google.protobuf.message import DecodeError
from onnx import ModelProto

from engine.errors import EngineError, FormatError
from engine.formats.model_file import ModelFile
from engine.formats.onnx_graph import read_graph
from engine.formats.onnx_values import DOWNLOAD_AGAIN, text
from engine.formats.whole_file import read_whole
from engine.formats.wire import check_parts


def read_onnx(source: Path | bytes, name: str = "") -> ModelFile:
    """Return the network in an ONNX file.

    Parameters
    ----------
    source : the file, or its bytes (then without data in files beside it)
    name : what errors call the source; by default the file's name

    Raises
    ------
    FileError
        If the file cannot be read.
    FormatError
        If its bytes are no ONNX model, or end too early.
    GraphError
        If its nodes make no network.
    UnsupportedError
        If it holds a type of data that the engine does not know.
    LimitError
        If it exceeds a budget.
    """
    folder = source.parent if isinstance(source, Path) else None
    name = name or (source.name if isinstance(source, Path) else "model")
    try:
        data = source if isinstance(source, bytes) else read_whole(source, name)
        model = _parse(data, name)
        graph = read_graph(model, name, folder)
    except EngineError as error:
        error.file = error.file or name
        raise
    return ModelFile(
        graph=graph,
        metadata={text(entry.key): text(entry.value) for entry in model.metadata_props},
        producer=f"{text(model.producer_name)} {text(model.producer_version)}".strip(),
        size_bytes=len(data),
    )


def parse_onnx(path: Path) -> ModelProto:
    """Return the message in an ONNX file as it stands there; errors as `read_onnx`."""
    return _parse(read_whole(path, path.name), path.name)


def _parse(data: bytes, name: str) -> ModelProto:
    """Return the message in `data`, after ruling out what is commonly mistaken for a model."""
    head = data[:512].lstrip().lower()
    if not data:
        raise FormatError("is empty.", file=name, remedy=DOWNLOAD_AGAIN, reason="empty")
    if head.startswith(b"version https://git-lfs"):
        raise FormatError(
            "is a Git LFS pointer, not the model itself.",
            file=name,
            remedy="Fetch the real file with 'git lfs pull', or download it from the web page.",
            reason="lfs",
        )
    if head.startswith((b"<!doctype", b"<html", b"<?xml")):
        raise FormatError(
            "is a web page, not a model.", file=name, remedy=DOWNLOAD_AGAIN, reason="html"
        )
    check_parts(data)
    model = ModelProto()
    try:
        model.ParseFromString(data)
    except DecodeError as error:
        if _is_text(data):
            raise FormatError(
                "is a text file, not an ONNX model.",
                file=name,
                remedy="Choose the .onnx file that the exporter wrote.",
                reason="text",
            ) from error
        raise FormatError(
            "is no ONNX model, or ends too early.",
            file=name,
            remedy=DOWNLOAD_AGAIN,
            reason="truncated",
        ) from error
    if not model.HasField("graph"):
        raise FormatError(
            "holds no network; it is no ONNX model, or ends too early.",
            file=name,
            remedy=DOWNLOAD_AGAIN,
            reason="truncated",
        )
    return model


def _is_text(data: bytes) -> bool:
    sample = data[:2048]
    return b"\0" not in sample and sum(byte < 9 or 13 < byte < 32 for byte in sample) == 0
