"""Run convolutional networks in NumPy, and look inside.

>>> import engine
>>> model = engine.load("model.onnx")
>>> model.predict("cat.jpg").top(5)
>>> model.activations("cat.jpg")["conv1"].shape
"""

from __future__ import annotations

from engine.activations import Activations
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
