"""Class lists that ONNX nodes hold: those of ZipMap and other operators behind a classifier."""

from __future__ import annotations

from engine.metadata.found import Found, Surroundings
from engine.metadata.labels import tidy

_DOMAIN = "ai.onnx.ml"
_ATTRIBUTES = ("classlabels_strings", "classlabels_int64s", "classlabels_ints")


def from_class_lists(around: Surroundings) -> Found | None:
    """Return the class list of the last node that holds one.

    https://onnx.ai/onnx/operators/onnx_aionnxml_ZipMap.html; classifiers of the same domain call
    whole numbers `classlabels_ints`.
    """
    for node in reversed(around.nodes):
        if node.domain != _DOMAIN:
            continue
        for attribute in _ATTRIBUTES:
            names = node.attributes.get(attribute)
            if isinstance(names, list | tuple) and names:
                return Found("onnx metadata", tidy(names))
    return None
