"""Write words into an ONNX file: its `metadata_props`, and nothing else of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from onnx import ModelProto, TensorProto

from engine.errors import FileError
from engine.formats.onnx_file import parse_onnx
from engine.formats.whole_file import write_whole


def write_metadata(source: Path, destination: Path, props: Mapping[str, str]) -> None:
    """Write a copy of a model that holds `props` besides the metadata it has already.

    Weights that lie in files beside the model are copied beside the copy.

    Parameters
    ----------
    source : an ONNX file
    destination : the file to write; it may be `source` itself, which is replaced only when the
        new one is complete
    props : metadata by key; what the model has under a key is replaced

    Raises
    ------
    FileError
        If a file cannot be read or written, or its weights lie outside its folder.
    FormatError
        If `source` is no ONNX model.
    LimitError
        If it exceeds a budget.
    """
    model = parse_onnx(source)
    kept = [(entry.key, entry.value) for entry in model.metadata_props if entry.key not in props]
    del model.metadata_props[:]
    for key, value in [*kept, *props.items()]:
        model.metadata_props.add(key=key, value=value)
    try:
        for location in sorted(set(_locations(model))):
            _copy_beside(source, destination, location)
    except OSError as error:
        raise FileError(
            f"its weights cannot be copied: {error.strerror or error}.",
            file=destination.name,
            remedy="Check that the folder is there and that you may write to it.",
            path=str(destination),
        ) from error
    write_whole(destination, model.SerializeToString())


def _locations(model: ModelProto) -> Iterator[str]:
    """Yield the names of the files that hold weights of the model."""
    for tensor in model.graph.initializer:
        if tensor.data_location == TensorProto.EXTERNAL:
            yield from (entry.value for entry in tensor.external_data if entry.key == "location")


def _copy_beside(source: Path, destination: Path, location: str) -> None:
    home = source.parent.resolve()
    data = (home / location).resolve()
    if home not in data.parents:
        raise FileError(
            f"its weights lie in {location!r}, which is not in the model's folder.",
            file=source.name,
            remedy="Do not trust this model unless you know who made it.",
            location=location,
        )
    target = destination.parent / location
    if target.resolve() != data:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(data, target)
