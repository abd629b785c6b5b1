"""A network as data: frozen `Graph`, `Node` and `Value`, with nothing that runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

LONGEST = 300
"""Letters of a name that stand in an error."""

Dimension = int | str | None
"""A size; or its name, or None, where it is known only when an input comes."""


@dataclass(frozen=True, slots=True)
class Value:
    """The name, shape and dtype of an array that flows through a graph.

    `shape` is None where even the rank is unknown; `denotation` is ONNX's word for what it
    means (`IMAGE`, …), or empty; `axes` are its words for each axis (`DATA_CHANNEL`, …), if any.
    """

    name: str
    shape: tuple[Dimension, ...] | None
    dtype: np.dtype[Any]
    denotation: str = ""
    axes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """One operator at one place: what it reads, what it writes, how it is set.

    An empty string among `inputs` or `outputs` stands for an optional one that is left out.
    `attributes` hold Python numbers, strings, lists, arrays and, for control flow, graphs. What
    such inner graphs read from the graph around them stands at the end of `inputs`, by the names
    in the attribute `captured`; so every name a node reads is among its inputs.
    """

    op: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""
    domain: str = ""

    def __str__(self) -> str:
        label = self.name or (self.outputs[0] if self.outputs else "")
        return f"{self.op[:LONGEST]} (node {label[:LONGEST]!r})"

    def inner_graphs(self) -> Iterator[Graph]:
        """Yield the graphs among the attributes."""
        for value in self.attributes.values():
            for item in value if isinstance(value, list) else [value]:
                if isinstance(item, Graph):
                    yield item


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes in an order in which they can run, and the constants they read.

    `opsets` maps a domain (`""` is ONNX's own) to the version its operators are meant in. An
    inner graph takes what it captures as inputs, after its own.
    """

    nodes: tuple[Node, ...]
    inputs: tuple[Value, ...]
    outputs: tuple[Value, ...]
    constants: Mapping[str, np.ndarray]
    opsets: Mapping[str, int]
    name: str = ""

    def consumers(self) -> dict[str, list[Node]]:
        """Return for each value the nodes that read it, in order."""
        readers: dict[str, list[Node]] = {}
        for node in self.nodes:
            for name in dict.fromkeys(node.inputs):
                if name:
                    readers.setdefault(name, []).append(node)
        return readers

    def with_nodes(
        self, nodes: tuple[Node, ...], constants: Mapping[str, np.ndarray] | None = None
    ) -> Graph:
        """Return this graph with other nodes and, where given, other constants."""
        return replace(
            self, nodes=nodes, constants=self.constants if constants is None else constants
        )
