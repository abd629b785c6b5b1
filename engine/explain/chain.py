"""From one activation back to the operator that computed it, and forward again to its value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from engine.explain import registry
from engine.explain.explanation import Explanation, Stage, Term, Unit
from engine.graph import Graph, Node
from engine.ops.registry import arguments_of, operator_of
from engine.passes.scale_values import SUFFIX

_COMPUTES = frozenset({"Conv", "ConvTranspose", "Gemm", "MatMul", "ConvInteger", "MatMulInteger"})
# What is worth looking through: the sum behind an activation is more telling than the activation.
_TRANSPARENT = frozenset(
    """
    Relu LeakyRelu PRelu Clip Sigmoid Tanh HardSigmoid HardSwish Swish Gelu Mish Elu Celu Selu
    Softplus Softsign ThresholdedRelu BatchNormalization InstanceNormalization GroupNormalization
    LayerNormalization MaxPool Split Identity Dropout Cast Reshape Flatten Squeeze Unsqueeze
    Transpose
    """.split()  # noqa: SIM905 - a list of words reads better than twenty quoted ones
)


class Explainer:
    """Explains activations of one run.

    Parameters
    ----------
    graph : after constant folding, before fusion: its nodes are the layers
    values : every value of the run, in the file's own layout
    """

    def __init__(self, graph: Graph, values: Mapping[str, np.ndarray]) -> None:
        self.graph = graph
        self.values = values
        self.makers: dict[str, Node] = {o: node for node in graph.nodes for o in node.outputs if o}

    def explain(self, name: str, index: tuple[int, ...]) -> Explanation:
        """Return how the activation at `index` of value `name` came about.

        An activation, normalization or pool is explained by the convolution or dense layer whose
        sum it changes, if that stands directly before it; otherwise by what it reads.

        Parameters
        ----------
        index : one number an axis, in the file's own layout
        """
        own = self.alone(name, index)
        node = self.makers.get(name)
        if node is None:
            return own
        if node.op == "Add" and (added := self._bias_added(node)):
            return self._with_bias(own, *added, index)
        if own.source and own.source[0].endswith(SUFFIX):
            # A person scaled this channel: what it was before, and the factor.
            (stage,) = own.stages
            before = self.explain(*own.source)
            return before.then("change", stage.formula, own.value)
        if node.op in _TRANSPARENT and own.source and self._is_computed(own.source[0]):
            before = self.explain(*own.source)
            window = own.terms[0].window
            stages = own.stages or (Stage(node.op, own.formula, own.value, window),)
            return replace(before, stages=(*before.stages, *stages), value=own.value)
        return own

    def alone(self, name: str, index: tuple[int, ...]) -> Explanation:
        """Return what the operator that makes `name` itself did, and nothing before it."""
        node = self.makers.get(name)
        if node is None:
            value = float(self.array(name)[index])
            return Explanation("the picture itself", value, (Term("pixel", value),))
        unit = self.unit(node, name, index)
        explainer = None
        if node.domain == "":
            explainer = registry.find(node.op, node.outputs.index(name))
        if explainer is None:
            term = Term("value", unit.value)
            return Explanation(f"{node.op}: formula not shown", unit.value, (term,), known=False)
        return replace(explainer(unit), value=unit.value)

    def unit(self, node: Node, name: str, index: tuple[int, ...]) -> Unit:
        """Return one activation with everything its operator reads."""
        operator = operator_of(node, self.graph.opsets)
        defaults = {k: v for k, v in operator.signature.attributes.items() if isinstance(k, str)}
        given = arguments_of(node, operator)
        array = self.array(name)
        return Unit(
            name=name,
            shape=array.shape,
            index=index,
            value=float(array[index]),
            op=node.op,
            since=operator.since,
            inputs=[self.array(n) if n else None for n in node.inputs],
            names=node.inputs,
            attributes={**defaults, **given},
            output=node.outputs.index(name),
        )

    def array(self, name: str) -> np.ndarray:
        """Return a value of the run, or a constant."""
        constant = self.graph.constants.get(name)
        return self.values[name] if constant is None else constant

    def _is_computed(self, name: str) -> bool:
        """Tell whether, behind what is transparent, a weighted sum stands."""
        while (node := self.makers.get(name)) is not None:
            if node.op in _COMPUTES or (node.op == "Add" and self._bias_added(node)):
                return True
            if node.op not in _TRANSPARENT:
                return False
            name = node.inputs[0]
        return False

    def _bias_added(self, node: Node) -> tuple[str, str] | None:
        """Return (sum, bias) if a node adds a constant to a weighted sum, as old exporters do."""
        for value, bias in (node.inputs, node.inputs[::-1]):
            maker = self.makers.get(value)
            if maker is None or maker.op not in _COMPUTES or bias not in self.graph.constants:
                continue
            if self.array(value).shape == self.array(node.outputs[0]).shape:
                return value, bias
        return None

    def _with_bias(
        self, own: Explanation, value: str, bias: str, index: tuple[int, ...]
    ) -> Explanation:
        """Return the weighted sum `value` with the bias that the node after it adds."""
        before = self.alone(value, index)
        extra = float(np.broadcast_to(self.array(bias), self.array(value).shape)[index])
        formula = before.formula if before.bias is not None else f"{before.formula} + bias"
        total = (before.bias or 0.0) + extra
        return replace(before, bias=total, formula=formula, value=own.value)
