"""Small sound networks at random: layers, attributes and the patterns that passes look for."""

from __future__ import annotations

import random

import numpy as np
import onnx
from onnx import helper, numpy_helper

Shape = tuple[int, ...]


class Grower:
    """A network that grows layer by layer; it knows the shape of each of its values."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.numbers = np.random.default_rng(chance.getrandbits(32))
        self.input: Shape = (chance.choice((1, 1, 2)), chance.choice((1, 2, 3, 4, 8)),
                             chance.randint(5, 17), chance.randint(5, 17))  # fmt: skip
        self.shapes: dict[str, Shape] = {"x": self.input}
        self.nodes: list[onnx.NodeProto] = []
        self.weights: dict[str, np.ndarray] = {}
        self.value = "x"

    def model(self) -> onnx.ModelProto:
        """Return the network after some layers; its last value is the output."""
        for _ in range(self.chance.randint(2, 9)):
            self.chance.choice(LAYERS)(self)
        if not self.nodes:
            self.node("Relu", self.shapes["x"])
        graph = helper.make_graph(
            self.nodes,
            "random",
            [helper.make_tensor_value_info("x", 1, self.input)],
            [helper.make_tensor_value_info(self.value, 1, None)],
            [numpy_helper.from_array(array, name) for name, array in self.weights.items()],
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)])
        model.ir_version = 9
        return model

    @property
    def shape(self) -> Shape:
        """The shape of the newest value."""
        return self.shapes[self.value]

    def weight(self, *shape: int, low: float = -1.0) -> str:
        """Return the name of new constants."""
        name = f"w{len(self.weights)}"
        self.weights[name] = self.numbers.uniform(low, 1, shape).astype(np.float32)
        return name

    def constant(self, array: np.ndarray) -> str:
        name = f"w{len(self.weights)}"
        self.weights[name] = array
        return name

    def node(self, op: str, shape: Shape, *others: str, **attributes: object) -> None:
        """Add a node behind the newest value."""
        name = f"v{len(self.nodes)}"
        inputs = [self.value, *others]
        self.nodes.append(helper.make_node(op, inputs, [name], f"{op}_{name}", **attributes))
        self.value, self.shapes[name] = name, shape


def conv(g: Grower) -> None:
    n, c, *sizes = g.shape
    kernel = [g.chance.choice((1, 1, 2, 3, 3, 3, 5)) for _ in sizes]
    strides = [g.chance.choice((1, 1, 1, 2, 3)) for _ in sizes]
    dilations = [g.chance.choice((1, 1, 1, 2)) for _ in sizes]
    pads = [g.chance.choice((0, 1, 1, 2)) for _ in range(4)]
    group = g.chance.choice([1, 1, c, *(d for d in (2, 4) if c % d == 0)])
    out_c = group * g.chance.choice((1, 1, 2, 4))
    out = [
        (size + pads[i] + pads[i + 2] - (kernel[i] - 1) * dilations[i] - 1) // strides[i] + 1
        for i, size in enumerate(sizes)
    ]
    if min(out) < 1:
        return
    extra = [g.weight(out_c)] if g.chance.random() < 0.6 else []
    g.node(
        "Conv", (n, out_c, *out), g.weight(out_c, c // group, *kernel), *extra,
        pads=pads, strides=strides, dilations=dilations, group=group,
    )  # fmt: skip


def conv_transpose(g: Grower) -> None:
    n, c, *sizes = g.shape
    kernel = [g.chance.choice((1, 2, 3, 4)) for _ in sizes]
    strides = [g.chance.choice((1, 2, 2, 3)) for _ in sizes]
    pads = [g.chance.choice((0, 0, 1)) for _ in range(4)]
    out = [
        (size - 1) * strides[i] + kernel[i] - pads[i] - pads[i + 2] for i, size in enumerate(sizes)
    ]
    if min(out) < 1 or max(out) > 40:
        return
    out_c = g.chance.choice((1, 2, 5))
    weights = g.weight(c, out_c, *kernel)
    g.node("ConvTranspose", (n, out_c, *out), weights, pads=pads, strides=strides)


def pool(g: Grower) -> None:
    n, c, *sizes = g.shape
    kernel = [g.chance.choice((1, 2, 2, 3, 3, 5)) for _ in sizes]
    strides = [g.chance.choice((1, 2, 2, 3)) for _ in sizes]
    pads = [g.chance.choice((0, 0, k // 2)) for k in kernel] * 2
    out = [(size + 2 * pads[i] - kernel[i]) // strides[i] + 1 for i, size in enumerate(sizes)]
    if min(out) < 1:
        return
    op = g.chance.choice(("MaxPool", "AveragePool"))
    more = {"count_include_pad": g.chance.randrange(2)} if op == "AveragePool" else {}
    g.node(op, (n, c, *out), kernel_shape=kernel, strides=strides, pads=pads, **more)


def activation(g: Grower) -> None:
    op = g.chance.choice(
        ("Relu", "Relu", "Sigmoid", "Tanh", "LeakyRelu", "HardSigmoid", "HardSwish", "Elu", "Selu",
         "Softplus", "Softsign", "Exp", "Abs", "Neg", "Erf", "Identity", "Clip", "PRelu", 
         "Celu")
    )  # fmt: skip
    if op == "Clip":
        low, high = g.constant(np.float32(-0.5)), g.constant(np.float32(0.75))
        g.node(op, g.shape, *g.chance.choice([(low, high), (low,), ("", high)]))
    elif op == "PRelu":
        g.node(op, g.shape, g.weight(g.shape[1], 1, 1))
    elif op == "Exp":
        g.node("Sigmoid", g.shape)  # bounded, so that nothing grows without end
        g.node(op, g.shape)
    else:
        g.node(op, g.shape, **({"alpha": 0.3} if op in ("LeakyRelu", "Elu") else {}))


def normalization(g: Grower) -> None:
    c = g.shape[1]
    scale, bias = g.weight(c), g.weight(c)
    match g.chance.randrange(3):
        case 0:
            parts = (scale, bias, g.weight(c), g.weight(c, low=0.1))
            g.node("BatchNormalization", g.shape, *parts)
        case 1:
            g.node("InstanceNormalization", g.shape, scale, bias)
        case 2:
            g.node("LRN", g.shape, size=g.chance.choice((1, 3, 5)))


def merge(g: Grower) -> None:
    same = [name for name, shape in g.shapes.items() if shape == g.shape]
    other = g.chance.choice(same)
    match g.chance.randrange(5):
        case 0:
            g.node("Concat", (g.shape[0], 2 * g.shape[1], *g.shape[2:]), other, axis=1)
        case 1:
            g.node("Mul", g.shape, g.weight(1, g.shape[1], 1, 1))
        case 2:
            g.node("Sub", g.shape, g.weight(g.shape[3]))
        case _:
            g.node("Add", g.shape, other)


def larger(g: Grower) -> None:
    n, c, h, w = g.shape
    if g.chance.random() < 0.5 and min(h, w) > 3:
        pads = np.array([0, 0, 1, 2, 0, 0, 0, 1], np.int64)
        mode = g.chance.choice(("constant", "reflect", "edge"))
        g.node("Pad", (n, c, h + 1, w + 3), g.constant(pads), mode=mode)
    elif max(h, w) < 20:
        scales = g.constant(np.array([1, 1, 2, 2], np.float32))
        mode = g.chance.choice(("nearest", "linear", "cubic"))
        g.node("Resize", (n, c, 2 * h, 2 * w), "", scales, mode=mode)


def smaller(g: Grower) -> None:
    n, c, h, w = g.shape
    if g.chance.random() < 0.5 and h > 2:
        parts = (g.constant(np.array([number], np.int64)) for number in (1, h - 1, 2))
        g.node("Slice", (n, c, h - 2, w), *parts)
    else:
        op = g.chance.choice(("ReduceMean", "ReduceMax", "ReduceSum", "ReduceL2"))
        g.node(op, (n, c, 1, w), g.constant(np.array([2], np.int64)), keepdims=1)


def other_order(g: Grower) -> None:
    n, c, h, w = g.shape
    match g.chance.randrange(3):
        case 0:
            g.node("Transpose", (n, c, w, h), perm=[0, 1, 3, 2])
        case 1:
            g.node("Softmax", g.shape, axis=g.chance.choice((1, 2, -1)))
        case 2 if c % 4 == 0:
            g.node("DepthToSpace", (n, c // 4, 2 * h, 2 * w), blocksize=2)


LAYERS = (
    conv, conv, conv, conv_transpose, pool, activation, activation, normalization, merge, merge,
    larger, smaller, other_order,
)  # fmt: skip
