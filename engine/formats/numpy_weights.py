"""Weights saved by Theano, Lasagne and NumPy users (.npz) to a `Graph`.

The archive holds numbers only. What they mean stands in a description beside it, or is guessed,
and then a warning says what was guessed (see `architecture` and `guess`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from engine.errors import EngineError, FormatError
from engine.formats.architecture import (
    Architecture,
    BatchNorm,
    Conv,
    Dense,
    GlobalPool,
    Layer,
    Pool,
    read_architecture,
)
from engine.formats.array_order import in_order
from engine.formats.guess import guess_architecture
from engine.formats.model_file import ModelFile
from engine.formats.npz import read_npz
from engine.formats.sliding import layer_size, padding
from engine.graph import Dimension, Graph, Node, Value

OPSET = 17


def read_numpy_weights(
    source: Path | bytes, name: str = "", architecture: Architecture | Path | None = None
) -> ModelFile:
    """Return the network whose weights lie in a NumPy archive.

    Parameters
    ----------
    source : the archive, or its bytes
    name : what errors call it; by default the file's name
    architecture : how its arrays are used, or a file that says so; by default `NAME.toml` beside
        it, else a guess

    Raises
    ------
    EngineError
        If archive or description cannot be read or trusted, or do not fit each other.
    """
    name = name or (source.name if isinstance(source, Path) else "weights.npz")
    try:
        arrays = in_order(read_npz(source, name))
        used = _architecture(source, arrays, name, architecture)
        graph = _Builder(used, arrays).graph(name.removesuffix(".npz"))
    except EngineError as error:
        error.file = error.file or name
        raise
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    warnings = (_what_was_guessed(used, name),) if used.guessed else ()
    return ModelFile(graph, {}, "NumPy", size, warnings, used)


def _architecture(
    source: Path | bytes,
    arrays: Mapping[str, np.ndarray],
    name: str,
    given: Architecture | Path | None,
) -> Architecture:
    if isinstance(given, Architecture):
        return given
    if given is not None:
        return read_architecture(given)
    beside = source.with_suffix(".toml") if isinstance(source, Path) else None
    if beside is not None and beside.is_file():
        return read_architecture(beside)
    return guess_architecture(arrays, name)


def _what_was_guessed(used: Architecture, name: str) -> str:
    size = " × ".join("any" if side is None else str(side) for side in used.input)
    layers = ", ".join(_said(layer) for layer in used.layers)
    return (
        f"{name} holds weights only, so how they are used was guessed: input {size}; {layers}. "
        f"Write {name.removesuffix('.npz')}.toml beside it to say so yourself."
    )


def _said(layer: Layer) -> str:
    words = [layer.type.replace("_", " ")]
    if isinstance(layer, Conv):
        words += [str(layer.border_mode), "kernels flipped" if layer.flip else "not flipped"]
    if isinstance(layer, Pool):
        words += ["×".join(map(str, layer.size)), layer.mode]
    nonlinearity = getattr(layer, "nonlinearity", "linear")
    if nonlinearity != "linear":
        words.append(nonlinearity)
    return " ".join(words)


class _Builder:
    """Puts the nodes of a network together, layer by layer, while it follows the size of maps."""

    def __init__(self, architecture: Architecture, arrays: Mapping[str, np.ndarray]) -> None:
        self.layers = architecture.layers
        self.input = architecture.input
        self.arrays = arrays
        named = {
            value
            for layer in self.layers
            for key, value in vars(layer).items()
            if key in ("weights", "bias", "beta", "gamma", "mean", "inv_std") and value
        }
        self.next: Iterator[str] = (name for name in arrays if name not in named)
        self.used: set[str] = set()
        self.nodes: list[Node] = []
        self.constants: dict[str, np.ndarray] = {}
        self.value = "input"
        self.shape: tuple[int | None, ...] = self.input

    def graph(self, name: str) -> Graph:
        for index, layer in enumerate(self.layers, 1):
            where = f"{layer.type}{index}"
            try:
                self.add(layer, where)
            except EngineError as error:
                error.node = error.node or where
                raise
        left = [array for array in self.arrays if array not in self.used]
        if left:
            raise FormatError(
                f"{len(left)} arrays are used by no layer: {', '.join(left[:8])}.",
                remedy="Describe all layers, or leave these arrays out.",
            )
        channels, height, width = self.input
        shape: tuple[Dimension, ...] = ("N", channels, height or "H", width or "W")
        float32 = np.dtype(np.float32)
        sizes: tuple[Dimension, ...] = ("N", *self.shape)
        return Graph(
            nodes=tuple(self.nodes),
            inputs=(Value("input", shape, float32),),
            outputs=(Value(self.value, sizes, float32),),
            constants=self.constants,
            opsets={"": OPSET},
            name=name,
        )

    def add(self, layer: Layer, where: str) -> None:
        match layer:
            case Conv():
                self.conv(layer, where)
            case Pool():
                self.pool(layer, where)
            case Dense():
                self.dense(layer, where)
            case BatchNorm():
                self.batch_norm(layer, where)
            case GlobalPool():
                self.node("GlobalAveragePool", where, [])
                self.shape = (self.shape[0], 1, 1)
        self.nonlinearity(getattr(layer, "nonlinearity", "linear"), where)

    def conv(self, layer: Conv, where: str) -> None:
        weights = self.take(layer.weights, "W (filters, channels, height, width)", 4)
        if len(self.shape) != 3 or weights.shape[1] != self.shape[0]:
            raise FormatError(f"W {weights.shape} does not fit maps of shape {self.shape}.")
        if layer.flip:
            weights = weights[:, :, ::-1, ::-1]
        pads = [padding(layer, weights.shape[2 + axis], axis) for axis in (0, 1)]
        bias = self.take(layer.bias, "b", None)
        tied = bias is None or bias.ndim == 1
        self.node(
            "Conv",
            where,
            [self.constant(where, "W", weights), *self.bias(where, bias if tied else None)],
            kernel_shape=list(weights.shape[2:]),
            pads=pads * 2,
            strides=list(layer.stride),
        )
        self.slide(layer, len(weights), weights.shape[2:])
        allowed = [(len(weights),), self.shape]
        if bias is not None and bias.shape not in allowed:
            raise FormatError(f"b {bias.shape} does not fit {len(weights)} filters.")
        if bias is not None and not tied:
            self.node("Add", f"{where}/b", [self.constant(where, "b", bias)])

    def pool(self, layer: Pool, where: str) -> None:
        if len(self.shape) != 3:
            raise FormatError(f"needs feature maps, got shape {self.shape}.")
        window: dict[str, Any] = {
            "kernel_shape": list(layer.size),
            "strides": list(layer.stride or layer.size),
            "pads": list(layer.pad) * 2,
            "ceil_mode": int(not layer.ignore_border),
        }
        if layer.mode == "max":
            self.node("MaxPool", where, [], **window)
        else:
            counts = int(layer.mode == "average_inc_pad")
            self.node("AveragePool", where, [], count_include_pad=counts, **window)
        self.slide(layer, self.shape[0], (1, 1))

    def dense(self, layer: Dense, where: str) -> None:
        weights = self.take(layer.weights, "W (inputs, units)", 2)
        sizes = [size for size in self.shape if size is not None]
        inputs = int(np.prod(sizes))
        if len(sizes) == len(self.shape) and inputs != len(weights):
            turned = " It seems to be the other way round." if inputs == weights.shape[1] else ""
            raise FormatError(
                f"W {weights.shape} must be (inputs, units), and there are {inputs} inputs.{turned}"
            )
        if len(self.shape) > 1:
            self.node("Flatten", f"{where}/flat", [])
        bias = self.take(layer.bias, "b (units,)", 1)
        if bias is not None and len(bias) != weights.shape[1]:
            raise FormatError(f"b {bias.shape} does not fit {weights.shape[1]} units.")
        self.node("Gemm", where, [self.constant(where, "W", weights), *self.bias(where, bias)])
        self.shape = (weights.shape[1],)

    def batch_norm(self, layer: BatchNorm, where: str) -> None:
        names = ("beta", "gamma", "mean", "inv_std")
        arrays = {name: self.take(getattr(layer, name), name, 1) for name in names}
        count = self.shape[0]
        for name, array in arrays.items():
            if array is None or len(array) != count:
                shape = None if array is None else array.shape
                raise FormatError(f"{name} must hold {count} numbers, got {shape}.")
        beta, gamma, mean, inv_std = (np.asarray(arrays[name], np.float64) for name in names)
        with np.errstate(divide="ignore"):
            variance = 1 / np.square(inv_std)
        parts = {"gamma": gamma, "beta": beta, "mean": mean, "var": variance}
        inputs = [self.constant(where, key, array) for key, array in parts.items()]
        self.node("BatchNormalization", where, inputs, epsilon=0.0)

    def nonlinearity(self, name: str, where: str) -> None:
        simple = {
            "rectify": "Relu",
            "elu": "Elu",
            "selu": "Selu",
            "softplus": "Softplus",
            "tanh": "Tanh",
            "sigmoid": "Sigmoid",
        }
        label = f"{where}/{name}"
        if name in simple:
            self.node(simple[name], label, [])
        elif name == "softmax":
            self.node("Softmax", label, [], axis=1)
        elif name in ("leaky_rectify", "very_leaky_rectify"):
            # Lasagne's: one hundredth, one third.
            self.node("LeakyRelu", label, [], alpha=0.01 if name == "leaky_rectify" else 1 / 3)

    def take(self, name: str | None, what: str, rank: int | None) -> Any:
        """Return the array of that name, or the next in order; None where it is left out."""
        if name is None:
            return None
        name = name or next(self.next, "")
        if name not in self.arrays:
            missing = f"array {name!r}, which is not there" if name else "one more array"
            raise FormatError(f"needs {what}: {missing}.")
        self.used.add(name)
        array = self.arrays[name]
        if rank is not None and array.ndim != rank:
            raise FormatError(f"needs {what}, got {name!r} of shape {array.shape}.")
        return array

    def constant(self, where: str, role: str, array: np.ndarray) -> str:
        name = f"{where}.{role}"
        own = np.ascontiguousarray(array, np.float32)
        own.flags.writeable = False
        self.constants[name] = own
        return name

    def bias(self, where: str, array: np.ndarray | None) -> list[str]:
        return [] if array is None else [self.constant(where, "b", array)]

    def node(self, op: str, name: str, inputs: list[str], **attributes: Any) -> None:
        self.nodes.append(Node(op, (self.value, *inputs), (name,), attributes, name))
        self.value = name

    def slide(self, layer: Conv | Pool, channels: int | None, kernel: tuple[int, ...]) -> None:
        sizes = []
        for axis, size in enumerate(self.shape[1:]):
            after = None if size is None else layer_size(layer, size, kernel[axis], axis)
            if after is not None and after < 1:
                raise FormatError(f"does not fit into maps of shape {self.shape}.")
            sizes.append(after)
        self.shape = (channels, *sizes)
