"""What is in a model, and whether the numbers it gives are right."""

from __future__ import annotations

import importlib
import importlib.util
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from engine.errors import EngineError
from engine.formats.data_sets import data_sets, read_data_set
from engine.graph import Graph
from engine.model import Model
from engine.noise import noise_feeds
from engine.prediction import made_by

TOLERANCE = 1e-3
"""Of the largest number of an output: both sides sum float32 in their own order."""
_NEAR_ZERO = 1e-3
_ROUNDING = 1e-6
"""An output that is nowhere larger than `_NEAR_ZERO` may be what is left of numbers around one,
where a part of its own size says nothing: it may differ by this much."""
_QUANTIZERS = frozenset({"QuantizeLinear", "DynamicQuantizeLinear"})

Measure = Literal["largest", "difference", "steps"]
"""What an error is told in: parts of an output's largest number, the number itself where all of
an output is near zero, or steps of a quantization."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The outputs of a model beside what others say of them.

    Attributes
    ----------
    reference : where the other numbers come from
    error : the largest difference, told in `measure`; infinite where the model fails or shapes
        differ, None where there was nothing to compare with
    limit : how large it may be
    note : why there is no finite error, or empty
    """

    reference: str
    error: float | None
    note: str = ""
    measure: Measure = "largest"
    limit: float = TOLERANCE

    @property
    def agrees(self) -> bool:
        """Whether the numbers are the same but for rounding."""
        return self.error is not None and self.error <= self.limit


def operator_counts(graph: Graph) -> Counter[str]:
    """Return how often each operator occurs, in inner graphs too."""
    counts: Counter[str] = Counter()
    for node in graph.nodes:
        counts[f"{node.domain}.{node.op}" if node.domain else node.op] += 1
        for inner in node.inner_graphs():
            counts += operator_counts(inner)
    return counts


def compare(model: Model) -> Iterator[Comparison]:
    """Yield a comparison with each set of numbers beside the model, and with ONNX Runtime.

    ONNX Runtime is asked where it is installed; it gets a picture of noise.
    """
    for folder in [] if model.path is None else data_sets(model.path):
        try:
            given, expected = read_data_set(folder)
            feeds = {v.name: array for v, array in zip(model.inputs, given, strict=False)}
            yield _compared(folder.name, model.run(feeds), model, expected)
        except EngineError as error:
            yield Comparison(folder.name, math.inf, str(error))
    is_onnx = model.path is not None and model.architecture is None and not model.missing
    if is_onnx and importlib.util.find_spec("onnxruntime") is not None:
        yield _with_onnxruntime(model)


def _with_onnxruntime(model: Model) -> Comparison:
    # By name, so that the one-file program does not pack it.
    onnxruntime = importlib.import_module("onnxruntime")
    name = f"ONNX Runtime {onnxruntime.__version__}"
    feeds = noise_feeds(model)
    problem = ""
    for options in _options(onnxruntime, quantized=_quantizing_layers(model) > 0):
        try:
            session = onnxruntime.InferenceSession(
                str(model.path), options, providers=["CPUExecutionProvider"]
            )
            expected = session.run([value.name for value in model.outputs], feeds)
        except Exception as error:  # noqa: BLE001  # each release raises classes of its own
            problem = problem or f"ONNX Runtime could not run it: {error}"
        else:
            return _compared(name, model.run(feeds), model, expected)
    return Comparison(name, None, problem)


def _options(onnxruntime: Any, *, quantized: bool) -> Iterator[Any]:
    """Yield how ONNX Runtime is asked, the best way first.

    On processors without VNNI its sums of products of bytes end at 16 bits, unless it is asked to
    be precise; https://github.com/microsoft/onnxruntime/pull/12088. It cannot be so with every
    network, but always without its optimizations, where fewer products are sums of bytes.
    """
    for precise in (True, False) if quantized else (False,):
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 4
        if precise:
            options.add_session_config_entry("session.x64quantprecision", "1")
        elif quantized:
            level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
            options.graph_optimization_level = level
        yield options


def _compared(
    reference: str, outputs: Mapping[str, np.ndarray], model: Model, expected: Sequence[np.ndarray]
) -> Comparison:
    found = []
    for value, wanted in zip(model.outputs, expected, strict=False):
        got = outputs[value.name]
        if not isinstance(wanted, np.ndarray) or got.dtype.hasobject or wanted.dtype.hasobject:
            return Comparison(reference, None, f"output {value.name!r} is no array of numbers")
        if got.shape != wanted.shape:
            return Comparison(
                reference,
                math.inf,
                f"output {value.name!r} has shape {got.shape}, expected {wanted.shape}",
            )
        found.append(_judged(reference, got, wanted, *_quantization(model, value.name)))
    return max(found, key=_share_of_limit, default=Comparison(reference, 0.0))


def _share_of_limit(comparison: Comparison) -> float:
    error = math.inf if comparison.error is None else comparison.error / comparison.limit
    return math.inf if math.isnan(error) else error


def _judged(
    reference: str, got: np.ndarray, wanted: np.ndarray, layers: int, step: float | None
) -> Comparison:
    """Return the error of one output.

    Rounding to a step may turn the last bit of a float into a whole one, so that both sides may
    be a step apart after each layer that quantizes; in no common direction, n of them make √n.
    """
    difference, numbers = _difference(got, wanted), _finite(wanted)
    largest = float(np.max(np.abs(numbers), initial=0.0))
    if layers:
        if step is None:
            step = float(np.max(numbers, initial=0.0) - np.min(numbers, initial=0.0)) / 255
        error = difference / step if step else difference and math.inf
        limit = math.sqrt(layers) + TOLERANCE
        return Comparison(reference, error, measure="steps", limit=limit)
    if largest < _NEAR_ZERO:
        return Comparison(reference, difference, measure="difference", limit=_ROUNDING)
    return Comparison(reference, difference / largest)


def _quantization(model: Model, name: str) -> tuple[int, float | None]:
    """Return how many layers quantize what flows, and the step of an output where it is known."""
    layers = _quantizing_layers(model)
    node = made_by(model.graph, name)
    if node is None:
        return layers, None
    if node.op == "DequantizeLinear":
        scale = model.graph.constants.get(node.inputs[1])
        return layers, None if scale is None else float(np.max(np.abs(scale)))
    return layers, 1.0 if node.op in _QUANTIZERS or node.op.startswith("QLinear") else None


def _quantizing_layers(model: Model) -> int:
    return sum(layer.op in _QUANTIZERS or layer.op.startswith("QLinear") for layer in model.layers)


def _finite(array: np.ndarray) -> np.ndarray:
    numbers = array.astype(np.float64)
    return numbers[np.isfinite(numbers)]


def _difference(got: np.ndarray, wanted: np.ndarray) -> float:
    """Return the largest difference; none between two that are no numbers."""
    ours, theirs = got.astype(np.float64), wanted.astype(np.float64)
    same = (ours == theirs) | (np.isnan(ours) & np.isnan(theirs))
    with np.errstate(invalid="ignore"):
        return float(np.max(np.where(same, 0.0, np.abs(ours - theirs)), initial=0.0))
