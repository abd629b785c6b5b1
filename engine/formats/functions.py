"""Functions in place of operators: each node that calls one becomes the nodes of its body.

Three kinds are expanded, so that the engine need not know them, and their parts are layers that can
be looked at and fused:

1. Functions that a model defines itself (exporters write them for modules).
2. Operators whose meaning ONNX itself states as a function body that never varies. Only the body
   is read from the `onnx` package; those that its C++ code builds from the node at hand are
   operators of ours instead.
3. ONNX Runtime's own operators, which `runtime_functions` puts into ONNX's words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

import onnx
from onnx import AttributeProto, FunctionProto, GraphProto, NodeProto

from engine import budget
from engine.errors import GraphError, UnsupportedError
from engine.formats.onnx_values import text
from engine.formats.runtime_functions import DOMAIN, runtime_body

EXPANDED = frozenset({"AffineGrid", "BlackmanWindow", "HammingWindow", "HannWindow", "SwiGLU"})
"""Operators of ONNX itself that are expanded by the body ONNX states for them."""

_ONNX_DOMAINS = ("", "ai.onnx")


def domain_of(domain: str) -> str:
    """Return the name of a domain, which for ONNX's own is empty."""
    return "" if domain in _ONNX_DOMAINS else domain


class Functions:
    """The functions that nodes of a model may call.

    Parameters
    ----------
    functions : those of the model
    opsets : the version of each domain that the model asks for
    file : the model's name, for errors

    Attributes
    ----------
    opsets : with the domains that only functions use
    """

    def __init__(
        self, functions: Iterable[FunctionProto], opsets: Mapping[str, int], file: str
    ) -> None:
        self.file = file
        self.opsets = dict(opsets)
        self._own: dict[tuple[str, str], FunctionProto] = {}
        for function in functions:
            key = (domain_of(function.domain), function.name)
            if key in self._own:
                raise GraphError(f"function {function.name!r} occurs twice.", file=file)
            self._own[key] = function
        self._calls = 0

    def expand(self, node: NodeProto, depth: int = 0) -> Iterator[NodeProto]:
        """Yield a node, or the nodes of the function it calls, functions in it expanded too.

        Raises
        ------
        GraphError
            If the node does not fit the function.
        LimitError
            If functions call each other too deeply, or for ever.
        """
        function = self._called_by(node)
        if function is None:
            yield node
            return
        budget.check(f"Function {node.op_type!r} inside functions", depth + 1, "nesting")
        self._add_opsets(function)
        self._calls += 1
        budget.check("The network", self._calls, "nodes")  # a body may be empty
        for part in _Body(function, node, self._calls, self.file).nodes():
            yield from self.expand(part, depth + 1)

    def _called_by(self, node: NodeProto) -> FunctionProto | None:
        domain = domain_of(node.domain)
        own = self._own.get((domain, node.op_type))
        if own is None and domain == DOMAIN:
            return runtime_body(node, self.opsets.get("", 1))
        if own is not None or domain or node.op_type not in EXPANDED:
            return own
        return _onnx_body(node.op_type, self.opsets.get("", 1))

    def _add_opsets(self, function: FunctionProto) -> None:
        """Check that the body means its operators as the model does."""
        for entry in function.opset_import:
            domain, version = domain_of(entry.domain), entry.version
            known = self.opsets.setdefault(domain, version)
            if known == version:
                continue
            for node in function.node:
                if domain_of(node.domain) == domain and not _same(node, version, known):
                    raise UnsupportedError(
                        f"function {function.name!r} means {node.op_type!r} as in opset "
                        f"{version}, the model as in opset {known}.",
                        file=self.file,
                        remedy="Export the model with its functions inlined.",
                    )


@cache
def _onnx_body(op: str, opset: int) -> FunctionProto | None:
    try:
        schema = onnx.defs.get_schema(op, opset)
    except onnx.defs.SchemaError:
        return None
    if not schema.has_function:  # type: ignore[attr-defined]  # missing in onnx's stubs
        return None
    body = FunctionProto()
    body.CopyFrom(schema.function_body)
    body.attribute_proto.extend(
        attribute.default_value
        for attribute in schema.attributes.values()
        if attribute.default_value.name
    )
    return body


def _same(node: NodeProto, first: int, second: int) -> bool:
    """Return whether an operator means the same in two opsets."""
    try:
        domain = domain_of(text(node.domain))
        versions = [
            onnx.defs.get_schema(text(node.op_type), opset, domain).since_version
            for opset in (first, second)
        ]
    except onnx.defs.SchemaError:
        return False
    return versions[0] == versions[1]


class _Body:
    """The nodes of a function, with the names and attributes of the node that calls it."""

    def __init__(self, function: FunctionProto, call: NodeProto, number: int, file: str) -> None:
        if len(call.input) > len(function.input) or len(call.output) > len(function.output):
            raise GraphError(
                f"function {text(function.name)!r} takes {len(function.input)} inputs and gives "
                f"{len(function.output)} outputs; the node has {len(call.input)} and "
                f"{len(call.output)}.",
                file=file,
                node=text(call.name or function.name),
            )
        self.function = function
        # Names inside must not meet those outside, nor those of another call.
        outside = text(call.name or (call.output[0] if call.output else function.name))
        self.label = f"{outside}/"
        self.prefix = f"{outside}/{number}/"
        inputs, outputs = (tuple(map(text, side)) for side in (function.input, function.output))
        self.names = dict.fromkeys(("", *inputs), "")  # what is not given is left out
        self.names |= {
            formal: actual
            for formal, actual in zip(outputs, map(text, call.output), strict=False)
            if actual
        }
        self.names |= dict(zip(inputs, map(text, call.input), strict=False))
        self.attributes = {attribute.name: attribute for attribute in function.attribute_proto}
        self.attributes |= {attribute.name: attribute for attribute in call.attribute}

    def nodes(self) -> Iterator[NodeProto]:
        for node in self.function.node:
            yield self._renamed(node)

    def _name(self, name: str) -> str:
        return self.names[name] if name in self.names else self.prefix + name

    def _renamed(self, node: NodeProto) -> NodeProto:
        renamed = NodeProto()
        renamed.CopyFrom(node)
        renamed.name = self.label + text(node.name or node.op_type)
        renamed.input[:] = [self._name(text(name)) for name in node.input]
        renamed.output[:] = [self._name(text(name)) for name in node.output]
        del renamed.attribute[:]
        renamed.attribute.extend(self._given(node.attribute))
        return renamed

    def _given(self, attributes: Iterable[AttributeProto]) -> Iterator[AttributeProto]:
        """Yield attributes with what the call gives for those that refer to the function's own."""
        for attribute in attributes:
            given = AttributeProto()
            if attribute.ref_attr_name:
                if attribute.ref_attr_name not in self.attributes:
                    continue
                given.CopyFrom(self.attributes[attribute.ref_attr_name])
                given.name = attribute.name
            else:
                given.CopyFrom(attribute)
                if attribute.type == AttributeProto.GRAPH:
                    self._rename_graph(given.g)
            yield given

    def _rename_graph(self, graph: GraphProto) -> None:
        for value in (*graph.input, *graph.output, *graph.initializer):
            value.name = self._name(text(value.name))
        nodes = [self._renamed(node) for node in graph.node]
        del graph.node[:]
        graph.node.extend(nodes)
