"""Write words into an ONNX file: its `metadata_props`; nothing it computes changes."""

from __future__ import annotations

import filecmp
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from onnx import AttributeProto, GraphProto, ModelProto, NodeProto, TensorProto

from engine import budget
from engine.errors import FileError
from engine.formats.external_data import external_bytes, external_size
from engine.formats.onnx_file import parse_onnx
from engine.formats.whole_file import write_whole


def write_metadata(source: Path, destination: Path, props: Mapping[str, str]) -> None:
    """Write a copy of a model that holds `props` besides the metadata it has already.

    Weights that lie in files beside the model are taken into the copy, so that one file holds
    all. Where it would grow larger than such a file may be, they are copied beside it instead.

    Parameters
    ----------
    source : an ONNX file
    destination : the file to write; it may be `source` itself, which is replaced only when the
        new one is complete
    props : metadata by key; what the model has under a key is replaced

    Raises
    ------
    FileError
        If a file cannot be read or written, its weights lie outside its folder, or other files of
        their names lie where they would be copied.
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
    outside = [t for t in _tensors(model) if t.data_location == TensorProto.EXTERNAL]
    folder = source.parent
    size = model.ByteSize() + sum(external_size(t, folder, source.name) for t in outside)
    # The names and lengths of what is taken in need some bytes more.
    if size + 64 * len(outside) < budget.current().file_bytes:
        for tensor in outside:
            _take_in(tensor, external_bytes(tensor, folder, source.name))
    else:
        _copy_beside(source, destination, {_location(tensor) for tensor in outside})
    write_whole(destination, model.SerializeToString())


def _tensors(model: ModelProto) -> Iterator[TensorProto]:
    """Yield all arrays that a model holds: weights, and those of nodes, at any depth."""
    yield from _tensors_of_graph(model.graph)
    for function in model.functions:
        for node in function.node:
            yield from _tensors_of_node(node)


def _tensors_of_graph(graph: GraphProto) -> Iterator[TensorProto]:
    yield from graph.initializer
    for node in graph.node:
        yield from _tensors_of_node(node)


def _tensors_of_node(node: NodeProto) -> Iterator[TensorProto]:
    for attribute in node.attribute:
        if attribute.type == AttributeProto.TENSOR:
            yield attribute.t
        yield from attribute.tensors
        if attribute.type == AttributeProto.GRAPH:
            yield from _tensors_of_graph(attribute.g)
        for graph in attribute.graphs:
            yield from _tensors_of_graph(graph)


def _take_in(tensor: TensorProto, data: bytes) -> None:
    tensor.raw_data = data
    tensor.ClearField("external_data")
    tensor.data_location = TensorProto.DEFAULT


def _location(tensor: TensorProto) -> str:
    return next((entry.value for entry in tensor.external_data if entry.key == "location"), "")


def _copy_beside(source: Path, destination: Path, locations: set[str]) -> None:
    """Copy files with weights to where the copy will look for them, over none that is there."""
    for location in sorted(locations):
        data, target = source.parent / location, destination.parent / location
        try:
            if target.exists():
                if target.samefile(data) or filecmp.cmp(target, data, shallow=False):
                    continue
                raise FileError(
                    f"another file called {location!r} lies there already.",
                    file=destination.name,
                    remedy="Choose another folder.",
                    path=str(target),
                )
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(data, target)
        except OSError as error:
            raise FileError(
                f"its weights cannot be copied: {error.strerror or error}.",
                file=destination.name,
                remedy="Check that the folder is there and that you may write to it.",
                path=str(destination),
            ) from error
