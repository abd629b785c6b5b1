"""What ONNX Runtime's own operators mean, as nodes of ONNX.

Its quantizer and its optimizer write operators of the domain `com.microsoft` into files. Each of
them stands for a few of ONNX's own, so it is read as a function whose body these are: between
bytes, what is done in floats; a fused layer, its parts. So the parts are layers to look at, and
are fused again as our plans do it.

The operators are those of
https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from onnx import AttributeProto, FunctionProto, NodeProto, TensorProto, helper

from engine.errors import UnsupportedError
from engine.formats.onnx_values import text

DOMAIN = "com.microsoft"
_WINDOW = ("auto_pad", "ceil_mode", "count_include_pad", "kernel_shape", "pads", "strides")
_CONV = ("auto_pad", "dilations", "group", "kernel_shape", "pads", "strides")
_PARAMETERS = {
    "Relu": (),
    "Sigmoid": (),
    "Tanh": (),
    "LeakyRelu": ("alpha",),
    "HardSigmoid": ("alpha", "beta"),
    "Clip": ("min", "max"),
}
"""The activations that it fuses, and what their numbers are called."""


class _Body:
    """The body of a function, while it is written for the node that calls it.

    Its inputs are called `0`, `1`, …; `at` gives their names, and '' for one that is left out.
    """

    def __init__(self, call: NodeProto, opset: int) -> None:
        self.call = call
        self.opset = opset
        self.given = {text(one.name): helper.get_attribute_value(one) for one in call.attribute}
        self.nodes: list[NodeProto] = []

    def at(self, place: int) -> str:
        there = place < len(self.call.input) and self.call.input[place]
        return str(place) if there else ""

    def add(
        self, op: str, *inputs: str, to: str = "", keep: Iterable[str] = (), **attributes: Any
    ) -> str:
        """Add a node and return its output; it takes on the attributes `keep` of the call."""
        while inputs and not inputs[-1]:
            inputs = inputs[:-1]
        output = to or f"{op}{len(self.nodes)}"
        node = helper.make_node(op, list(inputs), [output], **attributes)
        node.attribute.extend(
            AttributeProto(name=name, ref_attr_name=name) for name in keep if name in self.given
        )
        self.nodes.append(node)
        return output

    def number(self, value: float) -> str:
        return self.add("Constant", value=helper.make_tensor("", TensorProto.FLOAT, [], [value]))

    def floats(self, place: int, **attributes: Any) -> str:
        """Return what bytes mean whose scale and zero point are the next two inputs."""
        named = self.at(place), self.at(place + 1), self.at(place + 2)
        return self.add("DequantizeLinear", *named, **attributes)

    def bytes(self, value: str, scale: int) -> None:
        """End with bytes, in the scale and zero point that are these inputs."""
        self.add("QuantizeLinear", value, self.at(scale), self.at(scale + 1), to="out")

    def end(self) -> None:
        """End with what was added last."""
        self.nodes[-1].output[0] = "out"

    def activate(self, value: str, name: str, numbers: list[float]) -> None:
        """End with one of the activations that are fused into layers."""
        if not name:
            self.end()
            return
        if name not in _PARAMETERS:
            raise _unsupported(self.call, f"activation {name!r} is not known")
        settings: dict[str, Any] = dict(zip(_PARAMETERS[name], numbers, strict=False))
        if name == "Clip" and self.opset >= 11:
            bounds = [
                self.number(settings[key]) if key in settings else "" for key in ("min", "max")
            ]
            self.add("Clip", value, *bounds, to="out")
        else:
            self.add(name, value, to="out", **settings)


def _unsupported(call: NodeProto, words: str) -> UnsupportedError:
    label = text(call.name or call.output[0])
    return UnsupportedError(f"{words}.", node=f"{text(call.op_type)} (node {label!r})")


def _between_bytes(op: str, body: _Body, keep: tuple[str, ...] = ()) -> None:
    """Write an operator of one array: bytes, scale, zero point, then those of the result."""
    body.bytes(body.add(op, body.floats(0), keep=keep), 3)


def _of_two(op: str, body: _Body) -> None:
    body.bytes(body.add(op, body.floats(0), body.floats(3)), 6)


def _concat(body: _Body) -> None:
    parts = [body.floats(place) for place in range(2, len(body.call.input), 3)]
    body.bytes(body.add("Concat", *parts, keep=("axis",)), 0)


def _where(body: _Body) -> None:
    body.bytes(body.add("Where", body.at(0), body.floats(1), body.floats(4)), 7)


def _gemm(body: _Body) -> None:
    """Write alpha · (A · B + C): C is int32, in steps of the scales of A and B together."""
    column = 0 if body.given.get("transB") else 1
    inputs = [body.floats(0), body.floats(3, axis=column)]
    alpha = body.given.get("alpha", 1.0)
    if body.at(6):
        step = body.add("Mul", body.at(1), body.at(4))
        inputs.append(body.add("DequantizeLinear", body.at(6), step, axis=0))
    settings = {"alpha": alpha, "beta": alpha}
    to = "" if body.at(7) else "out"
    result = body.add("Gemm", *inputs, to=to, keep=("transA", "transB"), **settings)
    if body.at(7):
        body.bytes(result, 7)


def _matmul_of_bytes(body: _Body) -> None:
    """Write MatMulIntegerToFloat: A, B, their scales, their zero points, a bias."""
    a = body.add("DequantizeLinear", body.at(0), body.at(2), body.at(4))
    b = body.add("DequantizeLinear", body.at(1), body.at(3), body.at(5))
    _biased(body, body.add("MatMul", a, b), body.at(6))


def _matmul_of_dynamic_bytes(body: _Body) -> None:
    """Write DynamicQuantizeMatMul: A in floats, B in bytes with scale and zero point, a bias."""
    node = helper.make_node("DynamicQuantizeLinear", ["0"], ["levels", "scale", "zero"])
    body.nodes.append(node)
    a = body.add("DequantizeLinear", "levels", "scale", "zero")
    _biased(body, body.add("MatMul", a, body.floats(1)), body.at(4))


def _biased(body: _Body, value: str, bias: str) -> None:
    if bias:
        body.add("Add", value, bias)
    body.end()


def _fused_conv(body: _Body) -> None:
    """Write activation(conv(X, W, B) + Z)."""
    value = body.add("Conv", body.at(0), body.at(1), body.at(2), keep=_CONV)
    if body.at(3):
        value = body.add("Add", value, body.at(3))
    name = text(body.given.get("activation", b""))
    body.activate(value, name, body.given.get("activation_params", []))


def _fused_gemm(body: _Body) -> None:
    keep = ("alpha", "beta", "transA", "transB")
    value = body.add("Gemm", body.at(0), body.at(1), body.at(2), keep=keep)
    numbers = [body.given[f"activation_{each}"] for each in ("alpha", "beta")
               if f"activation_{each}" in body.given]  # fmt: skip
    body.activate(value, text(body.given.get("activation", b"")), numbers)


def _fused_matmul(body: _Body) -> None:
    """Write alpha · A · B, where the last two axes of either may be turned."""
    sides = [
        body.add("Einsum", body.at(place), equation="...ij->...ji")
        if body.given.get(name)
        else body.at(place)
        for place, name in enumerate(("transA", "transB"))
    ]
    alpha = body.number(body.given.get("alpha", 1.0))
    body.add("Mul", body.add("MatMul", *sides), alpha, to="out")


def _gelu(body: _Body, biased: bool = False) -> None:
    """Write x · Φ(x): half of x (1 + erf(x / √2))."""
    x = body.add("Add", body.at(0), body.at(1)) if biased else body.at(0)
    erf = body.add("Erf", body.add("Mul", x, body.number(math.sqrt(0.5))))
    body.add("Mul", body.add("Mul", x, body.number(0.5)), _plus_one(body, erf), to="out")


def _fast_gelu(body: _Body) -> None:
    """Write half of x (1 + tanh(√(2/π) (x + 0.044715 x³)))."""
    x = body.add("Add", body.at(0), body.at(1)) if body.at(1) else body.at(0)
    square = body.add("Mul", body.add("Mul", x, x), body.number(0.044715))
    inner = body.add("Mul", x, _plus_one(body, square))
    tanh = body.add("Tanh", body.add("Mul", inner, body.number(math.sqrt(2 / math.pi))))
    body.add("Mul", body.add("Mul", x, body.number(0.5)), _plus_one(body, tanh), to="out")


def _plus_one(body: _Body, value: str) -> str:
    return body.add("Add", value, body.number(1.0))


def _quick_gelu(body: _Body) -> None:
    alpha = body.number(body.given.get("alpha", 1.702))
    sigmoid = body.add("Sigmoid", body.add("Mul", body.at(0), alpha))
    body.add("Mul", body.at(0), sigmoid, to="out")


@dataclass(frozen=True)
class _Function:
    """How an operator's body is written, and the attributes it may have.

    `never` are those that must be 0: they ask for another layout.
    """

    write: Callable[[_Body], None]
    attributes: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


_LAST = ("channels_last",)
_FUNCTIONS = {
    "QuantizeLinear": _Function(lambda b: _named(b, "QuantizeLinear"), ("axis",)),
    "DequantizeLinear": _Function(lambda b: _named(b, "DequantizeLinear"), ("axis",)),
    "QLinearAdd": _Function(partial(_of_two, "Add")),
    "QLinearMul": _Function(partial(_of_two, "Mul")),
    "QLinearSigmoid": _Function(partial(_between_bytes, "Sigmoid")),
    "QLinearLeakyRelu": _Function(
        partial(_between_bytes, "LeakyRelu", keep=("alpha",)), ("alpha",)
    ),
    "QLinearSoftmax": _Function(
        partial(_between_bytes, "Softmax", keep=("axis",)), ("axis", "opset")
    ),
    "QLinearGlobalAveragePool": _Function(
        partial(_between_bytes, "GlobalAveragePool"), never=_LAST
    ),
    "QLinearAveragePool": _Function(
        partial(_between_bytes, "AveragePool", keep=_WINDOW), _WINDOW, _LAST
    ),
    "QLinearConcat": _Function(_concat, ("axis",)),
    "QLinearWhere": _Function(_where),
    "QGemm": _Function(_gemm, ("alpha", "transA", "transB")),
    "MatMulIntegerToFloat": _Function(_matmul_of_bytes),
    "DynamicQuantizeMatMul": _Function(_matmul_of_dynamic_bytes),
    "FusedConv": _Function(_fused_conv, (*_CONV, "activation", "activation_params")),
    "FusedGemm": _Function(
        _fused_gemm,
        ("alpha", "beta", "transA", "transB", "activation",
         "activation_alpha", "activation_beta", "activation_gamma"),
    ),
    "FusedMatMul": _Function(
        _fused_matmul, ("alpha", "transA", "transB"), ("transBatchA", "transBatchB")
    ),
    "Gelu": _Function(_gelu),
    "BiasGelu": _Function(partial(_gelu, biased=True)),
    "FastGelu": _Function(_fast_gelu),
    "QuickGelu": _Function(_quick_gelu, ("alpha",)),
}  # fmt: skip


def _named(body: _Body, op: str) -> None:
    body.add(op, body.at(0), body.at(1), body.at(2), to="out", keep=("axis",))


def runtime_body(call: NodeProto, opset: int) -> FunctionProto | None:
    """Return what a node of ONNX Runtime's own domain stands for; None where that is not known.

    Parameters
    ----------
    opset : of ONNX's own operators, that the model asks for

    Raises
    ------
    UnsupportedError
        If an attribute of the node is not known.
    """
    function = _FUNCTIONS.get(text(call.op_type))
    if function is None or len(call.output) != 1:
        return None
    body = _Body(call, opset)
    for name, value in body.given.items():
        if name not in function.attributes and not (name in function.never and not value):
            known = ", ".join(function.attributes) or "none"
            raise _unsupported(call, f"attribute {name!r} is not known; known: {known}")
    function.write(body)
    return FunctionProto(
        name=text(call.op_type),
        input=[str(place) for place in range(len(call.input))],
        output=["out"],
        node=body.nodes,
    )
