"""ONNX files to a `Graph`: the `onnx` package parses, everything else is ours.

Nothing of the package's C++ inference, conversion or checking is called: it declares denial of
service on untrusted models out of its scope.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from google.protobuf.message import DecodeError
from onnx import AttributeProto, GraphProto, ModelProto, TensorProto, helper, numpy_helper

from engine import budget
from engine.errors import EngineError, FileError, FormatError, GraphError, UnsupportedError
from engine.formats.external_data import read_external
from engine.formats.order import in_running_order
from engine.graph import Graph, Node, Value

NEWEST_OPSET = 27
"""A model that asks for a much later opset than this is more likely broken than new."""

_ONNX_DOMAINS = ("", "ai.onnx")


@dataclass(frozen=True, slots=True)
class OnnxFile:
    """What an ONNX file holds.

    `size_bytes` counts the file itself; `metadata` is its `metadata_props`.
    """

    graph: Graph
    metadata: Mapping[str, str]
    producer: str
    size_bytes: int


def read_onnx(source: Path | bytes, name: str = "") -> OnnxFile:
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
        data = source if isinstance(source, bytes) else _read_bytes(source, name)
        model = _parse(data, name)
        reader = _Reader(name, folder, {f.domain + ":" + f.name for f in model.functions})
        graph = reader.model_graph(model)
    except EngineError as error:
        error.file = error.file or name
        raise
    return OnnxFile(
        graph=graph,
        metadata={entry.key: entry.value for entry in model.metadata_props},
        producer=f"{model.producer_name} {model.producer_version}".strip(),
        size_bytes=len(data),
    )


def _read_bytes(path: Path, name: str) -> bytes:
    try:
        size = path.stat().st_size
        budget.check("The file", size, "file_bytes")
        return path.read_bytes()
    except OSError as error:
        raise FileError(
            f"cannot be read: {error.strerror or error}.",
            file=name,
            remedy="Check that the file is there and that you may read it.",
            path=str(path),
        ) from error


def _parse(data: bytes, name: str) -> ModelProto:
    """Return the message in `data`, after ruling out what is commonly mistaken for a model."""
    head = data[:512].lstrip().lower()
    if not data:
        raise FormatError("is empty.", file=name, remedy=_DOWNLOAD_AGAIN, reason="empty")
    if head.startswith(b"version https://git-lfs"):
        raise FormatError(
            "is a Git LFS pointer, not the model itself.",
            file=name,
            remedy="Fetch the real file with 'git lfs pull', or download it from the web page.",
            reason="lfs",
        )
    if head.startswith((b"<!doctype", b"<html", b"<?xml")):
        raise FormatError(
            "is a web page, not a model.", file=name, remedy=_DOWNLOAD_AGAIN, reason="html"
        )
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
            remedy=_DOWNLOAD_AGAIN,
            reason="truncated",
        ) from error
    if not model.HasField("graph"):
        raise FormatError(
            "holds no network; it is no ONNX model, or ends too early.",
            file=name,
            remedy=_DOWNLOAD_AGAIN,
            reason="truncated",
        )
    return model


_DOWNLOAD_AGAIN = "Download or copy it again."


def _is_text(data: bytes) -> bool:
    sample = data[:2048]
    return b"\0" not in sample and sum(byte < 9 or 13 < byte < 32 for byte in sample) == 0


class _Reader:
    """Turns protobuf messages into our data, naming the file in every error."""

    def __init__(self, name: str, folder: Path | None, functions: set[str]) -> None:
        self.name = name
        self.folder = folder
        self.functions = functions
        self.n_nodes = 0

    def model_graph(self, model: ModelProto) -> Graph:
        opsets = {_domain(entry.domain): entry.version for entry in model.opset_import}
        if "" not in opsets and not opsets:
            raise GraphError("does not say which opset it uses.", file=self.name)
        if not 1 <= opsets.get("", 1) <= NEWEST_OPSET:
            raise UnsupportedError(
                f"asks for opset {opsets['']}; known are 1 to {NEWEST_OPSET}.",
                file=self.name,
                remedy="Export the model again with an older opset, for example 17.",
                opset=opsets[""],
            )
        return self.graph(model.graph, opsets, outer=frozenset(), depth=0)

    def graph(
        self, proto: GraphProto, opsets: Mapping[str, int], outer: frozenset[str], depth: int
    ) -> Graph:
        """Return the graph of a message; `outer` names values that an enclosing graph holds."""
        budget.check("A graph inside graphs", depth, "nesting")
        self.n_nodes += len(proto.node)
        budget.check("The network", self.n_nodes, "nodes")
        constants = self.constants(proto)
        inputs = tuple(self.value(v) for v in proto.input if v.name not in constants)
        available = outer | constants.keys() | {v.name for v in inputs}
        nodes = [self.node(n, opsets, available, proto, depth) for n in proto.node]
        ordered = in_running_order(nodes, available, self.name)
        made = available.union(*(node.outputs for node in ordered))
        for output in proto.output:
            if output.name not in made:
                raise GraphError(
                    f"output {output.name!r} is made by no node.",
                    file=self.name,
                    output=output.name,
                )
        if depth == 0 and not proto.output:
            raise GraphError("has no output.", file=self.name)
        return Graph(
            nodes=ordered,
            inputs=inputs,
            outputs=tuple(self.value(v) for v in proto.output),
            constants=constants,
            opsets=opsets,
            name=proto.name,
        )

    def constants(self, proto: GraphProto) -> dict[str, np.ndarray]:
        if proto.sparse_initializer:
            raise UnsupportedError("holds sparse weights, which are not known.", file=self.name)
        constants: dict[str, np.ndarray] = {}
        for tensor in proto.initializer:
            if tensor.name in constants:
                raise GraphError(f"weights {tensor.name!r} occur twice.", file=self.name)
            constants[tensor.name] = self.array(tensor)
        return constants

    def array(self, tensor: TensorProto) -> np.ndarray:
        """Return a tensor's values, read-only."""
        what = f"tensor {tensor.name!r}"
        if any(size < 0 for size in tensor.dims):
            raise FormatError(f"{what} has a negative size: {list(tensor.dims)}.", file=self.name)
        budget.check_elements(tuple(tensor.dims), what)
        try:
            if tensor.data_location == TensorProto.EXTERNAL:
                array = read_external(tensor, self.folder, self.name)
            else:
                array = numpy_helper.to_array(tensor)
        except (ValueError, TypeError, KeyError) as error:
            raise FormatError(
                f"{what} does not hold the {list(tensor.dims)} values it announces.",
                file=self.name,
                remedy=_DOWNLOAD_AGAIN,
                tensor=tensor.name,
            ) from error
        array.flags.writeable = False
        return array

    def value(self, proto: onnx.ValueInfoProto) -> Value:
        if not proto.type.HasField("tensor_type"):
            return Value(proto.name, None, np.dtype(object), proto.type.denotation)
        tensor = proto.type.tensor_type
        shape = None
        if tensor.HasField("shape"):
            shape = tuple(
                d.dim_value if d.HasField("dim_value") else d.dim_param or None
                for d in tensor.shape.dim
            )
            if any(isinstance(size, int) and size < 0 for size in shape):
                shape = tuple(None if isinstance(d, int) and d < 0 else d for d in shape)
        return Value(proto.name, shape, self.dtype(tensor.elem_type), proto.type.denotation)

    def dtype(self, elem_type: int) -> np.dtype[Any]:
        try:
            return np.dtype(helper.tensor_dtype_to_np_dtype(elem_type))
        except KeyError:
            return np.dtype(object)

    def node(
        self,
        proto: onnx.NodeProto,
        opsets: Mapping[str, int],
        available: frozenset[str],
        graph: GraphProto,
        depth: int,
    ) -> Node:
        domain = _domain(proto.domain)
        if f"{proto.domain}:{proto.op_type}" in self.functions:
            raise UnsupportedError(
                f"operator {proto.op_type!r} is a function inside the model; "
                "such functions are not known yet.",
                file=self.name,
                remedy="Export the model with its functions inlined.",
            )
        attributes: dict[str, Any] = {}
        for attribute in proto.attribute:
            if attribute.type in (AttributeProto.GRAPH, AttributeProto.GRAPHS):
                outer = available.union(*(n.output for n in graph.node))
                graphs = (
                    [attribute.g] if attribute.type == AttributeProto.GRAPH else attribute.graphs
                )
                inner = [self.graph(g, opsets, outer, depth + 1) for g in graphs]
                single = attribute.type == AttributeProto.GRAPH
                attributes[attribute.name] = inner[0] if single else inner
            else:
                attributes[attribute.name] = self.attribute(attribute)
        return Node(
            op=proto.op_type,
            inputs=tuple(proto.input),
            outputs=tuple(proto.output),
            attributes=attributes,
            name=proto.name,
            domain=domain,
        )

    def attribute(self, proto: AttributeProto) -> Any:
        try:
            value = helper.get_attribute_value(proto)
        except ValueError as error:
            raise FormatError(
                f"attribute {proto.name!r} has a type that is not known.", file=self.name
            ) from error
        if isinstance(value, bytes):
            return value.decode("utf-8", "replace")
        if isinstance(value, TensorProto):
            return self.array(value)
        if isinstance(value, int | float | str):
            return value
        if not hasattr(value, "__iter__"):
            raise UnsupportedError(
                f"attribute {proto.name!r} is a {type(value).__name__}, which is not known.",
                file=self.name,
            )
        items = list(value)
        return [v.decode("utf-8", "replace") if isinstance(v, bytes) else v for v in items]


def _domain(domain: str) -> str:
    return "" if domain in _ONNX_DOMAINS else domain
