"""Which values of a network are feature maps with their channels last (N, H, W, C).

ONNX operators on pictures want (N, C, H, W), but files converted from TensorFlow take (N, H, W, C)
and change the order with Transpose. What is shown is (N, C, H, W) always, so one must know.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.graph import Graph
from engine.ops.registry import Spec

_TO_CHANNELS_LAST = [0, 2, 3, 1]
# Operators whose result has the layout of what they read.
_KEEP_LAYOUT = frozenset(
    """
    Relu LeakyRelu PRelu Clip Sigmoid HardSigmoid HardSwish Swish Tanh Elu Celu Selu Softplus
    Softsign ThresholdedRelu Shrink Erf Gelu Mish Softmax LogSoftmax LayerNormalization
    RMSNormalization LpNormalization Add Sub Mul Div Pow Sqrt Exp Log Neg Abs Reciprocal Sum Max Min
    Mean Where Concat Split Slice Pad Identity Dropout Cast ReduceMean ReduceMax ReduceMin ReduceSum
    ReduceL2 Resize Upsample QuantizeLinear DequantizeLinear
    """.split()  # noqa: SIM905 - a list of words reads better than fifty quoted ones
)


def channels_last_values(
    graph: Graph, specs: Mapping[str, Spec | None], inputs: frozenset[str]
) -> frozenset[str]:
    """Return the names of four-dimensional values whose channels are the last axis.

    Parameters
    ----------
    graph : after folding of constants
    specs : what is known of each value
    inputs : those of the graph's inputs that are pictures (N, H, W, C)
    """
    last = set(inputs)
    for node in graph.nodes:
        spec = specs.get(node.outputs[0])
        if spec is None or spec.ndim != 4:
            continue
        was_last = any(name in last for name in node.inputs)
        if node.op == "Transpose":
            is_last = not was_last and list(node.attributes.get("perm", ())) == _TO_CHANNELS_LAST
        elif node.op == "MatMul":  # a dense layer for each pixel, as ConvNeXt has it
            is_last = node.inputs[0] in last and node.inputs[1] in graph.constants
        else:
            is_last = was_last and node.op in _KEEP_LAYOUT
        if is_last:
            last.update(filter(None, node.outputs))
    return frozenset(last)


def channels_first(array: np.ndarray, is_last: bool) -> np.ndarray:
    """Return feature maps as (N, C, H, W), a view; anything but (N, H, W, C) as it is."""
    return array.transpose(0, 3, 1, 2) if is_last and array.ndim == 4 else array
