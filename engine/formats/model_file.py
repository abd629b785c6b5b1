"""What a file of any format holds: a network, and what is said about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.graph import Graph

if TYPE_CHECKING:
    from engine.formats.architecture import Architecture


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A network as it was read.

    Attributes
    ----------
    metadata : the `metadata_props` of an ONNX file
    producer : the program that wrote the file
    size_bytes : of the file itself
    warnings : what people should know about the way it was read
    architecture : how the weights of a NumPy archive are used; None for other formats
    """

    graph: Graph
    metadata: Mapping[str, str]
    producer: str
    size_bytes: int
    warnings: tuple[str, ...] = ()
    architecture: Architecture | None = None
