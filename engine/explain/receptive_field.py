"""Which pixels of the network's input one activation sees.

A window is walked back from node to node: a convolution or pool widens it, what works on each
element leaves it, what mixes everything (dense layers, global pools) makes it the whole.
Source: Araujo, Norris, Sim, Computing Receptive Fields of Convolutional Neural Networks,
Distill 2019, https://distill.pub/2019/computing-receptive-fields
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from engine.explain.convolution import Geometry, transposed_begins
from engine.explain.explanation import Unit
from engine.explain.moving import begins, cut
from engine.graph import Graph, Node
from engine.ops.registry import Spec, arguments_of, operator_of

_ELEMENTWISE = frozenset(
    """
    Relu LeakyRelu PRelu Clip Sigmoid Tanh HardSigmoid HardSwish Swish Elu Celu Selu Softplus
    Softsign ThresholdedRelu Shrink Erf Gelu Mish BatchNormalization Add Sub Mul Div Sum Mean Max
    Min Pow Sqrt Exp Log Neg Abs Reciprocal Floor Ceil Round Sign Where Identity Dropout Cast
    QuantizeLinear DequantizeLinear
    """.split()  # noqa: SIM905 - a list of words reads better than forty quoted ones
)
_AMONG_CHANNELS = frozenset(
    """
    Concat Split LRN ReduceMean ReduceSum ReduceMax ReduceMin ReduceL1 ReduceL2 ReduceSumSquare
    """.split()  # noqa: SIM905
)
"""What joins, cuts or reduces channels; if height and width change, it worked on pixels."""

_WINDOWED = frozenset({"Conv", "ConvInteger", "QLinearConv", "MaxPool", "AveragePool", "LpPool"})

Sizes = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of pixels, half open: rows `top` … `bottom` − 1, columns `left` … `right` − 1.

    It may reach beyond the picture, into the padding.
    """

    top: int
    left: int
    bottom: int
    right: int

    def joined(self, other: Region) -> Region:
        """Return the smallest region that holds both."""
        return Region(
            min(self.top, other.top),
            min(self.left, other.left),
            max(self.bottom, other.bottom),
            max(self.right, other.right),
        )


def receptive_field(
    graph: Graph,
    specs: Mapping[str, Spec | None],
    channels_last: frozenset[str],
    name: str,
    y: int,
    x: int,
    picture: str,
) -> Region:
    """Return the pixels of the input `picture` that the activation at (y, x) of `name` sees.

    Parameters
    ----------
    graph : after constant folding
    specs : shape of each value
    channels_last : names of feature maps that the file holds as (N, H, W, C)
    name : of a feature map (N, C, H, W); for other values the whole picture is returned
    """
    walk = _Walk(graph, specs, channels_last)
    regions = {name: Region(y, x, y + 1, x + 1)}
    for node in reversed(graph.nodes):
        found = [regions[o] for o in node.outputs if o in regions]
        if not found:
            continue
        region = found[0]
        for source in node.inputs:
            if source and source not in graph.constants:
                part = walk.back(node, source, region)
                regions[source] = regions[source].joined(part) if source in regions else part
    return regions.get(picture, Region(0, 0, 0, 0))


class _Walk:
    def __init__(
        self, graph: Graph, specs: Mapping[str, Spec | None], channels_last: frozenset[str]
    ) -> None:
        self.graph = graph
        self.specs = specs
        self.channels_last = channels_last

    def back(self, node: Node, source: str, region: Region) -> Region:
        """Return which part of `source` a region of a node's output was computed from."""
        before, after = self._sizes(source), self._sizes(node.outputs[0])
        if before is None:
            return Region(0, 0, 1, 1)
        whole = Region(0, 0, *before)
        if after is None:
            return whole
        if node.op in _ELEMENTWISE | _AMONG_CHANNELS or (
            node.op == "Transpose" and before == after
        ):
            # A factor of 1×1 (squeeze and excitation) is the same everywhere.
            return region if before == after else whole
        if node.op == "MatMul" and {source, node.outputs[0]} <= self.channels_last:
            return region
        if node.op in ("Softmax", "LogSoftmax", "LayerNormalization", "RMSNormalization"):
            return region if self._over_channels(node, source) else whole
        if node.op in ("Pad", "Slice"):
            return self._shifted(node, source, region, before) or whole
        if node.op in _WINDOWED:
            return self._windowed(node, before, region)
        if node.op == "ConvTranspose":
            return self._transposed(node, before, region)
        if node.op in ("Resize", "Upsample", "DepthToSpace", "SpaceToDepth"):
            return _scaled(before, after, region, margin=node.op in ("Resize", "Upsample"))
        return whole

    def _sizes(self, name: str) -> Sizes | None:
        """Return height and width of a feature map, or None for other values."""
        spec = self.specs.get(name)
        if spec is None or spec.ndim != 4:
            return None
        return spec.shape[1:3] if name in self.channels_last else spec.shape[2:]

    def _unit(self, node: Node) -> Unit:
        operator = operator_of(node, self.graph.opsets)
        defaults = operator.signature.attributes
        attributes: dict[str, Any] = {**defaults, **arguments_of(node, operator)}
        return Unit("", (), (), 0.0, node.op, operator.since, (), (), attributes)

    def _shifted(self, node: Node, source: str, region: Region, before: Sizes) -> Region | None:
        """Return a region before a border was added or cut off, or None if it is not that."""
        given = [self.graph.constants.get(name) for name in node.inputs]
        if any(
            name and array is None for name, array in zip(node.inputs[1:], given[1:], strict=True)
        ):
            return None
        whole = Region(0, 0, *before)
        unit = replace(self._unit(node), inputs=[None, *given[1:]])
        axes = (1, 2) if source in self.channels_last else (2, 3)
        if node.op == "Slice":
            sizes = (1, *before, 1) if axes == (1, 2) else (1, 1, *before)
            firsts, steps = cut(unit, sizes)
        else:
            firsts, steps = [-begin for begin in begins(unit, 4)], [1] * 4
        ends = []
        for axis, first, last in zip(
            axes, (region.top, region.left), (region.bottom - 1, region.right - 1), strict=True
        ):
            ends.append(sorted(firsts[axis] + steps[axis] * i for i in (first, last)))
        (top, bottom), (left, right) = ends
        moved = Region(top, left, bottom + 1, right + 1)
        mirrored = node.op == "Pad" and unit.attributes["mode"] != "constant"
        return None if mirrored and whole.joined(moved) != whole else moved

    def _over_channels(self, node: Node, source: str) -> bool:
        """Tell whether a softmax or normalization is of the channels of each pixel alone."""
        unit = self._unit(node)
        axis = int(unit.attributes["axis"]) % 4
        # Until opset 13 a softmax took all axes from `axis` on as one, as normalizations still do.
        alone = axis == 3 or (node.op.endswith("Softmax") and unit.since >= 13)
        return alone and axis == (3 if source in self.channels_last else 1)

    def _kernel(self, node: Node, unit: Unit) -> tuple[int, ...]:
        place = 3 if node.op == "QLinearConv" else 1
        weights = self.graph.constants.get(node.inputs[place]) if len(node.inputs) > place else None
        if weights is not None:
            return tuple(weights.shape[2:])
        return tuple(unit.attributes["kernel_shape"])

    def _windowed(self, node: Node, before: Sizes, region: Region) -> Region:
        unit = self._unit(node)
        geometry = Geometry.of(unit, before, self._kernel(node, unit))
        top, left = geometry.start((region.top, region.left))
        last_row, last_column = geometry.start((region.bottom - 1, region.right - 1))
        high, wide = (
            (k - 1) * d + 1 for k, d in zip(geometry.kernel, geometry.dilations, strict=True)
        )
        return Region(top, left, last_row + high, last_column + wide)

    def _transposed(self, node: Node, before: Sizes, region: Region) -> Region:
        unit = self._unit(node)
        kernel = self._kernel(node, unit)
        begins = transposed_begins(unit, before, kernel)
        strides = list(unit.attributes["strides"] or [1, 1])
        dilations = list(unit.attributes["dilations"] or [1, 1])
        starts, ends = [], []
        for axis, (first, last) in enumerate(
            ((region.top, region.bottom - 1), (region.left, region.right - 1))
        ):
            reach = (kernel[axis] - 1) * dilations[axis]
            starts.append(-((reach - first - begins[axis]) // strides[axis]))
            ends.append((last + begins[axis]) // strides[axis] + 1)
        return Region(starts[0], starts[1], ends[0], ends[1])


def _scaled(before: Sizes, after: Sizes, region: Region, *, margin: bool) -> Region:
    """Return the region in a picture of another size; interpolation sees one pixel more."""
    rows, columns = (b / a for b, a in zip(before, after, strict=True))
    extra = int(margin)
    return Region(
        int(np.floor(region.top * rows)) - extra,
        int(np.floor(region.left * columns)) - extra,
        int(np.ceil(region.bottom * rows)) + extra,
        int(np.ceil(region.right * columns)) + extra,
    )
