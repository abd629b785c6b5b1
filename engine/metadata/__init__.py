"""Labels, preprocessing and provenance of a model, always with where they came from.

A model's own metadata is believed first, then files beside it, then an assumption that is shown
as one (`read.py` has the list; a further convention is one function in one file). What no common
convention holds stands in one JSON value under the ONNX metadata key `convolens`::

    {"version": 1,
     "title": "Digits", "description": "…", "licence": "MIT", "credit": "…",
     "labels": ["0", "1", …],               the part before a first comma is shown
     "preprocess": {
        "size": [28, 28],                   height, width; absent: the model's input decides
        "fit": "stretch",                   or "crop": a centred part of the input's aspect, of
                                            int(crop_fraction × what fits), then resize;
                                            or "shortest_edge": resize so that the shorter side
                                            is `edge`, then centre crop; or "pad": letterbox
        "crop_fraction": 1.0, "edge": 256, "pad_value": 0,
        "resample": "bilinear",             or nearest, bicubic, lanczos, box, hamming
        "channels": "RGB",                  or "BGR", or "L" for grey
        "range": [0, 1],                    what black and white become, before mean and std
        "mean": [0], "std": [1],            one for all or one a channel, in units of range
        "layout": "NCHW",                   or "NHWC"
        "ink": "light",                     drawings: strokes the network expects, "light" on
                                            dark or "dark" on light; absent: never inverted
        "centre": {"box": 20, "by": "mass"} drawings: crop to the ink, scale its longer side to
     }}                                     box pixels, put its centre of mass (or the box) at
                                            the centre

All but `version` may be absent. Within `preprocess` an absent field has the default shown here;
`size`, `channels` and `layout` are then decided by the model's input, and `edge`, `ink` and
`centre` have none.
"""

from __future__ import annotations

from engine.metadata.card import Card
from engine.metadata.inputs import picture_input
from engine.metadata.label_files import label_lines, read_label_file
from engine.metadata.labels import Labels
from engine.metadata.own import KEY, VERSION, to_json
from engine.metadata.read import Metadata, read_metadata
from engine.metadata.recipe import Centre, Preprocess

__all__ = [
    "KEY",
    "VERSION",
    "Card",
    "Centre",
    "Labels",
    "Metadata",
    "Preprocess",
    "label_lines",
    "picture_input",
    "read_label_file",
    "read_metadata",
    "to_json",
]
