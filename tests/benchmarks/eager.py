"""An ONNX file as torch would run it eagerly, for the operators of the measured networks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import onnx
import torch
import torch.nn.functional as F  # noqa: N812 - everybody calls it so
from onnx import helper, numpy_helper

Values = dict[str, Any]


def network_of(file: bytes) -> Callable[[torch.Tensor], torch.Tensor]:
    """Return a function that runs the file's network, one torch call for each node."""
    model = onnx.load_from_string(file)
    weights: Values = {
        tensor.name: torch.from_numpy(numpy_helper.to_array(tensor).copy())
        for tensor in model.graph.initializer
    }
    steps = []
    for node in model.graph.node:
        attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        inputs = list(node.input)
        if all(name in weights for name in inputs):
            weights[node.output[0]] = _CALLS[node.op_type](
                attributes, *(weights[n] for n in inputs)
            )
        else:
            steps.append((_CALLS[node.op_type], attributes, inputs, list(node.output)))
    first, last = model.graph.input[0].name, model.graph.output[0].name

    def run(x: torch.Tensor) -> torch.Tensor:
        values = {**weights, first: x}
        for call, attributes, inputs, outputs in steps:
            result = call(attributes, *(values[name] for name in inputs))
            results = result if isinstance(result, (tuple, list)) else (result,)
            values.update(zip(outputs, results, strict=True))
        return values[last]

    return run


def _padded(x: torch.Tensor, pads: list[int], value: float = 0) -> tuple[torch.Tensor, Any]:
    """Return the input and the padding that torch takes, which is the same on both sides."""
    top, left, bottom, right = pads
    if (top, left) == (bottom, right):
        return x, (top, left)
    return F.pad(x, (left, right, top, bottom), value=value), 0


def _conv(a: Values, x: torch.Tensor, w: torch.Tensor, b: torch.Tensor | None = None) -> Any:
    x, padding = _padded(x, a.get("pads", [0] * 4))
    return F.conv2d(x, w, b, a.get("strides", 1), padding, a.get("dilations", 1), a.get("group", 1))


def _max_pool(a: Values, x: torch.Tensor) -> torch.Tensor:
    x, padding = _padded(x, a.get("pads", [0] * 4), -torch.inf)
    ceil = bool(a.get("ceil_mode", 0))
    return F.max_pool2d(x, a["kernel_shape"], a.get("strides", 1), padding, ceil_mode=ceil)


def _clip(_: Values, x: torch.Tensor, low: torch.Tensor, high: torch.Tensor) -> torch.Tensor:
    return torch.clamp(x, low.item(), high.item())


def _gemm(a: Values, x: torch.Tensor, w: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return F.linear(x, w if a.get("transB") else w.T, b)


def _batch_norm(a: Values, x: torch.Tensor, *numbers: torch.Tensor) -> torch.Tensor:
    scale, shift, mean, variance = numbers
    return F.batch_norm(x, mean, variance, scale, shift, eps=a.get("epsilon", 1e-5))


def _reduce_mean(a: Values, x: torch.Tensor, axes: torch.Tensor | None = None) -> torch.Tensor:
    chosen = a["axes"] if axes is None else axes.tolist()
    return x.mean(dim=chosen, keepdim=bool(a.get("keepdims", 1)))


_CALLS: dict[str, Callable[..., Any]] = {
    "Add": lambda _, x, y: x + y,
    "AveragePool": lambda a, x: F.avg_pool2d(x, a["kernel_shape"], a["strides"]),
    "BatchNormalization": _batch_norm,
    "Cast": lambda _, x: x.float(),
    "Clip": _clip,
    "Concat": lambda a, *x: torch.cat(x, a["axis"]),
    "Conv": _conv,
    "Flatten": lambda _, x: x.flatten(1),
    "Gemm": _gemm,
    "GlobalAveragePool": lambda _, x: x.mean(dim=(2, 3), keepdim=True),
    "Identity": lambda _, x: x,
    "MaxPool": _max_pool,
    "ReduceMean": _reduce_mean,
    "Relu": lambda _, x: torch.relu(x),
    "Reshape": lambda _, x, shape: x.reshape(shape.tolist()),
    "Softmax": lambda a, x: x.softmax(a.get("axis", -1)),
    "Split": lambda a, x, sizes: torch.split(x, sizes.tolist(), a["axis"]),
    "Transpose": lambda a, x: x.permute(a["perm"]),
}
