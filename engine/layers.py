"""Layers: the nodes of a network as a person knows them, with names, sizes and costs."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from engine.graph import Graph, Node, Value
from engine.ops.registry import Spec
from engine.passes.scale_values import SUFFIX
from engine.shown_text import shown_text

_NUMBERED = re.compile(r"^(node_.*|n?\d+(_\d+)?|onnx::.*)$")
_WEIGHT_SUFFIX = re.compile(
    r"[./_](weight|weights|kernel|W|w|conv_weight)(:0|/read)?"
    r"(_quantized|_DequantizeLinear_Output)?$"  # as ONNX Runtime's quantizer calls them
)


@dataclass(frozen=True, slots=True)
class Layer:
    """A node that is left after constant folding, for the input shape in use.

    Attributes
    ----------
    name : its key: the name of its first output, unique
    title : what it is called on the screen; may repeat
    op : the ONNX operator
    detail : the operator with what distinguishes it: `Conv 3×3`, `Conv 3×3 dw`, `MaxPool 2×2`
    shape : of its first output as it is shown, or () where it is known only after a run
    dtype : of its first output
    parameters : how many weights it holds
    multiply_adds : how many multiplications with addition it takes, 0 where it takes none
    inputs : the names of the values it reads that are not constant
    weights : names, shapes and dtypes of the constants it reads
    """

    name: str
    title: str
    op: str
    detail: str
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    parameters: int
    multiply_adds: int
    inputs: tuple[str, ...]
    node: Node
    weights: tuple[Value, ...] = ()


def layers_of(
    graph: Graph, specs: Mapping[str, Spec | None], channels_last: frozenset[str]
) -> tuple[Layer, ...]:
    """Return the layers of a graph whose constants are folded, in running order.

    A layer whose channels were scaled is one, as before: the multiplication does not count.
    """
    titles: dict[str, str] = {}
    unscaled: dict[str, Layer] = {}
    layers = []
    for node in graph.nodes:
        name = next(filter(None, node.outputs))
        spec = specs.get(name)
        computed = unscaled.get(name + SUFFIX)
        if computed is not None:
            titles[name] = computed.title
            layers.append(replace(computed, name=name))
            continue
        title = _title(node, graph.constants, titles)
        titles.update(dict.fromkeys(filter(None, node.outputs), title))
        layer = Layer(
            name=name,
            title=title,
            op=node.op,
            detail=_detail(node, graph.constants),
            shape=shown_shape(spec.shape, name in channels_last) if spec else (),
            dtype=spec.dtype if spec else np.dtype(np.float32),
            parameters=_parameters(node, graph.constants),
            multiply_adds=_multiply_adds(node, graph.constants, specs),
            inputs=tuple(n for n in node.inputs if n and n not in graph.constants),
            node=node,
            weights=tuple(
                Value(n, graph.constants[n].shape, graph.constants[n].dtype)
                for n in dict.fromkeys(node.inputs)
                if n in graph.constants
            ),
        )
        if name.endswith(SUFFIX):
            unscaled[name] = layer
        else:
            layers.append(layer)
    return tuple(layers)


def values_between(graph: Graph, layers: Iterable[Layer]) -> list[str]:
    """Return the names of values that nodes make and read, and that are no layer of their own.

    They are further results of a node, such as the parts of a Split, and layers before a person
    scaled them.
    """
    own = {layer.name for layer in layers}
    made = {name for node in graph.nodes for name in node.outputs if name} - own
    return [
        name for name in dict.fromkeys(i for n in graph.nodes for i in n.inputs) if name in made
    ]


def shown_shape(shape: tuple[int, ...], channels_last: bool) -> tuple[int, ...]:
    """Return a shape in the order in which it is shown: (N, C, H, W)."""
    if channels_last and len(shape) == 4:
        n, h, w, c = shape
        return (n, c, h, w)
    return shape


def _title(node: Node, constants: Mapping[str, np.ndarray], titles: Mapping[str, str]) -> str:
    """Return a name for people: the weights' where there are some, else the node's own.

    Exporters number nodes (`node_conv2d_12`), but keep the names that the author gave weights.
    """
    return shown_text(_own_title(node, constants, titles))


def _own_title(node: Node, constants: Mapping[str, np.ndarray], titles: Mapping[str, str]) -> str:
    for name in node.inputs[1:]:
        if name in constants and _WEIGHT_SUFFIX.search(name):
            return _WEIGHT_SUFFIX.sub("", name)
    own = node.name.rsplit("/", 2)
    label = "/".join(own[-2:]).strip("/") if node.name else ""
    if label and not _NUMBERED.match(label):
        return label
    source = next((titles[name] for name in node.inputs if name in titles), "")
    return source or label or node.outputs[0]


def _detail(node: Node, constants: Mapping[str, np.ndarray]) -> str:
    kernel = list(node.attributes.get("kernel_shape", ()))
    weights = constants.get(_weights_of(node))
    if node.op in ("Conv", "ConvTranspose", "ConvInteger", "QLinearConv") and weights is not None:
        kernel = list(weights.shape[2:])
    words = [node.op]
    if kernel:
        words.append("×".join(map(str, kernel)))
    group = node.attributes.get("group", 1)
    if group > 1 and weights is not None and weights.ndim > 1:
        depthwise = weights.shape[1] == 1 and group == weights.shape[0]
        words.append("dw" if depthwise else f"/{group}")
    return " ".join(words)


def _weights_of(node: Node) -> str:
    """Return the name of what a layer multiplies its first input with; '' where there is none."""
    # Scale and zero point stand behind each array of quantized layers.
    place = 3 if node.op.startswith("QLinear") else 1
    return node.inputs[place] if len(node.inputs) > place else ""


def is_weights(constant: np.ndarray) -> bool:
    """Return whether a constant holds weights: floats, or bytes where they are quantized."""
    quantized = constant.dtype.kind in "iu" and constant.dtype.itemsize == 1
    return constant.size > 1 and (quantized or constant.dtype.kind not in "iub")


def _parameters(node: Node, constants: Mapping[str, np.ndarray]) -> int:
    """Return how many weights a node reads."""
    weights = (constants[name] for name in dict.fromkeys(node.inputs) if name in constants)
    return sum(array.size for array in weights if is_weights(array))


def _multiply_adds(
    node: Node, constants: Mapping[str, np.ndarray], specs: Mapping[str, Spec | None]
) -> int:
    out = specs.get(node.outputs[0])
    x, weights = (
        constants[n].shape if n in constants else (s.shape if (s := specs.get(n)) else None)
        for n in (next(iter(node.inputs), ""), _weights_of(node))
    )
    if out is None or x is None or weights is None:
        return 0
    match node.op:
        case "Conv" | "ConvInteger" | "QLinearConv":
            return math.prod(out.shape) * math.prod(weights[1:])
        case "ConvTranspose":
            return math.prod(x) * math.prod(weights[1:])
        case "Gemm":
            inner = x[0] if node.attributes.get("transA", 0) else x[-1]
            return math.prod(out.shape) * inner
        case "MatMul" | "MatMulInteger" | "QLinearMatMul":
            return math.prod(out.shape) * x[-1]
    return 0
