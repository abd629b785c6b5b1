"""Run convolutional networks in NumPy, and look inside.

>>> import engine
>>> model = engine.load("model.onnx")
>>> model.predict("cat.jpg").top(5)
>>> model.activations("cat.jpg")["conv1"].shape

A name is fetched from its module when it is first asked for: a window that shows nothing yet, or
a command that prints its help, waits for neither NumPy nor ONNX.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from engine.errors import (
    CancelledError,
    EngineError,
    FileError,
    FormatError,
    GraphError,
    ImageError,
    LimitError,
    ShapeError,
    UnsupportedError,
)

if TYPE_CHECKING:
    from engine import batch as batch
    from engine import export as export
    from engine import figures as figures
    from engine import images as images
    from engine import report as report
    from engine import saving as saving
    from engine import tables as tables
    from engine import transforming as transforming
    from engine.activations import Activations
    from engine.explain.explanation import Explanation
    from engine.explain.receptive_field import Region
    from engine.explain.unit import explain_unit, seen_pixels
    from engine.formats.architecture import Architecture
    from engine.graph import Value
    from engine.images import Picture, read_image
    from engine.layers import Layer
    from engine.loading import load
    from engine.metadata import Labels, Preprocess
    from engine.metadata import read_label_file as read_labels
    from engine.model import Model
    from engine.ops.registry import names as operators
    from engine.prediction import Prediction
    from engine.preprocess import Prepared
    from engine.saving import save_model
    from engine.seed import conv_layer

_HOMES = {
    "Activations": "activations.Activations",
    "Architecture": "formats.architecture.Architecture",
    "Explanation": "explain.explanation.Explanation",
    "Labels": "metadata.Labels",
    "Layer": "layers.Layer",
    "Model": "model.Model",
    "Picture": "images.Picture",
    "Prediction": "prediction.Prediction",
    "Prepared": "preprocess.Prepared",
    "Preprocess": "metadata.Preprocess",
    "Region": "explain.receptive_field.Region",
    "Value": "graph.Value",
    "conv_layer": "seed.conv_layer",
    "explain_unit": "explain.unit.explain_unit",
    "load": "loading.load",
    "operators": "ops.registry.names",
    "read_image": "images.read_image",
    "read_labels": "metadata.read_label_file",
    "save_model": "saving.save_model",
    "seen_pixels": "explain.unit.seen_pixels",
}
"""Where each name stands."""

_MODULES = frozenset(
    {"batch", "export", "figures", "images", "report", "saving", "tables", "transforming"}
)
"""What is asked for as a whole: `engine.export.save_png(…)`."""


def __getattr__(name: str) -> object:
    """Return a name, or a module, that is asked for the first time; then it is at hand."""
    found: object
    if name in _HOMES:
        home, _, own_name = _HOMES[name].rpartition(".")
        found = getattr(import_module(f"engine.{home}"), own_name)
    elif name in _MODULES:
        found = import_module(f"engine.{name}")
    else:
        raise AttributeError(f"module 'engine' has no attribute {name!r}")
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES, *_MODULES})


__all__ = [
    "Activations",
    "Architecture",
    "CancelledError",
    "EngineError",
    "Explanation",
    "FileError",
    "FormatError",
    "GraphError",
    "ImageError",
    "Labels",
    "Layer",
    "LimitError",
    "Model",
    "Picture",
    "Prediction",
    "Prepared",
    "Preprocess",
    "Region",
    "ShapeError",
    "UnsupportedError",
    "Value",
    "conv_layer",
    "explain_unit",
    "load",
    "operators",
    "read_image",
    "read_labels",
    "save_model",
    "seen_pixels",
]
