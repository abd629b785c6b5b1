"""ONNX files node by node, for networks whose weights do not matter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper


class Builder:
    """A network under construction; every method adds a node and returns its output's name."""

    INPUT = "input"
    OUTPUT = "output"

    def __init__(self, input_shape: Sequence[int]) -> None:
        self._random = np.random.default_rng(0)
        self._shapes = {self.INPUT: tuple(input_shape)}
        self._nodes: list[onnx.NodeProto] = []
        self._weights: list[onnx.TensorProto] = []

    def channels(self, value: str) -> int:
        """Return how many channels a value has."""
        return self._shapes[value][1]

    def constant(self, array: np.ndarray) -> str:
        """Return the name of a new constant."""
        name = f"w{len(self._weights)}"
        self._weights.append(numpy_helper.from_array(array, name))
        return name

    def node(
        self, op: str, *inputs: str, shape: Sequence[int] | None = None, **attributes: Any
    ) -> str:
        """Add any node; its result has the shape of its first input where none is given."""
        name = f"{op.lower()}{len(self._nodes)}"
        self._nodes.append(helper.make_node(op, list(inputs), [name], name, **attributes))
        self._shapes[name] = tuple(shape or self._shapes[inputs[0]])
        return name

    def conv(
        self,
        x: str,
        out: int,
        kernel: int,
        stride: int = 1,
        pad: int = 0,
        *,
        groups: int = 1,
        end: str = "",
    ) -> str:
        """Add a convolution with bias, and Relu or Clip between 0 and 6 after it."""
        n, c, h, w = self._shapes[x]
        fan_in = c // groups * kernel**2
        weights = self._random.normal(size=(out, c // groups, kernel, kernel))
        bias = self._random.normal(size=out) * 0.1
        sizes = [(size + 2 * pad - kernel) // stride + 1 for size in (h, w)]
        x = self.node(
            "Conv",
            x,
            self.constant((weights * (2 / fan_in) ** 0.5).astype(np.float32)),
            self.constant(bias.astype(np.float32)),
            shape=(n, out, *sizes),
            kernel_shape=[kernel] * 2,
            strides=[stride] * 2,
            pads=[pad] * 4,
            group=groups,
        )
        return self._ended(x, end)

    def dense(self, x: str, out: int, end: str = "") -> str:
        """Add a dense layer, and Relu after it."""
        n, size = self._shapes[x]
        weights = self._random.normal(size=(out, size)) * (2 / size) ** 0.5
        bias = self._random.normal(size=out) * 0.1
        names = [self.constant(array.astype(np.float32)) for array in (weights, bias)]
        return self._ended(self.node("Gemm", x, *names, shape=(n, out), transB=1), end)

    def _ended(self, x: str, end: str) -> str:
        if end == "Clip":
            bounds = [self.constant(np.array(bound, np.float32)) for bound in (0, 6)]
            return self.node("Clip", x, *bounds)
        return self.node(end, x) if end else x

    def max_pool(
        self, x: str, kernel: int, stride: int = 0, pad: int = 0, *, ceil: bool = False
    ) -> str:
        """Add max-pooling; without a stride its windows do not overlap."""
        return self._pool("MaxPool", x, kernel, stride or kernel, pad, ceil)

    def mean_pool(self, x: str, kernel: int) -> str:
        """Add pooling by the mean of windows that do not overlap."""
        return self._pool("AveragePool", x, kernel, kernel, 0, False)

    def _pool(self, op: str, x: str, kernel: int, stride: int, pad: int, ceil: bool) -> str:
        n, c, h, w = self._shapes[x]
        more = stride - 1 if ceil else 0
        sizes = [(size + 2 * pad - kernel + more) // stride + 1 for size in (h, w)]
        return self.node(
            op,
            x,
            shape=(n, c, *sizes),
            kernel_shape=[kernel] * 2,
            strides=[stride] * 2,
            pads=[pad] * 4,
            ceil_mode=int(ceil),
        )

    def global_mean(self, x: str) -> str:
        """Add the mean of each feature map."""
        return self.node("GlobalAveragePool", x, shape=(*self._shapes[x][:2], 1, 1))

    def flatten(self, x: str) -> str:
        """Add a Flatten to (N, values)."""
        n, *rest = self._shapes[x]
        return self.node("Flatten", x, shape=(n, int(np.prod(rest))))

    def batch_norm(self, x: str) -> str:
        """Add a batch normalization with random numbers."""
        c = self.channels(x)
        scale, variance = self._random.uniform(0.5, 1.5, size=(2, c))
        shift, mean = self._random.normal(size=(2, c)) * 0.1
        numbers = [
            self.constant(array.astype(np.float32)) for array in (scale, shift, mean, variance)
        ]
        return self.node("BatchNormalization", x, *numbers)

    def concat(self, *values: str) -> str:
        """Add a Concat of channels."""
        n, _, h, w = self._shapes[values[0]]
        total = sum(self.channels(value) for value in values)
        return self.node("Concat", *values, shape=(n, total, h, w), axis=1)

    def halves(self, x: str) -> tuple[str, str]:
        """Add a Split of the channels in two."""
        n, c, h, w = self._shapes[x]
        names = (f"split{len(self._nodes)}a", f"split{len(self._nodes)}b")
        sizes = self.constant(np.array([c // 2, c - c // 2]))
        self._nodes.append(helper.make_node("Split", [x, sizes], list(names), axis=1))
        for name in names:
            self._shapes[name] = (n, c // 2, h, w)
        return names

    def shuffle(self, x: str, groups: int) -> str:
        """Add the nodes that interleave the channels of groups."""
        n, c, h, w = shape = self._shapes[x]
        parts = self.constant(np.array([n, groups, c // groups, h, w]))
        y = self.node("Reshape", x, parts, shape=(n, groups, c // groups, h, w))
        y = self.node("Transpose", y, perm=[0, 2, 1, 3, 4], shape=(n, c // groups, groups, h, w))
        return self.node("Reshape", y, self.constant(np.array(shape)), shape=shape)

    def model(self, output: str) -> bytes:
        """Return the file of the network that ends here."""
        self._nodes.append(helper.make_node("Identity", [output], [self.OUTPUT]))
        values = [
            helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape)
            for name, shape in (
                (self.INPUT, self._shapes[self.INPUT]),
                (self.OUTPUT, self._shapes[output]),
            )
        ]
        graph = helper.make_graph(self._nodes, "net", values[:1], values[1:], self._weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
        model.ir_version = 9
        return bytes(model.SerializeToString())
