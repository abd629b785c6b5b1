"""What kind of thing an operator does, and the quiet colour by which a drawing tells kinds apart.

The colour only helps the eye to find its way; the operator's name always stands beside it.
"""

from __future__ import annotations

from PySide6.QtGui import QColor

from gui import theme

_OPERATORS = {
    "convolution": "Conv ConvTranspose ConvInteger QLinearConv DeformConv",
    "dense": "Gemm MatMul MatMulInteger QLinearMatMul Einsum Attention LSTM GRU RNN",
    "activation": "Relu LeakyRelu PRelu Clip Sigmoid HardSigmoid HardSwish Swish Mish Tanh Elu Selu"
    " Celu Gelu Softplus Softsign ThresholdedRelu Softmax LogSoftmax Hardmax Erf",
    "normalization": "BatchNormalization InstanceNormalization LayerNormalization"
    " GroupNormalization LpNormalization MeanVarianceNormalization RMSNormalization LRN Dropout",
    "pool": "MaxPool AveragePool LpPool GlobalMaxPool GlobalAveragePool GlobalLpPool MaxRoiPool"
    " RoiAlign ReduceMean ReduceMax ReduceSum Resize Upsample MaxUnpool GridSample",
    "join": "Add Sum Mul Sub Div Concat Max Min Mean Where Pow",
    "shape": "Reshape Flatten Transpose Squeeze Unsqueeze Slice Split Gather Pad Shape Expand Tile"
    " Cast Identity DepthToSpace SpaceToDepth QuantizeLinear DequantizeLinear",
}
_KINDS = {op: kind for kind, ops in _OPERATORS.items() for op in ops.split()}

_TINTS = {
    # kind: (light, dark); dark text on the first, light text on the second, 4.5:1 and more
    "convolution": ("#D5E0F5", "#2B3D63"),
    "dense": ("#F3DDD3", "#55382D"),
    "activation": ("#D9EBD6", "#2A4A35"),
    "normalization": ("#D3E9EA", "#23484C"),
    "pool": ("#E7DCF1", "#433357"),
    "join": ("#F4E8C4", "#4D421E"),
    "shape": ("#E1E4E9", "#3A3F48"),
    "input": ("#FFFFFF", "#24272C"),
}


def kind_of(operator: str) -> str:
    """Return the kind of an ONNX operator; one that is not known is like those of shape."""
    return _KINDS.get(operator, "shape")


def tint(kind: str) -> QColor:
    """Return the colour of a kind in the theme in use."""
    return QColor(_TINTS[kind][theme.is_dark()])
