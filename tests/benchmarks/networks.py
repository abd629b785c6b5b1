"""The networks that are measured: well-known shapes, random weights, built by code.

Random weights cost as much time as trained ones, and nothing has to be downloaded. Batch
normalization is folded into the convolution before it, as exporters do; DenseNet, where it stands
before the convolution, keeps it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import onnx

import resources
from tests.benchmarks.builder import Builder


@dataclass(frozen=True)
class Network:
    """A network to measure; `build(batch, side)` returns its file, `side` None its usual one."""

    name: str
    channels: int
    side: int
    build: Callable[[int, int], bytes]
    any_side: bool = True

    def picture(self, batch: int, side: int) -> np.ndarray:
        """Return a random input (N, C, H, W)."""
        shape = (batch, self.channels, side, side)
        return np.random.default_rng(1).normal(size=shape).astype(np.float32)


def _lenet_5(b: Builder, x: str) -> str:
    x = b.max_pool(b.conv(x, 6, 5, end="Relu"), 2)
    x = b.max_pool(b.conv(x, 16, 5, end="Relu"), 2)
    x = b.flatten(x)
    for size in (120, 84):
        x = b.dense(x, size, end="Relu")
    return b.dense(x, 10)


def _lenet_28(b: Builder, x: str) -> str:
    x = b.max_pool(b.conv(x, 32, 3, pad=1, end="Relu"), 2)
    x = b.max_pool(b.conv(x, 64, 3, pad=1, end="Relu"), 2)
    return b.dense(b.dense(b.flatten(x), 128, end="Relu"), 10)


def _squeezenet(b: Builder, x: str) -> str:
    x = b.max_pool(b.conv(x, 96, 7, 2, end="Relu"), 3, 2, ceil=True)
    for position, (squeeze, expand) in enumerate(
        [(16, 64), (16, 64), (32, 128), (32, 128), (48, 192), (48, 192), (64, 256), (64, 256)]
    ):
        if position in (3, 7):
            x = b.max_pool(x, 3, 2, ceil=True)
        x = b.conv(x, squeeze, 1, end="Relu")
        wide = [b.conv(x, expand, 1, end="Relu"), b.conv(x, expand, 3, pad=1, end="Relu")]
        x = b.concat(*wide)
    return b.flatten(b.global_mean(b.conv(x, 1000, 1, end="Relu")))


def _resnet(b: Builder, x: str, blocks: tuple[int, ...], *, bottleneck: bool) -> str:
    x = b.max_pool(b.conv(x, 64, 7, 2, 3, end="Relu"), 3, 2, 1)
    for stage, count in enumerate(blocks):
        width = 64 << stage
        for block in range(count):
            stride = 2 if stage and not block else 1
            out = 4 * width if bottleneck else width
            skip = x
            if stride > 1 or b.channels(x) != out:
                skip = b.conv(x, out, 1, stride)
            if bottleneck:
                y = b.conv(x, width, 1, end="Relu")
                y = b.conv(y, width, 3, stride, 1, end="Relu")
                y = b.conv(y, out, 1)
            else:
                y = b.conv(b.conv(x, width, 3, stride, 1, end="Relu"), width, 3, 1, 1)
            x = b.node("Relu", b.node("Add", y, skip))
    return b.dense(b.flatten(b.global_mean(x)), 1000)


def _vgg_16(b: Builder, x: str) -> str:
    for count, width in ((2, 64), (2, 128), (3, 256), (3, 512), (3, 512)):
        for _ in range(count):
            x = b.conv(x, width, 3, pad=1, end="Relu")
        x = b.max_pool(x, 2)
    x = b.flatten(x)
    for size in (4096, 4096):
        x = b.dense(x, size, end="Relu")
    return b.dense(x, 1000)


def _mobilenet_v2(b: Builder, x: str) -> str:
    x = b.conv(x, 32, 3, 2, 1, end="Clip")
    for factor, out, count, first_stride in (
        (1, 16, 1, 1),
        (6, 24, 2, 2),
        (6, 32, 3, 2),
        (6, 64, 4, 2),
        (6, 96, 3, 1),
        (6, 160, 3, 2),
        (6, 320, 1, 1),
    ):
        for block in range(count):
            stride = first_stride if not block else 1
            hidden = b.channels(x) * factor
            y = b.conv(x, hidden, 1, end="Clip") if factor > 1 else x
            y = b.conv(y, hidden, 3, stride, 1, groups=hidden, end="Clip")
            y = b.conv(y, out, 1)
            x = b.node("Add", x, y) if stride == 1 and b.channels(x) == out else y
    x = b.global_mean(b.conv(x, 1280, 1, end="Clip"))
    return b.dense(b.flatten(x), 1000)


def _densenet_121(b: Builder, x: str) -> str:
    def norm_relu(value: str) -> str:
        return b.node("Relu", b.batch_norm(value))

    x = b.max_pool(b.conv(x, 64, 7, 2, 3, end="Relu"), 3, 2, 1)
    for stage, count in enumerate((6, 12, 24, 16)):
        for _ in range(count):
            y = b.conv(norm_relu(x), 128, 1, end="Relu")
            x = b.concat(x, b.conv(y, 32, 3, pad=1))
        if stage < 3:
            x = b.mean_pool(b.conv(norm_relu(x), b.channels(x) // 2, 1), 2)
    return b.dense(b.flatten(b.global_mean(norm_relu(x))), 1000)


def _shufflenet_v2(b: Builder, x: str) -> str:
    x = b.max_pool(b.conv(x, 24, 3, 2, 1, end="Relu"), 3, 2, 1)
    for out, count in ((116, 4), (232, 8), (464, 4)):
        half = out // 2
        for block in range(count):
            stride = 2 if not block else 1
            if stride > 1:
                left = b.conv(x, b.channels(x), 3, 2, 1, groups=b.channels(x))
                left, right = b.conv(left, half, 1, end="Relu"), x
            else:
                left, right = b.halves(x)
            right = b.conv(right, half, 1, end="Relu")
            right = b.conv(right, half, 3, stride, 1, groups=half)
            x = b.shuffle(b.concat(left, b.conv(right, half, 1, end="Relu")), 2)
    return b.dense(b.flatten(b.global_mean(b.conv(x, 1024, 1, end="Relu"))), 1000)


def _built(body: Callable[[Builder, str], str], channels: int) -> Callable[[int, int], bytes]:
    def build(batch: int, side: int) -> bytes:
        builder = Builder((batch, channels, side, side))
        return builder.model(body(builder, builder.INPUT))

    return build


def _photos(batch: int, side: int) -> bytes:
    """Return the bundled model of photos, EfficientNet-Lite0 with weights in float16."""
    model = onnx.load(resources.model_path("photos"))
    shape = model.graph.input[0].type.tensor_type.shape
    for axis, size in enumerate((batch, 3, side, side)):
        shape.dim[axis].dim_value = size
    del model.graph.value_info[:]
    for value in model.graph.output:
        value.type.tensor_type.shape.dim[0].dim_value = batch
    return model.SerializeToString()


NETWORKS = (
    Network("LeNet-5", 1, 32, _built(_lenet_5, 1)),
    Network("LeNet-28", 1, 28, _built(_lenet_28, 1)),
    Network("SqueezeNet 1.0", 3, 224, _built(_squeezenet, 3)),
    Network(
        "ResNet-18",
        3,
        224,
        _built(functools.partial(_resnet, blocks=(2, 2, 2, 2), bottleneck=False), 3),
    ),
    Network(
        "ResNet-50",
        3,
        224,
        _built(functools.partial(_resnet, blocks=(3, 4, 6, 3), bottleneck=True), 3),
    ),
    Network("VGG-16", 3, 224, _built(_vgg_16, 3)),
    Network("MobileNetV2", 3, 224, _built(_mobilenet_v2, 3)),
    Network("EfficientNet-Lite0", 3, 224, _photos, any_side=False),
    Network("DenseNet-121", 3, 224, _built(_densenet_121, 3)),
    Network("ShuffleNetV2", 3, 224, _built(_shufflenet_v2, 3)),
)
"""In the order of the table; the first nine numbers of the goal count the seed's layer too."""
