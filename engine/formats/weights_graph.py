"""Described layers and the arrays they use, put together as a `Graph`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
)
from engine.formats.sliding import layer_size, padding
from engine.graph import Dimension, Graph, Node, Value

OPSET = 17


def weights_graph(architecture: Architecture, arrays: Mapping[str, np.ndarray], name: str) -> Graph:
    """Return the network of described layers.

    Parameters
    ----------
    arrays : in the order of the layers that use them

    Raises
    ------
    FormatError
        If the description does not fit the arrays.
    """
    return _Builder(architecture, arrays).graph(name)


def goes_through(architecture: Architecture, arrays: Mapping[str, np.ndarray]) -> bool:
    """Return whether layers, arrays and the size of pictures fit each other."""
    try:
        _SizesOnly(architecture, arrays).graph("")
    except FormatError:
        return False
    return True


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


class _SizesOnly(_Builder):
    """Follows the sizes of maps, and copies no weights."""

    def constant(self, where: str, role: str, array: np.ndarray) -> str:
        return f"{where}.{role}"
